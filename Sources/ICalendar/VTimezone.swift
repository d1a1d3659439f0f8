/// The VTIMEZONE of a file (RFC 5545 §3.6.5): what of it makes its rules.
///
/// Its recurrence rules are those that zones have in earnest: yearly, on days of given months. With any other the whole
/// definition counts as unreadable, so that a stranger's file can't make anyone search for dates that never come.
struct VTimezone: Hashable {
    /// The TZID.
    let name: String
    /// The IANA name in X-LIC-LOCATION, which libical's users write.
    let location: String?
    private let observances: [Observance]

    /// Finds the VTIMEZONE of that TZID; nil where there is none, or where some of its rules can't be read.
    init?(named name: String, in calendar: CalendarText) {
        let candidates = calendar.components.flatMap { [$0] + $0.children }.filter { $0.name == "VTIMEZONE" }
        guard let component = candidates.first(where: { calendar.value("TZID", of: $0)?.trimmed == name.trimmed }),
            component.children.count <= Self.mostObservances
        else { return nil }
        let parts = component.children.filter { $0.name == "STANDARD" || $0.name == "DAYLIGHT" }
        let observances = parts.compactMap { Observance($0, in: calendar) }
        // A zone with one rule left out would be a different zone.
        guard !observances.isEmpty, observances.count == parts.count,
            observances.reduce(0, { $0 + $1.rules.count }) <= Self.mostRules
        else { return nil }
        self.name = name
        self.observances = observances
        location = calendar.value("X-LIC-LOCATION", of: component).map { String($0.trimmed) }
    }

    /// Returns the zone that the definition describes, under its TZID.
    func makeZone() -> Zone {
        let onsets = observances.flatMap { observance in
            observance.onsets().map { (instant: $0 - observance.from, from: observance.from, offset: observance.to) }
        }.sorted { ($0.instant, $0.offset) < ($1.instant, $1.offset) }
        let rules = ZoneRules(first: onsets.first?.from ?? 0, transitions: onsets.map { ($0.instant, $0.offset) })
        return Zone(name: name, rules: rules)
    }

    /// A whole history of a zone has some 200, of which some 30 have a rule.
    private static let mostObservances = 1000
    private static let mostRules = 100
}

/// One STANDARD or DAYLIGHT part of a VTIMEZONE.
private struct Observance: Hashable {
    /// The seconds east of UTC before it, and with it.
    let from, to: Int
    private let start: DateTime
    private let dates: [DateTime]
    let rules: [RecurrenceRule]
    /// A yearly change from 1601 on has 600.
    private let mostOnsets = 1000

    init?(_ component: Component, in calendar: CalendarText) {
        guard let start = calendar.value("DTSTART", of: component).flatMap({ EventTime(value: $0)?.reading }),
            let from = calendar.value("TZOFFSETFROM", of: component).flatMap(Self.offset),
            let to = calendar.value("TZOFFSETTO", of: component).flatMap(Self.offset)
        else { return nil }
        (self.start, self.from, self.to) = (start, from, to)
        let lines = component.properties.map { calendar.lines[$0] }
        rules = lines.filter { $0.name == "RRULE" }.map { RecurrenceRule($0.value) }
        dates = lines.filter { $0.name == "RDATE" }
            .flatMap { $0.value.split(separator: ",") }.compactMap { EventTime(value: $0)?.reading }
        guard rules.count <= 4, dates.count <= 1000, rules.allSatisfy(Self.isReadable) else { return nil }
    }

    /// The readings of the clock, before the change, at which the observance begins; in seconds since 1970.
    func onsets() -> [Int] {
        [start.secondsSinceEpoch] + dates.map(\.secondsSinceEpoch) + rules.flatMap(onsets)
    }

    private func onsets(of rule: RecurrenceRule) -> [Int] {
        let months = Set(rule.numbers("BYMONTH") ?? [start.date.month])
        let monthDays = rule.numbers("BYMONTHDAY").map(Set.init)
        let weekdays = rule["BYDAY"]?.split(separator: ",").compactMap { WeekdayNumber($0) }
        let timeOfDay = start.secondsSinceEpoch - start.date.dayNumber * 86_400
        let last = rule.until.map { until in
            if case .utc(let end) = until { return end.secondsSinceEpoch + from }
            return until.reading.map(\.secondsSinceEpoch) ?? until.date.dayNumber * 86_400 + 86_399
        }
        // Outlook's zones start in 1601. Nobody has an event before 1900, and only COUNT needs what came before.
        let canSkip = rule.count == nil && rule.interval == 1
        let first = canSkip ? max(start.date.year, 1900) : start.date.year
        var found: [Int] = []
        for year in stride(from: first, through: ZoneRules.lastYear, by: rule.interval) {
            for date in months.sorted().flatMap({ days(of: $0, in: year, monthDays, weekdays) }) {
                let onset = date.dayNumber * 86_400 + timeOfDay
                if onset < start.secondsSinceEpoch { continue }
                if let last, onset > last { return found }
                found.append(onset)
                if found.count == min(rule.count ?? mostOnsets, mostOnsets) { return found }
            }
        }
        return found
    }

    /// Returns the days of a month that a rule names: by their number, their weekday or both; else the day of DTSTART.
    private func days(of month: Int, in year: Int, _ monthDays: Set<Int>?, _ weekdays: [WeekdayNumber]?)
        -> [CalendarDate]
    {
        let length = CalendarDate.days(inMonth: month, of: year)
        return (1...length).compactMap { day in
            let isNumbered = monthDays.map { $0.contains(day) || $0.contains(day - 1 - length) }
            guard isNumbered ?? (weekdays != nil || day == start.date.day),
                let date = CalendarDate(year: year, month: month, day: day),
                weekdays?.contains(where: { $0.matches(date) }) ?? true
            else { return nil }
            return date
        }
    }

    /// Reads a UTC-OFFSET (§3.3.14) of less than a day, in seconds.
    private static func offset(_ raw: String) -> Int? {
        let text = raw.trimmed
        guard text.first == "+" || text.first == "-", [5, 7].contains(text.utf8.count),
            let number = Int(digits: text.utf8.dropFirst())
        else { return nil }
        let (hours, minutes, seconds) =
            text.utf8.count == 5
            ? (number / 100, number % 100, 0) : (number / 10_000, number / 100 % 100, number % 100)
        guard hours < 24, minutes < 60, seconds < 60 else { return nil }
        return (text.first == "-" ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds)
    }

    private static func isReadable(_ rule: RecurrenceRule) -> Bool {
        let names = Set(rule.parts.map(\.name))
        let isMonthNamed = names.contains("BYMONTH") || !names.contains("BYDAY") && !names.contains("BYMONTHDAY")
        return rule.frequency == .yearly && rule.diagnostics(line: nil, start: nil).isEmpty && isMonthNamed
            && names.isSubset(of: ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"])
    }
}

extension EventTime {
    /// The reading of the clock, whatever its zone; nil for a whole day.
    fileprivate var reading: DateTime? {
        switch self {
        case .allDay: nil
        case .floating(let reading), .zoned(let reading, _), .utc(let reading): reading
        }
    }
}

extension RecurrenceRule {
    fileprivate func numbers(_ name: String) -> [Int]? {
        self[name]?.split(separator: ",").compactMap { SignedNumber.read($0.trimmed) }
    }
}

extension WeekdayNumber {
    /// Whether the date is such a day of its month.
    fileprivate func matches(_ date: CalendarDate) -> Bool {
        guard date.weekday == weekday else { return false }
        return ordinal == 0 || MonthDay.nth(ordinal, weekday, month: date.month, year: date.year) == date
    }
}

extension CalendarText {
    /// The value of a component's first property of that name, as written.
    fileprivate func value(_ name: String, of component: Component) -> String? {
        component.properties.lazy.map { lines[$0] }.first { $0.name == name }?.value
    }
}
