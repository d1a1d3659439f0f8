/// TEXT values (RFC 5545 §3.3.11): what stands in the line, and what it says.
package enum TextValue {
    /// Returns what `raw` says: `\n`, `\N`, `\,`, `\;` and `\\` decoded.
    ///
    /// A backslash before anything else is itself, as in `C:\Users`, and so is a comma or semicolon without one.
    package static func decode(_ raw: some StringProtocol) -> String {
        raw.utf8.contiguous(decode)
    }

    private static func decode(_ raw: UnsafeBufferPointer<UInt8>) -> String {
        guard raw.contains(backslash) else { return String(decoding: raw, as: UTF8.self) }
        var text: [UInt8] = []
        text.reserveCapacity(raw.count)
        var isEscaped = false
        for byte in raw {
            if isEscaped {
                if let meant = meaning(ofEscaped: byte) { text.append(meant) } else { text += [backslash, byte] }
                isEscaped = false
            } else if byte == backslash {
                isEscaped = true
            } else {
                text.append(byte)
            }
        }
        if isEscaped { text.append(backslash) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns `text` as a line holds it: a backslash before `\`, `;` and `,`, and `\n` for every kind of line break.
    package static func encode(_ text: some StringProtocol) -> String {
        text.utf8.contiguous(encode)
    }

    private static func encode(_ text: UnsafeBufferPointer<UInt8>) -> String {
        var raw: [UInt8] = []
        raw.reserveCapacity(text.count + 8)
        var last: UInt8?
        for byte in text {
            switch byte {
            case ASCII.lf where last == ASCII.cr: break
            case ASCII.lf, ASCII.cr: raw += [backslash, UInt8(ascii: "n")]
            case backslash, ASCII.comma, ASCII.semicolon: raw += [backslash, byte]
            default: raw.append(byte)
            }
            last = byte
        }
        return String(decoding: raw, as: UTF8.self)
    }

    /// Returns the texts of a list such as CATEGORIES, between the commas that have no backslash; empty ones are left out.
    package static func decodeList(_ raw: some StringProtocol) -> [String] {
        var isEscaped = false
        let parts = raw.utf8.split { byte in
            defer { isEscaped = byte == backslash && !isEscaped }
            return byte == ASCII.comma && !isEscaped
        }
        return parts.map { decode(String(decoding: $0, as: UTF8.self)) }
    }

    /// Returns `texts` as one value, each encoded, with commas between them.
    package static func encodeList(_ texts: [String]) -> String {
        texts.map { encode($0) }.joined(separator: ",")
    }

    private static let backslash = UInt8(ascii: "\\")

    private static func meaning(ofEscaped byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "n"), UInt8(ascii: "N"): ASCII.lf
        case ASCII.comma, ASCII.semicolon, backslash: byte
        default: nil
        }
    }
}

extension Collection<UInt8> {
    /// Gives `body` the bytes as they lie in memory: a loop over them, unlike one over a generic collection, is a plain one
    /// also for callers in other modules.
    fileprivate func contiguous<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withContiguousStorageIfAvailable(body) ?? Array(self).withUnsafeBufferPointer(body)
    }
}
