import SyncCore
import SyncEngine
import TestSupport
import Testing

/// `resolve --take edit` and `--take both`.
@Suite struct ResolveByHandTests {
    private func conflict() async throws -> World {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine")
        try world.editRemote("a", .title, "theirs")
        try await world.sync()
        return world
    }

    private func shown(_ world: World) async throws -> FieldConflict {
        let conflicts = try await world.folder.open(writes: false).conflicts(of: uid("a"))
        return try #require(conflicts.first?.fields.first)
    }

    private func settle(_ world: World, _ conflict: FieldConflict, _ value: Value?) async throws -> Int {
        let session = try world.folder.open()
        let done = try await session.resolve(
            uid("a"), with: [SettledField(pair: World.work, conflict: conflict, value: value)])
        try await session.close()
        return done.count
    }

    @Test func `a value of my own goes into the file and to the service`() async throws {
        let world = try await conflict()
        #expect(try await settle(world, try await shown(world), .text("ours")) == 1)
        #expect(world.folder.read("work/a.ics") == event("a", title: "ours"))
        #expect(try await world.sync().words == "edit-remote")
        #expect(world.titles == ["ours"])
        try await world.expectIdle()
    }

    @Test func `the service's own value settles it without a request`() async throws {
        let world = try await conflict()
        #expect(try await settle(world, try await shown(world), .text("theirs")) == 1)
        #expect(try await world.sync().words == "adopt")
        #expect(world.folder.read("work/a.ics") == event("a", title: "theirs"))
        try await world.expectIdle()
    }

    @Test func `a value that moved while the editor was open is not overwritten`() async throws {
        let world = try await conflict()
        let seen = try await shown(world)
        try world.folder.edit("work/a.ics", "SUMMARY:mine", "SUMMARY:saved since")
        #expect(try await settle(world, seen, .text("ours")) == 0)
        #expect(world.folder.read("work/a.ics") == event("a", title: "saved since"))
        #expect(try await world.sync().conflicts.count == 1)
        #expect(world.titles == ["theirs"])
    }

    @Test func `a crash before the base moves leaves the conflict open, and no value lost`() async throws {
        for step in 1... {
            let world = try await conflict()
            let seen = try await shown(world)
            do {
                let session = try world.folder.open(checkpoint: crash(at: step))
                _ = try await session.resolve(
                    uid("a"), with: [SettledField(pair: World.work, conflict: seen, value: .text("ours"))])
                try await session.close()
                #expect(step > 5)
                return
            } catch is Crash {}
            try await world.sync()
            let title = world.folder.read("work/a.ics").map { view($0).title }
            #expect(title == "ours" || title == "mine", "step \(step)")
            #expect(world.titles == ["theirs"] || (world.titles == ["ours"] && title == "ours"), "step \(step)")
        }
    }

    @Test func `both makes one copy, also after a crash in between`() async throws {
        for step in 1... {
            let world = try await conflict()
            do {
                let session = try world.folder.open(checkpoint: crash(at: step))
                _ = try await session.resolve(uid("a"), field: nil, take: .both)
                try await session.close()
                #expect(step > 3)
                return
            } catch is Crash {}
            let session = try world.folder.open()
            _ = try await session.plan(SyncRequest(isOffline: true))
            _ = try await session.resolve(uid("a"), field: nil, take: .both)
            try await session.close()
            try await world.sync()
            #expect(world.titles == ["mine", "theirs"], "step \(step)")
            #expect(world.folder.eventFiles.count == 2, "step \(step)")
        }
    }
}
