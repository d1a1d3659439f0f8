/// An id of Notion's: a UUID, taken with or without dashes and given with them.
struct NotionID: Hashable {
    /// 32 hexadecimal digits with dashes.
    var text: String

    /// Reads an id in any case; nil for anything else.
    init?(any text: String) {
        let digits = Array(text.utf8.filter { $0 != UInt8(ascii: "-") })
        let dashes = text.utf8.count - digits.count
        guard digits.count == 32, dashes == 0 || dashes == 4, digits.allSatisfy(Self.isHex) else { return nil }
        self.init(digits: digits)
    }

    private init(digits: [UInt8]) {
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        text = groups.map { String(decoding: digits[$0], as: UTF8.self) }.joined(separator: "-")
    }

    /// The next id that `numbers` gives: of version 4 (RFC 9562 section 5.4).
    init(from numbers: inout SplitMix) {
        var bytes: [UInt8] = []
        for _ in 0..<2 {
            let word = numbers.next()
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Array("0123456789abcdef".utf8)
        self.init(digits: bytes.flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] })
    }

    /// The id without dashes, as addresses on Notion's site have it.
    var plain: String { text.filter { $0 != "-" } }

    private static func isHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
    }
}

/// Random numbers from a seed: the same seed, the same ids (Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators").
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
