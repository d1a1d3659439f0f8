import ICalendar
import SyncCore

extension GoogleTime {
    /// Returns the time that is meant, in a calendar with the zone `calendar`; nil where it can't be read.
    ///
    /// The wall clock is rebuilt from the instant and the zone: the offset in the text may be of any zone.
    ///
    /// - Parameter isSingle: Whether the moment counts more than the zone: then a time that the clock shows twice is in UTC
    ///   where the second is meant.
    func eventTime(in calendar: Zone, isSingle: Bool = false) -> EventTime? {
        if let date { return CalendarDate(extended: date).map { .allDay($0) } }
        guard let dateTime, let (local, offset) = Self.read(dateTime) else { return nil }
        let named = timeZone.map { Zone.named($0) } ?? calendar
        guard let zone = named else {
            // A zone that tzdata doesn't have: the instant is all that is known.
            return offset.map { .utc(local.adding(seconds: -$0)) }
        }
        let instant = offset.map { local.secondsSinceEpoch - $0 }
        if isSingle, !zone.isUTC, let instant { return EventTime(instant, in: zone, named: ZoneID(zone.name)) }
        let wall = instant.map { zone.local(at: $0) } ?? local
        return zone.isUTC ? .utc(wall) : .zoned(wall, ZoneID(zone.name))
    }

    /// Reads RFC 3339, fractions dropped: the wall clock, and its offset from UTC in seconds where one stands there.
    static func read(_ text: String) -> (local: DateTime, offset: Int?)? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 19, let date = CalendarDate(extended: text.prefix(10)),
            bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            let local = DateTime(date: date, hour: hour, minute: minute, second: second)
        else { return nil }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst().drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        guard let sign = rest.first else { return (local, nil) }
        if sign | 0x20 == UInt8(ascii: "z"), rest.count == 1 { return (local, 0) }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), rest.count == 6,
            let hours = number(rest.dropFirst().prefix(2)), let minutes = number(rest.suffix(2))
        else { return nil }
        let offset = hours * 3600 + minutes * 60
        return (local, sign == UInt8(ascii: "-") ? -offset : offset)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}

extension GoogleTimeBody {
    /// Says `time` with a zone beside it, as Google wants it of a series.
    init(_ time: EventTime) {
        switch time {
        case .allDay(let date): self.init(date: .value(date.extended))
        case .utc(let local): self.init(dateTime: .value(local.extended + "Z"), timeZone: .value("UTC"))
        case .zoned(let local, let zone): self.init(dateTime: .value(local.extended), timeZone: .value(zone.text))
        // A view of Google's has no floating time; were there one, the calendar's zone would be meant.
        case .floating(let local): self.init(dateTime: .value(local.extended))
        }
    }

    /// The same with the other kind's keys cleared: a PATCH from all-day to timed or back is refused without.
    var replacing: GoogleTimeBody {
        GoogleTimeBody(date: date ?? .null, dateTime: dateTime ?? .null, timeZone: timeZone ?? .null)
    }
}

extension Zone {
    /// Whether it is UTC under one of its names, and not only a zone that keeps the same time.
    var isUTC: Bool {
        ["UTC", "Etc/UTC", "GMT", "Etc/GMT", "UCT", "Etc/UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"]
            .contains(name)
    }
}
