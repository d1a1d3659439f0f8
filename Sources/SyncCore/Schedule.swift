import ICalendar

/// When an event is: start, end and, for a series, its rules. One field, so that a mixed time is never made.
///
/// Canonical (cases.md 2.3): the length is kept as the resulting end, all-day ends are exclusive, zones carry the name
/// that ``Zone/resolve(_:in:)`` gave, and rules are in the canonical spelling of ``RecurrenceRule``.
package struct Schedule: Hashable, Sendable, Codable {
    /// The first start.
    package var start: EventTime
    /// The first end, exclusive, of the same kind as `start`; equal to `start` for an event without length.
    package var end: EventTime
    /// `RRULE:…`, `EXRULE:…` and `RDATE:…` lines in canonical form; empty for a single event.
    package var rules: Set<String>

    package init(start: EventTime, end: EventTime, rules: Set<String> = []) {
        self.start = start
        self.end = end
        self.rules = rules
    }

    /// Whether the event repeats.
    package var isSeries: Bool { !rules.isEmpty }

    /// Whether both mean the same, zones compared by rule rather than by name.
    package func matches(_ other: Schedule) -> Bool {
        if self == other { return true }
        return rules == other.rules && start.matches(other.start) && end.matches(other.end)
    }

    /// The shift in seconds that turns `other` into this one, when only the wall clock moved: same rules, same
    /// length, same kind and zone.
    package func shift(from other: Schedule) -> Int? {
        guard isSeries, rules == other.rules, start.isSameKind(as: other.start) else { return nil }
        let delta = start.wallSeconds - other.start.wallSeconds
        guard delta != 0, end.wallSeconds - other.end.wallSeconds == delta else { return nil }
        return delta
    }
}

extension EventTime {
    /// Whether both name the same moment in the same way, zones compared by rule.
    package func matches(_ other: EventTime) -> Bool {
        switch (self, other) {
        case (.allDay(let a), .allDay(let b)): a == b
        case (.floating(let a), .floating(let b)): a == b
        case (.utc(let a), .utc(let b)): a == b
        case (.zoned(let a, let zone), .zoned(let b, let otherZone)):
            a == b && (zone == otherZone || ZoneID.sameRules(zone, otherZone))
        case (.zoned(let a, let zone), .utc(let b)), (.utc(let b), .zoned(let a, let zone)):
            a == b && ZoneID.sameRules(zone, ZoneID("UTC"))
        default: false
        }
    }

    /// Whether both are of one kind, in zones with the same rules.
    package func isSameKind(as other: EventTime) -> Bool {
        switch (self, other) {
        case (.allDay, .allDay), (.floating, .floating), (.utc, .utc): true
        case (.zoned(_, let a), .zoned(_, let b)): a == b || ZoneID.sameRules(a, b)
        default: false
        }
    }

    /// The wall-clock reading as seconds since 1970 as if it were UTC.
    package var wallSeconds: Int {
        switch self {
        case .allDay(let date): date.dayNumber * 86_400
        case .floating(let time), .zoned(let time, _), .utc(let time): time.secondsSinceEpoch
        }
    }

    /// The same kind and zone, `seconds` later on the wall clock.
    package func adding(wallSeconds seconds: Int) -> EventTime {
        switch self {
        case .allDay(let date): .allDay(date.adding(days: seconds / 86_400))
        case .floating(let time): .floating(time.adding(seconds: seconds))
        case .zoned(let time, let zone): .zoned(time.adding(seconds: seconds), zone)
        case .utc(let time): .utc(time.adding(seconds: seconds))
        }
    }

    /// The instant in seconds since 1970 UTC; `nil` for all-day, floating, and a zone that nothing here knows.
    package var instant: Int? {
        switch self {
        case .allDay, .floating: nil
        case .utc(let time): time.secondsSinceEpoch
        case .zoned(let time, let id): Zone.named(id.text)?.instant(of: time)
        }
    }
}

extension ZoneID {
    /// Whether both are known zones that tell the same time.
    package static func sameRules(_ a: ZoneID, _ b: ZoneID) -> Bool {
        guard let first = Zone.named(a.text), let second = Zone.named(b.text) else { return false }
        return first.hasSameRules(as: second)
    }
}

extension EventTime: Codable {
    /// Decodes the compact spelling: `20260115`, `20260115T093000`, `20260115T093000Z`, `20260115T093000 Europe/Berlin`.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let time = EventTime(compact: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time: \(text)")
        }
        self = time
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(compact)
    }

    /// The spelling used in the base: date, local time, `Z`, or local time and zone.
    package var compact: String {
        switch self {
        case .allDay(let date): date.basic
        case .floating(let time): time.basic
        case .utc(let time): time.basic + "Z"
        case .zoned(let time, let zone): time.basic + " " + zone.text
        }
    }

    /// Reads ``compact``.
    package init?(compact text: String) {
        if let space = text.firstIndex(of: " ") {
            guard let time = DateTime(basic: text[..<space]) else { return nil }
            self = .zoned(time, ZoneID(String(text[text.index(after: space)...])))
        } else if text.hasSuffix("Z") {
            guard let time = DateTime(basic: text.dropLast()) else { return nil }
            self = .utc(time)
        } else if let time = DateTime(basic: text) {
            self = .floating(time)
        } else if let date = CalendarDate(basic: text) {
            self = .allDay(date)
        } else {
            return nil
        }
    }
}
