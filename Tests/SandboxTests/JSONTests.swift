import Sandbox
import Testing

@Suite struct JSONTests {
    @Test(arguments: [
        #"{"a":[1,-2,3.5,true,false,null,"x"],"b":{}}"#, #""\n\"\\\u0001ü😀""#, "[]", "0", "-0.25", "[[[[]]]]",
    ])
    func `a text is read and printed back`(text: String) throws {
        #expect(try JSON(parsing: text).text() == text)
    }

    @Test(arguments: [
        (#""😀\/\b\f""#, "\u{1F600}/\u{8}\u{C}"), (#""\ud83d\ude00""#, "😀"), (#""\ud83dx""#, "\u{FFFD}x"),
    ])
    func `escapes are read`(text: String, expected: String) throws {
        #expect(try JSON(parsing: text).string == expected)
    }

    @Test(arguments: ["", "{", "[1,]", "01", "1.", "tru", "\"a", "{\"a\" 1}", "[1] 2", "\"\n\"", "nul", "+1", "-"])
    func `what is no JSON is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test func `nesting is bounded`() {
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "[", count: 100_000)) }
    }
}
