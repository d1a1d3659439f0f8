import ICalendar
import ProviderKit
import SyncCore

/// How Google sees the events of one calendar.
///
/// It holds title, time, place, description, status, transparency, class, colour, an address on the web, guests,
/// attachments and up to five reminders; it shows organizer and conferences. Its own habits are here: there is no floating
/// time, no event without length, and no alarm after the start.
struct GoogleLens: Sendable {
    /// The calendar; its zone is meant by floating times.
    let calendar: RemoteCalendar
    private let zone: Zone

    init(_ calendar: RemoteCalendar) {
        self.calendar = calendar
        zone = Zone.named(calendar.timeZone) ?? .utc
    }

    /// The two functions, for the plan.
    var lens: Lens {
        var lens = Lens(
            fields: Self.fields, view: { view(of: $0) }, alarm: { Self.alarm($0) },
            localised: { localised($0, as: $1) }, obstacle: { obstacle(to: $0) })
        lens.readOnly = Self.readOnly
        lens.own = own
        lens.element = { element($0, $1) }
        lens.created = { created($0) }
        return lens
    }

    static let fields: Set<Field> = [
        .title, .when, .location, .description, .status, .transparency, .visibility, .colour, .url, .organizer,
        .attendees, .alarms, .attachments, .conferences,
    ]

    /// The organizer can't be written but by moving the event, and a conference is Google's to make: copied to another
    /// event it would let strangers in (discovery document, `organizer` and `conferenceData`).
    static let readOnly: Set<Field> = [.organizer, .conferences]

    /// The addresses of this calendar and of the account.
    private var own: Set<String> {
        Set([calendar.id, calendar.account].compactMap { $0.map { "mailto:" + $0.lowercased() } })
    }

    /// The event as Google can hold it.
    func view(of event: Event) -> View {
        var view = View(master: part(event.content.master, zones: event.zones))
        let (old, new) = (event.content.schedule, view.schedule)
        for (key, exception) in event.content.exceptions {
            let original = old.flatMap { key.time(in: $0.start) }.map { time($0, zones: event.zones) }
            let place = new.flatMap { new in original.map { InstanceKey($0, in: new.start) } } ?? key
            view.exceptions[place] = self.exception(exception, original: original, series: new, zones: event.zones)
        }
        return view
    }

    /// An instance as Google answers it: with all its fields, its time among them.
    private func exception(_ exception: Exception, original: EventTime?, series: Schedule?, zones: ZoneTable)
        -> Exception
    {
        switch exception {
        case .excluded: return .excluded
        case .changed(let part):
            if part[.status] == .text("CANCELLED") { return .excluded }
            var seen = self.part(part, zones: zones)
            if seen[.when] == nil, let original, let series {
                seen[.when] = .schedule(series.instance(at: original))
            }
            return .changed(seen)
        }
    }

    private func part(_ part: Part, zones: ZoneTable) -> Part {
        var seen = Part()
        if let schedule = part.schedule { seen[.when] = .schedule(self.schedule(schedule, zones: zones)) }
        for field in [Field.title, .location, .description] {
            guard case .text(let text)? = part[field], !text.isEmpty else { continue }
            let held = field == .description ? GoogleDescription(text).text : text
            seen[field] = held.isEmpty ? nil : .text(held)
        }
        if case .text(let name)? = part[.colour] {
            seen[.colour] = GoogleColour(name: name).map { .text($0.name) }
        }
        if case .text(let address)? = part[.url], address.isWebAddress { seen[.url] = .text(address) }
        if case .text(let line)? = part[.organizer] { seen[.organizer] = organizer(line).map { .text($0) } }
        for field in [Field.attendees, .attachments, .conferences] {
            var lines = (part[field]?.elements ?? []).compactMap { element(field, $0) }
            // Discovery document, Event.attachments: at most 25.
            if field == .attachments { lines = Array(lines.sorted().prefix(25)) }
            if !lines.isEmpty { seen[field] = .set(Set(lines)) }
        }
        seen[.status] = part[.status] == .text("TENTATIVE") ? .text("TENTATIVE") : nil
        seen[.transparency] = part[.transparency] == .text("TRANSPARENT") ? .text("TRANSPARENT") : nil
        if case .text(let word)? = part[.visibility], !word.isEmpty {
            // RFC 5545 §3.8.1.3: a class that a program doesn't know is private to it.
            seen[.visibility] = .text(["PUBLIC", "PRIVATE", "CONFIDENTIAL"].contains(word) ? word : "PRIVATE")
        }
        if case .alarms(let alarms)? = part[.alarms] {
            seen[.alarms] = self.alarms(alarms, isAllDay: part.schedule?.start.isAllDay ?? false).map { .alarms($0) }
        }
        return seen
    }

    /// The text with LF for line breaks.
    static func lines(_ text: String) -> String {
        guard text.has(0x0D) else { return text }
        return text.split(omittingEmptySubsequences: false) { $0 == "\r\n" || $0 == "\r" || $0 == "\n" }
            .joined(separator: "\n")
    }
}

// MARK: People and places

extension GoogleLens {
    /// One line of a list as Google can hold it; `nil` for one that it can't.
    private func element(_ field: Field, _ line: String) -> String? {
        switch field {
        case .attendees: GoogleAttendee.reduced(line)
        case .attachments: GoogleAttachment.reduced(line)
        case .conferences: GoogleConference.reduced(line)
        default: line
        }
    }

    /// The organizer as Google shows it, where that is somebody else.
    private func organizer(_ line: String) -> String? {
        guard let person = Attendee(line), person.address.hasPrefix("mailto:"), !own.contains(person.address) else {
            return nil
        }
        return Self.organizer(name: person["CN"], address: person.address)
    }

    /// The ORGANIZER line.
    static func organizer(name: String?, address: String) -> String {
        let parameters = name.map { $0.isEmpty ? [] : [Parameter(name: "CN", values: [$0])] } ?? []
        return ContentLineWriter.line("ORGANIZER", parameters: parameters, value: address)
    }

    /// What goes into a new event: nothing that only Google makes, and no guests of another organizer's, whom this account
    /// would invite in its own name.
    private func created(_ view: View) -> View {
        var view = view
        let isOthers = view.master[.organizer] != nil
        for field in Self.readOnly { view.master[field] = nil }
        if isOthers { view.master[.attendees] = nil }
        if case .set(let lines)? = view.master[.attendees] {
            view.master[.attendees] = .set(
                Set(
                    lines.map { line in
                        guard let person = Attendee(line), !own.contains(person.address) else { return line }
                        return person.line(with: ["PARTSTAT": nil])
                    }))
        }
        return view
    }
}

// MARK: Alarms

extension GoogleLens {
    /// The reminder that an alarm comes to: whole minutes, four weeks at most, before the start.
    static func alarm(_ alarm: Alarm) -> Alarm? { GoogleReminder(alarm)?.alarm }

    /// The five nearest to the start. An all-day event's that are the calendar's own can't be told from none.
    private func alarms(_ alarms: Set<Alarm>, isAllDay: Bool) -> Set<Alarm>? {
        let reminders = Set(alarms.compactMap { GoogleReminder($0) })
            .sorted { ($0.minutes, $1.method) < ($1.minutes, $0.method) }
        let held = Set(reminders.prefix(5).compactMap(\.alarm))
        return held.isEmpty || (isAllDay && held == calendar.defaultAlarms) ? nil : held
    }
}

// MARK: What can't be held

extension GoogleLens {
    private func obstacle(to event: Event) -> String? {
        guard event.hasMaster else {
            return "The file holds single instances (RECURRENCE-ID) without their series, which Google can't keep. "
                + "Add the series' VEVENT."
        }
        guard let schedule = event.content.schedule else {
            return "The event has no start. Add a line such as DTSTART;VALUE=DATE:20260115."
        }
        guard event.uid.text.utf8.count <= 1024 else {
            return "The UID has more than 1024 bytes, which Google can't keep. Give the event a shorter one."
        }
        if schedule.rules.contains(where: { $0.hasPrefix("RDATE") && ($0.contains("PERIOD") || $0.contains("/")) }) {
            return "Google has no RDATE with a PERIOD. Write it as plain starts, or as an instance of its own."
        }
        return obstacle(to: schedule.start, isSeries: schedule.isSeries, zones: event.zones)
            ?? obstacle(to: schedule.end, isSeries: schedule.isSeries, zones: event.zones)
    }

    private func obstacle(to time: EventTime, isSeries: Bool, zones: ZoneTable) -> String? {
        guard case .zoned(_, let id) = time else { return nil }
        if zones.own[id] == nil {
            guard Zone.named(id.text) == nil else { return nil }
            return "The zone \(id.text.prefix(60)) is unknown. Use an IANA name such as Europe/Berlin."
        }
        guard isSeries else { return nil }
        return "The zone \(id.text.prefix(60)) is only this file's own, and Google repeats events in IANA zones alone. "
            + "Use an IANA name such as Europe/Berlin."
    }
}
