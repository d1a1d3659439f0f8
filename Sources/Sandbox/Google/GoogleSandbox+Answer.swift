import Foundation

extension GoogleSandbox {
    /// Answers one request, whatever it is for.
    func answer(_ request: WireRequest) -> WireAnswer {
        let segments = request.segments[...]
        let isOwnPage = segments.isEmpty || segments.first == "_sandbox"
        guard !isOwnPage || request.isFromHere else {
            return .json(["error": "Only pages of this sandbox may ask this."], status: 403)
        }
        switch segments.first {
        case nil: return .html(GooglePage.text)
        case "_sandbox": return control(request, segments.dropFirst())
        case "o" where ["/o/oauth2/v2/auth", "/o/oauth2/auth"].contains(request.path): return consent(request)
        case "token" where segments.count == 1: return dated(token(request))
        case "revoke" where segments.count == 1: return dated(revoke(request))
        case "calendar" where segments.dropFirst().first == "v3": return api(request, segments.dropFirst(2))
        default: return .html("<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>\n", status: 404)
        }
    }

    /// The answer with the time that this service believes in.
    private func dated(_ answer: WireAnswer) -> WireAnswer {
        var answer = answer
        answer.headers.append(("Date", HTTPDate.text(Int(options.now().timeIntervalSince1970))))
        return answer
    }

    /// Answers a request to the API as a client meets it: faults, token, quota, log.
    private func api(_ request: WireRequest, _ segments: ArraySlice<String>) -> WireAnswer {
        world.withLock { world in
            let route = GoogleSchema.calendar.route(request.method, segments)
            var exchange = Exchange(request: request, route: route, options: options)
            exchange.fault = world.faults.strike(request, operation: route?.method.name)
            let answer = exchange.answer(&world)
            world.numbers += 1
            world.log.append(exchange.entry(number: world.numbers, answer: answer))
            if world.log.count > Self.longestLog { world.log.removeFirst(Self.longestLog / 2) }
            if exchange.wrote { world.writes += 1 }
            if answer.status < 400, !exchange.wrote { world.reads += 1 }
            return answer
        }
    }

    /// How many requests the log holds; a sandbox that runs for days forgets the older half.
    private static let longestLog = 50_000

    /// Answers a request of the demo page: the same API, but nobody is counted, logged or struck by faults.
    func phone(_ request: WireRequest, _ segments: ArraySlice<String>) -> WireAnswer {
        world.withLock { world in
            let route = GoogleSchema.calendar.route(request.method, segments)
            var exchange = Exchange(request: request, route: route, options: options)
            exchange.needsToken = false
            return exchange.answer(&world)
        }
    }
}

/// One request on its way through the service.
struct Exchange {
    let request: WireRequest
    let route: (method: GoogleSchema.Method, values: [String: String])?
    let options: GoogleSandbox.Options
    var fault: Fault?
    var needsToken = true
    /// What a strict sandbox would have refused.
    private(set) var notes: [String] = []
    /// Whether the state was changed.
    private(set) var wrote = false
    private var reason: String?
    private var body: JSON?

    init(
        request: WireRequest, route: (method: GoogleSchema.Method, values: [String: String])?,
        options: GoogleSandbox.Options
    ) {
        self.request = request
        self.route = route
        self.options = options
    }

    /// Carries the request out and breaks the answer as the fault says.
    mutating func answer(_ world: inout GoogleSandbox.World) -> WireAnswer {
        var answer: WireAnswer
        do {
            answer = try carryOut(&world)
        } catch {
            reason = error.reason
            answer = .json(error.json, status: error.status)
            if let seconds = error.retryAfter { answer.headers.append(("Retry-After", String(seconds))) }
            if error.status == 401 {
                answer.headers.append(("WWW-Authenticate", #"Bearer realm="https://accounts.google.com/""#))
            }
        }
        switch fault {
        case .delay(let duration): answer.delay = duration
        case .answerLost, .dropConnection: answer.delivery = .none
        case .truncatedBody: answer.delivery = .half
        case .garbageBody: answer = .html("<html><body>Please sign in to this network</body></html>")
        case .htmlError(let status): answer = .html("<html><body>Error \(status)</body></html>", status: status)
        case nil, .status, .expireSyncTokens, .expiredToken, .shortListing, .emptyPages, .savedButUnavailable,
            .indexLag:
            break
        }
        return packed(answer)
    }

    private mutating func carryOut(_ world: inout GoogleSandbox.World) throws(GoogleError) -> WireAnswer {
        switch fault {
        case .status(let status, let reason, let seconds):
            let usage = ["rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"].contains(
                reason)
            throw GoogleError(
                status: status, reason: reason, message: reason, domain: usage ? "usageLimits" : "global",
                retryAfter: seconds)
        case .expiredToken: throw .invalidCredentials
        case .dropConnection, .htmlError: return WireAnswer(status: 0)
        case .expireSyncTokens: world.state.era += 1
        // The last two are Notion's.
        case nil, .delay, .answerLost, .truncatedBody, .garbageBody, .shortListing, .emptyPages, .savedButUnavailable,
            .indexLag:
            break
        }
        let scopes = needsToken ? try scopes(world) : nil
        guard let route else { throw .notFound }
        if let scopes, !GoogleScopes.suffice(scopes, for: route.method) { throw .insufficientScopes }
        try spend(&world, for: route.method)
        var check = RequestCheck(request: request, method: route.method, isStrict: options.strict)
        var call = GoogleState.Call(method: route.method, path: route.values)
        defer { notes = check.notes }
        call.query = try check.query()
        let sent = try check.body()
        body = sent
        call.body = try check.known(sent)
        call.ifMatch = request.headers["if-match"]
        call.ifNoneMatch = request.headers["if-none-match"]
        if case .shortListing(let count) = fault { call.dropping = count }
        if case .emptyPages(let count) = fault { call.emptyPages = count }
        if options.strict { try world.state.checkServerOwned(call) }
        let mask = try FieldMask(call.parameter("fields"), of: route.method)
        let outcome = try world.state.perform(call)
        wrote = !route.method.isRead
        switch outcome {
        case .empty: return WireAnswer(status: 204)
        case .notModified: return WireAnswer(status: 304)
        case .json(let json):
            var answer = WireAnswer.json(
                mask?.applied(to: json) ?? json, indented: call.parameter("prettyPrint") != "false")
            if let etag = json["etag"]?.string { answer.headers.append(("ETag", etag)) }
            answer.headers.append(("Cache-Control", "private, max-age=0, must-revalidate, no-transform"))
            return answer
        }
    }

    /// What the token lets its bearer do; nil for everything, as the sandbox's own token does.
    private func scopes(_ world: GoogleSandbox.World) throws(GoogleError) -> [String]? {
        let header = request.headers["authorization"]
        let sent = header.map { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : "" }
        guard let token = sent ?? request.parameter("oauth_token") ?? request.parameter("access_token") else {
            throw .loginRequired
        }
        if token == options.token { return nil }
        guard let scopes = world.accounts.scopes(of: token, at: options.now()) else { throw .invalidCredentials }
        return scopes
    }

    /// Counts quota units within the last minute (quota guide; events.patch page: "three quota units").
    private func spend(_ world: inout GoogleSandbox.World, for method: GoogleSchema.Method) throws(GoogleError) {
        guard let limit = options.unitsPerMinute, needsToken else { return }
        let now = options.now()
        world.spent.removeAll { now.timeIntervalSince($0.at) >= 60 }
        let units = method.name == "events.patch" ? 3 : 1
        guard world.spent.reduce(units, { $0 + $1.units }) <= limit else { throw .rateLimitExceeded }
        world.spent.append((now, units))
    }

    /// Compresses for a client that asks in both ways that Google wants ("Performance tips" guide).
    private func packed(_ answer: WireAnswer) -> WireAnswer {
        guard !answer.body.isEmpty, request.headers["accept-encoding"]?.contains("gzip") == true,
            request.headers["user-agent"]?.contains("gzip") == true
        else { return answer }
        var packed = answer
        packed.body = Gzip.stored(answer.body)
        packed.headers.append(("Content-Encoding", "gzip"))
        return packed
    }

    /// The log's line about the exchange.
    func entry(number: Int, answer: WireAnswer) -> LoggedRequest {
        var headers = request.headers
        if headers["authorization"] != nil { headers["authorization"] = "redacted" }
        let query = Dictionary(request.query.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
        let isLost = if case .none = answer.delivery { true } else { false }
        return LoggedRequest(
            number: number, method: request.method, path: request.path, target: request.target, query: query,
            headers: headers, body: body, operation: route?.method.name, status: isLost ? 0 : answer.status,
            reason: reason,
            fault: fault, notes: notes, wrote: wrote)
    }
}
