import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// What `undo`, `plan --out` and `sync -i` make of events that go from one calendar to another.
@Suite struct MovedEventTests {
    @Test func `a file that went along with its event goes back, and the event follows`() async throws {
        let world = try await Neighbours.synced(event("a", "X-MINE:kept"))
        try world.moveAtService()
        #expect(try await world.folder.sync().words == "create-file, delete-file")
        let report = try await world.folder.undo()
        #expect(report.done.map(\.kind) == [.createFile, .deleteFile] && report.left.isEmpty)
        #expect(world.folder.eventFiles == ["home/a.ics"])
        #expect(world.folder.read("home/a.ics") == event("a", "X-MINE:kept"))
        #expect(try await world.folder.sync().words == "move-remote")
        #expect(world.service.events(in: "home").count == 1)
        #expect(world.service.events(in: "work").isEmpty)
        try await world.expectIdle()
    }

    @Test func `a file that went along and was edited since stays there, and is not made a second time`() async throws {
        let world = try await Neighbours.synced(event("a"))
        try world.moveAtService()
        try await world.folder.sync()
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine")
        let report = try await world.folder.undo()
        #expect(report.done.isEmpty && report.left.count == 2)
        #expect(world.folder.eventFiles == ["work/a.ics"])
    }

    @Test func `a move that was sent stays, the edits along the way go back`() async throws {
        let world = try await Neighbours.synced(event("a"))
        try world.folder.write("work/a.ics", event("a", title: "new"))
        try world.folder.remove("home/a.ics")
        #expect(try await world.folder.sync().words == "edit-remote, move-remote")
        let report = try await world.folder.undo()
        #expect(report.done.map(\.kind) == [.editFile] && report.left.count == 1)
        #expect(report.left.first?.reason.contains("move the file back") == true)
        #expect(world.folder.eventFiles == ["work/a.ics"])
        #expect(world.folder.read("work/a.ics") == event("a"))
        #expect(try await world.folder.sync().words == "edit-remote")
        #expect(world.service.events(in: "work").map(\.view.title) == ["a"])
    }

    @Test func `a saved plan moves the event, or says that it was changed`() async throws {
        let world = try await Neighbours.synced(event("a"))
        try world.folder.move("home/a.ics", to: "work/a.ics")
        let session = try world.folder.open(writes: false)
        let plan = try SavedPlanFile.decode(
            try SavedPlanFile.encode(await session.saved(try await session.plan(SyncRequest()))))
        #expect(plan.steps.map(\.operation) == ["move-remote"])
        let id = try #require(world.service.events(in: "home").first?.id)
        let same = await session.saved(try await session.plan(plan.syncRequest))
        #expect(plan.differences(to: same) == [])
        world.service.edit(id, in: "home") { $0.master[.title] = .text("theirs") }
        let now = await session.saved(try await session.plan(plan.syncRequest))
        #expect(plan.differences(to: now).count == 1)
    }

    @Test func `a move that is left out of a run deletes nothing`() async throws {
        let world = try await Neighbours.synced(event("a"))
        try world.folder.move("home/a.ics", to: "work/a.ics")
        let session = try world.folder.open()
        let report = try await session.carryOut(try await session.plan(SyncRequest())) { _ in .no }
        try await session.close()
        #expect(report.words == "held skipped")
        #expect(world.service.events(in: "home").count == 1)
        #expect(try await world.folder.sync().words == "move-remote")
        try await world.expectIdle()
    }

    @Test func `a file that goes along can be left out, with nothing lost`() async throws {
        for answers in [[Approval.no, .no], [.no, .yes], [.yes, .no]] {
            let world = try await Neighbours.synced(event("a", "X-MINE:kept"))
            try world.moveAtService()
            let rest = Locked(answers)
            let session = try world.folder.open()
            _ = try await session.carryOut(try await session.plan(SyncRequest())) { _ in
                rest.withLock { $0.isEmpty ? .no : $0.removeFirst() }
            }
            try await session.close()
            #expect(world.folder.eventFiles.contains { world.folder.read($0)?.contains("X-MINE:kept") == true })
            try await world.folder.sync()
            #expect(world.folder.eventFiles == ["work/a.ics"], "\(answers)")
            #expect(world.folder.read("work/a.ics")?.contains("X-MINE:kept") == true)
            #expect(world.service.events(in: "work").count == 1)
            try await world.expectIdle()
        }
    }
}
