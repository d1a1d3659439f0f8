import Glibc
import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// cases.md 2.7 and 2.8, 24–34: what is held, and state that is lost, old, damaged or busy.
@Suite struct GuardTests {
    @Test func `a folder without its anchor is not the one that was here`() async throws {
        let world = try await World.synced("a")
        try world.folder.remove(".calsync/anchor")
        await #expect(throws: OpenError.self) { try await world.sync() }
        #expect(world.titles == ["a"])
    }

    @Test func `a folder that was emptied deletes nothing`() async throws {
        let world = try await World.synced(count: 5)
        for path in world.folder.eventFiles { try world.folder.remove(path) }
        let report = try await world.sync()
        #expect(report.done.isEmpty)
        #expect([ExitCode.safety, .failure].contains(report.exitCode))
        #expect(world.titles.count == 5)
    }

    @Test func `a pair's folder on another device is left alone`() async throws {
        let world = try await World.synced("a", "b")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        world.folder.model?.mount(world.folder.root + "/work")
        #expect(try await world.sync().words == "trouble")
        #expect(world.titles == ["a", "b"])
    }

    @Test func `half of a pair is a mass deletion, held until it is allowed`() async throws {
        let world = try await World.synced(count: 8)
        for number in 1...4 { try world.folder.remove("work/e\(number).ics") }
        let report = try await world.sync()
        #expect(report.words == "held safety, held safety, held safety, held safety")
        #expect(report.exitCode == .safety)
        #expect(world.titles.count == 8)
        try await world.expectIdle()
        try await world.sync(SyncRequest(allowsMassChange: true))
        #expect(world.titles.count == 4)
        try await world.expectIdle()
    }

    @Test func `less than half of a pair goes, and an edit flows beside what is held`() async throws {
        let world = try await World.synced(count: 8)
        for number in 1...3 { try world.folder.remove("work/e\(number).ics") }
        try await world.sync()
        #expect(world.titles.count == 5)
        for number in 4...6 { try world.folder.remove("work/e\(number).ics") }
        try world.folder.edit("work/e7.ics", "SUMMARY:e7", "SUMMARY:new")
        #expect(try await world.sync().words == "edit-remote, held safety, held safety, held safety")
    }

    /// The limit counts what is to be done: with one of them edited here that is less than what is missing there.
    @Test func `what a short listing leaves out stays where less is to be deleted than is missing`() async throws {
        let world = try await World.synced(count: 60, options: .with { $0.hasDeltas = false })
        let path = try #require(world.path(world.service.events()[55].uid))
        try world.folder.edit(path, "SUMMARY:e", "SUMMARY:new")
        world.service.fail(.changes, with: .shortListing(dropping: 11))
        #expect(try await world.sync().words == "edit-remote")
        #expect(world.folder.eventFiles.count == 60 && world.titles.count == 60)
        try await world.expectIdle()
    }

    @Test func `a short listing parts nothing that deletions are kept for`() async throws {
        let world = try await World.synced(
            count: 8, options: .with { $0.hasDeltas = false }, policy: Policy(deletions: .keep))
        world.service.fail(.changes, with: .shortListing(dropping: 8))
        #expect(try await world.sync().words == "nothing")
        try world.editRemote("e1", .title, "there")
        #expect(try await world.sync().words == "edit-file")
    }

    @Test func `of many that are gone some were skipped: the others go once a look has shown that they are`()
        async throws
    {
        let world = try await World.synced(count: 8, options: .with { $0.hasDeltas = false })
        for number in 1...4 { try world.removeRemote("e\(number)") }
        let session = try world.folder.open()
        let planned = try await session.plan(SyncRequest(allowsMassChange: true))
        _ = try await session.skip(planned) { $0.key.uid == uid("e1") }
        try await session.close()
        let report = try await world.sync()
        #expect(report.words == "delete-file, delete-file, delete-file, held skipped")
        #expect(world.folder.eventFiles.count == 5)
    }

    @Test func `a mass move is held until it is allowed`() async throws {
        let world = try await World.synced(count: 12)
        for number in 1...11 { try world.folder.edit("work/e\(number).ics", "T090000Z", "T080000Z") }
        #expect(try await world.sync().exitCode == .safety)
        #expect(world.service.writes == 0)
        let report = try await world.sync(SyncRequest(allowsMassChange: true))
        #expect(report.done.count == 11)
        try await world.expectIdle()
    }

    @Test(arguments: ["index.lock", "MERGE_HEAD", "rebase-merge/x", "BISECT_LOG"])
    func `case 24: git in the middle of something is told`(sign: String) throws {
        let world = World(onDisk: Policy())
        try world.folder.write(".git/HEAD", "ref: refs/heads/main\n")
        #expect(GitState(root: world.folder.root).business == nil)
        try world.folder.write(".git/" + sign, "")
        #expect(GitState(root: world.folder.root + "/work").business != nil)
    }

    @Test func `case 25: many deletions after git moved elsewhere are held and say so`() async throws {
        let world = World(onDisk: Policy())
        let old = String(repeating: "a", count: 40)
        try world.folder.write(".git/HEAD", "ref: refs/heads/main\n")
        try world.folder.write(".git/refs/heads/main", old + "\n")
        for number in 1...120 { try world.folder.write("work/e\(number).ics", event("e\(number)")) }
        try await world.sync()
        try world.folder.write(".git/refs/heads/main", String(repeating: "b", count: 40) + "\n")
        for number in 1...11 { try world.folder.remove("work/e\(number).ics") }
        let report = try await world.sync()
        #expect(report.held.count { $0.cause == .safety && $0.reason.contains("git moved") } == 11)
        #expect(world.titles.count == 120)
    }

    @Test func `case 29: a manifest that was rolled back is refused, and repaired without loss`() async throws {
        let world = try await World.synced("a", "b")
        let state = world.folder.root + "/.calsync/"
        let old = try world.folder.files.read(state + "manifest.json", limit: 1 << 20)
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        try await world.sync()
        try world.folder.write(".calsync/manifest.json", old)
        await #expect(throws: StateError.self) { try await world.sync() }
        try world.folder.repair()
        try await world.sync()
        #expect(world.titles == ["b", "new"])
        #expect(world.folder.eventFiles == ["work/a.ics", "work/b.ics"])
        try await world.expectIdle()
    }

    @Test func `case 30: a lost manifest is refused; repair adopts, and asks where the sides differ`() async throws {
        let world = try await World.synced("a", "b", "c")
        try world.folder.remove("work/c.ics")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine")
        try world.folder.remove(".calsync/manifest.json")
        await #expect(throws: StateError.lost) { try await world.sync() }
        try world.folder.repair()
        let report = try await world.sync()
        #expect(report.conflicts.map(\.key.uid) == [uid("a")])
        #expect(report.done.allSatisfy { !$0.kind.isDeletion && $0.kind.side != .remote })
        #expect(world.titles == ["a", "b", "c"])
        #expect(world.folder.eventFiles.count == 3)
        #expect(world.folder.read("work/a.ics") == event("a", title: "mine"))
        try await world.expectIdle()
    }

    @Test func `case 30: a damaged manifest is refused`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit(".calsync/manifest.json", "a@test", "b@test")
        await #expect(throws: StateError.self) { try await world.sync() }
        #expect(world.titles == ["a"])
    }

    @Test func `case 31: two machines with clones of one folder make no duplicates`() async throws {
        let service = MemoryProvider()
        let (one, two) = (FolderWorld([.make("work", service)]), FolderWorld([.make("work", service)]))
        for folder in [one, two] {
            try folder.write("work/a.ics", event("a"))
            try folder.write("work/b.ics", file(["DTSTART:20260115T090000Z", "SUMMARY:no UID"]))
        }
        try await one.sync()
        let report = try await two.sync()
        #expect(report.conflicts.isEmpty)
        #expect(service.events().count == 2)
        try one.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        try two.edit("work/a.ics", "SUMMARY:a", "SUMMARY:a\nLOCATION:Hall")
        for folder in [one, two, one, two] { try await folder.sync() }
        #expect(one.read("work/a.ics") == two.read("work/a.ics"))
        #expect(service.events().count == 2)
        #expect(one.read("work/b.ics") == two.read("work/b.ics"))
    }

    @Test func `case 32: a second process is turned away`() async throws {
        let world = try await World.synced("a")
        let session = try world.folder.open()
        #expect(throws: LockError.self) { try world.folder.open() }
        _ = try world.folder.open(writes: false)
        try await session.close()
        _ = try world.folder.open()
    }

    @Test(arguments: [7_200.0, -7_200, -100_000_000]) func `case 33: a wrong clock changes no plan`(
        seconds: Double
    ) async throws {
        let world = try await World.synced("a", "b", "c")
        world.folder.advance(by: seconds)
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        try world.editRemote("b", .title, "b2")
        try world.folder.remove("work/c.ics")
        #expect(try await world.sync().words == "delete-remote, edit-file, edit-remote")
        try await world.expectIdle()
    }

    @Test func `case 34: a full disk at any write loses nothing, and the run can be repeated`() async throws {
        for step in 0... {
            let world = try await World.synced("a", "b", "z")
            try world.editRemote("a", .title, "a2")
            try world.folder.edit("work/b.ics", "SUMMARY:b", "SUMMARY:b2")
            world.service.put(uid("c"), view(event("c")))
            let model = try #require(world.folder.model)
            let before = model.journalOfSteps.count
            model.failNext(step, FileError(.diskFull, "/"))
            _ = try? await world.sync()
            if model.journalOfSteps.count - before <= step { break }
            for _ in 0..<3 { try await world.sync() }
            #expect(world.titles == ["a2", "b2", "c", "z"], "step \(step)")
            #expect(world.folder.read("work/a.ics") == event("a", title: "a2"), "step \(step)")
            #expect(world.folder.eventFiles.count == 4, "step \(step)")
            try await world.expectIdle()
        }
    }

    @Test func `a plan says just what the sync does, and writes nothing (I10)`() async throws {
        let world = try await World.synced("a", "b", "c")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        try world.editRemote("b", .title, "b2")
        try world.folder.remove("work/c.ics")
        let before = world.folder.everything()
        let planned = try await world.folder.plan()
        #expect(world.folder.everything() == before)
        #expect(world.service.writes == 0)
        let report = try await world.sync()
        #expect(report.done.map(\.reason) == planned.plan.operations.map(\.reason))
        #expect(report.done.map(\.file) == planned.plan.operations.map(\.file))
    }
}
