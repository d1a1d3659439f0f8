import Sandbox
import Testing

/// A write that was done and whose answer never came: found again, never done twice.
@Suite struct LostAnswerTests {
    /// Something to send, and the request whose answer gets lost.
    struct Write: Sendable, CustomTestStringConvertible {
        let name: String
        let matcher: Matcher
        let edit: @Sendable (World) throws -> Void
        let isThere: @Sendable (World) throws -> Bool
        var testDescription: String { name }
    }

    static let writes = [
        Write(name: "import", matcher: Matcher(operation: "events.import")) { world in
            try world.write("family/new.ics", Events.single("new@x", "New"))
        } isThere: {
            $0.remote()["new@x"]?.count == 1
        },
        Write(name: "PATCH", matcher: Matcher(operation: "events.patch")) { world in
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
        } isThere: {
            $0.remoteTitle("tea@x") == "Mint tea"
        },
        Write(name: "DELETE", matcher: Matcher(operation: "events.delete")) { world in
            try world.remove("family/tea.ics")
        } isThere: {
            $0.remote()["tea@x"] == nil
        },
        Write(name: "instance PATCH", matcher: Matcher(path: "_20261217T", operation: "events.patch")) { world in
            let text = Events.override("run@x", "20261217", "Long run") + "END:VCALENDAR\n"
            try world.edit("family/run.ics", "END:VCALENDAR\n", text)
        } isThere: { world in
            world.sandbox.events(in: World.family).count { $0["summary"] == "Long run" } == 1
        },
        Write(name: "instance DELETE", matcher: Matcher(path: "_20261217T")) { world in
            try world.edit(
                "family/run.ics", "RRULE:FREQ=WEEKLY;COUNT=10\n",
                "RRULE:FREQ=WEEKLY;COUNT=10\nEXDATE;TZID=Europe/Berlin:20261217T100000\n")
        } isThere: { world in
            world.sandbox.events(in: World.family).count { $0["status"] == "cancelled" } == 1
        },
    ]

    /// A world with a single event and a series in step.
    private func synced(_ body: (World) async throws -> Void) async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try world.write("family/run.ics", Events.series("run@x", "Run"))
            try await world.sync()
            try await body(world)
        }
    }

    @Test(arguments: writes, [Fault.answerLost, .truncatedBody])
    func `a lost answer is looked up in the same run`(write: Write, fault: Fault) async throws {
        try await synced { world in
            try write.edit(world)
            world.sandbox.inject(fault, matching: write.matcher)
            _ = try await world.calsync("sync")
            try await world.sync()
            #expect(try write.isThere(world))
            #expect(world.remote().values.allSatisfy { $0.count == 1 })
            #expect(world.sandbox.log.contains { $0.fault == fault })
            try await world.expectQuiet()
        }
    }

    @Test(arguments: writes)
    func `a lost answer and a service that is away afterwards are found by the next run`(write: Write) async throws {
        try await synced { world in
            try write.edit(world)
            world.sandbox.inject(.answerLost, matching: write.matcher)
            world.sandbox.inject(
                .status(401, reason: "authError"), matching: Matcher(method: "GET"), times: 99, skip: 2)
            _ = try await world.calsync("sync")
            world.sandbox.clearFaults()
            _ = try await world.calsync("sync")
            _ = try await world.calsync("queue", "retry")
            try await world.sync()
            #expect(try write.isThere(world))
            #expect(world.remote().values.allSatisfy { $0.count == 1 })
            try await world.expectQuiet()
        }
    }
}
