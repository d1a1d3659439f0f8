import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// `plan --out` and `sync FILE`: a plan is done just so, or not at all.
@Suite struct SavedPlanTests {
    /// A plan, written to a file and read again.
    private func saved(_ world: World, _ request: SyncRequest = SyncRequest()) async throws -> SavedPlan {
        let session = try world.folder.open(writes: false)
        let planned = try await session.plan(request)
        // Time goes on between planning and saving.
        world.folder.advance(by: 2)
        let plan = await session.saved(planned)
        return try SavedPlanFile.decode(try SavedPlanFile.encode(plan))
    }

    /// What moved since `plan` was made, an hour later.
    private func moved(_ plan: SavedPlan, _ world: World) async throws -> [String] {
        world.folder.advance(by: 3_600)
        let session = try world.folder.open(writes: false)
        let now = await session.saved(try await session.plan(plan.syncRequest))
        return plan.differences(to: now)
    }

    /// A world with an edit on each side, a new event on each side and a deletion on each side.
    private func busy() async throws -> World {
        let world = try await World.synced("a", "b", "c", "d", "e", "f")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine")
        try world.editRemote("b", .title, "theirs")
        try world.folder.remove("work/c.ics")
        try world.removeRemote("d")
        try world.folder.write("work/new.ics", series("new"))
        world.service.put(uid("other"), view(series("other")))
        return world
    }

    @Test func `what did not move is the same an hour later, and is carried out`() async throws {
        let world = try await busy()
        let plan = try await saved(world)
        #expect(plan.steps.count == 6)
        #expect(try await moved(plan, world) == [])
        let report = try await world.sync(plan.syncRequest)
        #expect(
            report.words == "create-file, create-remote, delete-file, delete-remote, edit-file, edit-remote")
        try await world.expectIdle()
    }

    /// Something that moves after the plan was made, and the words for it.
    struct Move: Sendable, CustomTestStringConvertible {
        let words: String
        let move: @Sendable (World) throws -> Void
        var testDescription: String { words }

        init(_ words: String, _ move: @escaping @Sendable (World) throws -> Void) {
            (self.words, self.move) = (words, move)
        }
    }

    @Test(arguments: [
        Move("the file was saved") { try $0.folder.edit("work/a.ics", "SUMMARY:", "summary:") },
        Move("title would become something else") { try $0.editRemote("b", .title, "else") },
        Move("it would change title and location") { try $0.editRemote("b", .location, "Hall") },
        Move("changed at work since") { try $0.editRemote("a", .title, "a") },
        Move("not called for any more") { try $0.folder.write("work/c.ics", event("c")) },
        Move("is new") { try $0.folder.edit("work/e.ics", "SUMMARY:e", "SUMMARY:more") },
        Move("is in conflict now") { try $0.editRemote("a", .title, "conflict") },
    ])
    func `what moved is said in words`(move: Move) async throws {
        let world = try await busy()
        let plan = try await saved(world)
        try move.move(world)
        let sentences = try await moved(plan, world)
        #expect(sentences.contains { $0.contains(move.words) }, "\(sentences)")
    }

    @Test func `another policy is another plan`() async throws {
        let world = try await busy()
        let plan = try await saved(world)
        world.folder.setups = [.make("work", world.service, policy: Policy(deletions: .keep))]
        #expect(try await moved(plan, world).contains { $0.contains("policy") })
    }

    @Test func `a plan keeps what was asked for`() async throws {
        let world = try await busy()
        let plan = try await saved(world, SyncRequest(direction: .pull, allowsMassChange: true))
        #expect(plan.steps.allSatisfy { $0.side == .local })
        #expect(try await moved(plan, world) == [])
    }

    @Test func `damage, other files and newer versions are refused`() async throws {
        let world = try await busy()
        let session = try world.folder.open(writes: false)
        let bytes = try SavedPlanFile.encode(await session.saved(try await session.plan(SyncRequest())))
        for index in stride(from: 0, to: bytes.count, by: 97) {
            var damaged = bytes
            damaged[index] ^= 0x01
            #expect(throws: SavedPlanError.self, "byte \(index)") { try SavedPlanFile.decode(damaged) }
        }
        #expect(throws: SavedPlanError.damaged) { try SavedPlanFile.decode(bytes.dropLast(10) + []) }
        #expect(throws: SavedPlanError.notAPlan) { try SavedPlanFile.decode(Array("BEGIN:VCALENDAR".utf8)) }
        #expect(throws: SavedPlanError.newer(2)) {
            try SavedPlanFile.decode(Array(#"{"calsync-plan":2,"checksum":"","plan":{}}"#.utf8))
        }
    }

    @Test func `a plan is written over another plan, and over nothing else`() async throws {
        let world = try await busy()
        let session = try world.folder.open(writes: false)
        let plan = await session.saved(try await session.plan(SyncRequest()))
        let (files, path) = (world.folder.files, world.folder.root + "/p.json")
        try SavedPlanFile.write(plan, to: path, files: files, random: 1)
        try SavedPlanFile.write(plan, to: path, files: files, random: 2)
        #expect(try SavedPlanFile.decode(try files.read(path, limit: 1 << 20)) == plan)
        let taken = world.folder.root + "/work/a.ics"
        #expect(throws: SavedPlanError.taken(taken)) {
            try SavedPlanFile.write(plan, to: taken, files: files, random: 3)
        }
        #expect(world.folder.read("work/a.ics")?.contains("mine") == true)
    }
}
