import Testing

@testable import ProviderCalDAV

@Suite struct XMLReaderTests {
    private func read(_ text: String) throws(XMLReader.Flaw) -> XMLElement {
        try XMLReader.document(Array(text.utf8))
    }

    @Test func `names are compared by namespace, whatever the prefix`() throws {
        let spellings = [
            "<D:a xmlns:D=\"DAV:\"><D:b>x</D:b></D:a>", "<a xmlns=\"DAV:\"><b>x</b></a>",
            "<?xml version='1.0'?>\n<ns0:a xmlns:ns0='DAV:'><b xmlns='DAV:'>x</b></ns0:a>\n",
        ]
        for spelling in spellings {
            let element = try read(spelling)
            #expect(element.name == .dav("a"), "\(spelling)")
            #expect(element.child(.dav("b"))?.text == "x", "\(spelling)")
        }
    }

    @Test func `an inner declaration holds inside its element alone`() throws {
        let element = try read("<a xmlns='one'><b xmlns='two'><c/></b><c/></a>")
        #expect(element.children[0].children[0].name == XMLName(space: "two", local: "c"))
        #expect(element.children[1].name == XMLName(space: "one", local: "c"))
    }

    @Test func `text has entities, CDATA and line ends as XML has them`() throws {
        #expect(try read("<a>1 &lt; &quot;2&quot; &amp; &#x41;&#66;</a>").text == "1 < \"2\" & AB")
        #expect(try read("<a>x<![CDATA[<&>]]>y</a>").text == "x<&>y")
        #expect(try read("<a>one\r\ntwo\rthree&#13;\n</a>").text == "one\ntwo\nthree\r\n")
        #expect(try read("<a>Grüße 🎉</a>").text == "Grüße 🎉")
    }

    @Test func `attributes are read, and comments are not`() throws {
        let element = try read("<!-- x --><a b='1 &amp; 2' c=\"3\"><!-- <d/> --><?pi x?></a><!-- y -->")
        #expect(element.attributes == ["b": "1 & 2", "c": "3"])
        #expect(element.children.isEmpty)
    }

    @Test(
        arguments: [
            "", "text", "<a>", "<a></b>", "<a><b></a></b>", "<a/>x", "<a>&nbsp;</a>", "<a>&#0;</a>", "<p:a/>",
            "<a b=1/>",
            "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "<a>&x", "<a", "<a><![CDATA[x]]</a>",
        ])
    func `what isn't whole is refused`(_ text: String) {
        #expect(throws: XMLReader.Flaw.self) { try read(text) }
    }

    @Test func `every cut of a document is refused`() throws {
        let whole = Array(
            "<?xml version=\"1.0\"?><D:a xmlns:D=\"DAV:\"><D:b c='d'>x&amp;<![CDATA[y]]></D:b></D:a>".utf8)
        _ = try XMLReader.document(whole)
        for end in whole.indices {
            #expect(throws: XMLReader.Flaw.self, "\(end)") { try XMLReader.document(Array(whole[..<end])) }
        }
    }

    @Test func `nesting is bounded`() {
        let deep = String(repeating: "<a>", count: 5_000) + String(repeating: "</a>", count: 5_000)
        #expect(throws: XMLReader.Flaw.self) { try read(deep) }
    }
}
