/// `application/x-www-form-urlencoded` text, for bodies and queries (RFC 6749, appendix B).
package enum FormText {
    /// Writes pairs; all but RFC 3986's unreserved characters are encoded, so that it is good as a query too.
    package static func text(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { encoded($0.name) + "=" + encoded($0.value) }.joined(separator: "&")
    }

    /// Reads pairs in their order. What isn't UTF-8 or isn't encoded properly is taken as it stands.
    package static func pairs(_ text: some StringProtocol) -> [(name: String, value: String)] {
        text.split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(sides[0]), sides.count > 1 ? decoded(sides[1]) : "")
        }
    }

    /// Encodes a segment of a path or a value of a query, all but RFC 3986's unreserved characters.
    package static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Decodes a segment of a path, in which a `+` is just that (RFC 3986 §2.1). What isn't encoded properly is taken as it
    /// stands.
    package static func decodedSegment(_ text: some StringProtocol) -> String {
        String(decoding: bytes(ofSegment: text), as: UTF8.self)
    }

    /// The bytes that a segment of a path stands for, as ``decodedSegment(_:)`` reads them.
    package static func bytes(ofSegment text: some StringProtocol) -> [UInt8] { bytes(text, isForm: false) }

    private static func decoded(_ text: some StringProtocol) -> String {
        String(decoding: bytes(text, isForm: true), as: UTF8.self)
    }

    private static func bytes(_ text: some StringProtocol, isForm: Bool) -> [UInt8] {
        var (out, bytes) = ([UInt8](), Array(text.utf8)[...])
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "%"), bytes.count >= 2,
                let value = UInt8(String(decoding: bytes.prefix(2), as: UTF8.self), radix: 16)
            {
                out.append(value)
                bytes = bytes.dropFirst(2)
            } else {
                out.append(isForm && byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return out
    }
}
