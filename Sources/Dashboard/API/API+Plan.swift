import ICalendar

extension API {
    var planRoutes: [Route] {
        [
            Route(.get, "/api/plan") { try await plan($0) },
            Route(.post, "/api/plan/skip") { request in
                let event = try request.json(PlannedEvent.self)
                return try await carryOut(["skip", "--pair=\(event.pair)", "--", "uid:\(event.uid)"])
            },
            Route(.post, "/api/plan/allow") { try await allow($0) },
            Route(.post, "/api/plan/only") { try await only($0) },
        ]
    }

    private func plan(_ request: APIRequest) async throws -> Answer {
        switch request.query["online"] {
        case "1": return try await reading(["plan"])
        case "0", nil: return try await reading(["plan", "--offline"])
        case let word?:
            throw Problem(.badRequest, "online can't be \(Diagnostic.excerpt(word)).", "It is 1 to ask the services.")
        }
    }

    /// An event of a pair.
    struct PlannedEvent: Decodable {
        let pair, uid: String
    }

    /// Lets go what was skipped of one event, or the mass change of a pair that the safety limit holds.
    private func allow(_ request: APIRequest) async throws -> Answer {
        struct Body: Decodable {
            let pair: String
            let uid: String?
        }
        let body = try request.json(Body.self)
        guard let uid = body.uid else { return try await carryOut(["sync", "--allow-mass-change", "--", body.pair]) }
        return try await carryOut(["allow", "--pair=\(body.pair)", "--", "uid:\(uid)"])
    }

    /// Syncs just what is named.
    private func only(_ request: APIRequest) async throws -> Answer {
        struct Body: Decodable {
            let operations: [PlannedEvent]
        }
        let operations = try request.json(Body.self).operations
        guard !operations.isEmpty else {
            throw Problem(.badRequest, "operations is empty.", "Name what is to be done, each with pair and uid.")
        }
        return try await carryOut(["sync"] + operations.map { "--only=\($0.pair):\($0.uid)" })
    }
}
