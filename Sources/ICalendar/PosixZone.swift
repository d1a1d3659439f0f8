/// The rule that goes on for ever at the end of a zone file, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// POSIX.1-2017 §8.3 (TZ), with the hours from -167 to 167 of RFC 8536 §3.3.1.
struct PosixZone {
    /// The seconds east of UTC in standard time.
    private let standard: Int
    private let daylight: Daylight?

    private struct Daylight {
        let offset: Int
        let start, end: Change
    }

    /// A day of each year and the seconds into it, by the clock as it was before.
    private struct Change {
        let day: Day
        let time: Int
    }

    private enum Day {
        /// The nth such weekday of the month; 5 is the last.
        case weekday(month: Int, week: Int, Weekday)
        /// The day of the year from 1, February 29 never counted.
        case julian(Int)
        /// The day of the year from 0.
        case zeroBased(Int)
    }

    /// Reads the text; nil where it is no such rule.
    init?(_ text: String) {
        var rest = text.utf8[...]
        guard Self.skipName(&rest), let west = Self.time(&rest) else { return nil }
        standard = -west
        guard !rest.isEmpty else {
            daylight = nil
            return
        }
        guard Self.skipName(&rest) else { return nil }
        let offset = rest.first == ASCII.comma ? standard + 3600 : Self.time(&rest).map { -$0 }
        guard let offset, let start = Self.change(&rest), let end = Self.change(&rest), rest.isEmpty else { return nil }
        daylight = Daylight(offset: offset, start: start, end: end)
    }

    /// Returns the transitions from the start of `year` to the end of ``ZoneRules/lastYear``, ascending.
    func transitions(fromYear year: Int) -> [(instant: Int, offset: Int)] {
        let years = max(year, 1)...max(year, ZoneRules.lastYear)
        guard let daylight else { return [(Self.start(of: years.lowerBound), standard)] }
        let all = years.flatMap { year in
            [
                (instant: Self.reading(daylight.start, in: year) - standard, offset: daylight.offset),
                (instant: Self.reading(daylight.end, in: year) - daylight.offset, offset: standard),
            ]
        }
        // Where it's summer all year, the end of one is the start of the next: the start goes last and holds.
        func isBefore(_ a: (instant: Int, offset: Int), _ b: (instant: Int, offset: Int)) -> Bool {
            a.instant == b.instant ? a.offset == standard && b.offset != standard : a.instant < b.instant
        }
        return all.sorted(by: isBefore)
    }

    private static func start(of year: Int) -> Int {
        (CalendarDate(year: year, month: 1, day: 1)?.dayNumber ?? 0) * 86_400
    }

    /// Returns what the clock reads when it changes, in seconds since 1970.
    private static func reading(_ change: Change, in year: Int) -> Int {
        let newYear = start(of: year) / 86_400
        let isLeap = CalendarDate.days(inMonth: 2, of: year) == 29
        let day =
            switch change.day {
            case .weekday(let month, let week, let weekday):
                MonthDay.nth(week == 5 ? -1 : week, weekday, month: month, year: year)?.dayNumber ?? newYear
            case .julian(let day): newYear + day - (isLeap && day > 59 ? 0 : 1)
            case .zeroBased(let day): newYear + day
            }
        return day * 86_400 + change.time
    }
}

extension PosixZone {
    /// Skips three or more letters, or anything between `<` and `>`.
    private static func skipName(_ rest: inout Substring.UTF8View) -> Bool {
        if rest.first == UInt8(ascii: "<") {
            guard let close = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[rest.index(after: close)...]
            return true
        }
        let name = rest.prefix(while: isLetter)
        rest = rest[name.endIndex...]
        return name.count >= 3
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// Takes `[+-]h[h[h]][:mm[:ss]]`, in seconds.
    private static func time(_ rest: inout Substring.UTF8View) -> Int? {
        let text = rest.prefix { $0 != ASCII.comma && $0 != UInt8(ascii: "<") && !isLetter($0) }
        rest = rest[text.endIndex...]
        let sign = text.first == UInt8(ascii: "-") ? -1 : 1
        let digits = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
        let parts = digits.split(separator: ASCII.colon, omittingEmptySubsequences: false).map { Int(digits: $0) }
        guard (1...3).contains(parts.count), parts.allSatisfy({ $0 != nil && $0 ?? 0 < 1000 }) else { return nil }
        return sign * zip(parts, [3600, 60, 1]).reduce(0) { $0 + ($1.0 ?? 0) * $1.1 }
    }

    /// Takes `,Mm.w.d[/time]`, `,Jn[/time]` or `,n[/time]`; at two o'clock where no time is given.
    private static func change(_ rest: inout Substring.UTF8View) -> Change? {
        guard rest.popFirst() == ASCII.comma else { return nil }
        let text = rest.prefix { $0 != ASCII.comma }
        rest = rest[text.endIndex...]
        let parts = text.split(separator: UInt8(ascii: "/"), maxSplits: 1)
        guard let date = parts.first, let day = day(date) else { return nil }
        guard parts.count == 2 else { return Change(day: day, time: 7200) }
        var time = parts[1]
        return Self.time(&time).map { Change(day: day, time: $0) }
    }

    private static func day(_ text: Substring.UTF8View) -> Day? {
        switch text.first {
        case UInt8(ascii: "M"):
            let numbers = text.dropFirst().split(separator: ASCII.dot).compactMap { Int(digits: $0) }
            guard numbers.count == 3, (1...12).contains(numbers[0]), (1...5).contains(numbers[1]),
                (0...6).contains(numbers[2])
            else { return nil }
            // POSIX counts from Sunday, 0.
            return .weekday(month: numbers[0], week: numbers[1], Weekday.allCases[(numbers[2] + 6) % 7])
        case UInt8(ascii: "J"):
            return Int(digits: text.dropFirst()).flatMap { (1...365).contains($0) ? .julian($0) : nil }
        default:
            return Int(digits: text).flatMap { (0...365).contains($0) ? .zeroBased($0) : nil }
        }
    }
}
