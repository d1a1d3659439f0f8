import Testing

@testable import calsync

@Suite struct WrapTests {
    @Test func `words go to the next line where they do not fit`() {
        #expect(wrap("one two three", to: 7) == "one two\nthree")
    }

    @Test func `lines that were there stay, blank ones too`() {
        #expect(wrap("one two\n\nthree", to: 80) == "one two\n\nthree")
    }

    @Test func `a word wider than the line is cut between characters`() {
        #expect(wrap("日本語日本語", to: 5) == "日本\n語日\n本語")
        #expect(wrap("👨‍👩‍👧👨‍👩‍👧", to: 2) == "👨‍👩‍👧\n👨‍👩‍👧")
        #expect(wrap("ab 日本語", to: 4) == "ab\n日本\n語")
    }

    @Test func `lines after the first are indented, within the width`() {
        #expect(wrap("one two three", to: 7, indent: 2) == "one two\n  three")
        #expect(wrap("aaaa bbbb cccc", to: 6, indent: 2) == "aaaa\n  bbbb\n  cccc")
    }

    @Test(arguments: [0, 1, -4]) func `a width without room still ends and loses no character`(width: Int) {
        let wrapped = wrap("ab 日本", to: width, indent: 3)
        #expect(wrapped.filter { !" \n".contains($0) } == "ab日本")
    }
}
