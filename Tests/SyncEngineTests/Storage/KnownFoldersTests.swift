import Glibc
import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

struct KnownFoldersTests {
    private let files = ModelFileStore()
    private var known: KnownFolders { KnownFolders(stateFolder: "/state/calsync", files: files) }

    private func remember(generation: Int) throws -> String {
        let id = try Anchor.make(root: "/folder", files: files, random: { 7 })
        try known.update("/folder") { $0 = KnownFolder(id: id, generation: generation, device: 1) }
        return id
    }

    @Test func `the state folder follows the XDG rules`() {
        #expect(KnownFolders.stateFolder(environment: ["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/calsync")
        #expect(
            KnownFolders.stateFolder(environment: ["XDG_STATE_HOME": "s", "HOME": "/h"]) == "/h/.local/state/calsync")
        #expect(KnownFolders.stateFolder(environment: [:]) == nil)
    }

    @Test func `an anchor is made once`() throws {
        var next: UInt8 = 0
        let random: () -> UInt8 = {
            next += 1
            return next
        }
        let id = try Anchor.make(root: "/folder", files: files, random: random)
        #expect(id == "0102030405060708090a0b0c0d0e0f10")
        #expect(try Anchor.make(root: "/folder", files: files, random: random) == id)
        #expect(try Anchor.read(root: "/folder", files: files) == id)
        files.put("/folder/.calsync/anchor", "rubbish")
        #expect(throws: StateError.self) { try Anchor.read(root: "/folder", files: files) }
    }

    @Test func `a folder never seen is new, and one seen is known`() throws {
        #expect(try known.verdict(on: "/folder", generation: nil) == .new)
        _ = try remember(generation: 3)
        #expect(try known.verdict(on: "/folder", generation: 3) == .known)
        #expect(try known.verdict(on: "/folder", generation: 4) == .known)
    }

    @Test func `a folder that brings its state along was moved or copied`() throws {
        _ = try remember(generation: 3)
        files.put("/copy/.calsync/anchor", try files.read("/folder/.calsync/anchor", limit: 99))
        #expect(try known.verdict(on: "/copy", generation: 3) == .clone(from: "/folder"))
    }

    @Test func `a folder without its anchor, or with another, is not this folder`() throws {
        _ = try remember(generation: 3)
        files.put("/folder/.calsync/anchor", String(repeating: "a", count: 32))
        guard case .notThisFolder = try known.verdict(on: "/folder", generation: 3) else {
            Issue.record("another anchor went unnoticed")
            return
        }
        files.take("/folder/.calsync/anchor")
        guard case .notThisFolder = try known.verdict(on: "/folder", generation: nil) else {
            Issue.record("a missing anchor went unnoticed")
            return
        }
    }

    @Test func `a manifest that is gone or older is noticed`() throws {
        _ = try remember(generation: 3)
        #expect(try known.verdict(on: "/folder", generation: nil) == .stateLost)
        #expect(try known.verdict(on: "/folder", generation: 2) == .rolledBack(found: 2, expected: 3))
    }

    @Test func `a run that was stopped is no sync: when there last was one stays known`() throws {
        _ = try remember(generation: 3)
        func run(_ error: String?, at time: Int64) throws -> LastRun? {
            try known.noteRun("/folder", [Sample.pair: LastRun.Outcome(error: error)], now: time)
            return try known.folder(at: "/folder")?.lastRun[Sample.pair]
        }
        #expect(try run("The password is refused.", at: 5)?.syncedAt == nil)
        #expect(try run(nil, at: 10)?.syncedAt == 10)
        #expect(try run("The password is refused.", at: 20)?.syncedAt == 10)
        let last = try run("No network.", at: 30)
        #expect(last == LastRun(time: 30, error: "No network.", count: 4, good: 10))
        #expect(try run(nil, at: 40) == LastRun(time: 40, count: 5))
    }

    @Test func `what a run left alone is told until a run has looked again`() throws {
        _ = try remember(generation: 3)
        let uid = try #require(UID("a@example.com"))
        let held = Held(
            pair: Sample.pair, uid: uid, title: "Talk", cause: .unread, reason: "the file is open", remedy: "Close it.")
        func recalled() throws -> [Held] {
            var planned = PlannedRun(counts: [Sample.pair: 1])
            planned.recall(try known.folder(at: "/folder")?.lastRun ?? [:])
            return planned.plan.held
        }
        try known.noteRun("/folder", [Sample.pair: LastRun.Outcome(held: [held])], now: 5)
        #expect(try recalled() == [held])
        // A look that found nothing new, and one that was stopped, say nothing about it.
        try known.noteRun("/folder", [Sample.pair: LastRun.Outcome()], now: 6)
        try known.noteRun("/folder", [Sample.pair: LastRun.Outcome(error: "No network.", code: .queued)], now: 7)
        #expect(try recalled() == [held])
        #expect(try known.folder(at: "/folder")?.lastRun[Sample.pair]?.code == ExitCode.queued.rawValue)
        var planned = PlannedRun(counts: [Sample.pair: 1])
        planned.plan.held = [held]
        planned.recall(try known.folder(at: "/folder")?.lastRun ?? [:])
        #expect(planned.plan.held.count == 1)
        try known.noteRun("/folder", [Sample.pair: LastRun.Outcome(held: [])], now: 8)
        #expect(try recalled().isEmpty)
    }

    @Test func `what is remembered comes back, and nothing is written where nothing changes`() throws {
        _ = try remember(generation: 3)
        try known.update("/folder") { $0?.lastRun[Sample.pair] = LastRun(time: 17, error: "no network") }
        #expect(try known.folder(at: "/folder")?.lastRun == [Sample.pair: LastRun(time: 17, error: "no network")])
        let steps = files.journalOfSteps.count
        try known.update("/folder") { $0?.lastRun[Sample.pair]?.time = 17 }
        #expect(files.journalOfSteps.count == steps)
        try known.update("/folder") { $0 = nil }
        #expect(try known.all().isEmpty)
    }

    @Test func `damage is refused`() throws {
        files.put("/state/calsync/folders.json", "{\"calsync\":1,\"fold")
        #expect(throws: StateError.self) { try known.all() }
        files.put("/state/calsync/folders.json", "{\"calsync\":2,\"folders\":{}}")
        #expect(throws: StateError.newerSchema(found: 2)) { try known.all() }
    }

    @Test(arguments: ["", "/base", "/tmp", "/trash", "/conflicts"])
    func `a state folder that leads elsewhere is refused, and nothing is written there`(part: String) throws {
        let (scratch, elsewhere, disk) = (Scratch(), Scratch(), DiskFileStore())
        let path = scratch.path + "/.calsync" + part
        if !part.isEmpty { try disk.makeFolder(scratch.path + "/.calsync") }
        #expect(symlink(elsewhere.path, path) == 0)
        #expect(throws: FileError(.linked, path)) { try FolderLock.acquire(root: scratch.path, files: disk) }
        #expect(throws: FileError(.linked, path)) {
            try Anchor.make(root: scratch.path, files: disk, random: { 7 })
        }
        #expect(try disk.list(elsewhere.path).isEmpty)
    }

    @Test func `one run at a time holds a folder, and the other learns who`() throws {
        let scratch = Scratch()
        let disk = DiskFileStore()
        let lock = try FolderLock.acquire(root: scratch.path, files: disk, pid: 4_242, bootID: "boot")
        #expect(throws: LockError.busy(pid: 4_242)) {
            try FolderLock.acquire(root: scratch.path, files: disk, bootID: "boot")
        }
        #expect(throws: LockError.busy(pid: nil)) {
            try FolderLock.acquire(root: scratch.path, files: disk, bootID: "later")
        }
        lock.release()
        let next = try FolderLock.acquire(root: scratch.path, files: disk, pid: 1, bootID: "boot")
        #expect(try scratch.text(".calsync/lock") == "1 boot\n")
        next.release()
    }
}
