import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// A poll that finds nothing opens no state; one that finds something hands its answers to the run.
@Suite struct QuietServicesTests {
    /// Syncs, and returns what the services can be asked with afterwards.
    private func synced(
        _ world: World, _ request: SyncRequest = SyncRequest(), after before: QuietServices? = nil
    ) async throws -> (RunReport, QuietServices) {
        world.folder.advance(by: 60)
        let session = try world.folder.open()
        let report = try await session.carryOut(try await session.plan(request))
        try await session.close()
        let quiet = await session.quietServices(after: before)
        world.service.resetLog()
        return (report, quiet)
    }

    private func isQuiet(_ quiet: QuietServices, _ world: World) async throws -> Bool {
        quiet.isQuiet(try #require(await quiet.ask(world.folder.setups)))
    }

    @Test func `nothing new is told with the requests of a sync`() async throws {
        let world = try await World.synced("a")
        let (_, quiet) = try await synced(world)
        #expect(try await isQuiet(quiet, world))
        #expect(world.service.log.map(\.verb) == [.calendars, .changes])
    }

    @Test func `what is new is handed to the run, which asks for it no more`() async throws {
        let world = try await World.synced("a")
        let (_, quiet) = try await synced(world)
        try world.editRemote("a", .title, "phoned")
        let answers = try #require(await quiet.ask(world.folder.setups))
        #expect(!quiet.isQuiet(answers))
        var request = SyncRequest()
        request.answers = answers
        let (report, next) = try await synced(world, request)
        #expect(report.words == "edit-file" && world.folder.read("work/a.ics") == event("a", title: "phoned"))
        #expect(try await isQuiet(next, world))
        try await world.expectIdle()
    }

    @Test func `the run that was handed answers asks the service nothing`() async throws {
        let world = try await World.synced("a")
        let (_, quiet) = try await synced(world)
        try world.editRemote("a", .title, "phoned")
        var request = SyncRequest()
        request.answers = try #require(await quiet.ask(world.folder.setups))
        world.service.resetLog()
        _ = try await world.folder.open().plan(request)
        #expect(world.service.log.isEmpty)
    }

    @Test func `a deletion at the service is news`() async throws {
        let world = try await World.synced("a", "b", "c", "d", "e")
        let (_, quiet) = try await synced(world)
        try world.removeRemote("a")
        var request = SyncRequest()
        request.answers = try #require(await quiet.ask(world.folder.setups))
        #expect(!quiet.isQuiet(request.answers))
        #expect(try await synced(world, request).0.words == "delete-file")
    }

    @Test func `the echo of an own write is looked at once`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        let (_, first) = try await synced(world)
        #expect(try await !isQuiet(first, world))
        let before = world.folder.everything()
        let (report, second) = try await synced(world)
        #expect(report.words == "nothing" && world.folder.everything() == before)
        #expect(try await isQuiet(second, world))
        // What comes after is news, and lost by nobody.
        try world.editRemote("a", .title, "phoned")
        var request = SyncRequest()
        request.answers = try #require(await second.ask(world.folder.setups))
        #expect(try await synced(world, request).0.words == "edit-file")
        try await world.expectIdle()
    }

    @Test func `answers to another state's question are not used`() async throws {
        let world = try await World.synced("a")
        let (_, quiet) = try await synced(world)
        let answers = try #require(await quiet.ask(world.folder.setups))
        // Another command works on the folder in between.
        try world.editRemote("a", .title, "phoned")
        try await world.sync()
        try world.editRemote("a", .title, "again")
        var request = SyncRequest()
        request.answers = answers
        #expect(try await synced(world, request).0.words == "edit-file")
        #expect(world.folder.read("work/a.ics") == event("a", title: "again"))
    }

    @Test func `a service that fails is the run's to tell, and is asked once`() async throws {
        let world = try await World.synced("a")
        let (_, quiet) = try await synced(world)
        world.service.fail(.changes, with: .refusal(.unavailable("down", retryAfter: 7)))
        var request = SyncRequest()
        request.answers = try #require(await quiet.ask(world.folder.setups))
        #expect(!quiet.isQuiet(request.answers))
        world.service.resetLog()
        let (report, next) = try await synced(world, request)
        #expect(report.words == "trouble")
        #expect(await next.ask(world.folder.setups) == nil)
    }

    @Test func `where something waits only a run can ask`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        world.service.fail(.update, with: .refusal(.rejected("no")))
        let (report, quiet) = try await synced(world)
        #expect(report.queued.count == 1)
        #expect(await quiet.ask(world.folder.setups) == nil)
    }

    @Test func `a run of one pair leaves what is known of the others, unless somebody else wrote`() async throws {
        let world = try await World.synced("a")
        let other = MemoryProvider()
        world.folder.setups += [.make("home", other)]
        let (_, both) = try await synced(world)
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        let (_, next) = try await synced(world, SyncRequest(pairs: [World.work]), after: both)
        #expect(next.isQuiet(try #require(await next.ask([world.folder.setups[1]]))))
        let (_, stale) = try await synced(world, SyncRequest(pairs: [World.work]), after: both)
        #expect(await stale.ask([world.folder.setups[1]]) == nil)
    }

    @Test func `a calendar that is another by now is news`() async throws {
        let world = try await World.synced("a")
        let (_, quiet) = try await synced(world)
        world.service.removeCalendar("home")
        #expect(await quiet.ask(world.folder.setups) == nil)
    }
}
