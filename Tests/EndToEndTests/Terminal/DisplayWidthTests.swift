import Testing

@testable import calsync

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("plain", 5), ("naïve", 5), ("nai\u{308}ve", 5), ("日本語", 6), ("ｶﾅ", 2), ("👨‍👩‍👧", 2), ("👍🏽", 2), ("🇩🇪", 2),
        ("❤️", 2), ("1️⃣", 2), ("…", 1), ("क्षि", 3), ("\u{200B}", 0), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2),
    ])
    func `text takes the columns that a terminal gives it`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test func `what is too wide is cut between characters`() {
        #expect(DisplayWidth.truncated("meeting", to: 7) == "meeting")
        #expect(DisplayWidth.truncated("meeting", to: 6) == "meeti…")
        #expect(DisplayWidth.truncated("日本語", to: 6) == "日本語")
        #expect(DisplayWidth.truncated("日本語", to: 5) == "日本…")
        #expect(DisplayWidth.truncated("日本語", to: 4) == "日…")
        #expect(DisplayWidth.truncated("👨‍👩‍👧👨‍👩‍👧", to: 3) == "👨‍👩‍👧…")
        #expect(DisplayWidth.truncated("ab", to: 1) == "…")
        #expect(DisplayWidth.truncated("ab", to: 0) == "")
        #expect(DisplayWidth.truncated("ab", to: -3) == "")
    }

    @Test func `text from strangers can't steer the terminal`() {
        #expect(DisplayWidth.safe("a\u{1B}[31mb\u{7}\u{7F}\u{9B}2J") == "a\u{FFFD}[31mb\u{FFFD}\u{FFFD}\u{FFFD}2J")
        #expect(DisplayWidth.safe("a\tb\nc\r\nd\u{2028}e") == "a b c d e")
        #expect(DisplayWidth.safe("pay \u{202E}001\u{202C}").unicodeScalars.allSatisfy { !$0.properties.isBidiControl })
        #expect(DisplayWidth.safe("👨‍👩‍👧 café שלום") == "👨‍👩‍👧 café שלום")
    }
}
