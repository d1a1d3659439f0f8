/// A rule made ready for expansion: lists as sets, and what DTSTART says where the rule is silent (RFC 5545 §3.3.10).
struct RulePattern: Sendable {
    /// How long a period is.
    let frequency: RecurrenceRule.Frequency
    /// From how many periods one is taken.
    let interval: Int
    /// COUNT.
    let count: Int?
    /// The first day of a week.
    let weekStart: Weekday
    /// The limits on days; of weekdays those without an ordinal.
    let months, monthDays, yearDays, weekNumbers, weekdays: NumberSet
    /// Days such as the first Monday, of their month or year.
    let ordinals: [WeekdayNumber]
    /// The limits on times, for rules that repeat within a day.
    let hours, minutes, seconds: NumberSet
    /// The times in a period, in seconds after its start (of a rule in days or longer: after the start of each day).
    let times: [Int]
    /// BYSETPOS.
    let positions: [Int]
    /// Whether every period has exactly one occurrence, so that they can be counted without being looked at.
    let isRegular: Bool

    /// Reads the rule; nil for one that has no meaning here: without FREQ, with numbers out of range, or by another
    /// calendar than the Gregorian (RFC 7529).
    init?(_ rule: RecurrenceRule, start: EventTime) {
        guard let frequency = rule.frequency, rule.isPlainGregorian,
            !rule.diagnostics(line: nil, start: nil).contains(where: { $0.severity == .error })
        else { return nil }
        self.frequency = frequency
        interval = min(rule.interval, Self.longestInterval)
        count = rule.count
        weekStart = rule["WKST"].flatMap { Weekday(code: $0) } ?? .monday
        yearDays = NumberSet(rule.byNumbers("BYYEARDAY"))
        weekNumbers = NumberSet(rule.byNumbers("BYWEEKNO"))
        positions = rule.byNumbers("BYSETPOS")

        let days = rule["BYDAY"]?.split(separator: ",").compactMap { WeekdayNumber($0.trimmed) } ?? []
        // An ordinal has a meaning in a month or a year only; elsewhere it is passed over.
        let hasOrdinals = frequency >= .monthly && weekNumbers.isEmpty
        ordinals = hasOrdinals ? days.filter { $0.ordinal != 0 } : []
        let plain = days.filter { $0.ordinal == 0 || !hasOrdinals }.map(\.weekday.rawValue)

        let names = Set(rule.parts.map(\.name))
        let isSilent = names.isDisjoint(with: ["BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY"])
        let month = isSilent && frequency == .yearly && !names.contains("BYMONTH") ? [start.date.month] : []
        months = NumberSet(month + rule.byNumbers("BYMONTH"))
        monthDays = NumberSet(isSilent && frequency >= .monthly ? [start.date.day] : rule.byNumbers("BYMONTHDAY"))
        weekdays = NumberSet(isSilent && frequency == .weekly ? [start.date.weekday.rawValue] : plain)

        // A whole day has no time of day to choose.
        let isTimed = !start.isAllDay
        hours = NumberSet(isTimed ? rule.byNumbers("BYHOUR") : [])
        minutes = NumberSet(isTimed ? rule.byNumbers("BYMINUTE") : [])
        seconds = NumberSet(isTimed ? rule.secondsOfMinute : [])
        times = isTimed ? Self.times(rule, frequency, start) : [0]
        isRegular = names.allSatisfy { !$0.hasPrefix("BY") } && Self.isInEveryPeriod(start.date, frequency)
    }

    /// By RFC 5545's table: a part that is finer than FREQ expands, any other limits.
    private static func times(_ rule: RecurrenceRule, _ frequency: RecurrenceRule.Frequency, _ start: EventTime)
        -> [Int]
    {
        let own = DateTime(secondsSinceEpoch: start.seconds)
        func choices(_ named: [Int], _ own: Int, in unit: RecurrenceRule.Frequency) -> [Int] {
            guard frequency > unit else { return [0] }
            return named.isEmpty ? [own] : Set(named).sorted()
        }
        let hours = choices(rule.byNumbers("BYHOUR"), own.hour, in: .hourly)
        let minutes = choices(rule.byNumbers("BYMINUTE"), own.minute, in: .minutely)
        let seconds = choices(rule.secondsOfMinute, own.second, in: .secondly)
        return hours.flatMap { hour in
            minutes.flatMap { minute in seconds.map { hour * 3600 + minute * 60 + $0 } }
        }
    }

    private static func isInEveryPeriod(_ first: CalendarDate, _ frequency: RecurrenceRule.Frequency) -> Bool {
        switch frequency {
        case .secondly, .minutely, .hourly, .daily, .weekly: true
        case .monthly: first.day <= 28
        case .yearly: first.month != 2 || first.day != 29
        }
    }

    /// More seconds than there are from the year 1 to 9999, and few enough for products not to overflow.
    private static let longestInterval = 400_000_000_000
}

extension RecurrenceRule {
    /// The numbers of a BY list; none where it is missing, and without elements that can't be read.
    fileprivate func byNumbers(_ name: String) -> [Int] {
        self[name]?.split(separator: ",").compactMap { SignedNumber.read($0.trimmed) } ?? []
    }

    /// BYSECOND; a leap second, 60, is read as 59, as everywhere.
    fileprivate var secondsOfMinute: [Int] { byNumbers("BYSECOND").map { min($0, 59) } }

    /// Whether the rule counts by the calendar of RFC 5545, and leaves out days that don't exist as it does.
    fileprivate var isPlainGregorian: Bool {
        (self["RSCALE"]?.uppercased() ?? "GREGORIAN") == "GREGORIAN" && (self["SKIP"]?.uppercased() ?? "OMIT") == "OMIT"
    }
}

extension RecurrenceRule.Frequency: Comparable {
    package static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .secondly: 0
        case .minutely: 1
        case .hourly: 2
        case .daily: 3
        case .weekly: 4
        case .monthly: 5
        case .yearly: 6
        }
    }
}
