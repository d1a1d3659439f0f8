/// What a name server answered: the records that say where a domain's services are (RFC 1035 §4, RFC 2782).
///
/// It comes from anybody: lengths are checked, names can't loop, and no more than ``limit`` records are read.
package struct DNSAnswer: Hashable, Sendable {
    /// Where a service is.
    package struct Service: Hashable, Sendable {
        /// Lower ones are asked first.
        package var priority: Int
        /// Of one priority, higher ones are asked more often.
        package var weight: Int
        package var port: Int
        /// The host, in lower case; empty where the domain has no such service (RFC 2782).
        package var target: String
    }

    /// The services, those to be asked first in front.
    package private(set) var services: [Service] = []
    /// The strings of the TXT records.
    package private(set) var texts: [String] = []

    /// The most records that are looked at.
    private static let limit = 64

    /// Reads a whole answer; `nil` where it is broken.
    package init?(_ message: [UInt8]) {
        var reader = DNSReader(message)
        guard let counts = reader.header(), counts.questions <= Self.limit else { return nil }
        for _ in 0..<counts.questions {
            guard reader.name() != nil, reader.skip(4) else { return nil }
        }
        for _ in 0..<min(counts.answers, Self.limit) {
            guard reader.name() != nil, let type = reader.number(), reader.skip(6), let length = reader.number(),
                let end = reader.end(of: length)
            else { return nil }
            switch type {
            case DNSResolver.Kind.service.rawValue:
                guard let priority = reader.number(), let weight = reader.number(), let port = reader.number(),
                    let target = reader.name()
                else { return nil }
                services.append(Service(priority: priority, weight: weight, port: port, target: target))
            case DNSResolver.Kind.text.rawValue:
                while reader.position < end {
                    guard let text = reader.text(before: end) else { return nil }
                    texts.append(text)
                }
            default: break
            }
            reader.position = end
        }
        services.sort { ($0.priority, -$0.weight, $0.target) < ($1.priority, -$1.weight, $1.target) }
    }
}

/// Goes through the bytes of a message, and never past its end.
private struct DNSReader {
    private let bytes: [UInt8]
    /// The next byte.
    var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The counts of the header (RFC 1035 §4.1.1); `nil` for what is no answer, or one that is cut.
    mutating func header() -> (questions: Int, answers: Int)? {
        guard bytes.count >= 12, bytes[2] & 0x80 != 0, bytes[2] & 0x02 == 0 else { return nil }
        position = 4
        guard let questions = number(), let answers = number() else { return nil }
        position = 12
        return (questions, answers)
    }

    mutating func number() -> Int? {
        guard position + 2 <= bytes.count else { return nil }
        defer { position += 2 }
        return Int(bytes[position]) << 8 | Int(bytes[position + 1])
    }

    mutating func skip(_ count: Int) -> Bool {
        position += count
        return position <= bytes.count
    }

    /// Where `length` bytes from here end; `nil` past the end.
    func end(of length: Int) -> Int? { position + length <= bytes.count ? position + length : nil }

    /// A string with its length in front, all of it before `end`.
    mutating func text(before end: Int) -> String? {
        guard position < end, position + 1 + Int(bytes[position]) <= end else { return nil }
        let start = position + 1
        position = start + Int(bytes[position])
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// A name in lower case, without the dot at its end. `nil` for one that is cut, too long, or no host's.
    ///
    /// RFC 1035 §4.1.4: its end may be told by a place further in front; each leads further to the front, so that it ends.
    mutating func name() -> String? {
        var labels: [String] = []
        var (at, total, front) = (position, 0, bytes.count)
        var after: Int?
        while at < bytes.count {
            let length = Int(bytes[at])
            switch length {
            case 0:
                position = after ?? at + 1
                return labels.joined(separator: ".")
            case 1...63:
                let end = at + 1 + length
                total += length + 1
                guard end <= bytes.count, total <= 255 else { return nil }
                let label = bytes[(at + 1)..<end]
                guard label.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"./@:?#%[]\\".utf8.contains($0) }) else {
                    return nil
                }
                labels.append(String(decoding: label, as: UTF8.self).lowercased())
                at = end
            case 0xC0...0xFF:
                guard at + 1 < bytes.count else { return nil }
                let place = (length & 0x3F) << 8 | Int(bytes[at + 1])
                guard place < min(at, front) else { return nil }
                after = after ?? at + 2
                (at, front) = (place, place)
            default: return nil
            }
        }
        return nil
    }
}
