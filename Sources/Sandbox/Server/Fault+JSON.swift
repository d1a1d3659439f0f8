/// A fault and the requests that it is for, as the sandboxes' own HTTP interface takes them.
struct FaultOrder {
    var fault: Fault
    var matcher: Matcher
    var times: Int
    var skip: Int

    /// Reads `{"match":{"method","path","operation","body"},"times","skip","fault":{…}}`.
    init?(_ body: [UInt8]) {
        guard let json = try? JSON(parsing: body), let fault = Fault(json["fault"] ?? .null) else { return nil }
        self.fault = fault
        let match = json["match"]
        matcher = Matcher(
            method: match?["method"]?.string, path: match?["path"]?.string, operation: match?["operation"]?.string,
            body: match?["body"]?.string)
        times = json["times"]?.int ?? 1
        skip = json["skip"]?.int ?? 0
    }

    /// How to write one.
    static let usage = """
        Write {"match":{"method":"POST","path":"import"},"times":1,"skip":0,"fault":F} where F is one of \
        {"status":503,"reason":"backendError","retryAfter":1}, {"delay":1.5}, {"shortListing":2}, {"emptyPages":1}, \
        {"htmlError":502}, {"indexLag":60}, "answerLost", "dropConnection", "truncatedBody", "garbageBody", \
        "expireSyncTokens", "expiredToken", "savedButUnavailable".
        """
}

extension Fault {
    /// Reads a fault as the HTTP interface takes it: a name, or an object with one telling member.
    init?(_ json: JSON) {
        if let status = json["status"]?.int {
            let reason = json["reason"]?.string ?? (status >= 500 ? "backendError" : "badRequest")
            self = .status(status, reason: reason, retryAfter: json["retryAfter"]?.int)
        } else if case .double(let seconds)? = json["delay"] {
            self = .delay(.milliseconds(Int(seconds * 1000)))
        } else if let seconds = json["delay"]?.int {
            self = .delay(.seconds(seconds))
        } else if let count = json["shortListing"]?.int {
            self = .shortListing(dropping: count)
        } else if let count = json["emptyPages"]?.int {
            self = .emptyPages(count)
        } else if let count = json["count"]?.int, json["kind"] == "shortListing" {
            self = .shortListing(dropping: count)
        } else if let count = json["count"]?.int, json["kind"] == "emptyPages" {
            self = .emptyPages(count)
        } else if let status = json["htmlError"]?.int {
            self = .htmlError(status)
        } else if let seconds = json["indexLag"]?.int {
            self = .indexLag(seconds)
        } else {
            switch json.string ?? json["kind"]?.string {
            case "answerLost": self = .answerLost
            case "dropConnection": self = .dropConnection
            case "truncatedBody": self = .truncatedBody
            case "garbageBody": self = .garbageBody
            case "expireSyncTokens": self = .expireSyncTokens
            case "expiredToken": self = .expiredToken
            case "savedButUnavailable": self = .savedButUnavailable
            default: return nil
            }
        }
    }
}
