/// A refusal, as Google's envelope tells it ("Handle API errors" in the Calendar guides).
struct GoogleError: Error, Hashable {
    var status: Int
    var reason: String
    var message: String
    var domain = "global"
    /// Where the fault lies: the kind of place (`parameter`, `header`) and its name.
    var location: [String] = []
    /// The gRPC status that some answers carry.
    var code: String?
    /// Seconds to wait, sent as `Retry-After`.
    var retryAfter: Int?

    /// The envelope.
    var json: JSON {
        var detail: JSON = ["domain": .string(domain), "reason": .string(reason), "message": .string(message)]
        if location.count == 2 {
            detail["locationType"] = .string(location[0])
            detail["location"] = .string(location[1])
        }
        var error: JSON = ["code": .int(status), "message": .string(message), "errors": [detail]]
        error["status"] = code.map { .string($0) }
        return ["error": error]
    }
}

extension GoogleError {
    static let notFound = GoogleError(status: 404, reason: "notFound", message: "Not Found")
    static let deleted = GoogleError(status: 410, reason: "deleted", message: "Resource has been deleted")
    static let duplicate = GoogleError(
        status: 409, reason: "duplicate", message: "The requested identifier already exists.")
    static let conditionNotMet = GoogleError(
        status: 412, reason: "conditionNotMet", message: "Precondition Failed", location: ["header", "If-Match"])
    static let timeRangeEmpty = GoogleError(
        status: 400, reason: "timeRangeEmpty", message: "The specified time range is empty.", domain: "calendar")
    static let fullSyncRequired = GoogleError(
        status: 410, reason: "fullSyncRequired",
        message: "Sync token is no longer valid, a full sync is required.", domain: "calendar",
        location: ["parameter", "syncToken"])
    static let writerNeeded = GoogleError(
        status: 403, reason: "requiredAccessLevel", message: "You need to have writer access to this calendar.",
        domain: "calendar")
    static let forbidden = GoogleError(status: 403, reason: "forbidden", message: "Forbidden")
    static let invalidCredentials = GoogleError(
        status: 401, reason: "authError",
        message: "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
            + "valid authentication credential.",
        location: ["header", "Authorization"], code: "UNAUTHENTICATED")
    static let loginRequired = GoogleError(
        status: 401, reason: "required", message: "Login Required.", location: ["header", "Authorization"],
        code: "UNAUTHENTICATED")
    static let insufficientScopes = GoogleError(
        status: 403, reason: "insufficientPermissions", message: "Request had insufficient authentication scopes.",
        code: "PERMISSION_DENIED")
    static let rateLimitExceeded = GoogleError(
        status: 403, reason: "rateLimitExceeded", message: "Rate Limit Exceeded", domain: "usageLimits")
    static let parseError = GoogleError(status: 400, reason: "parseError", message: "Parse Error")

    /// Something has no acceptable value.
    static func invalid(_ message: String) -> Self { GoogleError(status: 400, reason: "invalid", message: message) }

    /// Something is missing.
    static func required(_ message: String) -> Self { GoogleError(status: 400, reason: "required", message: message) }

    /// A query parameter has no acceptable value, or may not be there.
    static func parameter(_ name: String, _ message: String, reason: String = "invalid") -> Self {
        GoogleError(status: 400, reason: reason, message: message, location: ["parameter", name])
    }
}
