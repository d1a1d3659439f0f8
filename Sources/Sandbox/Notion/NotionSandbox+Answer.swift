extension NotionSandbox {
    /// Answers one request, whatever it is for.
    func answer(_ request: WireRequest) -> WireAnswer {
        let segments = request.segments[...]
        let isOwnPage = segments.isEmpty || segments.first == "_sandbox"
        guard !isOwnPage || request.isFromHere else {
            return .json(["error": "Only pages of this sandbox may ask this."], status: 403)
        }
        switch segments.first {
        case nil: return .html(NotionPage.text)
        case "_sandbox": return control(request, segments.dropFirst())
        default: return api(request, segments)
        }
    }

    /// Answers a request to the API as a client meets it: faults, token, limits, log.
    private func api(_ request: WireRequest, _ segments: ArraySlice<String>) -> WireAnswer {
        world.withLock { world in
            let route = segments.first == "v1" ? NotionRoute(request.method, segments.dropFirst()) : nil
            var exchange = NotionExchange(request: request, route: route, options: options, now: now(world))
            exchange.fault = world.faults.strike(request, operation: route?.name)
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
}

/// One request on its way through the service.
struct NotionExchange {
    let request: WireRequest
    let route: NotionRoute?
    let options: NotionSandbox.Options
    let now: Int
    var fault: Fault?
    /// Whether the state was changed.
    private(set) var wrote = false
    private var reason: String?
    private var body: JSON?
    /// The page that a write was about.
    private var written: String?

    init(request: WireRequest, route: NotionRoute?, options: NotionSandbox.Options, now: Int) {
        self.request = request
        self.route = route
        self.options = options
        self.now = now
    }

    /// The largest body, in bytes ("500KB": reference/request-limits).
    private static let largestBody = 500_000

    /// Carries the request out and breaks the answer as the fault says.
    mutating func answer(_ world: inout NotionSandbox.World) -> WireAnswer {
        let requestID = world.state.newID()
        var answer: WireAnswer
        do throws(NotionError) {
            let json = try carryOut(&world)
            if case .savedButUnavailable = fault, wrote { throw .committed(written ?? requestID) }
            answer = checked(json, request: requestID)
        } catch {
            reason = error.code
            answer = .json(error.json(request: requestID), status: error.status, indented: false)
            if let seconds = error.retryAfter { answer.headers.append(("Retry-After", String(seconds))) }
        }
        answer.headers.append(("x-notion-request-id", requestID))
        switch fault {
        case .delay(let duration): answer.delay = duration
        case .answerLost, .dropConnection: answer.delivery = .none
        case .truncatedBody: answer.delivery = .half
        case .garbageBody: answer = .html("<html><body>Please sign in to this network</body></html>")
        case .htmlError(let status):
            answer = .html(
                "<!DOCTYPE html><html><title>\(status)</title><body><h1>Error \(status)</h1>cloudflare</body></html>\n",
                status: status)
            answer.headers.append(("cf-ray", "8f00c0ffee000000-FRA"))
        case nil, .status, .expireSyncTokens, .expiredToken, .shortListing, .emptyPages, .savedButUnavailable,
            .indexLag:
            break
        }
        answer.headers.append(("Date", HTTPDate.text(now)))
        return answer
    }

    private mutating func carryOut(_ world: inout NotionSandbox.World) throws(NotionError) -> JSON {
        switch fault {
        case .status(let status, let reason, let seconds):
            throw .fault(status, reason: reason, retryAfter: seconds)
        case .expiredToken: throw .unauthorized
        case .dropConnection, .htmlError: return .object([:])
        case .expireSyncTokens: world.state.cursors.removeAll()
        case nil, .delay, .answerLost, .truncatedBody, .garbageBody, .shortListing, .emptyPages, .savedButUnavailable,
            .indexLag:
            break
        }
        guard request.headers["authorization"] == "Bearer " + options.token else { throw .unauthorized }
        let version = try version()
        try spend(&world)
        guard let route else { throw .invalidURL }
        let editor = NotionEditor(isPerson: false, now: now, switches: world.switches)
        let limits = NotionSandbox.Limits(
            queryLimit: options.queryLimit, pageSize: options.pageLimit, cursorLife: options.cursorLife)
        var call = NotionCall(route: route, version: version, editor: editor, limits: limits)
        call.lag = world.switches.indexLag
        if case .indexLag(let seconds) = fault { call.lag = seconds }
        if case .shortListing(let count) = fault { call.dropping = count }
        if case .emptyPages(let count) = fault { call.emptyPages = count }
        try readQuery(into: &call)
        try readBody(into: &call)
        try checkIDs(of: route)
        guard options.capabilities.contains(route.capability) else { throw .restricted }
        let answer = try world.state.perform(call)
        wrote = !route.isRead
        written = answer["id"]?.string
        return answer
    }

    private func version() throws(NotionError) -> NotionVersion {
        guard let text = request.headers["notion-version"] else { throw .missingVersion }
        guard let version = NotionVersion(rawValue: text) else {
            let known = NotionVersion.allCases.map { "`\"\($0.rawValue)\"`" }.joined(separator: " or ")
            throw .invalid(
                "Notion-Version header failed validation: Notion-Version header should be \(known), instead was "
                    + "`\"\(text)\"`.")
        }
        return version
    }

    /// Counts the requests of the last minute (reference/request-limits).
    private func spend(_ world: inout NotionSandbox.World) throws(NotionError) {
        world.spent.removeAll { $0 <= now - 60 }
        let wait = max(1, 60 - (now - (world.spent.first ?? now)))
        if let limit = options.requestsPerMinute, world.spent.count >= limit {
            throw .rateLimited("public_api_request_rate_limit", retryAfter: wait)
        }
        if let limit = options.workspaceRequestsPerMinute, world.spent.count >= limit {
            throw .rateLimited("public_api_space_request_rate_limit", retryAfter: wait)
        }
        world.spent.append(now)
    }

    private func readQuery(into call: inout NotionCall) throws(NotionError) {
        for (name, value) in request.query {
            let plain = name.hasSuffix("[]") ? String(name.dropLast(2)) : name
            if plain == "filter_properties" {
                call.filterProperties.append(value)
            } else {
                call.query[name] = value
            }
        }
        guard call.filterProperties.count <= 100 else {
            throw .invalid(
                "query failed validation: query.filter_properties.length should be ≤ `100`, instead was "
                    + "`\(call.filterProperties.count)`.")
        }
    }

    private mutating func readBody(into call: inout NotionCall) throws(NotionError) {
        guard let type = call.route.bodyType else { return }
        guard request.body.count <= Self.largestBody else {
            throw .invalid("body failed validation: body should be at most 500KB.")
        }
        guard request.headers["content-type"]?.hasPrefix("application/json") == true || request.body.isEmpty else {
            throw .invalid("Content-Type should be application/json.")
        }
        let sent: JSON
        do {
            sent = request.body.isEmpty ? .object([:]) : try JSON(parsing: request.body)
        } catch {
            throw .invalidJSON
        }
        body = sent
        if let problem = NotionSchema.requests.problem(with: sent, as: type, root: "body") { throw .invalid(problem) }
        if !call.version.hasArchived, let archived = sent["archived"] {
            throw .invalid(
                "body failed validation: body.archived should be not present, instead was `\(archived.text())`.")
        }
        call.body = sent
    }

    /// Ids in upper case name nothing (measured by sdalu/sequel-notion).
    private func checkIDs(of route: NotionRoute) throws(NotionError) {
        for segment in request.segments.dropFirst(2).prefix(1) where NotionID(any: segment) != nil {
            guard segment == segment.lowercased() else { throw .notFound("object", segment) }
        }
    }

    /// The answer with its request's id, which the OpenAPI document leaves out.
    private func checked(_ json: JSON, request id: String) -> WireAnswer {
        if options.checksAnswers, let route, json["object"] != nil || json["templates"] != nil,
            let problem = NotionSchema.answers.problem(with: json, as: route.answerType, root: "answer")
        {
            return .json(["object": "error", "code": "sandbox", "message": .string(problem)], status: 500)
        }
        var json = json
        json["request_id"] = .string(id)
        return .json(json, indented: false)
    }

    /// The log's line about the exchange.
    func entry(number: Int, answer: WireAnswer) -> LoggedRequest {
        var headers = request.headers
        if headers["authorization"] != nil { headers["authorization"] = "redacted" }
        let query = Dictionary(request.query.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
        let isLost = if case .none = answer.delivery { true } else { false }
        return LoggedRequest(
            number: number, method: request.method, path: request.path, target: request.target, query: query,
            headers: headers, body: body, operation: route?.name, status: isLost ? 0 : answer.status, reason: reason,
            fault: fault, notes: [], wrote: wrote)
    }
}
