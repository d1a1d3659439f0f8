import Foundation
import Testing

@testable import ICalendar

@Suite struct CorpusTests {
    @Test func `every file of ours prints back and takes an edit`() throws {
        let files = try Files.ours()
        #expect(files.count >= 40)
        for file in files {
            try checkRoundTripAndEdit(of: [UInt8](Data(contentsOf: file)), name: file.lastPathComponent)
        }
    }

    @Test func `every file of others prints back and takes an edit`() throws {
        guard let files = try Files.others() else {
            print("skipped: neither $CALSYNC_CORPUS nor ../shared/corpus is there")
            return
        }
        var edited = 0
        for file in files {
            let path = file.pathComponents.suffix(2).joined(separator: "/")
            edited += try checkRoundTripAndEdit(of: [UInt8](Data(contentsOf: file)), name: path)
        }
        print("corpus: \(files.count) files printed back, \(edited) edited")
        #expect(files.count >= 700 && edited >= 400)
    }

    /// Returns the number of edits made: 1 where the file has a SUMMARY.
    @discardableResult
    private func checkRoundTripAndEdit(of bytes: [UInt8], name: String) throws -> Int {
        let text = CalendarText(bytes)
        #expect(text.bytes == bytes, "\(name) isn't printed back")
        #expect(text.prefix + text.lines.flatMap(\.raw) == bytes, "the lines of \(name) don't make up the file")
        guard let index = text.lines.firstIndex(where: { $0.name == "SUMMARY" }) else { return 0 }

        let line = text.lines[index]
        let start = text.prefix.count + text.lines[..<index].reduce(0) { $0 + $1.raw.count }
        let content = line.rawName + ":Changed: größer, später"
        var edited = text
        edited.replace(line: index, with: content)
        #expect(edited.lines[index].content == content, "\(name)")
        #expect(Array(edited.bytes.prefix(start)) == Array(bytes.prefix(start)), "\(name) changed before the line")
        let rest = bytes.count - start - line.raw.count
        #expect(Array(edited.bytes.suffix(rest)) == Array(bytes.suffix(rest)), "\(name) changed after the line")
        expectSameReading(edited, CalendarText(edited.bytes), name)

        let once = edited.bytes
        edited.replace(line: index, with: content)
        #expect(edited.bytes == once, "\(name): the same edit again changes something")
        return 1
    }
}

/// Expects that an edited text is what a reader of its bytes gets.
func expectSameReading(_ edited: CalendarText, _ read: CalendarText, _ what: String) {
    #expect(edited.bytes == read.bytes, "\(what)")
    #expect(edited.lines.map(\.raw) == read.lines.map(\.raw), "\(what)")
    #expect(edited.lines.map(\.number) == read.lines.map(\.number), "\(what)")
    #expect(edited.lines.map(\.content) == read.lines.map(\.content), "\(what)")
    #expect(edited.components.map(\.lines) == read.components.map(\.lines), "\(what)")
    #expect(edited.diagnostics == read.diagnostics, "\(what)")
}
