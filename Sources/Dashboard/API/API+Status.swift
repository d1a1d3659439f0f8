import SyncEngine

extension API {
    var statusRoutes: [Route] {
        [
            Route(.get, "/healthz") { _ in .text("ok\n") },
            Route(.get, "/metrics") { _ in
                .text(try await desk.metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
            },
            Route(.get, "/api/status") { _ in .json(try await hub.look().status) },
            Route(.get, "/api/stream") { _ in
                Answer(type: "text/event-stream", body: .events(try await hub.messages()))
            },
        ]
    }
}
