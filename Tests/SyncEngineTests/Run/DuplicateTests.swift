import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// `check --remote` and `repair --dedupe`: an event that a service has twice.
@Suite struct DuplicateTests {
    private func look(_ world: World) async throws -> [Duplicate] {
        try await world.folder.open(writes: false).duplicates().found
    }

    private func remove(_ world: World, _ duplicates: [Duplicate]) async throws -> [String?] {
        let session = try world.folder.open()
        let results = try await session.remove(duplicates)
        try await session.close()
        return results.map(\.reason)
    }

    @Test func `a copy is removed, ours stays, and its text is in the trash`() async throws {
        let world = try await World.synced("a", "b")
        #expect(try await look(world) == [])
        let ours = try world.remote("a").id
        let copy = try #require(world.service.double(ours))
        let found = try await look(world)
        #expect(found.map(\.event.id) == [copy] && found.first?.obstacle == nil)
        #expect(try await remove(world, found) == [nil])
        #expect(try world.remote("a").id == ours)
        let trash = Trash(root: world.folder.root, files: world.folder.files)
        let item = try #require(try trash.items().last)
        #expect(view(String(decoding: try trash.read(item.place), as: UTF8.self)).title == "a")
        #expect(try await world.sync().words == "nothing")
        try await world.expectIdle()
    }

    @Test func `an untouched copy of what ours once said goes too`() async throws {
        let world = try await World.synced("a")
        let copy = try #require(world.service.double(try world.remote("a").id))
        let ours = world.service.events().first { $0.id != copy }?.id ?? ""
        world.service.edit(ours) { $0.master[.title] = .text("new") }
        let found = try await look(world)
        #expect(found.map(\.event.id) == [copy] && found.first?.obstacle == nil)
    }

    @Test func `a copy that says something else is listed and left`() async throws {
        let world = try await World.synced("a")
        let copy = try #require(world.service.double(try world.remote("a").id))
        world.service.edit(copy) { $0.master[.location] = .text("Hall") }
        let found = try await look(world)
        #expect(found.first?.obstacle?.contains("location") == true)
        #expect(try await remove(world, found).first??.contains("location") == true)
        #expect(world.service.events().count == 2)
    }

    /// Its guests would be told that the event is off.
    @Test func `a copy that can't be deleted silently is left`() async throws {
        let limit = WriteLimit(fields: [], reason: "the guests would be told", allowsDeletion: false)
        let world = try await World.synced("a", options: .with { $0.limit = limit })
        try #require(world.service.double(try world.remote("a").id) != nil)
        let found = try await look(world)
        #expect(found.map(\.obstacle) == ["the guests would be told"])
        #expect(try await remove(world, found) == ["the guests would be told"])
        #expect(world.titles == ["a", "a"])
    }

    @Test func `without knowing ours nothing is removed`() async throws {
        let world = World()
        world.service.put(uid("a"), view(event("a")))
        world.service.double(world.service.events()[0].id)
        let found = try await look(world)
        #expect(found.count == 2 && found.allSatisfy { $0.obstacle?.contains("sync") == true })
        #expect(try await remove(world, found).allSatisfy { $0 != nil })
        #expect(world.service.events().count == 2)
    }

    @Test func `a copy that was edited meanwhile is left, and so is the last one`() async throws {
        let world = try await World.synced("a")
        let ours = try world.remote("a").id
        let copy = try #require(world.service.double(ours))
        var found = try await look(world)
        world.service.edit(copy) { $0.master[.title] = .text("mine now") }
        #expect(try await remove(world, found).first??.contains("this moment") == true)
        world.service.edit(copy) { $0.master[.title] = .text("a") }
        found = try await look(world)
        world.service.remove(ours)
        #expect(try await remove(world, found).first??.contains("the other one is gone") == true)
        #expect(world.service.events().map(\.id) == [copy])
    }

    @Test func `a copy is not taken for the event, until the event is gone`() async throws {
        let world = try await World.synced("a", "b", "c")
        let ours = try world.remote("a").id
        let copy = try #require(world.service.double(ours))
        world.service.edit(copy) { $0.master[.title] = .text("copy") }
        #expect(try await world.sync().words == "nothing")
        #expect(world.folder.read("work/a.ics") == event("a"))
        world.service.edit(ours) { $0.master[.title] = .text("new") }
        world.service.edit(copy) { $0.master[.title] = .text("copy again") }
        #expect(try await world.sync().words == "edit-file")
        #expect(world.folder.read("work/a.ics") == event("a", title: "new"))
        try await world.expectIdle()
        world.service.remove(ours)
        world.service.edit(copy) { $0.master[.title] = .text("the one") }
        #expect(try await world.sync().words == "edit-file")
        #expect(world.folder.read("work/a.ics") == event("a", title: "the one"))
    }

    @Test func `a lost answer is looked up`() async throws {
        let world = try await World.synced("a")
        world.service.double(try world.remote("a").id)
        let found = try await look(world)
        world.service.fail(.delete, with: .answerLost)
        #expect(try await remove(world, found) == [nil])
        #expect(world.service.events().count == 1)
    }

    // MARK: At the same moment

    /// Syncs while another client stores an event with the UID of `a`, right when ours is there; theirs is called `title`.
    private func race(_ world: World, title: String, dyingAt step: String? = nil) async throws -> RunReport {
        let service = world.service
        let steps = Locked(0)
        return try await world.folder.sync { name in
            let count = steps.withLock { count in
                if name == "answered" { count += 1 }
                return count
            }
            if count == 1, name == "answered", let ours = service.events().first(where: { $0.uid == uid("a") }),
                let theirs = service.double(ours.id)
            {
                service.edit(theirs) { $0.master[.title] = .text(title) }
            }
            // The first that is announced after that is the deletion of ours.
            if name == step, count == (name == "announced" ? 1 : 2) { throw Crash() }
        }
    }

    private func racing(_ count: Int) throws -> World {
        let world = World(
            .with {
                $0.lanes = 3
                $0.mayHoldUIDTwice = true
            })
        for name in ["a", "b", "c"].prefix(count) { try world.folder.write("work/\(name).ics", event(name)) }
        return world
    }

    @Test(arguments: [1, 3])
    func `of two that were made at the same moment theirs stays, and both titles are asked about`(count: Int)
        async throws
    {
        let world = try racing(count)
        let report = try await race(world, title: "theirs")
        #expect(report.conflicts.map(\.key.uid) == [uid("a")])
        #expect(report.done.filter { $0.kind == .deleteRemote }.map(\.key.uid) == [uid("a")])
        #expect(world.service.events().count == count)
        #expect(try world.remote("a").view.title == "theirs")
        #expect(world.folder.read("work/a.ics") == event("a"))
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:theirs")
        #expect(try await world.sync().conflicts.isEmpty)
        try await world.expectIdle()
    }

    @Test func `of two that say the same one is left, and no one is asked`() async throws {
        let world = try racing(3)
        #expect(try await race(world, title: "a").conflicts.isEmpty)
        #expect(world.titles == ["a", "b", "c"])
        try await world.expectIdle()
    }

    @Test(arguments: ["announced", "answered"])
    func `a run that dies while it takes its own away loses nobody's words`(step: String) async throws {
        let world = try racing(1)
        await #expect(throws: Crash.self) { try await race(world, title: "theirs", dyingAt: step) }
        let report = try await world.sync()
        #expect(world.titles.contains("theirs"))
        #expect(world.folder.read("work/a.ics") == event("a"))
        if step == "answered" { #expect(report.conflicts.count == 1 && world.titles == ["theirs"]) }
    }

    @Test func `one that can't be taken away is told, with what to do`() async throws {
        let world = try racing(1)
        world.service.fail(.delete, with: .refusal(.forbidden("No.")), times: .max)
        let report = try await race(world, title: "theirs")
        #expect(report.held.contains { $0.remedy.contains("repair --dedupe") })
        #expect(world.titles == ["a", "theirs"])
    }
}
