import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// `calsync undo`: a run is taken back in the folder, as far as nobody has changed the same since.
@Suite struct UndoTests {
    @Test func `an edit from the service goes back, byte for byte, and is sent by the next sync`() async throws {
        let world = try await World.synced("a")
        let before = try #require(world.folder.read("work/a.ics"))
        try world.editRemote("a", .title, "new")
        try await world.sync()
        let report = try await world.folder.undo()
        #expect(report.done.map(\.kind) == [.editFile] && report.left.isEmpty)
        #expect(world.folder.read("work/a.ics") == before)
        #expect(try await world.sync().words == "edit-remote")
        #expect(world.titles == ["a"])
        try await world.expectIdle()
    }

    @Test func `an undo is a run itself and can be undone`() async throws {
        let world = try await World.synced("a")
        try world.editRemote("a", .title, "new")
        try await world.sync()
        let after = try #require(world.folder.read("work/a.ics"))
        try await world.folder.undo()
        try await world.folder.undo()
        #expect(world.folder.read("work/a.ics") == after)
        #expect(try await world.sync().words == "nothing")
        #expect(world.titles == ["new"])
    }

    @Test func `a field that was edited since is listed and left, the others go back`() async throws {
        let world = World()
        try world.folder.write("work/a.ics", event("a", "LOCATION:Hall"))
        try await world.sync()
        try world.editRemote("a", .title, "theirs")
        try world.editRemote("a", .location, "Attic")
        try await world.sync()
        try world.folder.edit("work/a.ics", "SUMMARY:theirs", "SUMMARY:mine")
        let report = try await world.folder.undo()
        #expect(report.left.map(\.changes.words) == ["title"])
        #expect(world.folder.read("work/a.ics") == event("a", title: "mine", "LOCATION:Hall"))
    }

    @Test func `an edit of my own that was sent goes back too`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine\nX-NEW:line")
        try await world.sync()
        try world.folder.edit("work/a.ics", "END:VEVENT", "LOCATION:Hall\nEND:VEVENT")
        let report = try await world.folder.undo()
        #expect(report.done.count == 1 && report.left.isEmpty)
        #expect(world.folder.read("work/a.ics") == event("a", "LOCATION:Hall"))
    }

    @Test func `what only the file can hold stays when an edit that was sent goes back`() async throws {
        let world = try await World.synced("a", options: .with { $0.fields = [.title, .when] })
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine\nX-NEW:line")
        try await world.sync()
        try await world.folder.undo()
        #expect(world.folder.read("work/a.ics") == event("a", "X-NEW:line"))
    }

    @Test func `a file that the run deleted comes back with its own lines, and is made anew`() async throws {
        let world = World()
        for name in ["a", "b", "c"] { try world.folder.write("work/\(name).ics", event(name, "X-MINE:kept")) }
        try await world.sync()
        try world.removeRemote("a")
        try await world.sync()
        #expect(world.folder.read("work/a.ics") == nil)
        try await world.folder.undo()
        #expect(world.folder.read("work/a.ics") == event("a", "X-MINE:kept"))
        #expect(try await world.sync().words == "create-remote")
        #expect(world.titles == ["a", "b", "c"])
        try await world.expectIdle()
    }

    @Test func `a deletion of my own that was sent is taken back under its old name`() async throws {
        let world = try await World.synced("a", "b", "c")
        try world.folder.remove("work/a.ics")
        #expect(try await world.sync().words == "delete-remote")
        try await world.folder.undo()
        #expect(world.folder.read("work/a.ics") == event("a"))
        #expect(try await world.sync().words == "create-remote")
        #expect(world.titles == ["a", "b", "c"])
    }

    @Test func `a file that the run made goes to the trash, unless it was edited since`() async throws {
        let world = try await World.synced("a", "b", "c", "d")
        world.service.put(uid("new"), view(event("new")))
        world.service.put(uid("other"), view(event("other", day: 16)))
        try await world.sync()
        let path = try #require(world.folder.eventFiles.first { $0.contains("other") })
        try world.folder.edit(path, "SUMMARY:other", "SUMMARY:edited")
        let report = try await world.folder.undo()
        #expect(report.done.map(\.kind) == [.deleteFile] && report.left.map(\.path) == [path])
        let trash = Trash(root: world.folder.root, files: world.folder.files)
        #expect(try trash.items().contains { $0.path.contains("new") })
        #expect(try await world.sync().words == "delete-remote, edit-remote")
        #expect(world.titles == ["a", "b", "c", "d", "edited"])
    }

    @Test func `an event that another pair knows is not taken away when one pair gets it`() async throws {
        let (first, second) = (MemoryProvider(), MemoryProvider())
        let folder = FolderWorld([.make("one", first, folder: "work")])
        try folder.write("work/a.ics", event("a"))
        try await folder.sync()
        folder.setups.append(.make("two", second, folder: "work"))
        try await folder.sync()
        #expect(second.events().count == 1)
        let report = try await folder.undo()
        #expect(report.done.isEmpty && report.left.count == 1)
        #expect(folder.read("work/a.ics") == event("a"))
    }

    @Test func `a series that was moved goes back with its exceptions, where the service forgets them too`()
        async throws
    {
        for resets in [false, true] {
            let world = World(.with { $0.resetsExceptions = resets })
            try world.folder.write("work/a.ics", Scenario.exceptional)
            try await world.sync()
            try world.folder.write("work/a.ics", Scenario.exceptional.at(hour: "10", end: "11"))
            try await world.sync()
            let report = try await world.folder.undo()
            #expect(report.left.isEmpty, "resets: \(resets)")
            let text = try #require(world.folder.read("work/a.ics"))
            #expect(view(text).matches(view(Scenario.exceptional)), "resets: \(resets)")
        }
    }

    @Test func `only the events named are taken back`() async throws {
        let world = try await World.synced("a", "b")
        try world.editRemote("a", .title, "one")
        try world.editRemote("b", .title, "two")
        try await world.sync()
        try await world.folder.undo(events: [uid("b")])
        #expect(world.folder.read("work/a.ics") == event("a", title: "one"))
        #expect(world.folder.read("work/b.ics") == event("b"))
    }

    @Test func `an older run is taken back by its name, beside what later ones did`() async throws {
        let world = try await World.synced("a")
        try world.editRemote("a", .title, "one")
        let first = try await world.sync()
        try world.editRemote("a", .location, "Hall")
        try await world.sync()
        try await world.folder.undo(first.run)
        #expect(world.folder.read("work/a.ics") == event("a", "LOCATION:Hall"))
    }

    @Test func `a file open in an editor and a broken one are left`() async throws {
        let world = World(onDisk: Policy())
        for name in ["a", "b"] { try world.folder.write("work/\(name).ics", event(name)) }
        try await world.sync()
        try world.editRemote("a", .title, "one")
        try world.editRemote("b", .title, "two")
        try await world.sync()
        try world.folder.write("work/.a.ics.swp", "swap")
        try world.folder.write("work/b.ics", "BEGIN:VCALENDAR\n")
        let report = try await world.folder.undo()
        #expect(report.done.isEmpty && report.left.map(\.path) == ["work/a.ics", "work/b.ics"])
        #expect(world.folder.read("work/a.ics") == event("a", title: "one"))
    }

    @Test func `a file saved while it is taken back keeps what was saved`() async throws {
        let world = try await World.synced("a")
        try world.editRemote("a", .title, "new")
        try await world.sync()
        let report = try await world.folder.undo { step in
            if step == "flushed" { try world.folder.write("work/a.ics", event("a", title: "saved")) }
        }
        #expect(report.done.isEmpty && report.left.count == 1)
        #expect(world.folder.read("work/a.ics") == event("a", title: "saved"))
    }

    @Test func `without a run there is nothing to take back`() async throws {
        let world = World()
        let session = try world.folder.open()
        #expect(try await session.planUndo(of: nil).run == nil)
        try await session.close()
    }

    @Test func `with the trash emptied fields still go back, and deletions are named`() async throws {
        let world = try await World.synced("a", "b", "c")
        try world.editRemote("a", .title, "new")
        try world.removeRemote("b")
        try await world.sync()
        let trash = Trash(root: world.folder.root, files: world.folder.files)
        try trash.purge(now: .max)
        let report = try await world.folder.undo()
        #expect(world.folder.read("work/a.ics") == event("a"))
        #expect(report.left.map(\.path) == ["work/b.ics"])
        #expect(report.left.first?.reason.contains("30 days") == true)
    }
}
