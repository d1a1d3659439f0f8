/// When something is, in one of the four ways that RFC 5545 §3.3.4 and §3.3.5 know.
package enum EventTime: Hashable, Sendable {
    /// A whole day, wherever one is.
    case allDay(CalendarDate)
    /// A reading of the clock of whoever looks.
    case floating(DateTime)
    /// A reading of a clock in the zone named.
    case zoned(DateTime, ZoneID)
    /// A reading of a clock in UTC.
    case utc(DateTime)

    /// Reads a DATE or DATE-TIME by the shape of `value`; nil for anything else.
    ///
    /// - Parameters:
    ///   - value: The value as it stands in the line; spaces around it don't matter.
    ///   - tzid: The TZID parameter; an empty one counts as none, and a time in UTC has no need of it.
    ///   - isDate: What a VALUE parameter says. The shape goes first: only a date that some writers
    ///     end in `Z` (`VALUE=DATE:20260115Z`) is believed on its word.
    package init?(value: some StringProtocol, tzid: String? = nil, isDate: Bool? = nil) {
        let text = value.trimmed
        let endsInZ = text.last == "Z" || text.last == "z"
        if let date = CalendarDate(basic: text) {
            self = .allDay(date)
        } else if endsInZ, let local = DateTime(basic: text.dropLast()) {
            self = .utc(local)
        } else if let local = DateTime(basic: text) {
            self = tzid.flatMap { $0.isEmpty ? nil : .zoned(local, ZoneID($0)) } ?? .floating(local)
        } else if isDate == true, endsInZ, let date = CalendarDate(basic: text.dropLast()) {
            self = .allDay(date)
        } else {
            return nil
        }
    }

    /// The value as a line holds it: `20260115`, `20260115T093000` or `20260115T083000Z`.
    package var basicValue: String {
        switch self {
        case .allDay(let date): date.basic
        case .floating(let local), .zoned(let local, _): local.basic
        case .utc(let local): local.basic + "Z"
        }
    }

    /// The day that the value names, in its own zone.
    package var date: CalendarDate {
        switch self {
        case .allDay(let date): date
        case .floating(let local), .zoned(let local, _), .utc(let local): local.date
        }
    }

    /// Whether this is a whole day.
    package var isAllDay: Bool {
        if case .allDay = self { true } else { false }
    }
}
