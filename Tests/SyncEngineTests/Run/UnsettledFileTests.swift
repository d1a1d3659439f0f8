import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Case 20: a file that is being written waits, in a run that cares. Its age is never asked, only whether it changes.
@Suite struct UnsettledFileTests {
    /// A sync that knows how files looked before.
    private func sync(_ world: World, earlier: [String: Stamp] = [:]) async throws -> RunReport {
        var request = SyncRequest()
        request.earlier = earlier
        return try await world.sync(request)
    }

    private func stamp(_ path: String, _ world: World) throws -> Stamp {
        try #require(try world.folder.files.status(world.folder.root + "/" + path)).stamp
    }

    /// Has the files at these paths written to while the run waits.
    private func write(_ texts: [String: String], whileWaiting world: World) {
        world.folder.whileWaiting = { [folder = world.folder] in
            for (path, text) in texts { try? folder.write(path, text) }
        }
    }

    @Test func `a file that changes between two looks is left alone, and goes out whole`() async throws {
        let world = try await World.synced("a", "b")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:half")
        try world.folder.edit("work/b.ics", "SUMMARY:b", "SUMMARY:new")
        write(["work/a.ics": event("a", title: "whole")], whileWaiting: world)
        #expect(try await sync(world).words == "edit-remote, held unread")
        #expect(world.titles == ["a", "new"])
        world.folder.whileWaiting = nil
        #expect(try await sync(world).words == "edit-remote")
        #expect(world.titles == ["new", "whole"])
        try await world.expectIdle()
    }

    @Test func `a file that looks as it did before is not waited for`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        #expect(try await sync(world, earlier: ["work/a.ics": stamp("work/a.ics", world)]).words == "edit-remote")
        #expect(world.folder.waited.isEmpty && world.titles == ["new"])
        #expect(try await sync(world).words == "nothing" && world.folder.waited.isEmpty)
    }

    @Test func `a file that looks otherwise than before is looked at again`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        let before = try stamp("work/a.ics", world)
        try world.folder.edit("work/a.ics", "SUMMARY:new", "SUMMARY:newer")
        #expect(try await sync(world, earlier: ["work/a.ics": before]).words == "edit-remote")
        #expect(world.folder.waited == [0.1] && world.titles == ["newer"])
    }

    @Test func `a new file that is being written is not read, and nothing that is missing is deleted meanwhile`()
        async throws
    {
        let world = try await World.synced("a", "b", "c", "d", "e")
        // The same event under another name, as a slow copy makes it.
        try world.folder.remove("work/a.ics")
        try world.folder.write("work/renamed.ics", "BEGIN:VCALENDAR\n")
        write(["work/renamed.ics": event("a")], whileWaiting: world)
        let report = try await sync(world)
        #expect(report.words == "held unread" && report.problems.isEmpty)
        world.folder.whileWaiting = nil
        #expect(try await sync(world).words == "nothing")
        #expect(world.titles == ["a", "b", "c", "d", "e"] && world.service.writes == 0)
        try await world.expectIdle()
    }

    @Test func `a file that vanishes between two looks is not taken for deleted`() async throws {
        let world = try await World.synced("a", "b", "c", "d", "e")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        world.folder.whileWaiting = { [folder = world.folder] in try? folder.remove("work/a.ics") }
        #expect(try await sync(world).words == "held unread")
        #expect(world.titles.contains("a"))
    }

    @Test func `a one-shot sync takes files as they are`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        write(["work/a.ics": event("a", title: "later")], whileWaiting: world)
        #expect(try await world.sync().words == "edit-remote")
        #expect(world.titles == ["new"])
    }
}
