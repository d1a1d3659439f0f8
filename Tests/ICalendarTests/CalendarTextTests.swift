import Testing

@testable import ICalendar

@Suite struct CalendarTextTests {
    private let event = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

    private func edited(_ text: String, _ edit: (inout CalendarText) -> Void) -> String {
        var calendar = CalendarText(text)
        edit(&calendar)
        expectSameReading(calendar, CalendarText(calendar.bytes), text)
        return String(decoding: calendar.bytes, as: UTF8.self)
    }

    @Test func `replacing a line leaves the others alone`() {
        let changed = edited(event) { $0.replace(line: 2, with: "SUMMARY:Dental surgeon") }
        #expect(changed == event.replacing("SUMMARY:Dentist", with: "SUMMARY:Dental surgeon"))
    }

    @Test func `the same content again changes no byte, however it is folded`() {
        for text in ["A:1\n  2\nB:3\n", "A:x\ry\nB:3", "\u{FEFF}A:1\r\n"] {
            #expect(edited(text) { $0.replace(line: 0, with: $0.lines[0].content) } == text)
        }
    }

    @Test func `a line is replaced even where only its bytes differ`() {
        let changed = edited("A:e\u{301}\n") { $0.replace(line: 0, with: "A:\u{E9}") }
        #expect(Array(changed.utf8) == Array("A:\u{E9}\n".utf8))
    }

    @Test func `each line keeps its own line end`() {
        #expect(edited("A:1\r\nB:2\nC:3\r\r\n") { $0.replace(line: 0, with: "A:9") } == "A:9\r\nB:2\nC:3\r\r\n")
        #expect(edited("A:1\r\nB:2\nC:3\r\r\n") { $0.replace(line: 1, with: "B:9") } == "A:1\r\nB:9\nC:3\r\r\n")
        #expect(edited("A:1\r\nB:2") { $0.replace(line: 1, with: "B:9") } == "A:1\r\nB:9")
    }

    @Test func `inserted lines end like the line before them`() {
        #expect(edited("A:1\r\nB:2\n") { $0.insert(["X:1", "Y:2"], before: 1) } == "A:1\r\nX:1\r\nY:2\r\nB:2\n")
        #expect(edited("A:1\r\nB:2\n") { $0.insert(["X:1"], before: 2) } == "A:1\r\nB:2\nX:1\n")
        #expect(edited("A:1\r\nB:2\n") { $0.insert(["X:1"], before: 0) } == "X:1\r\nA:1\r\nB:2\n")
        #expect(edited("") { $0.insert(["X:1"], before: 0) } == "X:1\n")
    }

    @Test func `a missing final line end stays missing`() {
        #expect(edited("A:1\r\nB:2") { $0.insert(["X:1", "Y:2"], before: 2) } == "A:1\r\nB:2\r\nX:1\r\nY:2")
        #expect(edited("A:1\r\nB:2\r\nC:3") { $0.remove(lines: 1..<3) } == "A:1")
        #expect(edited("A:1\nB:2\n") { $0.remove(lines: 1..<2) } == "A:1\n")
        #expect(edited("A:1") { $0.insert(["X:1"], before: 1) } == "A:1\nX:1")
        #expect(edited("A:1") { $0.remove(lines: 0..<1) } == "")
    }

    @Test func `a byte order mark stays first`() {
        #expect(edited("\u{FEFF}A:1\n") { $0.insert(["X:1"], before: 0) } == "\u{FEFF}X:1\nA:1\n")
        #expect(edited("\u{FEFF}A:1\nB:2\n") { $0.remove(lines: 0..<1) } == "\u{FEFF}B:2\n")
    }

    @Test func `content can't start a line of its own`() {
        let changed = edited(event) { $0.replace(line: 2, with: " SUMMARY:a\r\nEND:VEVENT\rb\nc\0") }
        #expect(changed == event.replacing("SUMMARY:Dentist", with: "SUMMARY:a\\nEND:VEVENT\\nb\\nc"))
        #expect(edited("\n A:1\nB:2\n") { $0.insert(["X:1"], before: 0) } == "X:1\n\n A:1\nB:2\n")
        #expect(edited(" A:1\nB:2\n") { $0.insert(["X:1"], before: 0) } == "X:1\n A:1\nB:2\n")
    }

    @Test func `a line that isn't UTF-8 becomes UTF-8 when it is written, and no other does`() {
        var text = CalendarText(Array("A:".utf8) + [0xE4, 0x0A] + Array("B:".utf8) + [0xF6, 0x0A])
        text.replace(line: 0, with: "A:ä!")
        #expect(text.bytes == Array("A:ä!\nB:".utf8) + [0xF6, 0x0A])
        #expect(text.lines.map(\.value) == ["ä!", "ö"])
    }

    @Test func `line numbers follow the edits`() {
        var text = CalendarText("A:1\n 2\nB:3\nC:4\n")
        text.remove(lines: 0..<1)
        #expect(text.lines.map(\.number) == [1, 2])
        text.insert(["X:" + String(repeating: "x", count: 100)], before: 1)
        #expect(text.lines.map(\.number) == [1, 2, 4])
    }

    @Test func `components follow the edits`() {
        var text = CalendarText(event)
        text.insert(["BEGIN:VALARM", "ACTION:DISPLAY", "END:VALARM"], before: 3)
        #expect(text.components[0].children[0].children.map(\.name) == ["VALARM"])
        #expect(text.components[0].children[0].lines == 1..<7)
        text.remove(lines: 5..<6)
        #expect(text.diagnostics.map(\.message) == ["BEGIN:VALARM has no END:VALARM."])
    }
}

extension String {
    /// Returns the text with the one occurrence of `old` replaced.
    fileprivate func replacing(_ old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}
