import Sandbox
import Testing

/// `kill -9` at every step of a run, each followed by a plain sync.
@Suite struct CrashTests {
    struct Scenario: Sendable, CustomTestStringConvertible {
        let name: String
        /// Brings news to one side or both; the number makes it new each time.
        let change: @Sendable (World, Int) throws -> Void
        var testDescription: String { name }
    }

    static let scenarios = [
        Scenario(name: "a new file, an edit and a deletion go out") { world, step in
            try world.write("family/new\(step).ics", Events.single("new\(step)@x", "New \(step)", day: 2))
            let text = try world.read("family/tea.ics")
            try world.write("family/tea.ics", text.replacing(/SUMMARY:.*/, with: "SUMMARY:Mine \(step)"))
            if world.has("family/new\(step - 1).ics") { try world.remove("family/new\(step - 1).ics") }
        },
        Scenario(name: "a new event, an edit and a deletion come in") { world, step in
            try world.sandbox.putEvent(
                [
                    "iCalUID": .string("phone\(step)@x"), "summary": .string("Phone \(step)"),
                    "start": ["date": "2026-12-05"], "end": ["date": "2026-12-06"],
                ], in: World.family)
            try world.phone("tea@x", ["location": .string("Room \(step)")])
            if world.remote()["phone\(step - 1)@x"] != nil { try world.phoneDeletes("phone\(step - 1)@x") }
        },
        Scenario(name: "both sides edit a series, and a file is completed") { world, step in
            try world.phone("run@x", ["location": .string("Park \(step)")])
            let text = try world.read("family/run.ics")
            try world.write("family/run.ics", text.replacing(/SUMMARY:.*/, with: "SUMMARY:Run \(step)"))
            let bare = Events.single("x", "Bare \(step)", day: 8).replacing(
                "UID:x\nDTSTAMP:20261101T080000Z\n", with: "")
            try world.write("family/bare\(step).ics", bare)
        },
    ]

    @Test(arguments: scenarios)
    func `killed at any step, a plain sync leaves one event on each side`(scenario: Scenario) async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try world.write("family/run.ics", Events.series("run@x", "Run"))
            try await world.sync()
            var step = 0
            while step < 60 {
                step += 1
                try scenario.change(world, step)
                let killed = try await world.calsync("sync", with: ["CALSYNC_CRASH_AT": "\(step)"])
                if killed.code == 0 { break }
                #expect(killed.code == 128 + 9, "step \(step): \(killed.out)\(killed.err)")
                try await world.sync()
                try await expectOneEach(world, step)
            }
            #expect(step > 5 && step < 60)
            try await expectOneEach(world, step)
            try await world.expectQuiet()
        }
    }

    private func expectOneEach(_ world: World, _ step: Int) async throws {
        let remote = world.remote()
        #expect(remote.values.allSatisfy { $0.count == 1 }, "step \(step)")
        var titles: [String] = []
        for path in try world.eventFiles() {
            let title = try world.read(path).split(separator: "\n").first { $0.hasPrefix("SUMMARY:") }
            titles.append(title.map { String($0.dropFirst(8)) } ?? "")
        }
        #expect(titles.sorted() == remote.values.compactMap { $0[0]["summary"]?.string }.sorted(), "step \(step)")
        let writes = world.sandbox.writes
        let plan = try await world.calsync("plan")
        #expect(plan.out == "Nothing to do.\n" && world.sandbox.writes == writes, "step \(step): \(plan.out)")
    }
}
