import ICalendar
import ProviderKit
import SyncCore

/// Reads events of one calendar as a server holds them, and writes the text of changed ones. Pure.
struct CalDAVMapping: Sendable {
    let calendar: RemoteCalendar
    /// The server's name on the screen.
    let host: String
    /// Whether guests are to be mailed by the server, where it does so.
    let mails: Bool
    private let lens: CalDAVLens

    init(_ calendar: RemoteCalendar, host: String, mails: Bool) {
        self.calendar = calendar
        self.host = host
        self.mails = mails
        lens = CalDAVLens(calendar)
    }

    /// Returns the event that a resource holds; `nil` where it holds none, but tasks or the like.
    ///
    /// What can't be read is there all the same: nothing is concluded from it until somebody mends it.
    func event(_ name: String, tag: String, text: String) -> RemoteEvent? {
        let file = EventFile(Array(text.utf8))
        switch file.content {
        case .other: return nil
        case .incomplete:
            return unreadable(name, tag, file, nil, "It has no UID.")
        case .paused(let uid):
            return unreadable(name, tag, file, uid, file.diagnostics.first { $0.severity == .error }?.message ?? "")
        case .event(let event):
            if !event.hasMaster {
                return lonely(event, name, tag, text)
                    ?? unreadable(
                        name, tag, file, event.uid, "It holds instances without their series.")
            }
            if let schedule = event.content.schedule, schedule.isSeries,
                let zone = event.zones.ownZone(of: schedule)?.text
            {
                return unreadable(
                    name, tag, file, event.uid,
                    "It is a series, and its zone \(zone.prefix(60)) is only its own, and no IANA zone's.")
            }
            var remote = RemoteEvent(
                id: name, revision: tag, uid: event.uid, view: lens.view(of: event), notes: [Self.text: text])
            if !calendar.isWritable { remote.readOnly = "You may only read this calendar on \(host)." }
            remote.limit = limit(file.text)
            return remote
        }
    }

    /// The only occurrence that the account has of a series, as an event of its own (RFC 4791 §4.1); `nil` where there are
    /// several. It is somebody's invitation to just this one; what it is of the series only its organizer knows, so that
    /// it is pulled and not written.
    private func lonely(_ event: Event, _ name: String, _ tag: String, _ text: String) -> RemoteEvent? {
        guard event.content.exceptions.count == 1, case .changed(let part)? = event.content.exceptions.values.first,
            part.schedule != nil
        else { return nil }
        let whole = Event(
            uid: event.uid, content: View(master: part), zones: event.zones, hasMaster: true, openRanges: [])
        return RemoteEvent(
            id: name, revision: tag, uid: event.uid, view: lens.view(of: whole),
            readOnly: "It is one occurrence of a series that this account doesn't have; change it on \(host).",
            notes: [Self.text: text])
    }

    private func unreadable(_ name: String, _ tag: String, _ file: EventFile, _ uid: UID?, _ why: String) -> RemoteEvent
    {
        let title = file.text.lines.first { $0.name == "SUMMARY" }.map { TextValue.decode($0.value) }
        let sentence = "calsync can't read this event on \(host): \(why) Mend it there."
        return RemoteEvent(
            id: name, revision: tag, uid: uid ?? UID(id: name, at: "unread.calsync"),
            view: View(master: Part(title.map { [.title: .text($0)] } ?? [:])), readOnly: sentence,
            notes: [RemoteEvent.hiddenNote: "1", RemoteEvent.trouble: sentence])
    }

    /// The note with the server's text, from which the next write starts.
    static let text = "text"

    /// What can't be written without mailing people, or is the organizer's.
    private func limit(_ text: CalendarText) -> WriteLimit? {
        guard calendar.schedules, text.isScheduledByServer(own: lens.own) else { return nil }
        let guarded = Set(Field.allCases).subtracting([.alarms, .colour, .transparency])
        let organizer = text.lines.first { $0.name == "ORGANIZER" }
        if organizer?.isPerson(among: lens.own) ?? false {
            if mails { return nil }
            return WriteLimit(
                fields: guarded,
                reason:
                    "\(host) would mail this event's guests. Write notify = \"all\" for the pair if they are to know.",
                allowsDeletion: false)
        }
        let name = organizer.flatMap { line in
            line.parameter("CN") ?? line.parameter("EMAIL")
                ?? (line.value.lowercased().hasPrefix("mailto:") ? String(line.value.dropFirst(7)) : nil)
        }
        let guest = text.lines.first { $0.name == "ATTENDEE" && $0.isPerson(among: lens.own) }
        return WriteLimit(
            fields: guarded,
            reason: mails
                ? "\(name ?? "Someone else") organizes this event; yours are your answer and your reminders."
                : "\(name ?? "Someone else") organizes this event and would be mailed; yours are your reminders.",
            answersFor: mails ? guest?.value.lowercased() ?? lens.own.min() : nil)
    }
}

// MARK: Writing

extension CalDAVMapping {
    /// The text of a new event.
    func text(creating draft: Draft, stamp: Int) -> [UInt8]? {
        var file = EventFile(draft.file)
        if file.event == nil {
            file = EventFile(uid: draft.uid, view: draft.view, through: lens.lens, stamp: stamp)
        } else if let event = file.event {
            // The file has more than the plan sends where something of it is held back.
            var view = lens.view(of: event)
            view.exceptions = view.exceptions.filter { $0.value == .excluded }
            file = file.applying(view.changes(to: draft.view), through: lens.lens).file
        }
        guard file.event != nil else { return nil }
        let writer = CalDAVText(own: lens.own, isSilenced: calendar.schedules && !mails)
        return writer.bytes(of: file.text, stamp: stamp)
    }

    /// The text of `event` with `changes` made: the server's own, so that what others put there stays.
    func text(changing event: RemoteEvent, _ changes: [Change], stamp: Int) -> [UInt8]? {
        guard let before = event.notes[Self.text] else { return nil }
        let file = EventFile(Array(before.utf8))
        guard file.event != nil else { return nil }
        let edited = file.applying(changes, through: lens.lens).file
        guard edited.event?.uid == event.uid else { return nil }
        let isSilenced = calendar.schedules && !mails && !file.text.isScheduledByServer(own: lens.own)
        return CalDAVText(own: lens.own, isSilenced: isSilenced).bytes(of: edited.text, stamp: stamp)
    }
}
