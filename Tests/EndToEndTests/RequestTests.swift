import Sandbox
import Testing

/// How many requests a sync makes: no more than it must.
@Suite struct RequestTests {
    /// The requests since the log was last emptied, by method of the API.
    private func requests(_ world: World) -> [String: Int] {
        world.sandbox.log.reduce(into: [:]) { $0[$1.operation ?? $1.target, default: 0] += 1 }
    }

    @Test func `a first sync of many events is one request an event, and paging`() async throws {
        try await World.with { world in
            for index in 0..<1_000 {
                try world.write(
                    "family/\(index).ics", Events.single("e\(index)@x", "Event \(index)", day: 1 + index % 28))
            }
            try await world.sync()
            var made = requests(world)
            // Before creates it asks every ten seconds what is new there: how often depends on the machine.
            #expect(made.removeValue(forKey: "events.list").map { $0 >= 2 && $0 < 50 } == true)
            #expect(made == ["calendarList.list": 1, "events.import": 1_000])
            #expect(world.remote().count == 1_000)
            world.sandbox.resetLog()
            try await world.expectQuiet()
            #expect(requests(world) == ["calendarList.list": 1, "events.list": 1])
        }
    }

    @Test func `a listing of many pages is fetched once`() async throws {
        try await World.with { options in
            options.pageLimit = 50
            options.emptyPages = 1
        } _: { world in
            for index in 0..<200 {
                try world.sandbox.putEvent(
                    [
                        "iCalUID": .string("e\(index)@x"), "summary": .string("Event \(index)"),
                        "start": ["date": "2026-12-05"], "end": ["date": "2026-12-06"],
                    ], in: World.family)
            }
            try await world.sync()
            #expect(requests(world) == ["calendarList.list": 1, "events.list": 5])
            #expect(try world.eventFiles().count == 200)
            try await world.expectQuiet()
        }
    }

    @Test func `an edit costs one write, an override one more`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try world.write("family/run.ics", Events.series("run@x", "Run"))
            try await world.sync()
            world.sandbox.resetLog()
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
            try await world.sync()
            #expect(requests(world) == ["calendarList.list": 1, "events.list": 1, "events.patch": 1])
            world.sandbox.resetLog()
            let text = Events.override("run@x", "20261217", "Long run") + "END:VCALENDAR\n"
            try world.edit("family/run.ics", "END:VCALENDAR\n", text)
            try await world.sync()
            let writes = world.sandbox.log.filter(\.wrote)
            #expect(writes.count == 1 && world.sandbox.log.count <= 4, "\(requests(world))")
            try await world.expectQuiet()
        }
    }
}
