/// What the sandbox sends back: an HTTP answer, and whether the wire breaks on the way.
struct WireAnswer: Sendable {
    /// How much of the answer arrives.
    enum Delivery: Sendable {
        /// All of it.
        case whole
        /// The head and half of the body; then the connection closes.
        case half
        /// Nothing; the connection closes.
        case none
    }

    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    var delivery = Delivery.whole
    /// How long the answer is held back.
    var delay: Duration?

    /// Returns an answer with a JSON body.
    static func json(_ value: JSON, status: Int = 200, indented: Bool = true) -> Self {
        Self(
            status: status, headers: [("Content-Type", "application/json; charset=UTF-8")],
            body: value.bytes(indented: indented) + [0x0A])
    }

    /// Returns an answer with an HTML body.
    static func html(_ text: String, status: Int = 200) -> Self {
        Self(status: status, headers: [("Content-Type", "text/html; charset=UTF-8")], body: Array(text.utf8))
    }
}
