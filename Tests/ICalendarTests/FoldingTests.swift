import Testing

@testable import ICalendar

@Suite struct FoldingTests {
    /// The file after line 0 was replaced, as rows.
    private func rows(of content: String, in text: String) -> [String] {
        var calendar = CalendarText(text)
        calendar.replace(line: 0, with: content)
        #expect(calendar.lines[0].content == content)
        return String(decoding: calendar.bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func `a row has at most 75 octets, and a line of 75 is one row`() {
        let exact = "A:" + String(repeating: "x", count: 73)
        #expect(rows(of: exact, in: "A:1\n") == [exact, ""])
        #expect(rows(of: exact + "yz", in: "A:1\n") == [exact, " yz", ""])
        let long = "A:" + String(repeating: "x", count: 500)
        #expect(rows(of: long, in: "A:1\n").map(\.utf8.count) == [75, 75, 75, 75, 75, 75, 58, 0])
    }

    @Test func `characters stay whole`() {
        for character in ["ä", "日", "👩‍👩‍👧‍👦", "🇩🇪", "e\u{301}"] {
            let content = "SUMMARY:" + String(repeating: character, count: 60)
            for row in rows(of: content, in: "A:1\n").dropLast() {
                #expect(row.utf8.count <= 75)
                #expect(Substring(row).drop { "SUMMARY: ".contains($0) }.allSatisfy { String($0) == character })
            }
        }
    }

    @Test func `a character wider than a row is broken between scalars`() {
        let content = "A:" + "e" + String(repeating: "\u{301}", count: 200)
        let rows = rows(of: content, in: "A:1\n").dropLast()
        #expect(rows.allSatisfy { $0.utf8.count <= 75 && !$0.unicodeScalars.contains("\u{FFFD}") })
        #expect(rows.dropFirst().dropLast().allSatisfy { $0.utf8.count >= 74 })
    }

    @Test func `a row doesn't end in a space`() {
        let words = "DESCRIPTION:" + String(repeating: "word ", count: 60)
        #expect(rows(of: words + "end", in: "A:1\n").dropLast().allSatisfy { $0.last != " " })
        let spaces = "A:" + String(repeating: " ", count: 200) + "end"
        #expect(rows(of: spaces, in: "A:1\n").dropLast().allSatisfy { $0.utf8.count <= 75 })
    }

    @Test func `a file that folds with TABs goes on so`() {
        let content = "A:" + String(repeating: "x", count: 80)
        #expect(rows(of: content, in: "A:1\nB:2\n\t3\n").first { $0.first == "\t" }?.utf8.count == 8)
        #expect(rows(of: content, in: "A:1\n\t2\nB:3\n 4\nC:5\n 6\n")[1].first == "\t")
        #expect(rows(of: content, in: "A:1\nB:2\n\t3\nC:5\n 6\n")[1].first == " ")
    }

    @Test func `a file whose author doesn't fold isn't folded`() {
        let long = String(repeating: "x", count: 80)
        #expect(rows(of: "A:\(long)", in: "A:1\nB:\(long)\n") == ["A:\(long)", "B:\(long)", ""])
        #expect(rows(of: "A:\(long)", in: "A:1\nB:\(long)\nC:1\n 2\n").count == 6)
    }

    @Test func `rows before a change stay as they were`() {
        let old = "DESCRIPTION:one\n  two\n  three\n  four\nB:1\n"
        #expect(rows(of: "DESCRIPTION:one two three!", in: old) == ["DESCRIPTION:one", "  two", "  three!", "B:1", ""])
        #expect(rows(of: "DESCRIPTION:one two", in: old) == ["DESCRIPTION:one", "  two", "B:1", ""])
        #expect(rows(of: "DESCRIPTION:One two", in: old) == ["DESCRIPTION:One two", "B:1", ""])
    }

    @Test func `a blank row that the old line started with goes`() {
        #expect(rows(of: "A:2", in: "\n A:1\nB:1\n") == ["A:2", "B:1", ""])
    }

    @Test func `a fold inside a character heals`() throws {
        let text = CalendarText(try Files.named("fold-inside-utf8"))
        let index = try #require(text.lines.firstIndex { $0.name == "SUMMARY" })
        #expect(text.lines[index].value == "Zahnärztin")
        var edited = text
        edited.replace(line: index, with: "SUMMARY:Zahnärztin!")
        #expect(edited.lines[index].raw.elementsEqual("SUMMARY:Zahnärztin!\n".utf8))
    }

    @Test func `folds take the line's own line end`() {
        var text = CalendarText("A:1\r\nB:2\n")
        text.replace(line: 0, with: "A:" + String(repeating: "x", count: 80))
        #expect(String(decoding: text.bytes, as: UTF8.self).utf8.filter { $0 == 13 }.count == 2)
    }
}
