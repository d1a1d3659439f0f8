/// A reading of a wall clock, without a zone; valid by construction.
package struct DateTime: Hashable, Sendable {
    /// The day.
    package let date: CalendarDate
    /// The hour, 0 to 23.
    package let hour: Int
    /// The minute, 0 to 59.
    package let minute: Int
    /// The second, 0 to 59.
    package let second: Int

    /// Checks the numbers; nil where no clock shows them.
    ///
    /// A leap second, 60, is read as 59, as RFC 5545 §3.3.12 has it for systems without them.
    package init?(date: CalendarDate, hour: Int, minute: Int, second: Int) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second) else { return nil }
        self.date = date
        self.hour = hour
        self.minute = minute
        self.second = min(second, 59)
    }

    /// Reads a DATE-TIME of RFC 5545 §3.3.5 without its `Z`, such as `20260115T093000`.
    package init?(basic: some StringProtocol) {
        let text = basic.utf8
        guard text.count == 15, let t = text.dropFirst(8).first, t | 0x20 == UInt8(ascii: "t"),
            let date = CalendarDate(basic: basic.prefix(8)), let time = Int(digits: text.suffix(6))
        else { return nil }
        self.init(date: date, hour: time / 10_000, minute: time / 100 % 100, second: time % 100)
    }

    /// Makes the reading of a clock in UTC, `secondsSinceEpoch` seconds after 1970-01-01T00:00:00.
    ///
    /// Past the years 1 to 9999 it is the first or the last second that can be written.
    package init(secondsSinceEpoch: Int) {
        let seconds = min(max(secondsSinceEpoch, Self.first), Self.last)
        let day = seconds >= 0 ? seconds / 86_400 : (seconds + 1) / 86_400 - 1
        let rest = seconds - day * 86_400
        date = CalendarDate(dayNumber: day)
        hour = rest / 3600
        minute = rest / 60 % 60
        second = rest % 60
    }

    /// The seconds since 1970-01-01T00:00:00, were the clock in UTC.
    package var secondsSinceEpoch: Int { date.dayNumber * 86_400 + hour * 3600 + minute * 60 + second }

    /// The reading as RFC 5545 §3.3.5 writes it: `20260115T093000`.
    package var basic: String { date.basic + "T" + padded(hour, 2) + padded(minute, 2) + padded(second, 2) }

    /// The reading in ISO 8601's extended form: `2026-01-15T09:30:00`.
    package var extended: String {
        date.extended + "T" + padded(hour, 2) + ":" + padded(minute, 2) + ":" + padded(second, 2)
    }

    /// Returns the reading `seconds` later on a clock that no zone puts back or forward.
    package func adding(seconds: Int) -> DateTime {
        let (sum, overflow) = secondsSinceEpoch.addingReportingOverflow(seconds)
        return DateTime(secondsSinceEpoch: overflow ? (seconds < 0 ? Self.first : Self.last) : sum)
    }

    /// 0001-01-01T00:00:00 and 9999-12-31T23:59:59.
    private static let first = CalendarDate(dayNumber: .min).dayNumber * 86_400
    private static let last = CalendarDate(dayNumber: .max).dayNumber * 86_400 + 86_399
}

extension DateTime: Comparable {
    package static func < (a: DateTime, b: DateTime) -> Bool {
        a.date == b.date ? (a.hour, a.minute, a.second) < (b.hour, b.minute, b.second) : a.date < b.date
    }
}
