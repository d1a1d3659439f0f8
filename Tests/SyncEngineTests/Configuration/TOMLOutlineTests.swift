import Testing

@testable import SyncEngine

@Suite struct TOMLOutlineTests {
    @Test func `strings of all kinds hide what looks like a key`() {
        let text = #"""
            a = """
            b = 1
            \""" c = 1 """""
            d = '''
            [e]
            ''''
            f = "\"[g]" # h = 1
            i = ["[j]", # k = 1
              { l = 1 },
            ]
            m."n.o" = 1
            """#
        let statements = TOMLOutline(text).statements
        #expect(statements.map(\.path) == [["a"], ["d"], ["f"], ["i"], ["i", "l"], ["m", "n.o"]])
        #expect(statements.map(\.lines) == [0...2, 3...5, 6...6, 7...9, 8...8, 10...10])
    }

    @Test func `a path that is missing has the line of the table around it`() {
        let outline = TOMLOutline("x = 1\n[a]\n[a.b]\ny = 1\n[c.d]")
        #expect(outline.line(of: ["a", "b", "z"]) == 3)
        #expect(outline.line(of: ["a", "z"]) == 2)
        #expect(outline.line(of: ["c"]) == 5)
        #expect(outline.line(of: ["z"]) == nil)
    }

    @Test func `damaged text ends the reading, too`() {
        let text = "[a.b]\nc = [1, {d = \"\"\"x\"\"\"}, '''y''']\n\"\\u00e4\" = {e.f = 1}\n"
        let bytes = Array(text.utf8)
        let whole = TOMLOutline(text).statements.count
        #expect(whole == 5)
        for cut in bytes.indices {
            #expect(TOMLOutline(String(decoding: bytes[..<cut], as: UTF8.self)).statements.count <= whole)
            for byte in Array("\"'[]{}=.,#\n\\".utf8) {
                var damaged = bytes
                damaged[cut] = byte
                #expect(TOMLOutline(String(decoding: damaged, as: UTF8.self)).statements.count <= bytes.count)
            }
        }
        #expect(TOMLOutline("a = " + String(repeating: "[", count: 100_000)).statements.count == 1)
    }
}
