import FoundationEssentials

/// Base64 for URLs and JSON Web Tokens: `-` and `_`, and no `=` (RFC 4648 §5, RFC 7515 §2).
package enum Base64URL {
    /// The bytes as text.
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(
            Data(bytes).base64EncodedString().compactMap { character in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            })
    }

    /// The bytes of a text in either alphabet, padded or not; `nil` for anything else.
    package static func bytes(_ text: String) -> [UInt8]? {
        var plain = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        while plain.last == "=" { plain.removeLast() }
        plain += String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        return Data(base64Encoded: plain).map { Array($0) }
    }
}
