import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import ProviderKit

/// A request as an endpoint sees it.
struct APIRequest: Sendable {
    /// What may be done to a path.
    enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"

        /// Whether nothing is changed by it.
        var isSafe: Bool { self == .get }
    }

    /// What is to be done.
    let method: Method
    /// The names in its path, decoded.
    let path: [String]
    /// What stands behind the `?`; of a name that stands there twice, the first value.
    let query: [String: String]
    /// The body.
    let body: [UInt8]
    /// The values of the path's variables, by name.
    var parameters: [String: String] = [:]
    /// The `If-Match` header (RFC 9110 §13.1.1).
    var ifMatch: String?
    /// The `If-None-Match` header (RFC 9110 §13.1.2).
    var ifNoneMatch: String?

    /// Reads the head of a request; `nil` for a method that nothing here has. HEAD is read as GET.
    init?(_ request: Request, body: [UInt8]) {
        let name = request.method.rawValue
        guard let method = Method(rawValue: name == "HEAD" ? "GET" : name) else { return nil }
        let parts = Self.parts(request)
        self.method = method
        path = Self.path(of: request)
        query = Dictionary(
            FormText.pairs(parts.count > 1 ? parts[1] : "").map { ($0.name, $0.value) },
            uniquingKeysWith: { first, _ in first })
        self.body = body
        ifMatch = request.headers[.ifMatch]
        ifNoneMatch = request.headers[.ifNoneMatch]
    }

    /// The names in a request's path, decoded.
    static func path(of request: Request) -> [String] {
        parts(request)[0].split(separator: "/").map { FormText.decodedSegment($0) }
    }

    /// What stands before and behind the `?`.
    private static func parts(_ request: Request) -> [Substring] {
        (request.head.path ?? "/").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    }

    /// The value of a variable of the path.
    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// The body as JSON.
    ///
    /// - Throws: ``Problem`` that names the field where it isn't what the endpoint takes.
    func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do { return try JSONDecoder().decode(type, from: Data(body)) } catch let error as DecodingError {
            throw Problem(.badRequest, error.sentence, "See /openapi.json for what is taken.")
        }
    }

    /// The body as JSON; `nil` where there is none.
    func jsonIfThere<Value: Decodable>(_ type: Value.Type) throws -> Value? {
        body.isEmpty ? nil : try json(type)
    }
}

extension DecodingError {
    /// What is wrong with a body, in a sentence.
    fileprivate var sentence: String {
        func place(_ context: Context) -> String {
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
            return path.isEmpty ? "The body" : path
        }
        switch self {
        case .keyNotFound(let key, _): return "\(key.stringValue) is missing."
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(place(context)) is not of the kind that is taken here."
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty ? "The body is no JSON." : "\(place(context)) can't be read."
        @unknown default: return "The body can't be read."
        }
    }
}
