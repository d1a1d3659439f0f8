extension RecurrenceRule {
    /// Returns the rule in the one form that rules of the same meaning share. It is for comparing, never for writing.
    ///
    /// Parts stand in a fixed order and in capitals, lists are sorted and without doubles, `+1MO` is `1MO`, INTERVAL=1 is left
    /// out, and so is a WKST that nothing depends on or that is Monday. UNTIL takes the form that goes with `start`:
    /// UTC for a time with a zone, a DATE for all-day, local for floating; a DATE on a timed series is that whole day.
    ///
    /// - Parameters:
    ///   - start: The series' DTSTART.
    ///   - zone: What its TZID means. Where it is nil, an UNTIL that isn't in UTC stays local.
    package func canonical(start: EventTime, zone: Zone? = nil) -> String {
        let known = Self.order.flatMap { name in
            parts.filter { $0.name == name }.compactMap { canonicalValue(of: $0, start: start, zone: zone) }
                .map { name + "=" + $0 }
        }
        let others = parts.filter { !Self.order.contains($0.name) }
            .map { $0.name.isEmpty ? $0.value : $0.name + "=" + $0.value }
        return (known + others.sorted()).joined(separator: ";")
    }

    private static let order = [
        "FREQ", "UNTIL", "COUNT", "INTERVAL", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY",
        "BYWEEKNO",
        "BYMONTH", "BYSETPOS", "WKST", "RSCALE", "SKIP",
    ]

    /// The value in its one form; nil where the part says nothing.
    private func canonicalValue(of part: Part, start: EventTime, zone: Zone?) -> String? {
        let value = part.value.uppercased()
        switch part.name {
        case "FREQ", "RSCALE", "SKIP":
            return value
        case "INTERVAL":
            let number = Self.positive(value)
            return number == 1 ? nil : number.map { String($0) } ?? value
        case "COUNT":
            return Self.positive(value).map { String($0) } ?? value
        case "WKST":
            return weekStartMatters && value != "MO" ? value : nil
        case "UNTIL":
            return EventTime(value: value).map { Self.canonicalUntil($0, start: start, zone: zone) } ?? value
        case "BYDAY":
            return Self.list(value) { WeekdayNumber($0).map { ($0.ordinal * 7 + $0.weekday.rawValue, $0.text) } }
        default:
            return Self.list(value) { SignedNumber.read($0).map { ($0, String($0)) } }
        }
    }

    /// RFC 5545 §3.3.10: where WKST is significant. A BYSETPOS picks from a week's set, so there it is too.
    private var weekStartMatters: Bool {
        if self["BYWEEKNO"] != nil { return true }
        guard frequency == .weekly else { return false }
        return self["BYSETPOS"] != nil || interval > 1 && self["BYDAY"] != nil
    }

    /// Returns a list sorted by number, elements that can't be read last, each once.
    private static func list(_ value: String, read: (Substring) -> (order: Int, text: String)?) -> String {
        let elements = value.split(separator: ",").map { element in
            read(element.trimmed) ?? (order: Int.max, text: String(element.trimmed))
        }
        var seen: Set<String> = []
        return elements.sorted { ($0.order, $0.text) < ($1.order, $1.text) }.map(\.text)
            .filter { seen.insert($0).inserted }.joined(separator: ",")
    }

    private static func canonicalUntil(_ until: EventTime, start: EventTime, zone: Zone?) -> String {
        switch (start, until) {
        case (.allDay, _):
            return until.date.basic
        case (.floating, .utc(let local)), (.floating, .floating(let local)), (.floating, .zoned(let local, _)):
            return local.basic
        case (.utc, .floating(let local)), (.utc, .zoned(let local, _)), (_, .utc(let local)):
            return local.basic + "Z"
        case (.zoned, .floating(let local)), (.zoned, .zoned(let local, _)):
            return inUTC(local, zone)
        case (.floating, .allDay(let date)):
            return endOfDay(date).basic
        case (.utc, .allDay(let date)):
            return endOfDay(date).basic + "Z"
        case (.zoned, .allDay(let date)):
            return inUTC(endOfDay(date), zone)
        }
    }

    private static func inUTC(_ local: DateTime, _ zone: Zone?) -> String {
        zone.map { DateTime(secondsSinceEpoch: $0.instant(of: local)).basic + "Z" } ?? local.basic
    }

    private static func endOfDay(_ date: CalendarDate) -> DateTime {
        DateTime(secondsSinceEpoch: date.dayNumber * 86_400 + 86_399)
    }
}
