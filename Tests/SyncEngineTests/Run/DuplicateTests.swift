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
}
