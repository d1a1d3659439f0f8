/// Times as RFC 3339 writes them.
enum Timestamp {
    /// A date-time that was read: the local reading and, when one was written, the offset in seconds.
    struct Parsed: Hashable {
        var civil: CivilTime
        var offset: Int?
    }

    /// Reads `2026-03-05T14:30:00[.fff][Z|±hh:mm]`; fractions are dropped. Nil for anything else.
    static func parse(_ text: String) -> Parsed? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 19, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let date = CivilTime(date: String(decoding: bytes[0..<10], as: UTF8.self))
        else { return nil }
        func number(_ start: Int) -> Int? {
            guard bytes.count >= start + 2, bytes[start..<start + 2].allSatisfy(isDigit) else { return nil }
            return Int(bytes[start] - 0x30) * 10 + Int(bytes[start + 1] - 0x30)
        }
        guard let hour = number(11), let minute = number(14), let second = number(17) else { return nil }
        var civil = date
        (civil.hour, civil.minute, civil.second) = (hour, minute, second)
        guard civil.isValid else { return nil }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard !fraction.isEmpty else { return nil }
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard let sign = rest.first else { return Parsed(civil: civil, offset: nil) }
        if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") {
            return rest.count == 1 ? Parsed(civil: civil, offset: 0) : nil
        }
        let start = rest.startIndex
        guard rest.count == 6, bytes[start + 3] == UInt8(ascii: ":"), let hours = number(start + 1),
            let minutes = number(start + 4), hours < 24, minutes < 60,
            sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
        else { return nil }
        let offset = (hours * 60 + minutes) * 60
        return Parsed(civil: civil, offset: sign == UInt8(ascii: "-") ? -offset : offset)
    }

    /// The moment in seconds since 1970 of a time that must carry an offset, as query parameters must; nil otherwise.
    static func moment(_ text: String) -> Int? {
        guard let parsed = parse(text), let offset = parsed.offset else { return nil }
        return parsed.civil.seconds - offset
    }

    /// The moment `seconds` as read in `zone`, with the offset; `Z` in UTC.
    static func text(_ seconds: Int, in zone: Zone) -> String {
        let offset = zone.offset(at: seconds)
        let civil = CivilTime(seconds: seconds + offset)
        let local = civil.dateText + "T" + civil.clockText
        guard offset != 0 || !["UTC", "GMT", "Etc/UTC", "Etc/GMT"].contains(zone.name) else { return local + "Z" }
        let minutes = abs(offset) / 60
        return local + (offset < 0 ? "-" : "+") + pad(minutes / 60) + ":" + pad(minutes % 60)
    }

    /// A moment in microseconds as UTC with milliseconds, as `updated` shows it.
    static func milliseconds(_ microseconds: Int) -> String {
        let civil = CivilTime(seconds: microseconds / 1_000_000)
        return civil.dateText + "T" + civil.clockText + "." + pad(microseconds / 1000 % 1000, 3) + "Z"
    }

    /// A moment in microseconds as UTC with whole seconds, as `created` shows it.
    static func wholeSeconds(_ microseconds: Int) -> String { milliseconds(microseconds / 1_000_000 * 1_000_000) }
}
