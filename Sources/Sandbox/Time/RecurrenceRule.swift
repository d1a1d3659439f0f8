/// A recurrence rule (RFC 5545 section 3.3.10), daily or coarser.
struct RecurrenceRule: Sendable {
    /// How long a period is.
    enum Frequency: String {
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
        case yearly = "YEARLY"
    }

    /// A weekday (0 is Monday), perhaps only the n-th or, counted from the end, the −n-th.
    struct Day: Sendable, Hashable {
        var ordinal: Int?
        var weekday: Int
    }

    /// When a rule ends by date; the text says whether the series is one of dates, local times or moments.
    enum Until: Sendable, Hashable {
        case date(CivilTime)
        case local(CivilTime)
        case utc(CivilTime)
    }

    var frequency = Frequency.daily
    var interval = 1
    var count: Int?
    var until: Until?
    var weekStart = 0
    var byDay: [Day] = []
    var byMonthDay: [Int] = []
    var byYearDay: [Int] = []
    var byWeekNumber: [Int] = []
    var byMonth: [Int] = []
    var bySetPosition: [Int] = []
    var byHour: [Int] = []
    var byMinute: [Int] = []

    static let weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

    /// Reads the value of an RRULE line; nil when a part is unknown, repeated, out of range or finer than a day.
    init?(_ text: some StringProtocol) {
        var seen: Set<String> = []
        for part in text.uppercased().split(separator: ";", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard sides.count == 2, seen.insert(sides[0]).inserted, set(sides[0], to: sides[1]) else { return nil }
        }
        guard seen.contains("FREQ"), count == nil || until == nil else { return nil }
    }

    private mutating func set(_ name: String, to value: String) -> Bool {
        switch name {
        case "FREQ":
            guard let found = Frequency(rawValue: value) else { return false }
            frequency = found
            return true
        case "INTERVAL":
            guard let number = Int(value), (1...100_000).contains(number) else { return false }
            interval = number
            return true
        case "COUNT":
            guard let number = Int(value), (1...100_000).contains(number) else { return false }
            count = number
            return true
        case "UNTIL":
            guard let civil = CivilTime(basic: value.hasSuffix("Z") ? String(value.dropLast()) : value) else {
                return false
            }
            until = value.hasSuffix("Z") ? .utc(civil) : value.count == 8 ? .date(civil) : .local(civil)
            return true
        case "WKST":
            guard let day = Self.weekdays.firstIndex(of: value) else { return false }
            weekStart = day
            return true
        case "BYDAY":
            byDay = value.split(separator: ",").compactMap(Self.day)
            return !byDay.isEmpty && byDay.count == value.split(separator: ",", omittingEmptySubsequences: false).count
        case "BYMONTHDAY": return read(value, within: 31, signed: true, to: &byMonthDay)
        case "BYYEARDAY": return read(value, within: 366, signed: true, to: &byYearDay)
        case "BYWEEKNO": return read(value, within: 53, signed: true, to: &byWeekNumber)
        case "BYMONTH": return read(value, within: 12, signed: false, to: &byMonth)
        case "BYSETPOS": return read(value, within: 366, signed: true, to: &bySetPosition)
        case "BYHOUR": return read(value, within: 23, signed: false, from: 0, to: &byHour)
        case "BYMINUTE": return read(value, within: 59, signed: false, from: 0, to: &byMinute)
        case "BYSECOND": return value == "0"
        default: return name.hasPrefix("X-")
        }
    }

    private func read(_ value: String, within most: Int, signed: Bool, from least: Int = 1, to list: inout [Int])
        -> Bool
    {
        let parts = value.split(separator: ",", omittingEmptySubsequences: false)
        list = parts.compactMap { Int($0) }.filter {
            (least...most).contains($0) || signed && (-most ... -1).contains($0)
        }
        return list.count == parts.count
    }

    private static func day(_ text: Substring) -> Day? {
        guard let weekday = weekdays.firstIndex(of: String(text.suffix(2))) else { return nil }
        let number = text.dropLast(2)
        if number.isEmpty { return Day(ordinal: nil, weekday: weekday) }
        guard let ordinal = Int(number), ordinal != 0, abs(ordinal) <= 53 else { return nil }
        return Day(ordinal: ordinal, weekday: weekday)
    }
}
