import SyncCore
import Testing

@testable import ProviderNotion

/// Text and ids in Notion's measures.
@Suite struct NotionTextTests {
    @Test func `text is split at 2000 units of UTF-16, never inside of a character`() {
        let family = "👨‍👩‍👧‍👦"
        let text = String(repeating: "a", count: 1_995) + family + "b"
        let runs = NotionText.runs(text)
        #expect(runs == [String(repeating: "a", count: 1_995), family + "b"])
        #expect(NotionText.runs(String(repeating: "😀", count: 1_001)).map(\.utf16.count) == [2_000, 2])
        #expect(NotionText.runs("").isEmpty)
    }

    @Test func `a character longer than a run is cut between scalars and joins again`() {
        let monster = "e" + String(repeating: "\u{301}", count: 5_000)
        let runs = NotionText.runs(monster)
        #expect(runs.allSatisfy { $0.utf16.count <= 2_000 })
        #expect(runs.joined().unicodeScalars.elementsEqual(monster.unicodeScalars))
    }

    @Test func `a cut text ends with a whole character`() {
        #expect(NotionText.cut("ab😀", to: 3) == "ab")
        #expect(NotionText.cut("ab😀", to: 4) == "ab😀")
    }

    @Test func `a marker keeps UIDs with slashes and spaces apart from the operation`() {
        for text in ["a@b", "a/b", "a b/0123", "x/0123456789abcdef"] {
            let uid = UID(id: text, at: "test")
            let marker = NotionMarker(uid: uid, operation: "0123456789abcdef")
            #expect(NotionMarker(marker.text) == marker)
            #expect(NotionMarker(uid.text)?.uid == uid)
        }
        #expect(NotionMarker("") == nil)
    }

    @Test(
        arguments: [
            "0123456789abcdef0123456789abcdef", "01234567-89ab-cdef-0123-456789abcdef",
            "01234567-89AB-CDEF-0123-456789ABCDEF",
            "https://www.notion.so/me/My-Calendar-0123456789abcdef0123456789abcdef?v=ffffffffffffffffffffffffffffffff&pvs=4",
        ])
    func `an id is found in every spelling and in links`(_ text: String) {
        #expect(NotionID(text)?.text == "01234567-89ab-cdef-0123-456789abcdef")
    }

    @Test func `what is no id is none`() {
        for text in ["", "primary", "0123", "https://www.notion.so/me/Calendar"] { #expect(NotionID(text) == nil) }
    }
}
