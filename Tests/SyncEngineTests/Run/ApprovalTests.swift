import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// `sync -i`: what a person leaves out waits for the next run; and one direction only.
@Suite struct ApprovalTests {
    /// Syncs with answers in order; an operation without one fails the test.
    private func sync(_ folder: FolderWorld, _ answers: Approval...) async throws -> RunReport {
        let rest = Locked(answers)
        folder.advance(by: 60)
        let session = try folder.open()
        let planned = try await session.plan(SyncRequest())
        let report = try await session.carryOut(planned) { operation in
            rest.withLock { rest in
                if rest.isEmpty { Issue.record("asked about \(operation.title)") }
                return rest.isEmpty ? .no : rest.removeFirst()
            }
        }
        try await session.close()
        return report
    }

    private func world() throws -> World {
        let world = World()
        for name in ["a", "b", "c"] { try world.folder.write("work/\(name).ics", event(name)) }
        return world
    }

    @Test func `a no leaves one out, and the next run has it again`() async throws {
        let world = try world()
        let report = try await sync(world.folder, .yes, .no, .yes)
        #expect(report.words == "create-remote, create-remote, held skipped")
        #expect(report.exitCode == .done)
        #expect(world.titles == ["a", "c"])
        #expect(try await world.sync().words == "create-remote")
        try await world.expectIdle()
    }

    @Test func `all does the rest without asking, quit none of it`() async throws {
        var world = try world()
        #expect(try await sync(world.folder, .no, .all).words == "create-remote, create-remote, held skipped")
        world = try self.world()
        #expect(
            try await sync(world.folder, .yes, .quit).words == "create-remote, held skipped, held skipped")
        #expect(world.titles == ["a"])
    }

    @Test func `what builds on a refused pull is not sent on`() async throws {
        let (first, second) = (MemoryProvider(), MemoryProvider())
        let folder = FolderWorld([.make("one", first, folder: "work"), .make("two", second, folder: "work")])
        try folder.write("work/a.ics", event("a"))
        try await folder.sync()
        let id = try #require(first.events().first?.id)
        first.edit(id) { $0.master[.title] = .text("new") }
        let report = try await sync(folder, .no)
        #expect(report.done.isEmpty)
        #expect(second.events().map(\.view.title) == ["a"])
        #expect(folder.read("work/a.ics") == event("a"))
        try await folder.sync()
        #expect(second.events().map(\.view.title) == ["new"])
    }

    @Test func `a move whose making is refused deletes nothing`() async throws {
        let (home, job) = (MemoryProvider(), MemoryProvider())
        let folder = FolderWorld([.make("home", home), .make("job", job)])
        try folder.write("home/a.ics", event("a"))
        try await folder.sync()
        try folder.move("home/a.ics", to: "job/a.ics")
        _ = try await sync(folder, .no, .yes)
        #expect(home.events().count == 1 && job.events().isEmpty)
    }

    @Test func `look-alikes are adopted one by one`() async throws {
        let world = World()
        for (name, day) in [("a", 15), ("b", 16)] {
            try world.folder.write("work/\(name).ics", event(name, title: "Lunch", day: day))
            world.service.put(uid("x" + name), view(event("x" + name, title: "Lunch", day: day)))
        }
        let session = try world.folder.open()
        let planned = try await session.plan(SyncRequest())
        #expect(planned.lookAlikes.map(\.path) == ["work/a.ics", "work/b.ics"])
        let chosen = try await session.plan(adopting: [planned.lookAlikes[0]])
        #expect(chosen.lookAlikes.map(\.path) == ["work/b.ics"])
        let report = try await session.carryOut(chosen)
        try await session.close()
        #expect(report.words == "adopt, create-file, create-remote")
        #expect(world.service.events().count == 3)
        try await world.expectIdle()
    }

    @Test(arguments: [Policy.Direction.pull, .push])
    func `a pair for one way is left out of a run the other way`(configured: Policy.Direction) async throws {
        let world = World(policy: Policy(direction: configured))
        try world.folder.write("work/a.ics", event("a"))
        world.service.put(uid("b"), view(event("b")))
        let report = try await world.sync(SyncRequest(direction: configured == .pull ? .push : .pull))
        #expect(report.words == "held policy" && report.exitCode == .done)
        #expect(world.service.writes == 0 && world.folder.eventFiles == ["work/a.ics"])
    }
}
