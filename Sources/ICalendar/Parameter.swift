/// A parameter of a property (RFC 5545 §3.2), ready for reading: without quotes, with RFC 6868's `^` decoded.
package struct Parameter: Hashable, Sendable {
    /// The name, in capitals.
    package let name: String
    /// The values between the commas; none where the parameter stands without `=`.
    package let values: [String]

    /// Keeps `values` under `name`, which is put in capitals.
    package init(name: some StringProtocol, values: [String]) {
        self.name = name.uppercased()
        self.values = values
    }

    /// Reads all that stands between a property's name and its colon.
    static func list(in bytes: ArraySlice<UInt8>, decode: (ArraySlice<UInt8>) -> String) -> [Parameter] {
        split(bytes, at: ASCII.semicolon).compactMap { part in
            guard !part.isEmpty else { return nil }
            guard let equals = part.firstIndex(of: ASCII.equals) else {
                return Parameter(name: decode(part).trimmed, values: [])
            }
            let values = split(part[(equals + 1)...], at: ASCII.comma).map { decodeCarets(decode(unquoted($0))) }
            return Parameter(name: decode(part[..<equals]).trimmed, values: values)
        }
    }

    /// Returns the parts between separators that stand outside quotes; at least one.
    private static func split(_ bytes: ArraySlice<UInt8>, at separator: UInt8) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var isQuoted = false
        for index in bytes.indices {
            if bytes[index] == ASCII.quote { isQuoted.toggle() }
            if bytes[index] == separator, !isQuoted {
                parts.append(bytes[start..<index])
                start = index + 1
            }
        }
        parts.append(bytes[start...])
        return parts
    }

    private static func unquoted(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard bytes.count >= 2, bytes.first == ASCII.quote, bytes.last == ASCII.quote else { return bytes }
        return bytes.dropFirst().dropLast()
    }

    /// RFC 6868 §3.2: `^n`, `^^` and `^'`; a caret before anything else is itself.
    private static func decodeCarets(_ text: String) -> String {
        guard text.utf8.contains(ASCII.caret) else { return text }
        var decoded = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "^", let meant = meaning(ofCaret: rest.first) else {
                decoded.append(scalar)
                continue
            }
            decoded.append(meant)
            rest.removeFirst()
        }
        return String(decoded)
    }

    private static func meaning(ofCaret next: Unicode.Scalar?) -> Unicode.Scalar? {
        switch next {
        case "n": "\n"
        case "^": "^"
        case "'": "\""
        default: nil
        }
    }
}
