import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// What fails, waits, and is never dropped: the retry queue, held changes and the sync token.
@Suite struct RetryTests {
    private let down = MemoryProvider.Fault.refusal(.unavailable("down", retryAfter: nil))

    @Test func `what the service refuses is parked until the file changes`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:bad")
        world.service.fail(.update, with: .refusal(.rejected("No such title.")))
        let report = try await world.sync()
        #expect(report.words == "parked")
        #expect(report.exitCode == .queued)
        world.folder.advance(by: 100_000)
        #expect(try await world.sync().words == "held retry")
        #expect(world.titles == ["a"])
        try await world.expectIdle()
        try world.folder.edit("work/a.ics", "SUMMARY:bad", "SUMMARY:good")
        #expect(try await world.sync().words == "edit-remote")
        #expect(world.titles == ["good"])
        try await world.expectIdle()
    }

    @Test func `a parked operation is tried again on demand`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        world.service.fail(.update, with: .refusal(.rejected("No.")))
        try await world.sync()
        let session = try world.folder.open()
        #expect(try await session.retry(uid("a")) == 1)
        try await session.close()
        #expect(try await world.sync().words == "edit-remote")
        try await world.expectIdle()
    }

    @Test func `an unreachable service is tried later and later, across restarts, and parked after eight`() async throws
    {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        var words: [String] = []
        for _ in 0..<8 {
            world.service.fail(.update, with: down, times: 3)
            words.append(try await world.sync().words)
            world.folder.advance(by: 4_000)
        }
        #expect(words == Array(repeating: "queued", count: 7) + ["parked"])
        #expect(world.titles == ["a"])
        let session = try world.folder.open(writes: false)
        #expect(await session.manifest.pairs[World.work]?.retries?["a@test"]?.count == 8)
    }

    @Test func `what is not due waits, and is sent once it is`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        world.service.fail(.update, with: .refusal(.unavailable("down", retryAfter: 3_600)))
        #expect(try await world.sync().words == "queued")
        #expect(try await world.sync().words == "held retry")
        world.folder.advance(by: 4_000)
        #expect(try await world.sync().words == "edit-remote")
        try await world.expectIdle()
    }

    @Test func `where the clock went back behind a failure it is tried again at once`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        world.service.fail(.update, with: .refusal(.unavailable("down", retryAfter: 60)))
        #expect(try await world.sync().words == "queued")
        world.folder.advance(by: -100_000)
        #expect(try await world.sync().words == "edit-remote")
        try await world.expectIdle()
    }

    @Test func `a rest that a service asked for ends where the clock went back by days`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        world.service.fail(.update, with: .refusal(.writesSuspended("Used up.", seconds: 3_600)))
        #expect(try await world.sync().words == "queued")
        world.folder.advance(by: -60)
        #expect(try await world.sync().words == "queued")
        world.folder.advance(by: -200_000)
        #expect(try await world.sync().words == "edit-remote")
        try await world.expectIdle()
    }

    @Test func `an edit that could not be sent is not taken back by one of the same series that could`() async throws {
        let world = World()
        try world.folder.write("work/s.ics", series("s", others: [DeliveryTests.override]))
        try await world.sync()
        try world.folder.edit("work/s.ics", "RRULE", "LOCATION:Hall\nRRULE")
        try world.folder.edit("work/s.ics", "T140000", "T143000")
        world.service.fail(.update, with: down, times: 3)
        #expect(try await world.sync().queued.count == 1)
        for _ in 0..<3 {
            world.folder.advance(by: 4_000)
            try await world.sync()
        }
        let text = try #require(world.folder.read("work/s.ics"))
        #expect(text.contains("LOCATION:Hall\n") && text.contains("T143000"))
        #expect(try world.remote("s").view.changes(to: view(text)) == [])
        try await world.expectIdle()
    }

    @Test func `a service out of reach for two operations is left alone for the rest of the run`() async throws {
        let world = try await World.synced(count: 6)
        for number in 1...6 { try world.folder.edit("work/e\(number).ics", "SUMMARY:e", "SUMMARY:n") }
        world.service.fail(.update, with: down, times: 99)
        let report = try await world.sync()
        #expect(report.queued.count == 6)
        #expect(world.service.writes == 6)
    }

    @Test func `a quota that must rest lets reading go on`() async throws {
        let world = try await World.synced("a", "b")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        world.service.fail(.update, with: .refusal(.writesSuspended("Quota used up.", seconds: 3_600)))
        #expect(try await world.sync().words == "queued")
        let writes = world.service.writes
        try world.editRemote("b", .title, "b2")
        #expect(try await world.sync().words == "edit-file, queued")
        #expect(world.service.writes == writes)
        world.folder.advance(by: 4_000)
        #expect(try await world.sync().words == "edit-remote")
        #expect(world.titles == ["b2", "new"])
        try await world.expectIdle()
    }

    @Test func `a missing sign-in is exit code 5, and edits stay`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        world.service.fail(.calendars, with: .refusal(.unauthorized("The token expired.")))
        var report = try await world.sync()
        #expect(report.exitCode == .signIn)
        #expect(report.done.isEmpty)
        world.service.fail(.update, with: .refusal(.unauthorized("The token expired.")))
        report = try await world.sync()
        #expect(report.exitCode == .signIn)
        #expect(try await world.sync().words == "edit-remote")
        try await world.expectIdle()
    }

    @Test func `one service out of reach does not stop the other`() async throws {
        let (home, job) = (MemoryProvider(), MemoryProvider())
        let folder = FolderWorld([.make("home", home), .make("job", job)])
        try folder.write("home/a.ics", event("a"))
        try folder.write("job/b.ics", event("b"))
        home.fail(.changes, with: down, times: 9)
        #expect(try await folder.sync().words == "create-remote, trouble")
        #expect(job.events().count == 1)
        #expect(home.events().isEmpty)
    }

    // MARK: The sync token

    @Test func `a deletion held by the safety limit is not lost when the token moves on`() async throws {
        let world = try await World.synced(count: 6)
        for number in 1...4 { try world.removeRemote("e\(number)") }
        #expect(try await world.sync().exitCode == .safety)
        try world.editRemote("e5", .title, "new")
        try await world.sync()
        #expect(world.folder.eventFiles.count == 6)
        let report = try await world.sync(SyncRequest(allowsMassChange: true))
        #expect(report.done.count { $0.kind == .deleteFile } == 4)
        #expect(world.folder.eventFiles == ["work/e5.ics", "work/e6.ics"])
        try await world.expectIdle()
    }

    @Test func `a change held by direction = push comes once both ways are open`() async throws {
        let world = try await World.synced("a", "b", policy: Policy(direction: .push))
        try world.editRemote("a", .title, "theirs")
        world.service.put(uid("c"), view(event("c")))
        try world.removeRemote("b")
        try await world.sync()
        try world.folder.write("work/z.ics", event("z"))
        try await world.sync()
        #expect(world.folder.read("work/a.ics") == event("a"))
        world.folder.setups[0].policy = Policy()
        try await world.sync()
        #expect(world.folder.read("work/a.ics")?.contains("SUMMARY:theirs") == true)
        #expect(world.folder.eventFiles.contains("work/2026-01-15-c.ics"))
        #expect(!world.folder.eventFiles.contains("work/b.ics"))
        #expect(world.titles == ["c", "theirs", "z"])
        try await world.expectIdle()
    }

    @Test func `direction = pull sends nothing and keeps the edit`() async throws {
        let world = try await World.synced("a", policy: Policy(direction: .pull))
        #expect(world.service.events().isEmpty)
        world.service.put(uid("b"), view(event("b")))
        try await world.sync()
        try world.folder.edit("work/2026-01-15-b.ics", "SUMMARY:b", "SUMMARY:mine")
        try await world.sync()
        #expect(world.titles == ["b"])
        world.folder.setups[0].policy = Policy()
        try await world.sync()
        #expect(world.titles == ["a", "mine"])
        try await world.expectIdle()
    }

    @Test func `an operation that a person declines waits for the next sync`() async throws {
        let world = try await World.synced("a")
        try world.editRemote("a", .title, "theirs")
        try world.folder.write("work/b.ics", event("b"))
        let session = try world.folder.open()
        let planned = try await session.plan(SyncRequest())
        let report = try await session.carryOut(planned) { _ in .no }
        try await session.close()
        #expect(report.done.isEmpty)
        #expect(try await world.sync().words == "create-remote, edit-file")
        try await world.expectIdle()
    }

    // MARK: Exit codes

    @Test func `of several exit codes the one that needs a person most is given`() {
        #expect(ExitCode.strongest([ExitCode]()) == .done)
        let order: [Int32] = [7, 8, 9, 2, 5, 6, 3, 4, 1]
        #expect(ExitCode.precedence.map(\.rawValue) == order)
        for (index, code) in ExitCode.precedence.enumerated() {
            #expect(ExitCode.strongest(ExitCode.precedence[index...].reversed()) == code)
        }
    }
}
