import ICalendar
import ProviderKit
import SyncCore

/// Reads events of one calendar as Google answers them into rows and events. Pure.
struct GoogleMapping: Sendable {
    /// The calendar; its zone is meant where an event names none.
    let calendar: RemoteCalendar
    private let zone: Zone

    init(_ calendar: RemoteCalendar) {
        self.calendar = calendar
        zone = Zone.named(calendar.timeZone) ?? .utc
    }

    /// Returns what a row of a listing says.
    ///
    /// `cancelled` means two things: an instance of a series that doesn't take place, or a deleted event.
    func item(_ event: GoogleEvent) -> RemoteItem {
        if let exception = exception(event) { return .instance(exception) }
        if event.status == "cancelled" { return .gone(id: event.id, revision: event.etag) }
        return .event(self.event(event))
    }

    /// Returns a single event, or the master of a series with those exclusions that stand in its `recurrence`.
    ///
    /// An event whose details are hidden, or that can't be read, is read-only and noted as ``RemoteEvent/hidden``: it
    /// is there, but what its view lacks says nothing.
    func event(_ event: GoogleEvent) -> RemoteEvent {
        var view = View(master: part(event))
        var notes: [String: String] = [:]
        if var schedule = view.schedule, let lines = event.recurrence, !lines.isEmpty {
            let read = RecurrenceLines(lines: lines, start: schedule.start)
            schedule.rules = read.rules
            view.master[.when] = .schedule(schedule)
            for key in read.excluded { view.exceptions[key] = .excluded }
            // Dates that were left out at the time before stand there when the series gets another one.
            view = view.withoutStrayExclusions
            notes[RemoteEvent.exdates] = read.excluded.sorted().map(\.text).joined(separator: " ")
            notes[RemoteEvent.rules] = lines.filter { !$0.uppercased().hasPrefix("EXDATE") }.joined(separator: "\n")
        }
        if view.schedule == nil || hidesDetails(event) { notes[RemoteEvent.hidden] = "1" }
        if event.attendeesOmitted == true { notes[RemoteEvent.omitted] = "1" }
        notes[RemoteEvent.conferenceBlock] = event.description.flatMap { GoogleDescription($0).block }
        return RemoteEvent(
            id: event.id, revision: event.etag ?? "", uid: uid(event), view: view,
            readOnly: readOnly(event, hasTime: view.schedule != nil), limit: limit(event),
            notes: notes.filter { !$0.value.isEmpty })
    }

    /// Returns an exception of a series; nil for anything else.
    private func exception(_ event: GoogleEvent) -> RemoteException? {
        guard let master = event.recurringEventId else { return nil }
        let named = event.originalStartTime?.eventTime(in: zone)
        guard let original = named ?? GoogleEventID.split(event.id)?.original else { return nil }
        return RemoteException(
            id: event.id, revision: event.etag ?? "", master: master, original: original,
            part: event.status == "cancelled" ? nil : part(event))
    }

    /// The UID: of calsync's marker, or Google's own. Occurrences of a series that isn't there have its UID in common, so each
    /// has one after its id.
    private func uid(_ event: GoogleEvent) -> UID {
        if event.recurringEventId != nil { return UID(id: event.id, at: "google.com") }
        let marker = event.extendedProperties?.private?[GoogleEventBody.uidMarker]
        // The last is never empty, whatever the id.
        return marker.flatMap { UID($0) } ?? event.iCalUID.flatMap { UID($0) } ?? UID(id: event.id, at: "google.com")
    }
}

// MARK: Fields

extension GoogleMapping {
    private func part(_ event: GoogleEvent) -> Part {
        var part = Part()
        part[.when] = schedule(event).map { .schedule($0) }
        part[.title] = Self.text(event.summary)
        part[.location] = Self.text(event.location)
        part[.description] = Self.text(event.description.map { GoogleDescription($0).text })
        part[.colour] = event.colorId.flatMap { GoogleColour(id: $0) }.map { .text($0.name) }
        part[.url] = Self.text(event.source?.url).flatMap { $0.elements[0].isWebAddress ? $0 : nil }
        part[.organizer] = organizer(event).map { .text($0) }
        part[.attendees] = Self.set((event.attendees ?? []).compactMap(\.line))
        part[.attachments] = Self.set((event.attachments ?? []).compactMap(\.line))
        part[.conferences] = Self.set(GoogleConference.lines(event))
        part[.status] = event.status == "tentative" ? .text("TENTATIVE") : nil
        part[.transparency] = event.transparency == "transparent" ? .text("TRANSPARENT") : nil
        switch event.visibility {
        case "public": part[.visibility] = .text("PUBLIC")
        case "private": part[.visibility] = .text("PRIVATE")
        case "confidential": part[.visibility] = .text("CONFIDENTIAL")
        default: break
        }
        part[.alarms] = alarms(event.reminders, isAllDay: part.schedule?.start.isAllDay ?? false)
        return part
    }

    /// The organizer, where it is somebody else: that it is this calendar goes without saying.
    private func organizer(_ event: GoogleEvent) -> String? {
        guard let organizer = event.organizer, organizer.isSelf != true, let email = organizer.email, !email.isEmpty,
            email.isOneLine
        else { return nil }
        return GoogleLens.organizer(name: organizer.displayName, address: "mailto:" + email.lowercased())
    }

    private static func set(_ lines: [String]) -> Value? { lines.isEmpty ? nil : .set(Set(lines)) }

    private static func text(_ text: String?) -> Value? {
        text.flatMap { $0.isEmpty ? nil : .text($0) }
    }

    private func schedule(_ event: GoogleEvent) -> Schedule? {
        let isSeries = event.recurrence?.isEmpty == false
        guard let start = event.start?.eventTime(in: zone, isSingle: !isSeries),
            let end = event.end?.eventTime(in: zone, isSingle: !isSeries),
            // A day that ends at a time of day is nothing that a file can say.
            start.isAllDay == end.isAllDay
        else { return nil }
        return GoogleLens.schedule(start, end, isSeries: isSeries)
    }

    /// `useDefault` and no reminders at all are no alarms of the event's own. An all-day event that stores nothing is
    /// answered with the calendar's reminders as if they were its own (facts/google-calendar.md 2.5).
    private func alarms(_ reminders: GoogleReminders?, isAllDay: Bool) -> Value? {
        guard let reminders, reminders.useDefault != true else { return nil }
        let alarms = Set((reminders.overrides ?? []).compactMap(\.alarm))
        if alarms.isEmpty || (isAllDay && alarms == calendar.defaultAlarms) { return nil }
        return .alarms(alarms)
    }
}

// MARK: What can't be written

extension GoogleMapping {
    private func readOnly(_ event: GoogleEvent, hasTime: Bool) -> String? {
        if !hasTime {
            return "Google's answer has no time for this event that calsync can read. Change it in Google Calendar."
        }
        if let type = event.eventType, type != "default" {
            return
                "Google keeps this as \(Self.words(type)), which other programs can't change. Change it in Google Calendar."
        }
        if event.locked == true {
            return "Google locked this event: its times and texts can't be changed. Ask its organizer."
        }
        let isForeign = event.organizer != nil && event.organizer?.isSelf != true && event.guestsCanModify != true
        if event.privateCopy == true, isForeign {
            return "This is a copy of an event that someone else organizes. Ask its organizer for changes."
        }
        if hidesDetails(event) {
            return
                "Google hides the details of this private event. Ask the calendar's owner for the right to make changes."
        }
        return nil
    }

    /// What only the organizer or the maker of an event may write.
    ///
    /// A guest has their own answer, reminders, colour and free time (facts/google-calendar.md 2.6); `source` is the
    /// creator's (discovery document); a list with guests left out can't be sent back.
    private func limit(_ event: GoogleEvent) -> WriteLimit? {
        if let organizer = event.organizer, organizer.isSelf != true, event.guestsCanModify != true {
            let name = organizer.displayName ?? organizer.email ?? "Someone else"
            return WriteLimit(
                fields: GoogleLens.fields.subtracting([.alarms, .colour, .transparency]),
                reason: "\(name) organizes this event; yours are your answer, reminders, colour and free time.",
                answersFor: event.attendees?.first { $0.isSelf == true }?.address, allowsDeletion: false)
        }
        if event.attendeesOmitted == true {
            // Who may change all of it would say with an answer of their own that there are no other guests.
            let isGuest = event.organizer.map { $0.isSelf != true } ?? false
            return WriteLimit(
                fields: [.attendees], reason: "Google shows only some of its guests, so the list can't be sent back.",
                answersFor: isGuest ? event.attendees?.first { $0.isSelf == true }?.address : nil)
        }
        if let creator = event.creator?.email?.lowercased(), let account = calendar.account, creator != account {
            return WriteLimit(
                fields: [.url], reason: "Only \(creator), who made this event, can change its URL at Google.")
        }
        return nil
    }

    private static func words(_ type: String) -> String {
        switch type {
        case "birthday": "a birthday"
        case "focusTime": "focus time"
        case "fromGmail": "an event from Gmail"
        case "outOfOffice": "an absence"
        case "workingLocation": "a working location"
        default: "an event of the kind '\(type.prefix(40))'"
        }
    }

    /// Readers see of a private event when it is, and nothing else.
    private func hidesDetails(_ event: GoogleEvent) -> Bool {
        let isPrivate = event.visibility == "private" || event.visibility == "confidential"
        return (!calendar.isWritable || calendar.hidesPrivate == true) && isPrivate && event.summary == nil
    }
}

extension RemoteEvent {
    /// The note on an event of which only the presence is known: its view must not blank anything.
    package static let hidden = "hidden"
    /// The note on an event of whose guests some were left out of the answer.
    static let omitted = "omitted"
    /// The note with Google's own block in the description.
    static let conferenceBlock = "block"
    /// The note with the keys of those exclusions that are EXDATE lines of the master, a space between them.
    static let exdates = "exdates"
    /// The note with the other recurrence lines as Google spells them, one a line.
    static let rules = "recurrence"

    /// The exclusions that stand in the master itself.
    var exdateKeys: Set<InstanceKey> {
        Set((notes[Self.exdates] ?? "").split(separator: " ").map { InstanceKey(String($0)) })
    }
}
