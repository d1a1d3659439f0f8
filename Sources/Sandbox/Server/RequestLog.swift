/// One request as the sandbox saw it, and what came of it.
package struct LoggedRequest: Sendable, Hashable {
    /// The request's number since the start or the last reset, from 1.
    package var number: Int
    /// The HTTP method.
    package var method: String
    /// The decoded path.
    package var path: String
    /// The path and query as sent.
    package var target: String
    /// The query's parameters; of a repeated one the last.
    package var query: [String: String]
    /// The header fields by lower-case name; `authorization` is redacted.
    package var headers: [String: String]
    /// The body; nil when there was none or it was not JSON.
    package var body: JSON?
    /// The method's name, such as `events.patch` or `pages.update`; nil for an unknown address.
    package var operation: String?
    /// The status answered; 0 when the connection was dropped without an answer.
    package var status: Int
    /// The reason of an error answer, such as `conditionNotMet`.
    package var reason: String?
    /// The fault that struck.
    package var fault: Fault?
    /// What a strict sandbox would have refused and this one let pass.
    package var notes: [String]
    /// Whether the request asked for a change and the change was made, answered or not.
    package var wrote: Bool
}

extension LoggedRequest {
    /// The entry as the sandbox's own HTTP interface shows it.
    var json: JSON {
        var json: JSON = [
            "number": .int(number), "method": .string(method), "path": .string(path), "target": .string(target),
            "query": .object(query.mapValues { .string($0) }), "headers": .object(headers.mapValues { .string($0) }),
            "status": .int(status), "wrote": .bool(wrote),
        ]
        json["body"] = body
        json["operation"] = operation.map { .string($0) }
        json["reason"] = reason.map { .string($0) }
        json["fault"] = fault.map { .string("\($0)") }
        if !notes.isEmpty { json["notes"] = .array(notes.map { .string($0) }) }
        return json
    }
}
