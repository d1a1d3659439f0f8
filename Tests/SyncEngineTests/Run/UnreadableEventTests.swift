import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Events at a service of which no file can be made: they are told each time, and hold up nothing.
@Suite struct UnreadableEventTests {
    /// A view without a start.
    private func broken(_ title: String) -> View { View(master: Part([.title: .text(title)])) }

    private func world(_ count: Int) async throws -> World {
        let world = try await World.synced("a", "b")
        for number in 0..<count { world.service.put(uid("broken\(number)"), broken("broken \(number)")) }
        return world
    }

    @Test func `it is told each time, and the listing is continued all the same`() async throws {
        let world = try await world(2)
        #expect(try await world.sync().words == "held service, held service")
        let cursor = try await world.cursor
        // News, so that the cursor moves on past them.
        try world.editRemote("a", .title, "new")
        #expect(try await world.sync().words == "edit-file, held service, held service")
        #expect(try await world.cursor != cursor)
        world.service.resetLog()
        let report = try await world.sync()
        #expect(report.words == "held service, held service")
        #expect(report.held.map(\.title).sorted() == ["broken 0", "broken 1"])
        #expect(world.service.log.map(\.verb) == [.calendars, .changes, .event, .event])
        try await world.expectIdle()
    }

    @Test func `once it is mended there it is pulled, and once it is deleted nothing is told any more`() async throws {
        let world = try await world(2)
        try world.editRemote("a", .title, "new")
        try await world.sync()
        let whole = try world.remote("a").view
        world.service.edit(try world.remote("broken0").id) { $0 = whole }
        world.service.remove(try world.remote("broken1").id)
        #expect(try await world.sync().words == "create-file")
        #expect(world.folder.eventFiles.count == 3)
        world.service.resetLog()
        #expect(try await world.sync().words == "nothing")
        #expect(world.service.log.allSatisfy { $0.verb != .event })
    }

    @Test func `a file with its UID is held, and nothing is made twice or written over`() async throws {
        let world = try await world(1)
        try world.editRemote("a", .title, "new")
        try await world.sync()
        let before = try world.remote("broken0")
        try world.folder.write("work/mine.ics", event("broken0"))
        let report = try await world.sync()
        #expect(world.service.events().count == 3)
        #expect(report.done.allSatisfy { $0.kind != .createRemote && $0.kind != .deleteRemote })
        #expect(try world.remote("broken0").id == before.id)
        #expect(world.folder.read("work/mine.ics")?.contains("SUMMARY:broken0") == true)
    }

    @Test func `a look that fails leaves the cursor where it is`() async throws {
        let world = try await world(1)
        try world.editRemote("a", .title, "new")
        try await world.sync()
        let cursor = try await world.cursor
        try world.editRemote("b", .title, "newer")
        world.service.fail(.event, with: .refusal(.unavailable("Not now.", retryAfter: nil)))
        #expect(try await world.sync().words == "edit-file")
        #expect(try await world.cursor == cursor)
        #expect(try await world.sync().words == "held service")
    }

    @Test func `one that a service stops to show, as Notion does, holds up the cursor no longer`() async throws {
        let world = try await World.synced("a", "b", options: .with { $0.tellsDeletions = false })
        world.service.put(uid("broken"), broken("broken"))
        try world.editRemote("a", .title, "new")
        #expect(try await world.sync().words == "edit-file, held service")
        let cursor = try await world.cursor
        try world.editRemote("b", .title, "newer")
        world.service.fail(.event, with: .refusal(.forbidden("It isn't shared any more.")), times: .max)
        #expect(try await world.sync().words == "edit-file")
        #expect(try await world.cursor != cursor)
        world.service.resetLog()
        try await world.expectIdle()
        #expect(world.service.log.allSatisfy { $0.verb != .event })
    }

    @Test func `where they are many the calendar is read again instead`() async throws {
        let world = try await world(PairState.mostBesides + 1)
        let cursor = try await world.cursor
        try world.editRemote("a", .title, "new")
        try await world.sync()
        #expect(try await world.cursor == cursor)
        #expect(try await world.sync().held.count == PairState.mostBesides + 1)
    }
}

extension World {
    /// Where the next delta of the pair begins, as the manifest has it.
    fileprivate var cursor: Cursor? {
        get async throws { try await folder.open(writes: false).manifest.pairs[Self.work]?.cursor }
    }
}
