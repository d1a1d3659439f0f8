import ICalendar
import SyncCore

extension NotionDate {
    /// The times that are meant, in UTC and whole minutes; `nil` where they can't be read.
    ///
    /// All-day ends are inclusive in Notion and exclusive here. A moment without an end lasts `minutes`; a time without an
    /// offset is UTC (facts/notion.md 3).
    func schedule(openFor minutes: Int) -> (schedule: Schedule, isOpen: Bool)? {
        guard let first = Self.time(start) else { return nil }
        guard let end else {
            if case .allDay(let day) = first {
                return (Schedule(start: first, end: .allDay(day.adding(days: 1))), false)
            }
            return (Schedule(start: first, end: first.adding(wallSeconds: minutes * 60)), true)
        }
        guard let last = Self.time(end) else { return nil }
        switch (first, last) {
        case (.allDay, .allDay(let day)): return (Schedule(start: first, end: .allDay(day.adding(days: 1))), false)
        case (.utc, .utc): return (Schedule(start: first, end: last), false)
        default: return nil
        }
    }

    private static func time(_ text: String) -> EventTime? {
        if let day = CalendarDate(extended: text) { return .allDay(day) }
        guard let instant = NotionTime.instant(text) else { return nil }
        return .utc(DateTime(secondsSinceEpoch: NotionTime.minute(instant)))
    }
}

extension NotionDateBody {
    /// Says `schedule` in `zone`, so that Notion's own offset is one that a person knows.
    ///
    /// - Parameter isOpen: Whether the end is left out.
    init?(_ schedule: Schedule, in zone: Zone, isOpen: Bool) {
        switch (schedule.start, schedule.end) {
        case (.allDay(let first), .allDay(let end)):
            let last = end.adding(days: -1)
            self.init(start: first.extended, end: last.dayNumber > first.dayNumber ? last.extended : nil)
        default:
            guard let start = schedule.start.instant, let end = schedule.end.instant else { return nil }
            self.init(
                start: NotionTime.text(start, in: zone),
                end: isOpen || end <= start ? nil : NotionTime.text(end, in: zone))
        }
    }
}

/// RFC 3339 as Notion speaks it.
enum NotionTime {
    /// The start of the minute that `instant` lies in.
    static func minute(_ instant: Int) -> Int { instant.flooredDivision(by: 60) * 60 }

    /// Seconds since 1970 UTC, fractions dropped; without an offset UTC is meant. `nil` for anything else.
    static func instant(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 16, let date = CalendarDate(extended: text.prefix(10)),
            bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16])
        else { return nil }
        var rest = bytes[16...]
        var second = 0
        if rest.first == UInt8(ascii: ":") {
            guard rest.count >= 3, let value = number(rest.dropFirst().prefix(2)) else { return nil }
            second = value
            rest = rest.dropFirst(3)
        }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst().drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        guard let local = DateTime(date: date, hour: hour, minute: minute, second: second),
            let offset = offset(rest)
        else { return nil }
        return local.secondsSinceEpoch - offset
    }

    private static func offset(_ text: ArraySlice<UInt8>) -> Int? {
        guard let sign = text.first else { return 0 }
        if sign | 0x20 == UInt8(ascii: "z") { return text.count == 1 ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), text.count == 6,
            let hours = number(text.dropFirst().prefix(2)), let minutes = number(text.suffix(2))
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    /// The moment as a clock in `zone` reads it, with its offset.
    static func text(_ instant: Int, in zone: Zone) -> String {
        let offset = zone.offset(at: instant) / 60
        // Offsets with seconds (before 1900 or so) can't be written; UTC can.
        guard zone.offset(at: instant) % 60 == 0 else {
            return DateTime(secondsSinceEpoch: instant).extended + "+00:00"
        }
        let minutes = abs(offset)
        let digits = { (number: Int) in (number < 10 ? "0" : "") + String(number) }
        return zone.local(at: instant).extended + (offset < 0 ? "-" : "+") + digits(minutes / 60) + ":"
            + digits(minutes % 60)
    }

    /// The moment in UTC, as filters want it.
    static func utc(_ instant: Int) -> String { DateTime(secondsSinceEpoch: instant).extended + ".000Z" }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}
