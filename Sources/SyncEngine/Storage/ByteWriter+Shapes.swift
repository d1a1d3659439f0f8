/// The shapes of JSON.
extension ByteWriter {
    /// `{…}`
    package mutating func object(_ body: (inout ByteWriter) -> Void) {
        text("{")
        body(&self)
        text("}")
    }

    /// `[…]`
    package mutating func list<Element>(_ elements: [Element], _ body: (inout ByteWriter, Element) -> Void) {
        text("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { text(",") }
            body(&self, element)
        }
        text("]")
    }

    /// `"name":…`, with a comma where something stands before it in the object.
    package mutating func key(_ name: String, _ body: (inout ByteWriter) -> Void) {
        if bytes.last != UInt8(ascii: "{") { text(",") }
        string(name)
        text(":")
        body(&self)
    }

    /// `"name":"value"`.
    package mutating func pair(_ name: String, _ value: String) { key(name) { $0.string(value) } }

    /// `"name":true`.
    package mutating func pair(_ name: String, _ value: Bool) { key(name) { $0.text(value ? "true" : "false") } }

    /// `"name":1`.
    package mutating func pair(_ name: String, _ value: some FixedWidthInteger) { key(name) { $0.number(value) } }

    /// `"name":"value"`, or `"name":null` where there is none.
    package mutating func pair(_ name: String, orNull value: String?) {
        key(name) { writer in
            if let value { writer.string(value) } else { writer.text("null") }
        }
    }

    /// `"name":["value",…]`.
    package mutating func pair(_ name: String, _ values: [String]) {
        key(name) { $0.list(values) { $0.string($1) } }
    }
}
