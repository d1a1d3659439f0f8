import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// `skip` and `allow`: what is left out until one of the sides says something else.
@Suite struct SkipTests {
    /// Skips what is planned for an event.
    private func skip(
        _ folder: FolderWorld, _ name: String, pair: String = "work", _ request: SyncRequest = SyncRequest()
    ) async throws -> [Operation] {
        let session = try folder.open()
        let left = try await session.skip(try await session.plan(request)) {
            $0.key == RecordKey(PairID(pair), uid(name))
        }
        try await session.close()
        return left
    }

    private func allow(_ folder: FolderWorld, _ name: String) async throws -> Int {
        let session = try folder.open()
        let allowed = try await session.allow { key, _ in key.uid == uid(name) }
        try await session.close()
        return allowed.count
    }

    @Test func `a skipped edit of the file waits, and is sent when the file changes again`() async throws {
        let world = try await World.synced("a", "b")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        try world.folder.edit("work/b.ics", "SUMMARY:b", "SUMMARY:other")
        #expect(try await skip(world.folder, "a").map(\.kind.word) == ["edit-remote"])
        let report = try await world.sync()
        #expect(report.words == "edit-remote, held skipped" && report.exitCode == .done)
        #expect(world.titles == ["a", "other"])
        try await world.expectIdle()
        let plan = try await world.folder.plan(SyncRequest(isOffline: true)).plan
        #expect(plan.skipped.map(\.title) == ["new"] && plan.operations.isEmpty)
        #expect(plan.held.first?.remedy.contains("calsync allow a@test") == true)

        try world.folder.edit("work/a.ics", "SUMMARY:new", "SUMMARY:newer")
        #expect(try await world.sync().words == "edit-remote")
        #expect(world.titles == ["newer", "other"])
        try await world.expectIdle()
    }

    @Test func `a skipped change of the service waits, and the sync token moves on`() async throws {
        let world = try await World.synced("a")
        try world.editRemote("a", .title, "theirs")
        #expect(try await skip(world.folder, "a").map(\.kind.word) == ["edit-file"])
        #expect(try await world.sync().words == "adopt, held skipped")
        try await world.expectIdle()
        #expect(world.folder.read("work/a.ics") == event("a"))
        #expect(try await allow(world.folder, "a") == 1)
        #expect(try await world.sync().words == "edit-file")
        #expect(world.folder.read("work/a.ics") == event("a", title: "theirs"))
        try await world.expectIdle()
    }

    @Test func `what the service does next ends a skip`() async throws {
        let world = try await World.synced("a")
        try world.folder.remove("work/a.ics")
        #expect(try await skip(world.folder, "a", SyncRequest(isOffline: true)).count == 1)
        #expect(try await world.sync().words == "held skipped")
        #expect(world.titles == ["a"])
        try world.editRemote("a", .title, "theirs")
        #expect(try await world.sync().words == "create-file")
        #expect(world.folder.read("work/a.ics") == event("a", title: "theirs"))
        try await world.expectIdle()
    }

    @Test func `a new event of the service that was skipped comes when it is allowed`() async throws {
        let world = try await World.synced("a")
        world.service.put(uid("b"), view(event("b")))
        #expect(try await skip(world.folder, "b").map(\.kind.word) == ["create-file"])
        #expect(try await world.sync().words == "adopt, held skipped")
        try await world.expectIdle()
        #expect(try await allow(world.folder, "b") == 1)
        let planned = try await world.folder.plan().plan
        #expect(planned.operations.map(\.reason) == ["new at Memory"])
        try await world.sync()
        #expect(world.folder.eventFiles.count == 2)
        try await world.expectIdle()
    }

    @Test func `a deletion at the service that was skipped leaves the file`() async throws {
        let world = try await World.synced("a", "b", "c", "d", "e")
        try world.removeRemote("a")
        #expect(try await skip(world.folder, "a").map(\.kind.word) == ["delete-file"])
        for _ in 1...2 { #expect(try await world.sync().words == "held skipped") }
        #expect(world.folder.read("work/a.ics") != nil)
        let held = try await world.folder.plan(SyncRequest(isOffline: true)).plan.held
        #expect(held.map(\.cause) == [.skipped] && held.first?.title == "a")
        #expect(try await allow(world.folder, "a") == 1)
        #expect(try await world.sync().words == "delete-file")
        try await world.expectIdle()
    }

    @Test func `of a mass deletion the rest goes once enough of it is skipped`() async throws {
        let world = try await World.synced(count: 8)
        for number in 1...4 { try world.folder.remove("work/e\(number).ics") }
        #expect(try await skip(world.folder, "e1", SyncRequest(allowsMassChange: true)).count == 1)
        #expect(try await world.sync().words == "delete-remote, delete-remote, delete-remote, held skipped")
        #expect(world.titles.count == 5 && world.titles.contains("e1"))
    }

    @Test func `in a folder of two services one of them can be left out`() async throws {
        let (first, second) = (MemoryProvider(), MemoryProvider())
        let folder = FolderWorld([.make("one", first, folder: "work"), .make("two", second, folder: "work")])
        try folder.write("work/a.ics", event("a"))
        try await folder.sync()
        let id = try #require(first.events().first?.id)
        first.edit(id) { $0.master[.title] = .text("new") }
        #expect(try await skip(folder, "a", pair: "two").map(\.kind.word) == ["edit-remote"])
        #expect(try await folder.sync().words == "edit-file, held skipped")
        #expect(second.events().map(\.view.title) == ["a"])
        #expect(try await folder.sync().words == "held skipped")
        #expect(try await allow(folder, "a") == 1)
        #expect(try await folder.sync().words == "edit-remote")
        #expect(second.events().map(\.view.title) == ["new"])
    }

    @Test func `a move between calendars that was skipped moves and deletes nothing`() async throws {
        let world = try await Neighbours.synced(event("a"))
        let (service, folder) = (world.service, world.folder)
        try folder.move("home/a.ics", to: "work/a.ics")
        #expect(try await skip(folder, "a", pair: "work").map(\.kind.word) == ["move-remote"])
        let report = try await folder.sync()
        #expect(report.done.isEmpty && report.held.allSatisfy { $0.cause == .skipped })
        #expect(service.events(in: "home").count == 1 && service.events(in: "work").isEmpty)
        #expect(try await allow(folder, "a") == 2)
        try await folder.sync()
        #expect(service.events(in: "home").isEmpty && service.events(in: "work").count == 1)
    }

    @Test func `a crash after a skip loses neither the skip nor the change`() async throws {
        for step in 1...12 {
            let world = try await World.synced("a")
            try world.editRemote("a", .title, "theirs")
            _ = try await skip(world.folder, "a")
            do { try await world.folder.sync(checkpoint: crash(at: step)) } catch is Crash {}
            #expect(try await world.sync().held.map(\.cause) == [.skipped], "step \(step)")
            #expect(world.folder.read("work/a.ics") == event("a"), "step \(step)")
            #expect(try await allow(world.folder, "a") == 1)
            try await world.sync()
            #expect(world.folder.read("work/a.ics") == event("a", title: "theirs"), "step \(step)")
        }
    }
}
