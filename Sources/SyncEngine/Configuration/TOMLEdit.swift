/// Edits of a TOML text by whole lines; every other byte stays as it is.
enum TOMLEdit {
    /// Returns `text` with a table at its end, a blank line before it, and the text's own line ends.
    static func appending(table path: [String], keys: [(name: String, value: String)], to text: String) -> String {
        let crlf = text.utf8.count { $0 == UInt8(ascii: "\r") }
        let lineEnd = crlf * 2 > text.utf8.count { $0 == UInt8(ascii: "\n") } ? "\r\n" : "\n"
        let lines = lines(of: text)
        var result = text
        if let last = lines.last {
            if last.utf8.last != UInt8(ascii: "\n") { result += lineEnd }
            if !isBlank(last) { result += lineEnd }
        }
        result += "[\(path.joined(separator: "."))]" + lineEnd
        for key in keys { result += "\(key.name) = \(quoted(key.value))" + lineEnd }
        return result
    }

    /// Returns `text` with a key of a table set to a text: in place of its line, or right below the table's heading.
    ///
    /// Where there is no such heading the text stays as it is.
    static func setting(_ key: String, to value: String, in table: [String], of text: String) -> String {
        setting(key, toWritten: quoted(value), in: table, of: text)
    }

    /// Returns `text` with a key of a table set to a value as it is written in TOML.
    static func setting(_ key: String, toWritten value: String, in table: [String], of text: String) -> String {
        var lines = lines(of: text).map(String.init)
        let statements = TOMLOutline(text).statements
        let isCRLF = lines.first.map { $0.utf8.suffix(2).elementsEqual([0x0D, 0x0A]) } ?? false
        let line = "\(key) = \(value)" + (isCRLF ? "\r\n" : "\n")
        if let old = statements.first(where: { $0.kind == .key && $0.path == table + [key] }) {
            lines.replaceSubrange(old.lines, with: [line])
        } else if let header = statements.first(where: { $0.kind == .header && $0.path == table }) {
            let at = header.lines.upperBound
            if lines[at].utf8.last != UInt8(ascii: "\n") { lines[at] += "\n" }
            lines.insert(line, at: at + 1)
        }
        return lines.joined()
    }

    /// Returns `text` without the tables and keys at or below `path` and the comment lines directly above them.
    ///
    /// A blank line goes with a table where two would be left. What is part of an inline table stays.
    static func removing(_ path: [String], from text: String) -> String {
        let lines = lines(of: text)
        let statements = TOMLOutline(text).statements.filter { $0.kind != .inline }
        var removed: Set<Int> = []
        var index = 0
        while index < statements.count {
            guard statements[index].path.starts(with: path) else {
                index += 1
                continue
            }
            let end = statements[index...].firstIndex { !$0.path.starts(with: path) } ?? statements.count
            let floor = index > 0 ? statements[index - 1].lines.upperBound + 1 : 0
            let ceiling = end < statements.count ? statements[end].lines.lowerBound : lines.count
            let block = block(of: statements[index..<end], within: floor..<ceiling, lines: lines)
            removed.formUnion(block)
            index = end
        }
        return lines.indices.filter { !removed.contains($0) }.map { String(lines[$0]) }.joined()
    }

    /// The lines that go with a run of statements; `room` is what lies between its neighbours.
    private static func block(
        of run: ArraySlice<TOMLOutline.Statement>, within room: Range<Int>, lines: [Substring]
    ) -> Range<Int> {
        guard let first = run.first, let last = run.last else { return 0..<0 }
        var (start, end) = (first.lines.lowerBound, min(last.lines.upperBound + 1, room.upperBound))
        while start > room.lowerBound, isComment(lines[start - 1]) { start -= 1 }
        guard first.kind == .header else { return start..<end }

        // Comments right below the last key are the table's, unless the next table follows them directly.
        let comments = lines[end..<room.upperBound].prefix(while: isComment).count
        if end + comments == lines.count || end + comments < room.upperBound { end += comments }
        let isBlankBelow = end == lines.count || isBlank(lines[end])
        if isBlankBelow, start > room.lowerBound, isBlank(lines[start - 1]) {
            start -= 1
        } else if start == 0, end < lines.count, isBlankBelow {
            end += 1
        }
        return start..<end
    }

    /// The lines with their ends.
    private static func lines(of text: String) -> [Substring] {
        var lines: [Substring] = []
        var rest = text[...]
        while let newline = rest.utf8.firstIndex(of: UInt8(ascii: "\n")) {
            let next = rest.utf8.index(after: newline)
            lines.append(rest[..<next])
            rest = rest[next...]
        }
        return rest.isEmpty ? lines : lines + [rest]
    }

    private static func isBlank(_ line: Substring) -> Bool {
        line.utf8.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }

    private static func isComment(_ line: Substring) -> Bool {
        line.utf8.first { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: "#")
    }

    /// A basic string (TOML 1.0.0, "String").
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{0}"..<"\u{20}", "\u{7F}":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
