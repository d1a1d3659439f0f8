import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// `calsync discard`: the folder goes back to its base.
@Suite struct DiscardTests {
    @Test func `an edit is dropped, its copy is in the trash, and nothing is sent`() async throws {
        let world = try await World.synced("a")
        let edited = event("a", title: "mine", "X-NEW:line")
        try world.folder.write("work/a.ics", edited)
        let report = try await world.folder.discard(.path("work/a.ics"))
        #expect(report.done.map(\.kind) == [.editFile])
        #expect(world.folder.read("work/a.ics") == event("a"))
        let trash = Trash(root: world.folder.root, files: world.folder.files)
        let kept = try trash.items().map { String(decoding: try trash.read($0.place), as: UTF8.self) }
        #expect(kept.contains(edited))
        #expect(try await world.sync().words == "nothing")
        #expect(world.service.writes == 0)
    }

    @Test func `what was discarded comes back with undo`() async throws {
        let world = try await World.synced("a")
        let edited = event("a", title: "mine")
        try world.folder.write("work/a.ics", edited)
        try await world.folder.discard(.uid(uid("a")))
        try await world.folder.undo()
        #expect(world.folder.read("work/a.ics") == edited)
    }

    @Test func `a deleted file comes back at its place`() async throws {
        let world = try await World.synced("a", "b")
        try world.folder.remove("work/a.ics")
        try await world.folder.discard(.path("work/a.ics"))
        #expect(world.folder.read("work/a.ics") == event("a"))
        #expect(try await world.sync().words == "nothing")
        #expect(world.service.writes == 0)
    }

    @Test(arguments: ["", "BEGIN:VCALENDAR\n<<<<<<< mine\n", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n"])
    func `a broken file is whole again`(text: String) async throws {
        let world = try await World.synced("a")
        try world.folder.write("work/a.ics", text)
        try await world.folder.discard(.path("work/a.ics"))
        #expect(world.folder.read("work/a.ics") == event("a"))
        #expect(try await world.sync().words == "nothing")
        try await world.expectIdle()
    }

    @Test func `a UID edited by hand goes back too`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "UID:a@test", "UID:b@test")
        try await world.folder.discard(.path("work/a.ics"))
        #expect(world.folder.read("work/a.ics") == event("a"))
        #expect(try await world.sync().words == "nothing")
        try await world.expectIdle()
    }

    @Test func `a file that was never synced is refused, and so is a copy`() async throws {
        let world = try await World.synced("a")
        try world.folder.write("work/new.ics", event("new"))
        try world.folder.write("work/copy.ics", event("a", title: "copy"))
        let report = try await world.folder.discard(.path("work/new.ics"), .path("work/copy.ics"))
        #expect(report.done.isEmpty && report.left.count == 2)
        #expect(report.left.allSatisfy { $0.reason.contains("never synced") })
        #expect(world.folder.read("work/copy.ics") == event("a", title: "copy"))
    }

    @Test func `beside a conflict the fields that went on stay, and the service's value is taken`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine")
        try world.editRemote("a", .title, "theirs")
        try world.editRemote("a", .location, "Hall")
        #expect(try await world.sync().conflicts.count == 1)
        try await world.folder.discard(.uid(uid("a")))
        #expect(world.folder.read("work/a.ics") == event("a", "LOCATION:Hall"))
        #expect(try await world.sync().words == "edit-file")
        #expect(world.folder.read("work/a.ics") == event("a", title: "theirs", "LOCATION:Hall"))
        #expect(world.service.writes == 0)
    }

    @Test func `pairs that have not agreed on the same are asked about`() async throws {
        let (first, second) = (MemoryProvider(), MemoryProvider())
        let folder = FolderWorld([.make("one", first, folder: "work"), .make("two", second, folder: "work")])
        try folder.write("work/a.ics", event("a"))
        try await folder.sync()
        let id = try #require(first.events().first?.id)
        first.edit(id) { $0.master[.title] = .text("new") }
        second.fail(.update, with: .refusal(.rejected("no")), times: 3)
        try await folder.sync()
        try folder.edit("work/a.ics", "SUMMARY:new", "SUMMARY:mine")
        var report = try await folder.discard(.uid(uid("a")))
        #expect(report.done.isEmpty && report.left.first?.reason.contains("--pair") == true)
        report = try await folder.discard(.uid(uid("a")), pair: PairID("one"))
        #expect(folder.read("work/a.ics") == event("a", title: "new"))
        #expect(report.left.isEmpty)
    }

    @Test func `nothing to discard writes nothing`() async throws {
        let world = try await World.synced("a")
        let before = world.folder.everything()
        let report = try await world.folder.discard(.path("work/a.ics"))
        #expect(report.done.isEmpty && report.left.count == 1)
        #expect(world.folder.everything() == before)
    }
}
