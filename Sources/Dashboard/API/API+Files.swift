import SyncEngine

extension API {
    var fileRoutes: [Route] {
        [
            Route(.get, "/api/files") { _ in
                try .json(try await hub.look().standing.planned.problems.map { DiagnosticJSON($0) })
            }
        ]
    }
}
