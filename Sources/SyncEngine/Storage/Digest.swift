import Crypto

/// The fingerprint of a file's bytes.
package enum Digest {
    /// The first 16 bytes of SHA-256 in lower-case hex.
    package static func of(_ bytes: [UInt8]) -> String {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Hex.text(hash.finalize().prefix(16))
    }
}

/// Lower-case hex.
package enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    /// The bytes, two digits each.
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Eight digits.
    package static func bytes(_ number: UInt32) -> [UInt8] {
        (0..<8).map { digits[Int(number >> (28 - 4 * UInt32($0)) & 15)] }
    }

    /// Reads exactly so many digits, at most eight; eight are what ``bytes(_:)`` writes.
    static func number(_ bytes: some Collection<UInt8>, digits: Int = 8) -> UInt32? {
        guard bytes.count == digits else { return nil }
        var number: UInt32 = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return number
    }
}
