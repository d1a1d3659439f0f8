import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// `bulk`: one edit of many events, in the folder, as one run.
@Suite struct BulkTests {
    private func bulk(
        _ folder: FolderWorld, _ edit: BulkEdit, _ names: String...,
        checkpoint: (@Sendable (String) throws -> Void)? = nil
    ) async throws -> FolderReport {
        folder.advance(by: 60)
        let session = try folder.open(checkpoint: checkpoint)
        let report = try await session.carryOut(try await session.planBulk(edit, of: names.map { uid($0) }))
        try await session.close()
        return report
    }

    /// Two pairs with calendars of two accounts, and an event in the first.
    private func twoPairs() async throws -> (FolderWorld, MemoryProvider, MemoryProvider) {
        let (home, job) = (MemoryProvider(), MemoryProvider())
        let folder = FolderWorld([.make("home", home), .make("job", job)])
        try folder.write("home/a.ics", event("a", "X-MINE:kept"))
        try folder.write("job/b.ics", event("b"))
        try await folder.sync()
        return (folder, home, job)
    }

    @Test func `a category is set in the lines that it takes, and undo takes it back`() async throws {
        let world = World()
        let before = ["a": event("a", "CATEGORIES:Old"), "b": event("b", "X-MINE:kept")]
        for (name, text) in before { try world.folder.write("work/\(name).ics", text) }
        try await world.sync()
        let report = try await bulk(world.folder, .category("Sport, outdoors"), "a", "b")
        #expect(report.done.map(\.kind) == [.editFile, .editFile] && report.left.isEmpty)
        #expect(world.folder.read("work/a.ics") == event("a", "CATEGORIES:Sport\\, outdoors"))
        #expect(world.folder.read("work/b.ics") == event("b", "X-MINE:kept", "CATEGORIES:Sport\\, outdoors"))
        #expect(try await bulk(world.folder, .category("Sport, outdoors"), "a").done.isEmpty)
        try await world.sync()
        #expect(try world.remote("a").view.master[.categories] == .set(["Sport, outdoors"]))
        try await world.folder.undo(report.run)
        #expect(world.folder.read("work/a.ics") == before["a"] && world.folder.read("work/b.ics") == before["b"])
    }

    @Test func `a shift moves start and end, and refuses what a rule or a whole day forbids`() async throws {
        let world = World()
        try world.folder.write("work/a.ics", event("a"))
        try world.folder.write("work/s.ics", series("s"))
        try world.folder.write(
            "work/d.ics", file(["UID:d@test", "DTSTAMP:20260101T000000Z", "DTSTART;VALUE=DATE:20260115", "SUMMARY:d"]))
        try await world.sync()
        let report = try await bulk(world.folder, .shift(minutes: 90), "a", "s", "d")
        #expect(report.done.map(\.title) == ["a", "s"])
        #expect(report.left.map(\.reason) == ["it takes whole days, so it can be moved by whole days only"])
        #expect(world.folder.read("work/a.ics")?.contains("DTSTART:20260115T103000Z\nDTEND:20260115T113000Z") == true)
        #expect(world.folder.read("work/s.ics")?.contains("DTSTART;TZID=Europe/Berlin:20260115T103000") == true)
        let days = try await bulk(world.folder, .shift(minutes: 1_440), "s", "d")
        #expect(days.done.map(\.title) == ["d"] && days.left.map(\.title) == ["s"])
        #expect(world.folder.read("work/d.ics")?.contains("DTSTART;VALUE=DATE:20260116") == true)
    }

    @Test func `a move makes the file there before it goes here`() async throws {
        let (folder, home, job) = try await twoPairs()
        let report = try await bulk(folder, .move(folder: "job"), "a", "b")
        #expect(report.done.map(\.kind) == [.createFile, .deleteFile])
        #expect(report.left.map(\.reason) == ["it is in that pair's folder already"])
        #expect(folder.eventFiles == ["job/a.ics", "job/b.ics"])
        #expect(folder.read("job/a.ics") == event("a", "X-MINE:kept"))
        try await folder.sync()
        try await folder.sync()
        #expect(home.events().isEmpty && job.events().count == 2)
        #expect(try await folder.undo(report.run).left.isEmpty)
        #expect(folder.eventFiles == ["home/a.ics", "job/b.ics"])
    }

    @Test func `a crash at any step of a move loses no file`() async throws {
        var isOver = false
        for step in 1...40 where !isOver {
            let (folder, _, _) = try await twoPairs()
            do {
                _ = try await bulk(folder, .move(folder: "job"), "a", checkpoint: crash(at: step))
                isOver = true
            } catch is Crash {}
            #expect(folder.eventFiles.contains { ["home/a.ics", "job/a.ics"].contains($0) }, "step \(step)")
            _ = try await bulk(folder, .move(folder: "job"), "a")
            #expect(folder.eventFiles == ["job/a.ics", "job/b.ics"], "step \(step)")
        }
        #expect(isOver)
    }

    @Test func `what a calendar would not take is refused with the reason`() async throws {
        let pulling = try await World.synced("a", policy: Policy(direction: .both))
        pulling.folder.setups = [.make("work", pulling.service, policy: Policy(direction: .pull))]
        #expect(try await bulk(pulling.folder, .delete, "a").left.map(\.reason) == ["the pair work only pulls"])
        let world = try await World.synced("a")
        try world.folder.write("work/a.ics", "BEGIN:VCALENDAR\n")
        let report = try await bulk(world.folder, .delete, "a", "z")
        #expect(report.done.isEmpty && report.left.count == 2)
        #expect(world.folder.read("work/a.ics") == "BEGIN:VCALENDAR\n")
    }

    @Test func `a deletion of many says what the safety limit will hold`() async throws {
        let world = try await World.synced(count: 8)
        let uids = (1...5).map { uid("e\($0)") }
        let session = try world.folder.open()
        let plan = try await session.planBulk(.delete, of: uids)
        #expect(await session.heldAfter(plan).count == 5)
        #expect(try await session.carryOut(plan).done.count == 5)
        try await session.close()
        #expect(try await world.sync().held.allSatisfy { $0.cause == .safety } && world.titles.count == 8)
        try await world.folder.undo()
        #expect(world.folder.eventFiles.count == 8)
    }
}
