/// A day of the proleptic Gregorian calendar in the years 1 to 9999; valid by construction.
package struct CalendarDate: Hashable, Sendable {
    /// The year, 1 to 9999.
    package let year: Int
    /// The month, 1 to 12.
    package let month: Int
    /// The day of the month, from 1.
    package let day: Int

    /// Checks the three numbers; nil where no such day exists.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            day >= 1, day <= Self.days(inMonth: month, of: year)
        else { return nil }
        self.init(uncheckedYear: year, month: month, day: day)
    }

    private init(uncheckedYear year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads a DATE of RFC 5545 §3.3.4, such as `20260115`.
    package init?(basic: some StringProtocol) {
        let text = basic.utf8
        guard text.count == 8, let number = Int(digits: text) else { return nil }
        self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }

    /// Reads ISO 8601's extended form, such as `2026-01-15`.
    package init?(extended: some StringProtocol) {
        let parts = extended.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], let year = Int(digits: parts[0]),
            let month = Int(digits: parts[1]), let day = Int(digits: parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Makes the day that lies `dayNumber` days after 1970-01-01.
    ///
    /// Past the years 1 to 9999 it is the first or the last day that can be written.
    package init(dayNumber: Int) {
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
        let shifted = min(max(dayNumber, Self.first), Self.last) + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        self.init(
            uncheckedYear: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    /// The number of days since 1970-01-01, negative before it.
    package var dayNumber: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear / 400
        let yearOfEra = marchYear % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The date as RFC 5545 §3.3.4 writes it: `20260115`.
    package var basic: String { padded(year, 4) + padded(month, 2) + padded(day, 2) }

    /// The date in ISO 8601's extended form: `2026-01-15`.
    package var extended: String { padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2) }

    /// The day of the week.
    package var weekday: Weekday {
        // 1970-01-01 was a Thursday. The day number of year 1 is -719,162, so the sum is positive.
        Weekday.allCases[(dayNumber + 719_162) % 7]
    }

    /// Returns the date `days` days later, or earlier where it is negative; stays within the years 1 to 9999.
    package func adding(days: Int) -> CalendarDate {
        let (sum, overflow) = dayNumber.addingReportingOverflow(days)
        return CalendarDate(dayNumber: overflow ? (days < 0 ? Self.first : Self.last) : sum)
    }

    /// The number of days that `month` has in `year`.
    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The day numbers of 0001-01-01 and 9999-12-31.
    private static let first = -719_162
    private static let last = 2_932_896
}

extension CalendarDate: Comparable {
    package static func < (a: CalendarDate, b: CalendarDate) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }
}
