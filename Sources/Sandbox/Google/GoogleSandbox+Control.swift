/// The sandbox's own HTTP interface, below `/_sandbox/`: for tests in other languages and for the demo page.
extension GoogleSandbox {
    /// Answers a request to the sandbox itself.
    func control(_ request: WireRequest, _ segments: ArraySlice<String>) -> WireAnswer {
        switch (request.method, segments.first) {
        case ("GET", "log"): return .json(.array(log.map(\.json)))
        case ("GET", "stats"): return .json(stats)
        case ("GET", "mails"):
            return .json(
                .array(
                    mails.map {
                        [
                            "operation": .string($0.operation), "eventId": .string($0.eventID),
                            "guests": .array($0.guests.map { .string($0) }),
                        ]
                    }))
        case ("POST", "reset"):
            if request.parameter("what") == "log" { resetLog() } else { reset() }
            return WireAnswer(status: 204)
        case ("POST", "expire-sync-tokens"):
            expireSyncTokens()
            return WireAnswer(status: 204)
        case ("DELETE", "faults"):
            clearFaults()
            return WireAnswer(status: 204)
        case ("POST", "faults"): return addFault(request)
        case (_, "phone"): return phone(request, segments.dropFirst())
        default: return .json(["error": "There is no such page in the sandbox."], status: 404)
        }
    }

    private var stats: JSON {
        world.withLock { world in
            [
                "writes": .int(world.writes), "reads": .int(world.reads), "mails": .int(world.state.mails.count),
                "requests": .int(world.log.count),
            ]
        }
    }

    /// Reads `{"match":{"method","path","operation","body"},"times","skip","fault":{…}}`.
    private func addFault(_ request: WireRequest) -> WireAnswer {
        guard let json = try? JSON(parsing: request.body), let fault = Fault(json["fault"] ?? .null) else {
            let usage = """
                Write {"match":{"method":"POST","path":"import"},"times":1,"skip":0,"fault":F} where F is one of \
                {"status":503,"reason":"backendError","retryAfter":1}, {"delay":1.5}, {"shortListing":2}, \
                {"emptyPages":1}, "answerLost", "dropConnection", "truncatedBody", "garbageBody", \
                "expireSyncTokens", "expiredToken".
                """
            return .json(["error": .string(usage)], status: 400)
        }
        let match = json["match"]
        let matcher = Matcher(
            method: match?["method"]?.string, path: match?["path"]?.string, operation: match?["operation"]?.string,
            body: match?["body"]?.string)
        inject(fault, matching: matcher, times: json["times"]?.int ?? 1, skip: json["skip"]?.int ?? 0)
        return WireAnswer(status: 204)
    }
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
        } else {
            switch json.string ?? json["kind"]?.string {
            case "answerLost": self = .answerLost
            case "dropConnection": self = .dropConnection
            case "truncatedBody": self = .truncatedBody
            case "garbageBody": self = .garbageBody
            case "expireSyncTokens": self = .expireSyncTokens
            case "expiredToken": self = .expiredToken
            default: return nil
            }
        }
    }
}
