/// Where in a TOML text its tables and keys stand, which the parser does not tell.
///
/// It is meant for text that the parser has accepted, and finds what it can in any other.
struct TOMLOutline {
    /// A table's header or a key with its value, from the line where it begins to the line where it ends.
    struct Statement: Hashable {
        enum Kind: Hashable {
            case header
            case key
            /// A key within an inline table; it shares its lines with others.
            case inline
        }

        let kind: Kind
        /// The whole path from the root: that of the table, then the key's own.
        let path: [String]
        /// Counted from 0.
        let lines: ClosedRange<Int>
    }

    /// Text that breaks what the parser takes for granted. In toml++ 3.4 these are assertions, or worse without them:
    /// marzer/tomlplusplus#294 for headings, the others found by fuzzing.
    struct Hazard: Hashable {
        enum Kind: Hashable {
            /// A table's heading without a name.
            case heading
            /// Nothing where a value belongs.
            case value
            /// A date with a `T` or a blank, and no time behind it.
            case time
            /// More levels than settings ever have; the parser would use up the stack.
            case depth
        }

        let kind: Kind
        /// Counted from 0.
        let line: Int
    }

    /// All statements, in the order of the text.
    let statements: [Statement]
    /// The first thing that the parser would abort the process over, rather than refuse it; nil in sound text.
    let hazard: Hazard?

    /// Reads the text (TOML 1.0.0).
    init(_ text: String) {
        var scan = TOMLScan(bytes: Array(text.utf8))
        scan.run()
        statements = scan.statements
        hazard = scan.hazard
    }

    /// Returns the line, counted from 1, of what is at `path`, or else of the innermost table that is around it.
    func line(of path: [String]) -> Int? {
        for length in stride(from: path.count, to: 0, by: -1) {
            let wanted = path.prefix(length)
            let found =
                statements.first { $0.path.elementsEqual(wanted) }
                ?? statements.first { $0.path.starts(with: wanted) }
            if let found { return found.lines.lowerBound + 1 }
        }
        return nil
    }

    /// Returns the names right below `path`, in the order of the text, each once.
    func names(below path: [String]) -> [String] {
        var seen: Set<String> = []
        return statements.compactMap { statement in
            guard statement.path.count > path.count, statement.path.starts(with: path) else { return nil }
            let name = statement.path[path.count]
            return seen.insert(name).inserted ? name : nil
        }
    }
}

/// One pass over the bytes of a TOML text. It always ends: every step takes at least one byte.
private struct TOMLScan {
    let bytes: [UInt8]
    var statements: [TOMLOutline.Statement] = []
    var hazard: TOMLOutline.Hazard?
    private var at = 0
    private var line = 0
    private var table: [String] = []
    private var depth = 0
    private static let depthLimit = 32

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var byte: UInt8? { at < bytes.count ? bytes[at] : nil }

    mutating func run() {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
        while byte != nil {
            skipBlank(lines: true)
            let start = line
            if byte == UInt8(ascii: "[") {
                step()
                skipBlank(lines: false)
                if byte == UInt8(ascii: "[") { step() }
                skipBlank(lines: false)
                if !isNameBeginning { note(.heading) }
                table = path()
                while byte == UInt8(ascii: "]") { step() }
                statements.append(.init(kind: .header, path: table, lines: start...start))
            } else if byte != nil {
                pair(below: table, kind: .key)
            }
            skipLine()
        }
    }

    private var isNameBeginning: Bool {
        guard let byte else { return false }
        return SettingsReader.isName(String(UnicodeScalar(byte))) || byte == UInt8(ascii: "\"")
            || byte == UInt8(ascii: "'")
    }

    private mutating func step() {
        if byte == UInt8(ascii: "\n") { line += 1 }
        at += 1
    }

    private mutating func skipLine() {
        while let byte, byte != UInt8(ascii: "\n") { step() }
    }

    private mutating func skipBlank(lines: Bool) {
        while let byte {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): step()
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                guard lines else { return }
                step()
            case UInt8(ascii: "#"):
                guard lines else { return }
                skipLine()
            default: return
            }
        }
    }

    /// `key = value`; the statement is noted before what is within its value.
    private mutating func pair(below parent: [String], kind: TOMLOutline.Statement.Kind) {
        let (index, start) = (statements.count, line)
        let path = parent + path()
        skipBlank(lines: false)
        if byte == UInt8(ascii: "=") { step() }
        skipBlank(lines: false)
        value(of: path)
        statements.insert(.init(kind: kind, path: path, lines: start...line), at: index)
    }

    private mutating func value(of path: [String]) {
        guard depth < Self.depthLimit else {
            note(.depth)
            return skipLine()
        }
        depth += 1
        defer { depth -= 1 }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = quoted()
        case UInt8(ascii: "["):
            step()
            list(until: UInt8(ascii: "]")) { $0.value(of: path) }
        case UInt8(ascii: "{"):
            step()
            list(until: UInt8(ascii: "}")) { $0.pair(below: path, kind: .inline) }
        default:
            let start = at
            while let byte, !Array(",]}#\r\n".utf8).contains(byte) { step() }
            if at == start { note(.value) }
            if isDateWithoutTime(bytes[start..<at]) { note(.time) }
        }
    }

    /// Whether a value is what toml++ takes for the day of a moment whose time it then doesn't find: it ends the process there.
    private func isDateWithoutTime(_ value: ArraySlice<UInt8>) -> Bool {
        let time = value.dropFirst(10).prefix(2)
        if time.first.map({ Array("Tt".utf8).contains($0) }) == true {
            return !time.dropFirst().contains(where: isDigit)
        }
        // `2026-01-15 5`: ten letters with two dashes in their places, a blank, and one digit. Underscores count as nothing.
        let letters = String(decoding: value, as: UTF8.self).unicodeScalars.filter { $0 != "_" }
        guard letters.count > 11, letters.first.map({ ("0"..."9").contains($0) }) == true else { return false }
        let word = Array(letters)
        return word[4] == "-" && word[7] == "-" && word[10] == " " && ("0"..."9").contains(word[11])
            && (word.count == 12 || word[12].properties.isWhitespace)
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func note(_ kind: TOMLOutline.Hazard.Kind) {
        if hazard == nil { hazard = TOMLOutline.Hazard(kind: kind, line: line) }
    }

    private mutating func list(until end: UInt8, _ element: (inout Self) -> Void) {
        while byte != nil {
            skipBlank(lines: true)
            let before = at
            if byte == nil { return }
            if byte == end { return step() }
            if byte == UInt8(ascii: ",") { step() } else { element(&self) }
            if at == before { step() }
        }
    }

    /// A dotted key, such as `pair."my work".folder`.
    private mutating func path() -> [String] {
        var names: [String] = []
        while true {
            skipBlank(lines: false)
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): names.append(quoted())
            default:
                let start = at
                while let byte, !Array(" \t\r\n.=[]{},#\"'".utf8).contains(byte) { step() }
                if at > start { names.append(String(decoding: bytes[start..<at], as: UTF8.self)) }
            }
            skipBlank(lines: false)
            if names.count > Self.depthLimit { note(.depth) }
            guard byte == UInt8(ascii: ".") else { return names }
            step()
        }
    }

    /// A string of any of TOML's four kinds; returns what it means, as far as keys need it.
    private mutating func quoted() -> String {
        guard let quote = byte else { return "" }
        let isLong = at + 2 < bytes.count && bytes[at + 1] == quote && bytes[at + 2] == quote
        for _ in 0..<(isLong ? 3 : 1) { step() }
        var text: [UInt8] = []
        while let byte {
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                step()
                text += escaped()
            } else if byte != quote {
                if byte == UInt8(ascii: "\n"), !isLong { break }
                text.append(byte)
                step()
            } else if !isLong {
                step()
                break
            } else {
                var quotes = 0
                while self.byte == quote, quotes < 5 {
                    quotes += 1
                    step()
                }
                // TOML 1.0.0: one or two quotes may stand right before the three that end the string.
                if quotes >= 3 { break }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func escaped() -> [UInt8] {
        guard let byte else { return [] }
        step()
        let digits: Int
        switch byte {
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "u"): digits = 4
        case UInt8(ascii: "U"): digits = 8
        default: return [byte]
        }
        let end = min(at + digits, bytes.count)
        let hex = String(decoding: bytes[at..<end], as: UTF8.self)
        guard let value = UInt32(hex, radix: 16), let scalar = Unicode.Scalar(value) else { return [] }
        at = end
        return Array(String(scalar).utf8)
    }
}
