import Testing

@testable import calsync

@Suite struct TableTests {
    @Test func `columns are aligned by what is seen, not by what is stored`() {
        let table = Table(
            [.init(heading: "Pair"), .init(heading: "Events", isRight: true), .init(heading: "State")],
            rows: [["日本語", "7", "👨‍👩‍👧 ok"], ["work", "12345", ""], ["x"]])
        #expect(
            table.lines(width: nil) == [
                "Pair    Events  State",
                "日本語       7  👨‍👩‍👧 ok",
                "work     12345",
                "x",
            ])
    }

    @Test func `flexible columns give way, the widest first, and say that they did`() {
        let table = Table(
            [.init(), .init(isFlexible: true), .init(isFlexible: true)],
            rows: [["2026-01-15", "A title that is rather long", "A place of note"]])
        #expect(table.lines(width: 100) == ["2026-01-15  A title that is rather long  A place of note"])
        #expect(table.lines(width: 45) == ["2026-01-15  A title that is…  A place of note"])
        #expect(table.lines(width: 36) == ["2026-01-15  A title th…  A place of…"])
        #expect(table.lines(width: 5) == ["2026-01-15  A title…  A place…"])
    }

    @Test func `colour takes no room and text can't bring its own`() {
        let style = Style(isEnabled: true)
        let table = Table(
            [.init(heading: "N"), .init()],
            rows: [[.init("ab", paint: { style.red($0) }), "x"], ["a\u{1B}[1m", "y"]])
        #expect(
            table.lines(width: nil, style: style) == [
                "\u{1B}[1mN\u{1B}[22m",
                "\u{1B}[31mab\u{1B}[39m     x",
                "a\u{FFFD}[1m  y",
            ])
    }

    @Test func `nothing makes no lines`() {
        #expect(Table([.init(), .init()]).lines(width: 10) == [])
        #expect(Table([], rows: [["a"]]).lines(width: 10) == [""])
        #expect(Table([.init(heading: "A")]).lines(width: 10) == ["A"])
    }
}
