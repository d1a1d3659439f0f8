extension RulePattern {
    /// Returns the days that the rule picks from its `period`-th period, ascending, by their numbers since 1970; nil
    /// where the years are at an end.
    ///
    /// - Parameters:
    ///   - period: Counted from the one that `start` lies in; of a rule in days or longer.
    ///   - budget: Spent by a step for every day that is looked at.
    func days(ofPeriod period: Int, from start: CalendarDate, _ budget: inout StepBudget) -> [Int]? {
        let offset = period * interval
        switch frequency {
        case .secondly, .minutely, .hourly, .daily:
            return days(start.dayNumber + offset, count: 1, &budget)
        case .weekly:
            let first = start.dayNumber - (start.weekday.rawValue - weekStart.rawValue + 7) % 7
            return days(first + offset * 7, count: 7, &budget)
        case .monthly:
            let month = start.year * 12 + start.month - 1 + offset
            guard month / 12 <= 9999 else { return nil }
            return days(inMonth: month % 12 + 1, of: month / 12, &budget)
        case .yearly:
            guard start.year + offset <= 9999 else { return nil }
            return (1...12).flatMap { days(inMonth: $0, of: start.year + offset, &budget) }
        }
    }

    /// Whether the rule allows occurrences on that day.
    func allows(_ date: CalendarDate) -> Bool { allows(Day(date)) }

    private func days(_ first: Int, count: Int, _ budget: inout StepBudget) -> [Int]? {
        guard first <= Self.lastDay, budget.spend(count) else { return nil }
        let span = max(first, Self.firstDay)...min(first + count - 1, Self.lastDay)
        return span.filter { allows(CalendarDate(dayNumber: $0)) }
    }

    private func days(inMonth month: Int, of year: Int, _ budget: inout StepBudget) -> [Int] {
        guard months.isEmpty || months.contains(month), let first = CalendarDate(year: year, month: month, day: 1)
        else { return [] }
        var day = Day(first)
        guard budget.spend(day.monthLength) else { return [] }
        var found: [Int] = []
        for _ in 1...day.monthLength {
            if allows(day) { found.append(day.number) }
            day.advance()
        }
        return found
    }

    private func allows(_ day: Day) -> Bool {
        (months.isEmpty || months.contains(day.month)) && monthDays.allows(day.day, of: day.monthLength)
            && yearDays.allows(day.yearDay, of: day.yearLength) && isOnWeekday(day)
            && (weekNumbers.isEmpty || isInWeek(day))
    }

    private func isOnWeekday(_ day: Day) -> Bool {
        if weekdays.contains(day.weekday) || weekdays.isEmpty && ordinals.isEmpty { return true }
        // RFC 5545 §3.3.10: an ordinal counts within the month where FREQ or BYMONTH names one, else within the year.
        let isMonthly = frequency == .monthly || !months.isEmpty
        let (place, length) = isMonthly ? (day.day, day.monthLength) : (day.yearDay, day.yearLength)
        let fromStart = (place - 1) / 7 + 1
        let fromEnd = -((length - place) / 7 + 1)
        return ordinals.contains {
            $0.weekday.rawValue == day.weekday && ($0.ordinal == fromStart || $0.ordinal == fromEnd)
        }
    }

    /// RFC 5545 §3.3.10: a week belongs to the year that has four of its days or more.
    private func isInWeek(_ day: Day) -> Bool {
        let first = day.number - (day.weekday - weekStart.rawValue + 7) % 7
        let fourth = Day(CalendarDate(dayNumber: first + 3))
        let number = (fourth.yearDay - 1) / 7 + 1
        return weekNumbers.allows(number, of: number + (fourth.yearLength - fourth.yearDay) / 7)
    }

    /// The first and the last day that can be written, 0001-01-01 and 9999-12-31.
    private static let firstDay = CalendarDate(dayNumber: .min).dayNumber
    private static let lastDay = CalendarDate(dayNumber: .max).dayNumber
}

/// A day and its places in week, month and year.
private struct Day {
    private(set) var number, day, yearDay, weekday: Int
    let month, monthLength, yearLength: Int

    init(_ date: CalendarDate) {
        number = date.dayNumber
        day = date.day
        month = date.month
        monthLength = CalendarDate.days(inMonth: date.month, of: date.year)
        yearLength = CalendarDate.days(inMonth: 2, of: date.year) == 29 ? 366 : 365
        yearDay = Self.daysBefore[month - 1] + day + (month > 2 ? yearLength - 365 : 0)
        weekday = date.weekday.rawValue
    }

    /// Goes to the next day, which is to be one of the same month.
    mutating func advance() {
        number += 1
        day += 1
        yearDay += 1
        weekday = weekday % 7 + 1
    }

    /// The days of a common year before each month.
    private static let daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
}
