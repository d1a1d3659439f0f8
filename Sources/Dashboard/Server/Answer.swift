import HummingbirdCore
import SyncEngine

/// What an endpoint answers.
struct Answer: Sendable {
    /// What comes behind the head.
    enum Body: Sendable {
        case bytes([UInt8])
        /// Server-sent events, as they come.
        case events(AsyncStream<[UInt8]>)
    }

    /// The status (RFC 9110 §15).
    var status = 200
    /// The kind of the body.
    var type = "application/json"
    /// Further headers.
    var headers: [(name: String, value: String)] = []
    var body = Body.bytes([])

    /// JSON that is there already.
    static func json(_ bytes: [UInt8], status: Int = 200) -> Answer { Answer(status: status, body: .bytes(bytes)) }

    /// A value as JSON with sorted keys.
    static func json(_ value: some Encodable, status: Int = 200) throws -> Answer {
        json(try JSONText.encode(value), status: status)
    }

    /// Nothing more to say.
    static let done = Answer(status: 204)

    /// A text.
    static func text(_ text: String, type: String = "text/plain; charset=utf-8") -> Answer {
        Answer(type: type, body: .bytes(Array(text.utf8)))
    }

    /// The answer with one more header.
    func with(_ name: String, _ value: String) -> Answer {
        var answer = self
        answer.headers.append((name, value))
        return answer
    }
}
