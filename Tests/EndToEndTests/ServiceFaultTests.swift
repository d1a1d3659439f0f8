import Sandbox
import Testing

/// A service that is away, slow, lying or full: a clear sentence, nothing lost, and the next sync goes on.
@Suite struct ServiceFaultTests {
    /// A world with six events in step, one edited on each side since.
    private func edited(
        _ change: (inout GoogleSandbox.Options) -> Void = { _ in }, _ body: (World) async throws -> Void
    ) async throws {
        try await World.with(change) { world in
            for day in 1...6 {
                try world.write("family/\(day).ics", Events.single("e\(day)@x", "Day \(day)", day: day))
            }
            try await world.sync()
            try world.edit("family/1.ics", "SUMMARY:Day 1", "SUMMARY:Mine")
            try world.phone("e2@x", ["summary": "Theirs"])
            try await body(world)
        }
    }

    /// Syncs until all is well, and expects both edits on both sides and six events.
    private func expectBoth(_ world: World) async throws {
        try await world.sync()
        #expect(world.remoteTitle("e1@x") == "Mine" && world.remoteTitle("e2@x") == "Theirs")
        #expect(try world.read("family/2.ics").contains("SUMMARY:Theirs"))
        #expect(try world.eventFiles().count == 6)
        #expect(world.remote().count == 6)
        try await world.expectQuiet()
    }

    @Test func `a wrong token says which variable to set`() async throws {
        try await edited { world in
            for token in ["wrong", ""] {
                let outcome = try await world.calsync("sync", with: ["CALSYNC_TOKEN_GOOGLE": token])
                #expect(outcome.code == 5 && outcome.out.contains("CALSYNC_TOKEN_GOOGLE"), "\(outcome.out)")
                let calendars = try await world.calsync("calendars", with: ["CALSYNC_TOKEN_GOOGLE": token])
                #expect(calendars.code == 5 && calendars.err.contains("CALSYNC_TOKEN_GOOGLE"), "\(calendars.err)")
            }
            let json = try await world.calsync("plan", "--json", with: ["CALSYNC_TOKEN_GOOGLE": "wrong"])
            #expect(json.code == 5 && json.json["troubles"]?[0]?["pair"] == "family")
            // What a person may try is not spoilt by it.
            #expect(try await world.calsync("plan", "--offline").code == 0)
            try await expectBoth(world)
        }
    }

    @Test func `a token that expires midway stops the writes and loses none`() async throws {
        try await edited { world in
            world.sandbox.inject(.expiredToken, matching: Matcher(method: "PATCH"))
            let outcome = try await world.calsync("sync")
            #expect(outcome.code == 5 && outcome.out.contains("CALSYNC_TOKEN_GOOGLE"), "\(outcome.out)")
            try await expectBoth(world)
        }
    }

    @Test func `a service that is away is told and waited for`() async throws {
        try await edited { world in
            try world.writeAccounts(endpoint: "http://127.0.0.1:1/calendar/v3")
            let outcome = try await world.calsync("sync")
            #expect(outcome.code == 4 && outcome.out.contains("Your edits are safe"), "\(outcome.out)")
            #expect(!outcome.out.contains("Nothing to do") && !outcome.out.contains("Everything is in step"))
            let plan = try await world.calsync("plan")
            #expect(plan.code == 4 && !plan.out.contains("Nothing to do"))
            let status = try await world.calsync("status")
            #expect(status.out.contains("1 to sync"))
            try world.writeAccounts(endpoint: world.address + "/calendar/v3")
            try await expectBoth(world)
        }
    }

    @Test(arguments: [Fault.garbageBody, .truncatedBody, .dropConnection, .status(500, reason: "backendError")])
    func `a listing that makes no sense changes nothing`(fault: Fault) async throws {
        try await edited { world in
            world.sandbox.inject(fault, matching: Matcher(operation: "events.list"), times: 9)
            let (writes, before) = (world.sandbox.writes, try world.snapshot())
            let outcome = try await world.calsync("sync")
            #expect(outcome.code == 4 || outcome.code == 1, "\(outcome.out)")
            #expect(outcome.out.contains("family") && outcome.out.contains("later"), "\(outcome.out)")
            #expect(world.sandbox.writes == writes)
            #expect(try world.eventFiles().count == 6)
            #expect(try world.snapshot() == before)
            world.sandbox.clearFaults()
            try await expectBoth(world)
        }
    }

    @Test func `a listing that leaves events out deletes nothing`() async throws {
        try await edited { world in
            world.sandbox.expireSyncTokens()
            world.sandbox.inject(.shortListing(dropping: 2), matching: Matcher(operation: "events.list"))
            try await world.sync()
            try await expectBoth(world)
            world.sandbox.expireSyncTokens()
            world.sandbox.inject(.shortListing(dropping: 6), matching: Matcher(operation: "events.list"))
            _ = try await world.calsync("sync")
            try await expectBoth(world)
        }
    }

    @Test func `too many requests are waited out`() async throws {
        try await edited { world in
            world.sandbox.inject(
                .status(429, reason: "rateLimitExceeded", retryAfter: 0), matching: Matcher(method: "PATCH"))
            try await expectBoth(world)
        }
    }

    @Test func `a long wait is left to a later run`() async throws {
        try await edited { world in
            world.sandbox.inject(
                .status(503, reason: "backendError", retryAfter: 3_600), matching: Matcher(method: "PATCH"))
            let outcome = try await world.calsync("sync")
            #expect(outcome.code == 4 && outcome.out.contains("queued"), "\(outcome.out)")
            let again = try await world.calsync("sync")
            #expect(again.code == 4 && again.out.contains("calsync queue retry"), "\(again.out)")
            #expect(try await world.calsync("queue", "retry").code == 0)
            try await expectBoth(world)
        }
    }

    @Test func `a slow answer is an answer`() async throws {
        try await edited { world in
            world.sandbox.inject(.delay(.milliseconds(300)), times: 3)
            try await expectBoth(world)
        }
    }

    @Test func `a calendar that is gone or read-only loses nothing`() async throws {
        try await edited { world in
            world.sandbox.setAccessRole("reader", of: World.family)
            let reading = try await world.calsync("sync")
            #expect(reading.code == 3 || reading.code == 0, "\(reading.out)")
            #expect(world.remoteTitle("e1@x") == "Day 1")
            #expect(try world.read("family/2.ics").contains("Theirs"))
            world.sandbox.setAccessRole("owner", of: World.family)
            try await expectBoth(world)
            world.sandbox.removeCalendar(World.family)
            let gone = try await world.calsync("sync")
            #expect(gone.code == 1 && gone.out.contains("calsync calendars google"), "\(gone.out)")
            #expect(try world.eventFiles().count == 6)
        }
    }

    @Test func `one pair in trouble does not stop the other`() async throws {
        try await World.with { world in
            #expect(try await world.calsync("pair", "add", "work", "--account", "google").code == 0)
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try world.write("work/plan.ics", Events.single("plan@x", "Plan"))
            world.sandbox.removeCalendar(World.family)
            let outcome = try await world.calsync("sync")
            #expect(outcome.code == 1, "\(outcome.out)")
            #expect(world.remote(World.primary).keys.sorted() == ["plan@x"])
            // A pair that is named is looked at alone.
            try await world.sync("work")
            let unknown = try await world.calsync("sync", "wrok")
            #expect(unknown.code == 2 && unknown.err.contains("Did you mean work?"))
        }
    }
}
