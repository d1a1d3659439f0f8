/// A date and a time of day in the proleptic Gregorian calendar, without a zone.
struct CivilTime: Hashable, Comparable, Sendable {
    var year: Int
    var month: Int
    var day: Int
    var hour = 0
    var minute = 0
    var second = 0

    /// The seconds since 1970-01-01T00:00:00, as though the zone were UTC.
    var seconds: Int { dayNumber * 86400 + hour * 3600 + minute * 60 + second }

    /// The days since 1970-01-01.
    ///
    /// Howard Hinnant's `days_from_civil`.
    var dayNumber: Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468
    }

    /// The weekday, 0 for Monday to 6 for Sunday.
    var weekday: Int { (dayNumber % 7 + 10) % 7 }

    /// The day of the year, from 1.
    var dayOfYear: Int { dayNumber - CivilTime(year: year, month: 1, day: 1).dayNumber + 1 }

    static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }

    /// Whether the fields name a real moment.
    var isValid: Bool {
        (1...9999).contains(year) && (1...12).contains(month) && day >= 1
            && day <= Self.daysInMonth(month, of: year) && (0..<24).contains(hour) && (0..<60).contains(minute)
            && (0...60).contains(second)
    }

    /// The number of days in a month.
    static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CivilTime {
    /// The day with this number since 1970-01-01, at midnight.
    init(dayNumber: Int) {
        let z = dayNumber + 719468
        let era = (z >= 0 ? z : z - 146096) / 146097
        let dayOfEra = z - era * 146097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted + (shifted < 10 ? 3 : -9)
        self.init(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// The moment this many seconds after 1970-01-01T00:00:00.
    init(seconds: Int) {
        let days = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
        self.init(dayNumber: days)
        let rest = seconds - days * 86400
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    }

    /// Reads `yyyymmdd` or `yyyymmddThhmmss`; nil for anything else.
    init?(basic text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 8 || bytes.count == 15 && bytes[8] == UInt8(ascii: "T") else { return nil }
        let digits = bytes.filter { $0 != UInt8(ascii: "T") }
        guard digits.count == bytes.count - (bytes.count == 15 ? 1 : 0), digits.allSatisfy(isDigit) else {
            return nil
        }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        self.init(year: number(0..<4), month: number(4..<6), day: number(6..<8))
        if digits.count == 14 { (hour, minute, second) = (number(8..<10), number(10..<12), number(12..<14)) }
        guard isValid else { return nil }
    }

    /// Reads `yyyy-mm-dd`; nil for anything else.
    init?(date text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2 else {
            return nil
        }
        self.init(basic: parts.joined())
    }

    /// The date as `yyyy-mm-dd`.
    var dateText: String { "\(pad(year, 4))-\(pad(month))-\(pad(day))" }

    /// The date as `yyyymmdd`.
    var basicDate: String { pad(year, 4) + pad(month) + pad(day) }

    /// The time of day as `hh:mm:ss`.
    var clockText: String { "\(pad(hour)):\(pad(minute)):\(pad(second))" }

    /// The time as `yyyymmddThhmmss`.
    var basicText: String { basicDate + "T" + pad(hour) + pad(minute) + pad(second) }
}

/// Returns the decimal text of `number`, filled up with zeros to `width`.
func pad(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// Whether a byte is an ASCII digit.
func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
