import Crypto
import ICalendar
import SyncCore

/// The ids that Google gives to instances, and those that calsync chooses.
enum GoogleEventID {
    /// The longest UID, in bytes, that an import can carry: its id is `_` and base32hex of the UID, at most 1024 long.
    static let longestUID = 600

    /// Returns the id of the instance of `master` whose original start is `original`; nil where the zone isn't known.
    ///
    /// `{id}_{yyyymmddThhmmssZ}`, or `{id}_{yyyymmdd}` in an all-day series: the original start, even after a move.
    static func instance(of master: String, at original: EventTime) -> String? {
        if case .allDay(let date) = original { return master + "_" + date.basic }
        return original.instant.map { master + "_" + DateTime(secondsSinceEpoch: $0).basic + "Z" }
    }

    /// Returns the master and the original start that an instance's id names; nil for the id of anything else.
    ///
    /// Ids of imported events begin with `_`, so the last one counts.
    static func split(_ id: String) -> (master: String, original: EventTime)? {
        guard let mark = id.lastIndex(of: "_"), mark > id.startIndex else { return nil }
        let suffix = id[id.index(after: mark)...]
        guard suffix.utf8.count == 8 || (suffix.utf8.count == 16 && suffix.hasSuffix("Z")),
            let original = EventTime(value: suffix)
        else { return nil }
        return (String(id[..<mark]), original)
    }

    /// Returns the id that an imported event has: facts/google-calendar.md 2.1, seen on four real answers.
    static func imported(_ uid: UID) -> String { "_" + base32hex(Array(uid.text.utf8)) }

    /// Returns an id that is the same on every machine, for an event whose UID Google won't take.
    static func chosen(for uid: UID, in calendar: String, generation: Int) -> String {
        let digest = SHA256.hash(data: Array("\(calendar)|\(uid.text)|\(generation)".utf8))
        return String(base32hex(Array(digest)).prefix(40))
    }

    /// RFC 4648 §7 in lower case and without padding.
    private static func base32hex(_ bytes: [UInt8]) -> String {
        let alphabet = Array("0123456789abcdefghijklmnopqrstuv".utf8)
        var text: [UInt8] = []
        var (bits, count) = (UInt32(0), 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(alphabet[Int(bits >> UInt32(count) & 31)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(5 - count) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
