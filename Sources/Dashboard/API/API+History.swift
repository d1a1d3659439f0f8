extension API {
    var historyRoutes: [Route] {
        [
            Route(.get, "/api/history") { try await history($0) },
            Route(.post, "/api/history/{run}/undo") { try await undo($0) },
            Route(.get, "/api/analytics") { try await reading(["stats", "--days=\($0.query["days"] ?? "30")"]) },
        ]
    }

    /// The lines of the history that are asked for, newest first.
    private func history(_ request: APIRequest) async throws -> Answer {
        var words = ["log", "--newest-first"]
        for name in ["pair", "run", "since", "limit", "before"] {
            if let value = request.query[name] { words.append("--\(name)=\(value)") }
        }
        if let event = request.query["event"], !event.isEmpty { words += ["--", event] }
        return try await reading(words)
    }

    /// Takes a run back in the folder, or says what that would do.
    private func undo(_ request: APIRequest) async throws -> Answer {
        struct Body: Decodable {
            let dryRun: Bool?
        }
        let run = request.parameter("run")
        guard run.utf8.count >= 4, run.allSatisfy(\.isHexDigit) else {
            throw Problem(.notFound, "There is no run \(run).", "GET /api/history names them.")
        }
        let isDry = try request.jsonIfThere(Body.self)?.dryRun ?? false
        let words = ["undo", "--yes"] + (isDry ? ["--dry-run"] : []) + ["--", run]
        return try await isDry ? reading(words) : carryOut(words)
    }
}
