/// Days of a month by their weekday.
enum MonthDay {
    /// Returns the nth such weekday of a month, counted from its end where `ordinal` is negative; nil where there is none.
    static func nth(_ ordinal: Int, _ weekday: Weekday, month: Int, year: Int) -> CalendarDate? {
        let length = CalendarDate.days(inMonth: month, of: year)
        guard let first = CalendarDate(year: year, month: month, day: 1) else { return nil }
        let firstMatch = 1 + (weekday.rawValue - first.weekday.rawValue + 7) % 7
        let matches = (length - firstMatch) / 7 + 1
        let index = ordinal > 0 ? ordinal - 1 : matches + ordinal
        guard ordinal != 0, (0..<matches).contains(index) else { return nil }
        return CalendarDate(year: year, month: month, day: firstMatch + index * 7)
    }
}
