extension CalendarText {
    /// Replaces the line at `index` by `content`: a whole content line, unfolded, without a line end.
    ///
    /// The line keeps its end and its way of folding, and rows that didn't change stay as they are. The same content
    /// again changes nothing.
    package mutating func replace(line index: Int, with content: String) {
        let old = lines[index]
        guard !old.content.utf8.elementsEqual(content.utf8) else { return }
        let content = Self.oneLine(content)
        let folding = Folding(like: old.isFolded ? [old] : lines, rowEnd: rowEnd(near: index))
        splice([folding.rows(of: content, keeping: old) + old.lineEnd], over: index..<(index + 1))
    }

    /// Makes a text of whole content lines, unfolded; long ones are folded.
    package init(contents: [String], lineEnd: String) {
        let end = Array(lineEnd.utf8)
        let folding = Folding(like: [], rowEnd: end[...])
        var bytes: [UInt8] = []
        bytes.reserveCapacity(contents.reduce(0) { $0 + $1.utf8.count + 4 })
        for content in contents { bytes += folding.rows(of: Self.oneLine(content)) + end }
        self.init(bytes)
    }

    /// Inserts lines before the line at `index`, which may be the count of the lines: each a whole content line, unfolded.
    ///
    /// They end as the line before them does. Behind a last line without an end that one gets an end, and the last
    /// of the new lines has none. A file past a limit stays as it is.
    package mutating func insert(_ contents: [String], before index: Int) {
        guard !contents.isEmpty, !lines.isEmpty || prefix.count <= 3 else { return }
        let end = rowEnd(near: index - 1)
        let folding = Folding(like: lines, rowEnd: end)
        var rows = contents.map { folding.rows(of: Self.oneLine($0)) + end }
        var place = index..<index
        if index > 0, index == lines.count, lines[index - 1].lineEnd.isEmpty {
            rows[rows.count - 1].removeLast(end.count)
            rows.insert(Array(lines[index - 1].raw) + end, at: 0)
            place = (index - 1)..<index
        }
        splice(rows, over: place)
    }

    /// Removes lines. Where the last one had no line end, the one that is last now has none either.
    package mutating func remove(lines range: Range<Int>) {
        guard !range.isEmpty else { return }
        let lacksEnd = range.upperBound == lines.count && lines[range.upperBound - 1].lineEnd.isEmpty
        if lacksEnd, range.lowerBound > 0 {
            let last = lines[range.lowerBound - 1]
            let row = Array(last.raw.dropLast(last.lineEnd.count))
            splice([row], over: (range.lowerBound - 1)..<range.upperBound)
        } else {
            splice([], over: range)
        }
    }

    /// Puts new lines, each with its bytes as they will stand in the file, in the place of old ones.
    ///
    /// A blank line that is to be last and without an end has no bytes, so it's no line.
    private mutating func splice(_ raw: [[UInt8]], over range: Range<Int>) {
        let raw = raw.filter { !$0.isEmpty }
        var number = range.lowerBound > 0 ? lines[range.lowerBound - 1].number + lines[range.lowerBound - 1].rows : 1
        let isBeforeFold = lines[range.upperBound...].first?.text.first?.isFoldMark == true
        lines.replaceSubrange(
            range, with: raw.map { ContentLine(raw: $0[...], number: 0, rows: Folding.rows(of: $0[...]).count) })
        for index in range.lowerBound..<lines.count {
            lines[index].number = number
            number += lines[index].rows
        }
        original = nil
        if isBeforeFold {
            // A file that starts with a space: what now stands before that line swallows it, as any reader will see it.
            self = CalendarText(bytes)
        } else {
            let structure = Structure(of: lines)
            components = structure.components
            diagnostics = structure.diagnostics
        }
    }

    /// The line end that belongs at `index`: of that line, else of the nearest line before, else of the file's first.
    private func rowEnd(near index: Int) -> ArraySlice<UInt8> {
        let before = lines.prefix(max(index + 1, 0)).last { !$0.lineEnd.isEmpty }
        return before?.lineEnd ?? lines.first { !$0.lineEnd.isEmpty }?.lineEnd ?? [ASCII.lf]
    }

    /// Makes one line of what a caller gave: no value can start a line of its own, or be taken for a fold.
    private static func oneLine(_ content: String) -> String {
        guard
            content.utf8.contains(where: { $0 < ASCII.space }) || content.utf8.first == ASCII.space
                || content.unicodeScalars.first == "\u{FEFF}"
        else { return content }
        var line = String.UnicodeScalarView()
        var last: Unicode.Scalar?
        for scalar in content.unicodeScalars.drop(while: { " \t\0\u{FEFF}".unicodeScalars.contains($0) }) {
            switch scalar {
            case "\n" where last == "\r", "\0": break
            case "\r", "\n": line.append(contentsOf: "\\n".unicodeScalars)
            default: line.append(scalar)
            }
            last = scalar
        }
        return String(line)
    }
}
