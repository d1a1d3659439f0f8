/// The alphabet of event ids: base32hex in lower case without padding (RFC 4648 section 7).
enum Base32 {
    private static let digits = Array("0123456789abcdefghijklmnopqrstuv".utf8)

    /// Returns `bytes` in base32hex.
    static func hex(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        var buffer = 0
        var bits = 0
        for byte in bytes {
            buffer = (buffer << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                out.append(digits[buffer >> bits & 31])
            }
        }
        if bits > 0 { out.append(digits[buffer << (5 - bits) & 31]) }
        return String(decoding: out, as: UTF8.self)
    }

    /// Whether a client may choose this id: 5 to 1024 of the alphabet's letters (Discovery document, Event.id).
    static func isClientID(_ text: String) -> Bool {
        (5...1024).contains(text.utf8.count) && text.utf8.allSatisfy(digits.contains)
    }
}
