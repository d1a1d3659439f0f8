/// One HTTP request as it came in, its target taken apart.
struct WireRequest: Sendable {
    var method: String
    /// The target as sent: path and query, still percent-encoded.
    var target: String
    /// The path's segments, each decoded on its own, so that a calendar id may hold `/` or `#`.
    var segments: [String]
    /// The query's parameters in the order sent.
    var query: [(name: String, value: String)]
    /// Header fields by lower-case name; a repeated field's values are joined by a comma.
    var headers: [String: String]
    var body: [UInt8]

    init(method: String, target: String, headers: [String: String], body: [UInt8]) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        segments = parts[0].split(separator: "/").map { Self.decoded($0, plusIsBlank: false) }
        query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = sides.count > 1 ? Self.decoded(sides[1], plusIsBlank: true) : ""
            return (Self.decoded(sides[0], plusIsBlank: true), value)
        }
    }

    /// The decoded path.
    var path: String { "/" + segments.joined(separator: "/") }

    /// The last value of the parameter `name`.
    func parameter(_ name: String) -> String? { query.last { $0.name == name }?.value }

    /// Whether a request is no other web site's: it names a loopback host and, if a page made it, a page of ours.
    var isFromHere: Bool {
        let host = headers["host"] ?? ""
        let name = host.split(separator: ":").first ?? ""
        return ["127.0.0.1", "localhost"].contains(name) && (headers["origin"].map { $0 == "http://" + host } ?? true)
    }

    private static func decoded(_ text: Substring, plusIsBlank: Bool) -> String {
        var out: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "%"), bytes.count >= 2,
                let value = UInt8(String(decoding: bytes.prefix(2), as: UTF8.self), radix: 16)
            {
                out.append(value)
                bytes = bytes.dropFirst(2)
            } else {
                out.append(plusIsBlank && byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
