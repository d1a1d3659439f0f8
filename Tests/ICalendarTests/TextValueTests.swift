import Testing

@testable import ICalendar

@Suite struct TextValueTests {
    @Test(arguments: [
        (#"a\nb\Nc"#, "a\nb\nc"), (#"a\,b\;c\\d"#, #"a,b;c\d"#), (#"C:\Users\x"#, #"C:\Users\x"#),
        (#"a\:b\"#, #"a\:b\"#),
        (#"\\n"#, #"\n"#), ("a, b; c", "a, b; c"), (#"größer\n👩‍👧"#, "größer\n👩‍👧"), ("", ""),
    ])
    func `a value says what its escapes mean`(raw: String, text: String) {
        #expect(TextValue.decode(raw) == text)
    }

    @Test func `exactly four things are escaped`() {
        #expect(TextValue.encode("a\\b;c,d\ne\r\nf\rg:h\"i") == #"a\\b\;c\,d\ne\nf\ng:h"i"#)
    }

    @Test func `what is encoded decodes to itself`() {
        for text in ["", "\\", "\\n", "a,b;c", "\n\n", "\\\\,", "ünï,côdé;\n", "x\\"] {
            #expect(TextValue.decode(TextValue.encode(text)) == text)
            #expect(TextValue.decodeList(TextValue.encodeList([text, "b"])) == (text.isEmpty ? ["b"] : [text, "b"]))
        }
    }

    @Test func `a list is parted at commas without a backslash`() {
        #expect(TextValue.decodeList(#"a,b\,c,d\\,e"#) == ["a", "b,c", #"d\"#, "e"])
        #expect(TextValue.decodeList("").isEmpty)
        #expect(TextValue.decodeList(",a,,b,") == ["a", "b"])
        #expect(TextValue.encodeList(["a,b", "c"]) == #"a\,b,c"#)
    }

    @Test func `a written line reads as its parts`() throws {
        let parameters = [
            Parameter(name: "CN", values: ["Doe; \"Jane\""]), Parameter(name: "MEMBER", values: ["mailto:a", "b"]),
            Parameter(name: "X-A", values: ["^n\nnext"]), Parameter(name: "X-B", values: []),
        ]
        let line = ContentLineWriter.line("item1.ATTENDEE", parameters: parameters, value: "mailto:x@example.org")
        #expect(
            line == #"item1.ATTENDEE;CN="Doe; ^'Jane^'";MEMBER="mailto:a",b;X-A=^^n^nnext;X-B:mailto:x@example.org"#)
        let read = try #require(CalendarText(line + "\n").lines.first)
        #expect(read.parameters == parameters)
        #expect(read.group == "item1" && read.name == "ATTENDEE" && read.value == "mailto:x@example.org")
    }

    @Test func `a parameter's value can't break out of its line`() {
        #expect(
            ContentLineWriter.line("A", parameters: [Parameter(name: "P", values: ["a\r\nB:\0\u{1B}c"])], value: "v")
                == "A;P=\"a^nB:c\":v")
    }

    @Test func `a parameter whose name has quotes is written so that it is read again`() throws {
        func line(_ text: String) throws -> ContentLine { try #require(CalendarText(text).lines.first) }
        let odd = try line(#"A;X"Y:;"Z=a"b;";"";"="c:v"#)
        #expect(odd.parameters.count == 3)
        let written = ContentLineWriter.line("A", parameters: odd.parameters, value: odd.value)
        #expect(try line(written).isWellFormed)
        #expect(ContentLineWriter.line("A", parameters: try line(written).parameters, value: "v") == written)
    }
}
