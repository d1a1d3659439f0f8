/// How long lines go over several rows (RFC 5545 §3.1): after the way of the file they stand in.
struct Folding {
    /// The byte that starts a row which continues the one above; nil where the file's author doesn't fold.
    let mark: UInt8?
    /// The bytes that end a row.
    let rowEnd: ArraySlice<UInt8>

    /// The octets of a row, without its end.
    static let width = 75

    /// Looks at how `lines` are folded, and does the same.
    ///
    /// TABs are for files that mostly fold with TABs. A file with a long row and no fold was written by someone
    /// who doesn't fold, so it stays that way.
    init(like lines: [ContentLine], rowEnd: ArraySlice<UInt8>) {
        self.rowEnd = rowEnd
        var tabs = 0
        var spaces = 0
        var hasLongRow = false
        for line in lines {
            if line.isFolded {
                if Self.mark(of: line) == ASCII.tab { tabs += 1 } else { spaces += 1 }
            } else if line.text.count > Self.width {
                hasLongRow = true
            }
        }
        mark = tabs > spaces ? ASCII.tab : spaces == 0 && hasLongRow ? nil : ASCII.space
    }

    /// Returns the rows of `content`, without the end of the last one.
    ///
    /// Rows of `old` that hold what `content` begins with stay as they are, so that a change late in a long line
    /// leaves the rows above it alone.
    func rows(of content: String, keeping old: ContentLine? = nil) -> [UInt8] {
        let bytes = Array(content.utf8)
        let kept = old.map { keptRows(of: $0, for: bytes) } ?? (bytes: [], count: 0)
        guard let mark, kept.count > 0 || bytes.count > Self.width else { return bytes }

        var rows = kept.bytes
        var start = kept.count
        var breaks = LineBreaks(rest: content[content.utf8.index(content.startIndex, offsetBy: start)...])
        while let size = breaks.next(room: start == 0 ? Self.width : Self.width - 1) {
            if start > 0 { rows.append(mark) }
            rows += bytes[start..<(start + size)]
            start += size
            if start < bytes.count { rows += rowEnd }
        }
        return rows
    }

    /// Returns the rows of `old` that `content` begins with, ends included, and how many bytes of
    /// `content` they hold.
    ///
    /// A row stays if what follows it in `content` starts as the row after it does: else it may be the row that grew.
    private func keptRows(of old: ContentLine, for content: [UInt8]) -> (bytes: [UInt8], count: Int) {
        guard old.isFolded else { return ([], 0) }
        var kept: (bytes: [UInt8], count: Int) = ([], 0)
        for (index, row) in Self.rows(of: old.raw).dropLast().enumerated() {
            let piece = row[..<Self.contentEnd(of: row)].dropFirst(index == 0 ? 0 : 1)
            let end = kept.count + piece.count
            guard 0 < end, end < content.count, content[kept.count..<end].elementsEqual(piece),
                !content[end].continuesScalar,
                old.text.dropFirst(end).first == content[end]
            else { break }
            kept = (kept.bytes + row, end)
        }
        return kept
    }
}

extension Folding {
    /// The index where the line end of `row` starts: its LF with all CRs before it. A CR without LF is no line end.
    static func contentEnd(of row: ArraySlice<UInt8>) -> Int {
        var end = row.endIndex
        guard end > row.startIndex, row[end - 1] == ASCII.lf else { return end }
        end -= 1
        while end > row.startIndex, row[end - 1] == ASCII.cr { end -= 1 }
        return end
    }

    /// Returns the rows of a line, each with its end.
    static func rows(of raw: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var rows: [ArraySlice<UInt8>] = []
        var start = raw.startIndex
        while let end = raw.firstIndex(of: ASCII.lf, from: start) {
            rows.append(raw[start...end])
            start = end + 1
        }
        if start < raw.endIndex { rows.append(raw[start...]) }
        return rows
    }

    /// Returns the bytes of a folded line without its folds and its line end.
    ///
    /// Bytes are joined before they are read as characters, so a fold inside a UTF-8 sequence heals.
    static func unfolded(_ raw: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text: [UInt8] = []
        text.reserveCapacity(raw.count)
        for row in rows(of: raw) {
            text += row[..<contentEnd(of: row)].dropFirst(text.isEmpty && row.startIndex == raw.startIndex ? 0 : 1)
        }
        return text[...]
    }

    /// The byte that starts the second row of a folded line.
    private static func mark(of line: ContentLine) -> UInt8? {
        rows(of: line.raw).dropFirst().first?.first
    }
}
