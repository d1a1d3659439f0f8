import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Services that take a UID any number of times: it is a mark there, which calsync looks up and people copy.
@Suite struct MarkTests {
    private static let marking = MemoryProvider.Options.with {
        $0.takesUIDsOnce = false
        $0.guardsWrites = false
        $0.listsExceptions = false
    }

    @Test func `a new event is looked up before it is made`() async throws {
        let world = World(Self.marking)
        try world.folder.write("work/a.ics", event("a"))
        try await world.sync()
        #expect(world.service.log.map(\.verb).filter { $0 != .calendars && $0 != .changes } == [.find, .create])
        try await world.expectIdle()
    }

    @Test func `case 82, a create whose answer was lost is found again and is one event`() async throws {
        let world = World(Self.marking)
        try world.folder.write("work/a.ics", event("a"))
        world.service.fail(.create, with: .answerLost)
        #expect(try await world.sync().words == "create-remote")
        #expect(world.service.events().count == 1)
        try await world.expectIdle()
    }

    @Test(arguments: 1...4)
    func `a create is not repeated while the service's index may lag behind`(_ lag: Int) async throws {
        let world = World(
            .with {
                $0 = Self.marking
                $0.indexLag = lag
            })
        try world.folder.write("work/a.ics", event("a"))
        world.service.fail(.create, with: .answerLost)
        let first = try await world.sync()
        #expect(first.words == "queued")
        // A minute later it is too early to tell, whatever the look-up says.
        _ = try await world.sync()
        #expect(world.service.log.count { $0.verb == .create } == 1)
        world.folder.advance(by: 600)
        for _ in 0..<4 { try await world.sync() }
        #expect(world.service.events().map(\.uid) == [uid("a")])
        try await world.expectIdle()
    }

    @Test func `case 83, an edit after a lost create is an edit`() async throws {
        let world = World(
            .with {
                $0 = Self.marking
                $0.indexLag = 1
            })
        try world.folder.write("work/a.ics", event("a"))
        world.service.fail(.create, with: .answerLost)
        try await world.sync()
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:b")
        _ = try await world.sync()
        world.folder.advance(by: 600)
        for _ in 0..<3 { try await world.sync() }
        #expect(world.titles == ["b"])
        #expect(try await world.sync().words == "nothing")
    }

    @Test func `a create that did not happen is made once the time is over`() async throws {
        let world = World(Self.marking)
        try world.folder.write("work/a.ics", event("a"))
        world.service.fail(.create, with: .refusal(.uncertain("Notion answered 502.")))
        #expect(try await world.sync().words == "queued")
        #expect(world.service.events().isEmpty)
        world.folder.advance(by: 600)
        for _ in 0..<2 { try await world.sync() }
        #expect(world.titles == ["a"])
        try await world.expectIdle()
    }

    @Test func `a create that a crash cut off is looked for once more, also if its file is gone by then`() async throws
    {
        let world = World(Self.marking)
        try world.folder.write("work/a.ics", event("a"))
        try? await world.folder.sync { if $0 == "announced" { throw Stop() } }
        try world.folder.remove("work/a.ics")
        for _ in 0..<2 {
            world.folder.advance(by: 200)
            #expect(try await world.sync().words == "nothing")
        }
        let looks = world.service.log.count { $0.verb == .find }
        world.folder.advance(by: 200)
        try await world.expectIdle()
        #expect(world.service.log.count { $0.verb == .find } == looks && world.service.events().isEmpty)
    }

    @Test func `a crash at any step of a create leaves one event`() async throws {
        for step in 1... {
            let world = World(
                .with {
                    $0 = Self.marking
                    $0.indexLag = 2
                })
            try world.folder.write("work/a.ics", event("a", "X-MINE:kept"))
            let left = Locked(step)
            do {
                try await world.folder.sync { _ in
                    let isLast = left.withLock { count in
                        count -= 1
                        return count == 0
                    }
                    if isLast { throw Stop() }
                }
                #expect(step > 5)
                return
            } catch is Stop {}
            for _ in 0..<5 {
                world.folder.advance(by: 200)
                try await world.sync()
            }
            #expect(world.service.events().map(\.uid) == [uid("a")], "step \(step)")
            try await world.expectIdle()
        }
    }

    private struct Stop: Error {}

    @Test func `a copied event becomes an event of its own, and gets its own mark`() async throws {
        let world = try await World.synced("a", options: Self.marking)
        let copy = try #require(world.service.copy(try world.remote("a").id))
        let report = try await world.sync()
        #expect(report.words == "create-file, edit-remote")
        #expect(Set(world.service.events().map(\.uid)) == [uid("a"), UID(id: copy.id, at: "copy.calsync")])
        #expect(world.folder.eventFiles.count == 2)
        try await world.expectIdle()
        // Both go their own ways.
        world.service.edit(copy.id) { $0.master[.title] = .text("b") }
        try await world.sync()
        #expect(world.folder.read("work/a.ics")?.contains("SUMMARY:a") == true)
        #expect(world.titles == ["a", "b"])
    }

    @Test func `a copy whose mark could not be written gets it later`() async throws {
        let world = try await World.synced("a", options: Self.marking)
        world.service.copy(try world.remote("a").id)
        world.service.fail(.update, with: .refusal(.unavailable("Out of order.", retryAfter: 600)))
        try await world.sync()
        #expect(world.service.events().count { $0.uid == uid("a") } == 2)
        world.folder.advance(by: 3_600)
        try await world.sync()
        #expect(world.service.events().count { $0.uid == uid("a") } == 1)
        try await world.expectIdle()
    }

    @Test func `a copy of an event that is deleted is taken for it`() async throws {
        let world = try await World.synced("a", "b", options: Self.marking)
        let id = try world.remote("a").id
        world.service.copy(id)
        world.service.remove(id)
        try await world.sync()
        #expect(world.folder.eventFiles == ["work/a.ics", "work/b.ics"])
        #expect(world.titles == ["a", "b"])
        try await world.expectIdle()
    }

    @Test func `copies that were made before calsync came are all kept`() async throws {
        let world = World(Self.marking)
        let first = world.service.put(uid("a"), view(event("a")))
        world.service.copy(first.id)
        world.service.copy(first.id)
        try await world.sync()
        #expect(world.folder.eventFiles.count == 3)
        #expect(Set(world.service.events().map(\.uid)).count == 3)
        try await world.expectIdle()
    }

    @Test func `an event that calsync made twice is removed where nobody has touched it`() async throws {
        let world = try await World.synced("a", "b", "c", "d", "e", options: Self.marking)
        try await world.double("a")
        let report = try await world.sync()
        #expect(report.words == "delete-remote")
        #expect(world.titles == ["a", "b", "c", "d", "e"])
        #expect(world.folder.eventFiles.count == 5)
        try await world.expectIdle()
    }

    @Test func `a double that somebody has edited is an event of its own`() async throws {
        let world = try await World.synced("a", options: Self.marking)
        let id = try await world.double("a")
        world.service.edit(id) { $0.master[.title] = .text("edited") }
        try await world.sync()
        #expect(world.titles == ["a", "edited"])
        #expect(world.folder.eventFiles.count == 2)
        try await world.expectIdle()
    }
}

extension World {
    /// Makes the event of a name a second time, as another operation of calsync's would.
    @discardableResult
    fileprivate func double(_ name: String) async throws -> String {
        let calendar = try #require(try await service.calendars().first)
        let draft = Draft(
            uid: uid(name), view: try remote(name).view, file: [], operation: "another")
        return try await service.create(draft, in: calendar).id
    }
}
