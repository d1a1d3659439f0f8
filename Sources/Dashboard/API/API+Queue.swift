extension API {
    var queueRoutes: [Route] {
        [
            Route(.get, "/api/queue") { _ in try await reading(["queue", "list"]) },
            Route(.post, "/api/queue/retry") { _ in try await retry([]) },
            Route(.post, "/api/queue/{uid}/retry") { try await retry(["--", "uid:\($0.parameter("uid"))"]) },
            Route(.post, "/api/queue/{uid}/drop") {
                try await carryOut(["queue", "drop", "--", "uid:\($0.parameter("uid"))"])
            },
        ]
    }

    /// Has what failed tried again, and tries it.
    private func retry(_ event: [String]) async throws -> Answer {
        _ = try await carryOut(["queue", "retry"] + event)
        return try await carryOut(["sync"])
    }
}
