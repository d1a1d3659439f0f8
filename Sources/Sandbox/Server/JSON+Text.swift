/// What was wrong with a JSON text.
package struct JSONError: Error, Sendable, Hashable {
    /// The offset of the first byte that does not fit.
    package var offset: Int
}

extension JSON {
    /// Reads a JSON text (RFC 8259); nesting deeper than 200 is refused.
    package init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
        var parser = JSONParser(bytes: Array(bytes))
        self = try parser.document()
    }

    /// Reads a JSON text.
    package init(parsing text: String) throws(JSONError) {
        try self.init(parsing: text.utf8)
    }

    /// The value as text, sorted by key; `indented` puts each member on its own line, one blank a level.
    package func text(indented: Bool = false) -> String {
        var out: [UInt8] = []
        write(to: &out, indented: indented, depth: 0)
        return String(decoding: out, as: UTF8.self)
    }

    /// The value as UTF-8.
    package func bytes(indented: Bool = false) -> [UInt8] {
        var out: [UInt8] = []
        write(to: &out, indented: indented, depth: 0)
        return out
    }

    private func write(to out: inout [UInt8], indented: Bool, depth: Int) {
        switch self {
        case .null: out.append(contentsOf: "null".utf8)
        case .bool(let flag): out.append(contentsOf: (flag ? "true" : "false").utf8)
        case .int(let number): out.append(contentsOf: String(number).utf8)
        case .double(let number): out.append(contentsOf: (number.isFinite ? String(number) : "null").utf8)
        case .string(let text): Self.quote(text, to: &out)
        case .array(let elements):
            Self.list(elements, open: "[", close: "]", to: &out, indented: indented, depth: depth) { element, out in
                element.write(to: &out, indented: indented, depth: depth + 1)
            }
        case .object(let members):
            let sorted = members.sorted { $0.key < $1.key }
            Self.list(sorted, open: "{", close: "}", to: &out, indented: indented, depth: depth) { member, out in
                Self.quote(member.key, to: &out)
                out.append(contentsOf: (indented ? ": " : ":").utf8)
                member.value.write(to: &out, indented: indented, depth: depth + 1)
            }
        }
    }

    private static func list<Element>(
        _ elements: [Element], open: String, close: String, to out: inout [UInt8], indented: Bool, depth: Int,
        each: (Element, inout [UInt8]) -> Void
    ) {
        out.append(contentsOf: open.utf8)
        for (index, element) in elements.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            if indented { newLine(depth + 1, to: &out) }
            each(element, &out)
        }
        if indented, !elements.isEmpty { newLine(depth, to: &out) }
        out.append(contentsOf: close.utf8)
    }

    private static func newLine(_ depth: Int, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\n"))
        out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth))
    }

    private static func quote(_ text: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        defer { out.append(UInt8(ascii: "\"")) }
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            out.append(contentsOf: text.utf8)
            return
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0x0A: out.append(contentsOf: #"\n"#.utf8)
            case 0x0D: out.append(contentsOf: #"\r"#.utf8)
            case 0x09: out.append(contentsOf: #"\t"#.utf8)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                out.append(contentsOf: #"\u00"#.utf8)
                out.append(contentsOf: [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            default: out.append(byte)
            }
        }
    }
}
