import SyncEngine

extension API {
    var statusRoutes: [Route] {
        [
            Route(.get, "/healthz") { _ in .text("ok\n") },
            Route(.get, "/api/status") { _ in .json(try await hub.look().status) },
            Route(.get, "/api/stream") { _ in
                Answer(type: "text/event-stream", body: .events(try await hub.messages()))
            },
        ]
    }
}
