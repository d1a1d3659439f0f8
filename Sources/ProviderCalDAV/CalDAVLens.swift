import ICalendar
import ProviderKit
import SyncCore

/// How a CalDAV server sees events: nearly as they are, for it keeps whole iCalendar text.
///
/// Lines are compared in a canonical spelling, so that what servers respell (order, case and quotes of parameters) is no
/// edit, and what they and other clients note for themselves (``isNote(_:)``) is nobody's.
struct CalDAVLens: Sendable {
    /// The addresses of the account, in lower case.
    let own: Set<String>
    /// Whether the server mails guests of its own accord (RFC 6638).
    let schedules: Bool

    init(_ calendar: RemoteCalendar) {
        own = calendar.addresses
        schedules = calendar.schedules
    }

    /// The two functions, for the plan.
    var lens: Lens {
        var lens = Lens(
            fields: Set(Field.allCases), view: { view(of: $0) }, alarm: { Self.alarm($0) },
            localised: { new, _ in new }, obstacle: { Self.obstacle(to: $0) })
        lens.element = { Self.element($0, $1) }
        lens.keepsStrays = true
        // Nobody answers for somebody else, where the server tells answers on; elsewhere the text is the person's.
        if schedules { lens.own = own }
        return lens
    }

    /// The event as a server can hold it.
    func view(of event: Event) -> View {
        var view = View(master: Self.part(event.content.master, event.zones))
        for (key, exception) in event.content.exceptions where !event.openRanges.contains(key) {
            switch exception {
            case .excluded: view.exceptions[key] = .excluded
            case .changed(let part): view.exceptions[key] = .changed(Self.part(part, event.zones))
            }
        }
        return view
    }

    private static func part(_ part: Part, _ zones: ZoneTable) -> Part {
        var seen = Part()
        for (field, value) in part.fields {
            switch value {
            case .text(let text) where field == .organizer: seen[field] = .text(CalDAVLine(text).canonical)
            case .text(let text): seen[field] = text.isEmpty ? nil : value
            case .schedule(let schedule): seen[field] = .schedule(Self.schedule(schedule, zones))
            case .set(let lines):
                let held = Set(lines.compactMap { element(field, $0) })
                seen[field] = held.isEmpty ? nil : .set(held)
            case .alarms(let alarms):
                let held = Set(alarms.compactMap { alarm($0) })
                seen[field] = held.isEmpty ? nil : .alarms(held)
            }
        }
        return seen
    }

    /// The schedule with both ends in UTC, where one of them is in a zone that only its own text explains: nobody else could
    /// read that. A series stays as it is (``obstacle(to:)``).
    private static func schedule(_ schedule: Schedule, _ zones: ZoneTable) -> Schedule {
        guard !schedule.isSeries, zones.ownZone(of: schedule) != nil,
            let start = schedule.start.instant(in: zones), let end = schedule.end.instant(in: zones)
        else { return schedule }
        return Schedule(
            start: .utc(DateTime(secondsSinceEpoch: start)), end: .utc(DateTime(secondsSinceEpoch: end)))
    }

    /// One element of a list in its canonical spelling; `nil` for what is no part of the event, but a note of a machine's.
    static func element(_ field: Field, _ element: String) -> String? {
        switch field {
        case .attendees, .attachments, .images, .conferences, .relations:
            return CalDAVLine(element).canonical
        case .other:
            let lines = element.split(separator: "\n").map { CalDAVLine(String($0)) }
            guard lines.count > 1 else { return lines.first.flatMap { $0.isNote ? nil : $0.canonical } }
            return lines.map(\.canonical).joined(separator: "\n")
        default: return element
        }
    }

    /// An alarm with the rest of its lines in canonical spelling, without those that clients number it with.
    static func alarm(_ alarm: Alarm) -> Alarm? {
        var alarm = alarm
        alarm.rest = alarm.rest.split(separator: "\n").map { CalDAVLine(String($0)) }.filter { !$0.isAlarmNote }
            .map(\.canonical).sorted().joined(separator: "\n")
        return alarm
    }

    private static func obstacle(to event: Event) -> String? {
        guard event.hasMaster else {
            return
                "The file holds single instances (RECURRENCE-ID) without their series, which calsync can't keep in step. "
                + "Add the series' VEVENT."
        }
        guard let schedule = event.content.schedule else {
            return "The event has no start. Add a line such as DTSTART;VALUE=DATE:20260115."
        }
        guard schedule.isSeries, let zone = event.zones.ownZone(of: schedule) else { return nil }
        return
            "The zone \(zone.text.prefix(60)) is only this file's own, and calsync can't keep a series in it in step. "
            + "Use an IANA name such as Europe/Berlin."
    }
}

/// One content line, to be compared with what a server made of it.
struct CalDAVLine: Sendable {
    private let line: ContentLine?
    private let text: String

    init(_ text: String) {
        self.text = text
        line = CalendarText(text).lines.first.flatMap { $0.isWellFormed ? $0 : nil }
    }

    /// The line with its name in capitals and its parameters sorted, without what scheduling servers note on it and
    /// without what goes without saying.
    var canonical: String {
        guard let line else { return text }
        let parameters = line.parameters.filter { !Self.isNote($0) && !isIdle($0, of: line.name) }
            .map { $0.values.count == 1 ? Self.respelled($0) : $0 }
            .sorted { ($0.name, $0.values.first ?? "") < ($1.name, $1.values.first ?? "") }
        let isPerson = line.name == "ATTENDEE" || line.name == "ORGANIZER"
        return ContentLineWriter.line(
            line.name, parameters: parameters, value: isPerson ? Self.address(line.value) : line.value)
    }

    /// Whether it is a note that servers and clients make for themselves.
    var isNote: Bool {
        guard let line else { return false }
        return Self.notes.contains(line.name) || line.name.hasPrefix("X-CALENDARSERVER-")
            || line.name.hasPrefix("X-MOZ-SNOOZE-") || line.name.hasPrefix("X-MICROSOFT-CDO-APPT-SEQUENCE")
    }

    /// Whether it only numbers an alarm, or says where it came from.
    var isAlarmNote: Bool {
        guard let line else { return false }
        return ["UID", "X-WR-ALARMUID", "X-APPLE-DEFAULT-ALARM", "X-APPLE-LOCAL-DEFAULT-ALARM", "RELATED-TO"]
            .contains(line.name) || line.name.hasPrefix("X-MOZ-")
    }

    private static let notes: Set<String> = [
        "X-APPLE-CREATOR-IDENTITY", "X-APPLE-CREATOR-TEAM-IDENTITY", "X-MOZ-RECEIVED-SEQUENCE",
        "X-MOZ-RECEIVED-DTSTAMP", "X-MOZ-INVITED-ATTENDEE", "X-NEXTCLOUD-BC-FIELD-TYPE",
    ]

    /// RFC 6638 §7: what the server and its clients tell each other of a guest.
    private static func isNote(_ parameter: Parameter) -> Bool {
        ["SCHEDULE-AGENT", "SCHEDULE-STATUS", "SCHEDULE-FORCE-SEND"].contains(parameter.name)
    }

    /// RFC 5545 §3.2: the defaults, which some servers write out and others leave out.
    private func isIdle(_ parameter: Parameter, of name: String) -> Bool {
        let value = parameter.values.first?.uppercased()
        switch (name, parameter.name) {
        case ("ATTENDEE", "CUTYPE"): return value == "INDIVIDUAL"
        case ("ATTENDEE", "ROLE"): return value == "REQ-PARTICIPANT"
        case ("ATTENDEE", "RSVP"): return value == "FALSE"
        case ("ATTENDEE", "PARTSTAT"): return value == "NEEDS-ACTION"
        case ("RELATED-TO", "RELTYPE"): return value == "PARENT"
        default: return false
        }
    }

    /// Words are compared in capitals; names of people and the like are not.
    private static func respelled(_ parameter: Parameter) -> Parameter {
        guard ["CUTYPE", "ROLE", "RSVP", "PARTSTAT", "RELTYPE", "VALUE", "ENCODING"].contains(parameter.name) else {
            return parameter
        }
        return Parameter(name: parameter.name, values: parameter.values.map { $0.uppercased() })
    }

    /// RFC 6068: the scheme in lower case; the address as people write it, which is in lower case too.
    private static func address(_ value: String) -> String {
        value.lowercased().hasPrefix("mailto:") ? value.lowercased() : value
    }
}
