/// A refusal, as Notion's API tells it ("Status codes" in the reference).
struct NotionError: Error, Hashable {
    var status: Int
    var code: String
    var message: String
    /// More to know, text or lists of texts: why a limit struck, what was saved all the same.
    var details: [String: JSON] = [:]
    /// Seconds to wait, sent as `Retry-After`.
    var retryAfter: Int?

    /// The body of the answer.
    func json(request id: String) -> JSON {
        var json: JSON = [
            "object": "error", "status": .int(status), "code": .string(code), "message": .string(message),
            "request_id": .string(id),
        ]
        if !details.isEmpty { json["additional_data"] = .object(details) }
        return json
    }
}

extension NotionError {
    static let unauthorized = NotionError(status: 401, code: "unauthorized", message: "API token is invalid.")
    static let invalidURL = NotionError(status: 400, code: "invalid_request_url", message: "Invalid request URL.")
    static let invalidJSON = NotionError(
        status: 400, code: "invalid_json", message: "Error parsing JSON body.")
    static let missingVersion = NotionError(
        status: 400, code: "missing_version",
        message: "Notion-Version header failed validation: Notion-Version header should be defined, instead was "
            + "`undefined`.")
    static let archived = invalid(
        "Can't edit block that is archived. You must unarchive the block before editing.")
    static let archivedAncestor = invalid(
        "Can't edit page on block with an archived ancestor. You must unarchive the ancestor before editing page.")
    static let restricted = NotionError(
        status: 403, code: "restricted_resource",
        message: "Insufficient permissions for this endpoint.")

    /// A request that does not fit.
    static func invalid(_ message: String) -> Self {
        NotionError(status: 400, code: "validation_error", message: message)
    }

    /// Nothing has this id, or the connection may not see it: one answer for both.
    static func notFound(_ kind: String, _ id: String) -> Self {
        NotionError(
            status: 404, code: "object_not_found",
            message:
                "Could not find \(kind) with ID: \(id). Make sure the relevant pages and databases are shared with "
                + "your integration.")
    }

    /// A limit of requests was met; `reason` tells which ("Request limits" in the reference).
    static func rateLimited(_ reason: String, retryAfter: Int?) -> Self {
        var details: [String: JSON] = ["rate_limit_reason": .string(reason)]
        details["retry_after"] = retryAfter.map { .string(String($0)) }
        return NotionError(
            status: 429, code: "rate_limited",
            message: "You have been rate limited. Please try again in a few minutes.",
            details: details, retryAfter: retryAfter)
    }

    /// The change was made, and the answer says so late ("Retry a write that returns 503").
    static func committed(_ id: String) -> Self {
        NotionError(
            status: 503, code: "service_unavailable",
            message: "The change was saved, but the response could not be built in time. Do not repeat the write.",
            details: [
                "committed_resource_id": .string(id), "deadline_ms": "55000", "elapsed_ms": "55012",
                "from": "public_api",
                "retry_guidance": ["Read the object again to confirm the saved change.", "Do not repeat the write."],
            ])
    }

    /// The refusal that a fault asks for: `reason` is a code of Notion's or a reason of the rate limit.
    static func fault(_ status: Int, reason: String, retryAfter: Int?) -> Self {
        if reason.hasPrefix("public_api_") { return rateLimited(reason, retryAfter: retryAfter) }
        if status == 429 { return rateLimited("public_api_request_rate_limit", retryAfter: retryAfter) }
        let known = [
            400: "validation_error", 401: "unauthorized", 403: "restricted_resource", 404: "object_not_found",
            409: "conflict_error", 500: "internal_server_error", 502: "bad_gateway", 503: "service_unavailable",
            504: "gateway_timeout", 529: "service_overload",
        ]
        let isCode = reason.contains("_") || reason == "unauthorized"
        let message = status == 409 ? "Conflict occurred while saving. Please try again." : "A fault of the sandbox."
        return NotionError(
            status: status, code: isCode ? reason : known[status] ?? "internal_server_error", message: message,
            retryAfter: retryAfter)
    }
}
