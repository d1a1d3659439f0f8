extension API {
    var conflictRoutes: [Route] {
        [
            Route(.get, "/api/conflicts") { _ in try await reading(["conflicts"]) },
            Route(.post, "/api/conflicts") { try await resolveAll($0) },
            Route(.post, "/api/conflicts/{uid}") { try await resolve($0) },
        ]
    }

    /// The side whose values count, where all are settled.
    private enum OneSide: String, Decodable { case local, remote }

    /// Which values count; the page has an editor of its own.
    private enum Take: String, Decodable { case local, remote, both }

    private func resolveAll(_ request: APIRequest) async throws -> Answer {
        struct Body: Decodable {
            let take: OneSide
        }
        return try await carryOut(["resolve", "--all", "--take=\(try request.json(Body.self).take.rawValue)"])
    }

    /// Takes a side in the conflicts of an event, or values of one's own.
    private func resolve(_ request: APIRequest) async throws -> Answer {
        struct Settled: Decodable {
            let field: String
            let instance: String?
            let value: String?
        }
        struct Body: Decodable {
            let pair, field, instance: String?
            let take: Take?
            let values: [Settled]?
        }
        let body = try request.json(Body.self)
        var words = ["resolve"]
        if let pair = body.pair { words.append("--pair=\(pair)") }
        if let take = body.take {
            words.append("--take=\(take.rawValue)")
            if let field = body.field { words.append("--field=\(field)") }
            if let instance = body.instance { words.append("--instance=\(instance)") }
        }
        for value in body.values ?? [] {
            words.append("--set=\(value.field)\(value.instance.map { "@\($0)" } ?? "")=\(value.value ?? "")")
        }
        return try await carryOut(words + ["--", "uid:\(request.parameter("uid"))"])
    }
}
