import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Listings that lag behind: what they show was replaced before, and is believed only after a look.
@Suite struct StaleListingTests {
    /// A service that tells all each time.
    private let whole = MemoryProvider.Options.with { $0.hasDeltas = false }

    @Test func `an edit is not taken back by a listing from before it`() async throws {
        let world = try await World.synced("a", "b", options: whole)
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        try await world.sync()
        world.service.fail(.changes, with: .staleListing(changes: 1))
        #expect(try await world.sync().words == "nothing")
        #expect(world.folder.read("work/a.ics") == event("a", title: "new"))
        #expect(world.titles == ["b", "new"])
        try await world.expectIdle()
    }

    @Test func `an edit that came from there is not taken back either`() async throws {
        let world = try await World.synced("a", "b", options: whole)
        for title in ["one", "two", "three"] {
            try world.editRemote("a", .title, title)
            #expect(try await world.sync().words == "edit-file")
        }
        for changes in 1...3 {
            world.service.fail(.changes, with: .staleListing(changes: changes))
            #expect(try await world.sync().words == "nothing", "\(changes)")
        }
        #expect(world.folder.read("work/a.ics") == event("a", title: "three"))
    }

    @Test func `what was seen before and is there again is taken`() async throws {
        let world = try await World.synced("a", "b", options: whole)
        try world.editRemote("a", .title, "one")
        try await world.sync()
        try world.editRemote("a", .title, "a")
        #expect(try await world.sync().words == "edit-file")
        #expect(world.folder.read("work/a.ics") == event("a"))
    }

    @Test func `a deletion is not undone by a listing from before an edit`() async throws {
        let world = try await World.synced("a", "b", "c", options: whole)
        try world.editRemote("a", .title, "new")
        try await world.sync()
        try world.folder.remove("work/a.ics")
        world.service.fail(.changes, with: .staleListing(changes: 1))
        #expect(try await world.sync().words == "delete-remote")
        for changes in 1...2 {
            world.service.fail(.changes, with: .staleListing(changes: changes))
            #expect(try await world.sync().done.allSatisfy { $0.kind.side == nil }, "\(changes)")
        }
        #expect(world.folder.eventFiles == ["work/b.ics", "work/c.ics"])
        #expect(world.titles == ["b", "c"])
    }

    @Test func `nor by one that shows an edit which this folder never saw`() async throws {
        let world = try await World.synced("a", "b", "c", options: whole)
        try world.editRemote("a", .title, "one")
        try world.editRemote("a", .title, "two")
        try await world.sync()
        try world.folder.remove("work/a.ics")
        world.service.fail(.changes, with: .staleListing(changes: 1))
        #expect(try await world.sync().words == "delete-remote")
        #expect(world.folder.eventFiles == ["work/b.ics", "work/c.ics"])
        #expect(world.titles == ["b", "c"])
        try await world.expectIdle()
    }

    @Test func `where the look fails, what was deleted waits`() async throws {
        let world = try await World.synced("a", "b", "c", options: whole)
        try world.editRemote("a", .title, "new")
        try world.folder.remove("work/a.ics")
        world.service.fail(.event, with: .refusal(.unavailable("It rests.", retryAfter: nil)))
        #expect(try await world.sync().done.allSatisfy { $0.kind.side == nil })
        #expect(world.titles == ["b", "c", "new"])
        #expect(try await world.sync().words == "create-file")
        try await world.expectIdle()
    }

    @Test func `an own line beats a deletion that a listing broke off before it told`() async throws {
        let world = try await World.synced("a", "b", "c", options: .with { $0.fields = [.title, .when] })
        try world.removeRemote("a")
        try world.folder.write("work/a.ics", event("a", "X-MINE:kept"))
        world.service.fail(.changes, with: .unfinishedListing(keeping: 0))
        #expect(try await world.sync().words == "nothing")
        #expect(try await world.sync().words == "create-remote")
        #expect(world.folder.read("work/a.ics") == event("a", "X-MINE:kept"))
        #expect(world.titles == ["a", "b", "c"])
        try await world.expectIdle()
    }

    @Test func `an instance that a listing doesn't show yet stays as it is`() async throws {
        let world = World(whole)
        try world.folder.write("work/s.ics", series("s", others: [DeliveryTests.override]))
        try await world.sync()
        let text = world.folder.read("work/s.ics")
        world.service.fail(.changes, with: .staleListing(changes: 1))
        #expect(try await world.sync().words == "nothing")
        #expect(world.folder.read("work/s.ics") == text)
        // Gone in truth: the look says so, too.
        let series = try world.remote("s")
        let key = try #require(series.view.exceptions.keys.first)
        world.service.set(nil, at: key, of: series.id)
        #expect(try await world.sync().words == "edit-file")
        #expect(world.folder.read("work/s.ics")?.contains("RECURRENCE-ID") == false)
    }

    @Test func `an event made anew is not taken for the one before it`() async throws {
        let world = try await World.synced(
            "a", "b", "c",
            options: .with {
                $0.hasDeltas = false
                $0.tombstonesHoldUIDs = false
            })
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        try world.removeRemote("a")
        #expect(try await world.sync().words == "create-remote")
        for changes in 1...2 {
            world.service.fail(.changes, with: .staleListing(changes: changes))
            #expect(try await world.sync().words == "nothing", "\(changes)")
        }
        #expect(world.folder.read("work/a.ics") == event("a", title: "new"))
        #expect(world.titles == ["b", "c", "new"])
        try await world.expectIdle()
    }
}
