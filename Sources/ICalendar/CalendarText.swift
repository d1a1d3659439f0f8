/// The text of an `.ics` file, which prints back byte for byte.
///
/// Reading never fails, whatever the bytes; what is wrong with them is in ``diagnostics``. An edit replaces the bytes
/// of one logical line and leaves every other byte as it was.
package struct CalendarText: Sendable {
    /// The logical lines in order, blank and malformed ones too; none where the file is past a limit of ``Limits``.
    package internal(set) var lines: [ContentLine]
    /// The components that stand in no other, in order; what a well-made file has is one VCALENDAR.
    package internal(set) var components: [Component]
    /// What is wrong with the structure of the file, by line; values are not looked at.
    package internal(set) var diagnostics: [Diagnostic]
    /// What stands before the first line: a byte order mark, or a whole file that is past a limit.
    var prefix: ArraySlice<UInt8>
    /// The bytes that came in, until the first edit.
    var original: [UInt8]?

    /// Reads a file.
    package init(_ bytes: [UInt8]) { self.init(bytes, fileBytes: Limits.fileBytes, lines: Limits.lines) }

    /// Reads a file of many events, which may be larger than an event file: a whole calendar as services export it.
    package init(export bytes: [UInt8]) {
        self.init(bytes, fileBytes: Limits.exportBytes, lines: Limits.exportLines)
    }

    private init(_ bytes: [UInt8], fileBytes: Int, lines limit: Int) {
        original = bytes
        let start = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
        if bytes.count <= fileBytes, let lines = Self.lines(of: bytes[start...], limit: limit) {
            prefix = bytes[..<start]
            self.lines = lines
            let structure = Structure(of: lines)
            components = structure.components
            diagnostics = structure.diagnostics
        } else {
            prefix = bytes[...]
            lines = []
            components = []
            diagnostics = [Structure.pastLimit(bytes: bytes.count, fileBytes: fileBytes, lines: limit)]
        }
    }

    /// Reads a file that is at hand as a string.
    package init(_ text: String) { self.init(Array(text.utf8)) }

    /// The file: the bytes that came in, but for the lines that were edited.
    package var bytes: [UInt8] {
        if let original { return original }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(lines.reduce(prefix.count) { $0 + $1.raw.count })
        bytes += prefix
        for line in lines { bytes += line.raw }
        return bytes
    }

    /// U+FEFF in UTF-8, which some editors put first.
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Returns the logical lines of `bytes`: rows, joined where one starts with a space or TAB; nil where there are
    /// more than `limit`.
    private static func lines(of bytes: ArraySlice<UInt8>, limit: Int) -> [ContentLine]? {
        var lines: [ContentLine] = []
        lines.reserveCapacity(bytes.count / 24)
        var start = bytes.startIndex
        var number = 1
        while start < bytes.endIndex {
            guard lines.count < limit else { return nil }
            var (end, rows) = (rowEnd(from: start, in: bytes), 1)
            while end < bytes.endIndex, bytes[end].isFoldMark {
                (end, rows) = (rowEnd(from: end, in: bytes), rows + 1)
            }
            lines.append(ContentLine(raw: bytes[start..<end], number: number, rows: rows))
            number += rows
            start = end
        }
        return lines
    }

    /// Returns the index after the LF that ends the row, or the end.
    private static func rowEnd(from start: Int, in bytes: ArraySlice<UInt8>) -> Int {
        bytes.firstIndex(of: ASCII.lf, from: start).map { $0 + 1 } ?? bytes.endIndex
    }
}
