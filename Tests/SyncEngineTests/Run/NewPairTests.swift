import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// A pair that is added to a folder which another pair has kept in step before.
@Suite struct NewPairTests {
    private let first = MemoryProvider(options: .with { $0.name = "First" })
    private let second = MemoryProvider(options: .with { $0.name = "Second" })

    /// A folder with two events, long settled with the first service.
    private func settled() async throws -> FolderWorld {
        let folder = FolderWorld([.make("first", first, folder: "work")])
        try folder.write("work/a.ics", event("a"))
        try folder.write("work/b.ics", event("b"))
        try await folder.sync()
        folder.advance(by: 3600)
        #expect(try await folder.sync().done.isEmpty)
        return folder
    }

    @Test func `a new pair gets every event that the folder has`() async throws {
        let folder = try await settled()
        folder.setups.append(.make("second", second, folder: "work"))
        #expect(try await folder.sync().done.map(\.kind) == [.createRemote, .createRemote])
        #expect(second.events().count == 2)
        folder.advance(by: 3600)
        #expect(try await folder.sync().done.isEmpty)
    }

    @Test func `what a new pair could not take is offered to it again`() async throws {
        let folder = try await settled()
        let closed = MemoryProvider(calendars: [
            RemoteCalendar(id: "home", name: "Home", timeZone: "Europe/Berlin", isWritable: false, isPrimary: true)
        ])
        folder.setups.append(.make("second", closed, folder: "work"))
        #expect(try await folder.sync().done.isEmpty)
        folder.advance(by: 3600)
        folder.setups[1] = .make("second", second, folder: "work")
        #expect(try await folder.sync().done.count == 2)
    }

    @Test func `a new pair that only pulls gets nothing, and nothing is said`() async throws {
        let folder = try await settled()
        var policy = Policy()
        policy.direction = .pull
        folder.setups.append(.make("second", second, policy: policy, folder: "work"))
        let report = try await folder.sync()
        #expect(report.done.isEmpty)
        #expect(report.held.isEmpty)
    }

    @Test func `a change tells whose it was`() async throws {
        let folder = try await settled()
        folder.setups.append(.make("second", second, folder: "work"))
        try await folder.sync()
        first.edit(first.events()[0].id) { $0.master[.title] = .text("Renamed") }
        let renamed = try await folder.sync()
        #expect(renamed.done.last?.reason == "First changed title")
        try folder.edit("work/b.ics", "\nEND:VEVENT", "\nLOCATION:Here\nEND:VEVENT")
        #expect(try await folder.sync().done.map(\.reason).allSatisfy { $0 == "you changed location" })
        first.remove(first.events()[0].id)
        #expect(try await folder.sync().done.last?.reason == "deleted at First")
    }

    @Test func `a paused pair is left alone, and its files go nowhere else`() async throws {
        let (all, part) = (MemoryProvider(), MemoryProvider())
        let folder = FolderWorld([.make("all", all, folder: ""), .make("part", part, folder: "part")])
        folder.setups[1].isPaused = true
        try folder.write("a.ics", event("a"))
        try folder.write("part/b.ics", event("b"))
        let report = try await folder.sync()
        #expect(report.words == "create-remote, held policy" && report.exitCode == .done)
        #expect(report.held.first?.remedy.contains("calsync pair set part --resume") == true)
        #expect(all.events().map(\.view.title) == ["a"] && part.log.isEmpty)
        folder.setups[1].isPaused = false
        #expect(try await folder.sync().words == "create-remote")
        #expect(part.events().map(\.view.title) == ["b"])
    }
}
