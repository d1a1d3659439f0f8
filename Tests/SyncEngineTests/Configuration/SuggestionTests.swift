import Testing

@testable import SyncEngine

@Suite struct SuggestionTests {
    static let keys = ["folder", "account", "calendar", "direction", "on-conflict", "deletions", "notify"]

    @Test(arguments: [
        ("drection", "direction"), ("Direction", "direction"), ("foldr", "folder"), ("on_conflict", "on-conflict"),
        ("cal", "calendar"), ("deletion", "deletions"), ("acconut", "account"),
    ])
    func `a slip of the hand finds the word that was meant`(word: String, meant: String) {
        #expect(Suggestion.nearest(word, in: Self.keys) == meant)
    }

    @Test(arguments: ["", "x", "colour", "no", "calendarification"])
    func `a word that is like none of them finds none`(word: String) {
        #expect(Suggestion.nearest(word, in: Self.keys) == nil)
    }

    @Test func `of two that are equally near the first in the alphabet is taken, whatever the order`() {
        #expect(Suggestion.nearest("pat", in: ["pet", "pad", "pit"]) == "pad")
        #expect(Suggestion.nearest("pat", in: ["pit", "pet", "pad"]) == "pad")
    }

    @Test func `a very long word costs no time`() {
        #expect(Suggestion.nearest(String(repeating: "x", count: 1_000_000), in: Self.keys) == nil)
    }
}
