import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

struct ManifestStoreTests {
    private let root = "/folder"
    private let files = ModelFileStore()
    private var layout: StateLayout { StateLayout(root: root) }

    private func open() throws -> ManifestStore {
        try ManifestStore.open(root: root, files: files, folderID: Sample.folderID)
    }

    @Test func `what was committed is there after opening again, folded or not`() throws {
        let store = try open()
        try store.commit([Sample.commit(1, title: "One"), Sample.commit(2, title: "Two")])
        #expect(try open().record(Sample.key(1)) == Sample.live(1, title: "One"))
        try store.fold(stampedAt: 5)
        let again = try open()
        #expect(try again.record(Sample.key(2)) == Sample.live(2, title: "Two"))
        #expect(try again.record(Sample.key(3)) == nil)
        #expect(again.manifest == store.manifest)
        #expect(again.manifest.generation == 1)
        #expect(again.manifest.stampedAt == 5)
        #expect(again.journalBytes == 0)
    }

    @Test func `folding with nothing new writes nothing at all`() throws {
        let store = try open()
        try store.commit([Sample.commit(1, title: "One")])
        try store.fold(stampedAt: 5)
        let before = (files.allFiles(), files.journalOfSteps.count)
        try store.fold(stampedAt: 6)
        try open().fold(stampedAt: 7)
        #expect(files.allFiles() == before.0)
        #expect(files.journalOfSteps.count == before.1)
    }

    @Test func `a commit that changes nothing is not written`() throws {
        let store = try open()
        var commit = Sample.commit(1, title: "One")
        commit.pairs = [Sample.pair: PairState(calendar: "c")]
        commit.gitHead = "abc"
        try store.commit([commit])
        try store.fold(stampedAt: 5)
        commit.records = []
        try store.commit([commit, Commit(), Commit(operation: "never begun")])
        #expect(store.journalBytes == 0)
    }

    @Test func `folding twice what was committed twice gives the same manifest`() throws {
        let store = try open()
        try store.commit([Sample.commit(1, title: "One")])
        try store.fold(stampedAt: 5)
        let once = try store.record(Sample.key(1))
        try store.commit([Sample.commit(1, title: "One")])
        try store.fold(stampedAt: 5)
        #expect(try store.record(Sample.key(1)) == once)
        #expect(try open().manifest == store.manifest)
    }

    @Test func `an intent stays open over crashes and folds, until its commit`() throws {
        let store = try open()
        try store.begin([Sample.intent("a"), Sample.intent("b", 1)])
        try store.commit([Sample.commit(1, title: "One", operation: "b")])
        try store.fold(stampedAt: 5)
        let again = try open()
        #expect(again.openIntents == [Sample.intent("a")])
        try again.commit([Sample.commit(0, title: "Zero", operation: "a")])
        #expect(try open().openIntents.isEmpty)
    }

    @Test func `an intent that comes to nothing is cleared by an empty commit`() throws {
        let store = try open()
        try store.begin([Sample.intent("a")])
        try store.commit([Commit(operation: "a")])
        #expect(store.openIntents.isEmpty)
        #expect(try open().openIntents.isEmpty)
    }

    @Test func `what a commit says of a pair does not lose its pack`() throws {
        let store = try open()
        try store.commit([Sample.commit(1, title: "One")])
        try store.fold(stampedAt: 5)
        try store.commit([
            Commit(pairs: [Sample.pair: PairState(calendar: "google", cursor: Cursor(token: "t", shape: "s"))])
        ])
        #expect(try open().record(Sample.key(1)) == Sample.live(1, title: "One"))
        try store.fold(stampedAt: 6)
        #expect(try open().record(Sample.key(1)) == Sample.live(1, title: "One"))
        #expect(store.manifest.pairs[Sample.pair]?.cursor?.token == "t")
    }

    @Test func `one previous manifest is kept`() throws {
        let store = try open()
        for number in 1...3 {
            try store.commit([Sample.commit(number, title: "T")])
            try store.fold(stampedAt: 5)
        }
        let previous = try ManifestCodec.decode(try files.read(layout.previousManifest, limit: 1 << 20))
        #expect(previous.generation == 2)
        #expect(try files.status(layout.nextManifest) == nil)
    }

    @Test func `a missing manifest is lost, not new`() throws {
        let store = try open()
        for number in 1...2 {
            try store.commit([Sample.commit(number, title: "T")])
            try store.fold(stampedAt: 5)
        }
        files.take(layout.manifest)
        #expect(throws: StateError.lost) { try open() }
    }

    @Test func `a manifest older than its journal is refused`() throws {
        let store = try open()
        try store.commit([Sample.commit(1, title: "One")])
        try store.fold(stampedAt: 5)
        let old = try files.read(layout.manifest, limit: 1 << 20)
        try store.commit([Sample.commit(2, title: "Two")])
        try store.fold(stampedAt: 6)
        try store.commit([Sample.commit(3, title: "Three")])
        files.put(layout.manifest, old)
        #expect(throws: StateError.rolledBack(found: 1, expected: 2)) { try open() }
    }

    @Test func `a journal older than the manifest is left out`() throws {
        let store = try open()
        try store.commit([Sample.commit(1, title: "One")])
        let old = try files.read(layout.journal, limit: 1 << 20)
        try store.commit([Sample.commit(1, title: "Newer")])
        try store.fold(stampedAt: 5)
        files.put(layout.journal, old)
        let again = try open()
        #expect(try again.record(Sample.key(1)) == Sample.live(1, title: "Newer"))
        try again.commit([Sample.commit(2, title: "Two")])
        let last = try open()
        #expect(try last.record(Sample.key(1)) == Sample.live(1, title: "Newer"))
        #expect(try last.record(Sample.key(2)) == Sample.live(2, title: "Two"))
    }

    @Test func `the state of another folder is refused`() throws {
        let store = try open()
        try store.commit([Sample.commit(1, title: "One")])
        #expect(throws: StateError.self) {
            try ManifestStore.open(root: root, files: files, folderID: "ffffffffffffffffffffffffffffffff")
        }
    }

    @Test func `a damaged pack is refused when it is read, and not before`() throws {
        let store = try open()
        try store.commit([Sample.commit(1, title: "One")])
        try store.fold(stampedAt: 5)
        let pack = layout.pack(try #require(store.manifest.pairs[Sample.pair]?.pack))
        var bytes = try files.read(pack, limit: 1 << 20)
        bytes[40] ^= 1
        files.put(pack, bytes)
        let again = try open()
        #expect(throws: StateError.self) { try again.record(Sample.key(1)) }
    }

    @Test func `a pack that is mostly dead is compacted into a new file`() throws {
        let store = try open()
        let long = String(repeating: "x", count: 2_000)
        for round in 0..<60 {
            try store.commit([Sample.commit(1, title: "\(round) \(long)"), Sample.commit(2, title: "\(round) \(long)")])
            try store.fold(stampedAt: 5)
        }
        let packs = try files.list(layout.base)
        #expect(packs.count == 1)
        #expect(packs.first?.name != "work.1.jsonl")
        let pack = layout.base + "/" + (packs.first?.name ?? "")
        #expect(try files.read(pack, limit: 1 << 20).count < 300_000)
        for number in 1...2 {
            #expect(try open().record(Sample.key(number)) == Sample.live(number, title: "59 \(long)"))
        }
    }

    @Test func `one store tells what is in a pack now, where a compacted one has it at the same place`() throws {
        let store = try open()
        let long = String(repeating: "x", count: 2_000)
        for round in 10..<70 {
            try store.commit([Sample.commit(1, title: "\(round) \(long)"), Sample.commit(2, title: "\(round) \(long)")])
            try store.fold(stampedAt: 5)
            for _ in 1...2 { #expect(try store.record(Sample.key(1)) == Sample.live(1, title: "\(round) \(long)")) }
        }
    }

    @Test func `a full disk leaves the state as it was, and the run can be repeated`() throws {
        let store = try open()
        try store.commit([Sample.commit(1, title: "One")])
        try store.fold(stampedAt: 5)
        try store.commit([Sample.commit(2, title: "Two")])
        let steps = files.journalOfSteps.count
        try open().fold(stampedAt: 6)
        let count = files.journalOfSteps.count - steps
        #expect(count > 5)
        for step in 0..<count {
            let files = ModelFileStore()
            try layout.prepare(files)
            let store = try ManifestStore.open(root: root, files: files, folderID: Sample.folderID)
            try store.commit([Sample.commit(1, title: "One")])
            try store.fold(stampedAt: 5)
            try store.commit([Sample.commit(2, title: "Two")])
            files.failNext(step, FileError(.diskFull, "anything"))
            #expect(throws: FileError.self) { try store.fold(stampedAt: 6) }
            for again in [store, try ManifestStore.open(root: root, files: files, folderID: Sample.folderID)] {
                #expect(try again.record(Sample.key(1)) == Sample.live(1, title: "One"))
                #expect(try again.record(Sample.key(2)) == Sample.live(2, title: "Two"))
                try again.commit([Sample.commit(3, title: "Three")])
                try again.fold(stampedAt: 7)
            }
        }
    }
}
