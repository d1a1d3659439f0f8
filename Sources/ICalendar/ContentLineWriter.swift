/// Builds content lines (RFC 5545 §3.1) from their parts.
package enum ContentLineWriter {
    /// Returns `NAME;P=V:value`, unfolded and without a line end.
    ///
    /// - Parameters:
    ///   - name: The name as it is to stand there, with its group if it has one.
    ///   - parameters: The parameters in order; their values are quoted and `^`-encoded where they must be.
    ///   - value: The value as it is to stand there; TEXT has gone through ``TextValue/encode(_:)``.
    package static func line(_ name: String, parameters: [Parameter] = [], value: String) -> String {
        name + parameters.map(text(of:)).filter { !$0.isEmpty }.map { ";" + $0 }.joined() + ":" + value
    }

    private static func text(of parameter: Parameter) -> String {
        // A line may come with a quote in a name, and what it quotes would end the name, or the line's head, without it.
        let kept = parameter.name.unicodeScalars.filter { !"\":;,=".unicodeScalars.contains($0) }
        let name = String(String(kept).trimmed)
        guard !parameter.values.isEmpty else { return name }
        return name + "=" + parameter.values.map(encoded).joined(separator: ",")
    }

    /// RFC 5545 §3.2: a value with `,`, `;` or `:` stands in quotes. RFC 6868 §3.1: `^n`, `^^` and `^'` for what quotes can't hold.
    private static func encoded(_ value: String) -> String {
        var encoded = String.UnicodeScalarView()
        var last: Unicode.Scalar?
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\n" where last == "\r": break
            case "\n", "\r": encoded.append(contentsOf: "^n".unicodeScalars)
            case "^": encoded.append(contentsOf: "^^".unicodeScalars)
            case "\"": encoded.append(contentsOf: "^'".unicodeScalars)
            case "\u{0}"..."\u{8}", "\u{A}"..."\u{1F}", "\u{7F}": break
            default: encoded.append(scalar)
            }
            last = scalar
        }
        let needsQuotes = encoded.contains { $0 == "," || $0 == ";" || $0 == ":" }
        return needsQuotes ? "\"" + String(encoded) + "\"" : String(encoded)
    }
}
