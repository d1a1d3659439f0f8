import Testing

@testable import ICalendar

@Suite struct LimitsTests {
    private func expectHeld(_ bytes: [UInt8], _ message: String) {
        var text = CalendarText(bytes)
        #expect(text.bytes == bytes)
        #expect(text.lines.isEmpty && text.components.isEmpty)
        #expect(text.diagnostics.map(\.message) == [message])
        text.insert(["X:1"], before: 0)
        #expect(text.bytes == bytes)
    }

    @Test func `a file of more than 10 MB is held unread`() {
        expectHeld([UInt8](repeating: UInt8(ascii: "x"), count: Limits.fileBytes + 1), "The file is larger than 10 MB.")
    }

    @Test func `a file of more than 100,000 lines is held unread`() {
        expectHeld([UInt8](repeating: ASCII.lf, count: Limits.lines + 1), "The file has more than 100000 lines.")
        #expect(CalendarText([UInt8](repeating: ASCII.lf, count: Limits.lines)).lines.count == Limits.lines)
    }

    @Test func `a line of more than 1 MB is told`() {
        let line = "X:" + String(repeating: "x", count: Limits.lineBytes)
        let text = CalendarText("BEGIN:VCALENDAR\n\(line)\nEND:VCALENDAR\n")
        #expect(text.diagnostics.map(\.message) == ["This line is longer than 1 MB."])
        #expect(text.diagnostics.map(\.line) == [2])
    }

    @Test func `components nest 32 deep and no deeper`() {
        func nested(_ depth: Int) -> CalendarText {
            let begins = String(repeating: "BEGIN:VCALENDAR\n", count: depth)
            return CalendarText(begins + "A:1\n" + String(repeating: "END:VCALENDAR\n", count: depth))
        }
        #expect(nested(Limits.nesting).diagnostics.isEmpty)
        #expect(nested(Limits.nesting + 1).diagnostics.map(\.line) == [Limits.nesting + 1])
        #expect(nested(40_000).diagnostics.count == 1)
        let unclosed = CalendarText(String(repeating: "BEGIN:VCALENDAR\n", count: 40_000))
        #expect(unclosed.diagnostics.count == Limits.nesting + 1)
    }

    @Test func `a line folded over very many rows is read`() {
        let text = CalendarText("BEGIN:VCALENDAR\nX:" + String(repeating: "\n x", count: 200_000) + "\nEND:VCALENDAR\n")
        #expect(text.lines.count == 3)
        #expect(text.lines[1].value.utf8.count == 200_000)
    }
}
