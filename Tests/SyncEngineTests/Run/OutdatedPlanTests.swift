import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// What a person does in the middle of a sync, after which the rest of its plan was meant for another file.
@Suite struct OutdatedPlanTests {
    /// One write is found to be overtaken and planned again; the other's was made from the same old file.
    @Test func `a save while two services' edits are written is kept`() async throws {
        let world = try await Met(conflicts: .ask)
        world.one.edit(world.one.events()[0].id) { $0.master[.location] = .text("One") }
        world.two.edit(world.two.events()[0].id) { $0.master[.priority] = .text("2") }
        try await world.sync(at: "journaled") {
            try? $0.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:Saved\nCOMMENT:also saved")
        }
        try world.expect("SUMMARY:Saved", "COMMENT:also saved", "LOCATION:One", "PRIORITY:2")
    }

    @Test func `a save while a deletion is carried out wins over it, and no service is asked to delete`() async throws {
        let world = try await Met(conflicts: .ask)
        let other = world.two.events()[0].id
        world.one.remove(world.one.events()[0].id)
        try await world.sync(at: "journaled") { try? $0.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:Saved") }
        try world.expect("SUMMARY:Saved")
        #expect(world.two.events().map(\.id) == [other])
        #expect(!world.two.log.contains { $0.verb == .delete })
    }

    @Test func `a file renamed while its deletion is carried out is deleted under its new name`() async throws {
        let world = try await Met(conflicts: .ask)
        world.one.remove(world.one.events()[0].id)
        try await world.sync(at: "journaled") { try? $0.folder.move("work/a.ics", to: "work/renamed.ics") }
        try await world.folder.sync()
        #expect(try await world.folder.sync().words == "nothing")
        #expect(world.folder.eventFiles == [])
        #expect(world.one.events() == [] && world.two.events() == [])
    }

    /// The deletion is planned first, then the file anew for what the other one still has to say.
    @Test func `a save while an event goes and comes back leaves one file`() async throws {
        let world = try await Met(conflicts: .ask)
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:Here")
        world.two.edit(world.two.events()[0].id) { $0.master[.title] = .text("There") }
        #expect(try await world.folder.sync().conflicts.count == 1)
        world.one.remove(world.one.events()[0].id)
        try await world.sync(at: "journaled") { try? $0.folder.edit("work/a.ics", "SUMMARY:Here", "SUMMARY:Saved") }
        #expect(world.folder.eventFiles == ["work/a.ics"])
        #expect(world.folder.read("work/a.ics")?.contains("SUMMARY:Saved\n") == true)
        #expect(world.one.events().map(\.view.title) == ["Saved"])
    }

    @Test func `an event that one service deletes and another has edited comes back under its file's name`()
        async throws
    {
        let world = try await Met(conflicts: .ask)
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:Here")
        world.two.edit(world.two.events()[0].id) { $0.master[.title] = .text("There") }
        #expect(try await world.folder.sync().conflicts.count == 1)
        world.one.remove(world.one.events()[0].id)
        try await world.folder.sync()
        #expect(world.folder.eventFiles == ["work/a.ics"])
        #expect(world.folder.read("work/a.ics")?.contains("SUMMARY:There") == true)
    }

    /// Neither name is known afterwards: the next sync would have nothing to look for.
    @Test func `a file renamed, and deleted while that is synced, is deleted at the service`() async throws {
        let world = try await World.synced("a", "b", "c")
        try world.folder.move("work/a.ics", to: "work/renamed.ics")
        try world.folder.edit("work/b.ics", "SUMMARY:b", "SUMMARY:B")
        try await world.folder.sync { [folder = world.folder] step in
            if step == "answered" { try folder.remove("work/renamed.ics") }
        }
        try await world.sync()
        #expect(world.titles == ["B", "c"])
        try await world.expectIdle()
    }

    /// Nobody but the rename took the file away: what the deletion had announced was not done.
    @Test(arguments: ["journaled", "staged", "flushed"])
    func `a file renamed after a crash in its deletion is deleted all the same`(_ step: String) async throws {
        let world = try await World.synced("a", "b", "c")
        try world.removeRemote("a")
        await #expect(throws: Crash.self) {
            try await world.folder.sync { here in if here == step { throw Crash() } }
        }
        try world.folder.move("work/a.ics", to: "work/renamed.ics")
        try await world.sync()
        #expect(world.folder.eventFiles == ["work/b.ics", "work/c.ics"])
        #expect(world.titles == ["b", "c"])
        try await world.expectIdle()
    }

    /// Its instance has a revision of its own, so the deletion's guard says nothing of it.
    @Test(arguments: ["push", "announced"])
    func `an instance that is edited while its series is deleted is kept`(_ step: String) async throws {
        let world = World()
        try world.folder.write("work/s.ics", series("s"))
        try await world.sync()
        try world.folder.remove("work/s.ics")
        try await edit(world, at: step)
        try await world.sync()
        #expect(world.folder.read("work/s.ics")?.contains("SUMMARY:edited") == true)
        #expect(world.titles == ["s"])
        try await world.expectIdle()
    }

    @Test(arguments: ["push", "announced"])
    func `an instance that is edited while its series gets another time is kept`(_ step: String) async throws {
        let world = World(.with { $0.resetsExceptions = true })
        try world.folder.write("work/s.ics", series("s"))
        try await world.sync()
        try world.folder.edit("work/s.ics", "COUNT=8", "COUNT=9")
        try await edit(world, at: step)
        try await world.sync()
        let text = try #require(world.folder.read("work/s.ics"))
        #expect(text.contains("SUMMARY:edited") && text.contains("COUNT=9"))
        #expect(try world.remote("s").view.changes(to: view(text)) == [])
        try await world.expectIdle()
    }

    /// The answer to the first of two writes shows it, with the revision that the second one would name.
    @Test(arguments: [1, 4])
    func `an instance that a listing left out is not written over`(_ lanes: Int) async throws {
        let one = MemoryProvider(options: .with { $0.name = "One" })
        let two = MemoryProvider(
            options: .with {
                ($0.name, $0.hasDeltas, $0.lanes) = ("Two", false, lanes)
            })
        let folder = FolderWorld([.make("one", one, folder: "work"), .make("two", two, folder: "work")])
        try folder.write("work/a.ics", event("a"))
        try folder.write("work/s.ics", series("s"))
        try await folder.sync()
        let key = InstanceKey("20260129T090000")
        for (service, title) in [(one, "first"), (two, "second")] {
            let part = try #require(EventFile(Array(event("s", title: title, day: 29).utf8)).event?.content.master)
            let id = try #require(service.events().first { $0.uid == uid("s") }?.id)
            service.set(.changed(part), at: key, of: id)
            if service === one { one.edit(id) { $0.master[.title] = .text("all") } }
        }
        two.fail(.changes, with: .shortListing(dropping: 1))
        let report = try await folder.sync()
        #expect(report.conflicts.count == 1)
        #expect(folder.read("work/s.ics")?.contains("SUMMARY:first\n") == true)
        let event = try #require(two.events().first { $0.uid == uid("s") })
        #expect(event.view.title == "all")
        #expect(event.view.exceptions[key]?.part?[.title] == .text("second"))
    }

    /// Syncs, and edits an instance there when the sync first comes to a step.
    private func edit(_ world: World, at step: String) async throws {
        let id = try world.remote("s").id
        let part = try #require(EventFile(Array(event("s", title: "edited", day: 22).utf8)).event?.content.master)
        let isDone = Locked(false)
        try await world.folder.sync { here in
            let isFirst = isDone.withLock { isDone in
                defer { isDone = isDone || here == step }
                return !isDone && here == step
            }
            if isFirst { world.service.set(.changed(part), at: InstanceKey("20260122T090000"), of: id) }
        }
        #expect(isDone.withLock { $0 })
    }
}
