/// The shapes of JSON.
extension ByteWriter {
    /// `{…}`
    mutating func object(_ body: (inout ByteWriter) -> Void) {
        text("{")
        body(&self)
        text("}")
    }

    /// `[…]`
    mutating func list<Element>(_ elements: [Element], _ body: (inout ByteWriter, Element) -> Void) {
        text("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { text(",") }
            body(&self, element)
        }
        text("]")
    }

    /// `"name":…`, with a comma where something stands before it in the object.
    mutating func key(_ name: String, _ body: (inout ByteWriter) -> Void) {
        if bytes.last != UInt8(ascii: "{") { text(",") }
        string(name)
        text(":")
        body(&self)
    }

    mutating func pair(_ name: String, _ value: String) { key(name) { $0.string(value) } }

    mutating func pair(_ name: String, _ value: Bool) { key(name) { $0.text(value ? "true" : "false") } }

    mutating func pair(_ name: String, _ value: some FixedWidthInteger) { key(name) { $0.number(value) } }
}
