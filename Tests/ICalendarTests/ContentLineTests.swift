import Testing

@testable import ICalendar

/// The first line of `text`.
private func firstLine(_ text: String) throws -> ContentLine { try #require(CalendarText(text).lines.first) }

@Suite struct ContentLineTests {
    @Test func `a line falls into name, parameters and value`() throws {
        let line = try firstLine("DTSTART;TZID=Europe/Berlin;X-A=1,2:20260115T093000\r\n")
        #expect(line.name == "DTSTART")
        #expect(line.parameters.map(\.name) == ["TZID", "X-A"])
        #expect(line.parameters.map(\.values) == [["Europe/Berlin"], ["1", "2"]])
        #expect(line.parameter("TZID") == "Europe/Berlin")
        #expect(line.parameter("VALUE") == nil)
        #expect(line.value == "20260115T093000")
        #expect(line.content == "DTSTART;TZID=Europe/Berlin;X-A=1,2:20260115T093000")
    }

    @Test func `names are told apart without their case and keep it`() throws {
        let line = try firstLine("Summary;Language=de:Zahnarzt")
        #expect(line.name == "SUMMARY")
        #expect(line.rawName == "Summary")
        #expect(line.parameter("LANGUAGE") == "de")
    }

    @Test func `a group stands before the first dot`() throws {
        let line = try firstLine("item1.X-ABLabel:Home")
        #expect(line.group == "item1")
        #expect(line.name == "X-ABLABEL")
        #expect(line.rawName == "item1.X-ABLabel")
        #expect(try firstLine("SUMMARY:a.b").group == nil)
    }

    @Test(arguments: ["a.b.SUMMARY", "D....X", "..X", ".X", "A.."])
    func `a name with more dots has no group, and is the same when it is written anew`(name: String) throws {
        let line = try firstLine("\(name):Home")
        #expect(line.group == nil && line.name == name.uppercased() && line.value == "Home")
    }

    @Test func `quotes hide colons, semicolons and commas`() throws {
        let line = try firstLine(#"ATTENDEE;CN="Doe; Jane, Dr:";MEMBER="mailto:a","mailto:b":mailto:jane@example.org"#)
        #expect(line.parameter("CN") == "Doe; Jane, Dr:")
        #expect(line.parameters.last?.values == ["mailto:a", "mailto:b"])
        #expect(line.value == "mailto:jane@example.org")
    }

    @Test func `a caret encodes a quote, a line break and itself`() throws {
        #expect(try firstLine("A;P=x^n^^n^'y^z^:v").parameter("P") == "x\n^n\"y^z^")
    }

    @Test func `a parameter without an equals sign has no values`() throws {
        let line = try firstLine("DESCRIPTION;QUOTED-PRINTABLE;ENCODING=:a=20b")
        #expect(line.parameters.map(\.name) == ["QUOTED-PRINTABLE", "ENCODING"])
        #expect(line.parameters.map(\.values) == [[], [""]])
        #expect(line.parameter("QUOTED-PRINTABLE") == nil)
    }

    @Test func `an empty value is a value`() throws {
        let line = try firstLine("LOCATION:\n")
        #expect(line.isWellFormed)
        #expect(line.value.isEmpty)
    }

    @Test(arguments: ["no colon here", "", ":value", ";A=B:c", "two words:x", "A;B=\"c:d", "Ä:x", "a.:x"])
    func `a line without name or colon is not well formed`(text: String) throws {
        let line = try firstLine(text + "\n")
        #expect(!line.isWellFormed)
        #expect(line.isBlank == text.isEmpty)
        #expect(line.name.isEmpty && line.value.isEmpty && line.parameters.isEmpty && line.group == nil)
        #expect(line.content == text)
    }

    @Test func `a line that isn't UTF-8 is Latin-1, and its neighbours are not`() {
        let text = CalendarText(Array("A:gr".utf8) + [0xFC, 0xDF] + Array("e\nB:grüße\n".utf8))
        #expect(text.lines.map(\.value) == ["grüße", "grüße"])
    }

    @Test func `a lone carriage return is data, before the line feed it is not`() {
        let text = CalendarText("A:x\ry\r\nB:z\r\r\nC:e\r")
        #expect(text.lines.map(\.value) == ["x\ry", "z", "e\r"])
    }

    @Test func `numbers count rows, not lines`() {
        let text = CalendarText("A:1\n 2\n\n\t3\nB:4\n")
        #expect(text.lines.map(\.number) == [1, 3, 5])
        #expect(text.lines.map(\.content) == ["A:12", "3", "B:4"])
    }
}
