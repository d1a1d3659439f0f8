import Sandbox
import Testing

@Suite struct QueueTests {
    /// A world with an event that the service refuses.
    private func refused(_ body: (World) async throws -> Void) async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try world.write("family/other.ics", Events.single("other@x", "Other", day: 3))
            world.sandbox.inject(
                .status(400, reason: "invalid"), matching: Matcher(operation: "events.import", body: "tea@x"))
            let outcome = try await world.calsync("sync")
            #expect(outcome.code == 4, "\(outcome.out)")
            #expect(world.remote().keys.sorted() == ["other@x"])
            try await body(world)
        }
    }

    @Test func `what failed is listed and tried again on demand`() async throws {
        try await refused { world in
            let list = try await world.calsync("queue")
            #expect(list.code == 4 && list.out.contains("family/tea.ics") && list.out.contains("parked"))
            let json = try await world.calsync("queue", "list", "--json")
            #expect(json.json[0]?["uid"] == "tea@x" && json.json[0]?["parked"] == true)
            #expect(json.json[0]?["title"] == "Tea" && json.json[0]?["path"] == "family/tea.ics")
            let status = try await world.calsync("status")
            #expect(status.code == 4 && status.out.contains("calsync queue"))
            try await world.expectQuiet(code: 4)

            let retry = try await world.calsync("queue", "retry", "family/tea.ics")
            #expect(retry.code == 0, "\(retry.err)")
            try await world.sync()
            #expect(world.remote().keys.sorted() == ["other@x", "tea@x"])
            let empty = try await world.calsync("queue", "--json")
            #expect(empty.code == 0 && empty.out == "[]\n")
            try await world.expectQuiet()
        }
    }

    @Test func `what was dropped waits for another edit`() async throws {
        try await refused { world in
            let parked = try await world.calsync("queue", "drop", "tea@x")
            #expect(parked.code == 2 && parked.err.contains("queue retry tea@x"), "\(parked.err)")
            _ = try await world.calsync("queue", "retry", "tea@x")
            let dropped = try await world.calsync("queue", "drop", "tea@x", "--json")
            #expect(dropped.code == 0 && dropped.json["dropped"] == 1)
            let nothing = try await world.calsync("queue", "drop", "other@x")
            #expect(nothing.code == 2 && nothing.err.contains("calsync queue"))
            let before = world.sandbox.writes
            _ = try await world.calsync("sync")
            #expect(world.sandbox.writes == before)
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
            try await world.sync()
            #expect(world.remoteTitle("tea@x") == "Mint tea")
        }
    }
}
