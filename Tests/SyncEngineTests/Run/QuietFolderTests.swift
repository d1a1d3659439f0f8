import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

struct QuietFolderTests {
    private let scratch = Scratch()
    private let files = DiskFileStore()
    private let pair = PairID("work")

    /// A folder in step with one event, whose pair is in `work/`.
    private func mark(_ change: (inout Commit) -> Void = { _ in }) throws -> FolderMark {
        try scratch.write("tea", to: "work/tea.ics")
        let id = try Anchor.make(root: scratch.path, files: files) { 7 }
        let store = try ManifestStore.open(root: scratch.path, files: files, folderID: id)
        var commit = Commit()
        for (path, stamp) in FolderScan(root: scratch.path, files: files).snapshot().files {
            commit.files[path] = FileEntry(uid: nil, stamp: stamp, hash: Digest.of(Array("tea".utf8)))
        }
        var state = PairState(calendar: "primary")
        state.device = try files.status(scratch.path)?.device
        commit.pairs[pair] = state
        change(&commit)
        try store.commit([commit])
        try store.fold(stampedAt: .max)
        return FolderMark(id: id, generation: store.manifest.generation)
    }

    private func isQuiet(_ mark: FolderMark, _ folders: [PairID: String]? = nil) -> Bool {
        QuietFolder.isQuiet(scratch.path, mark, folders: folders ?? [pair: "work"])
    }

    @Test func `a folder in step is quiet`() throws {
        let mark = try mark()
        #expect(isQuiet(mark))
        #expect(isQuiet(mark, [pair: ""]))
    }

    @Test func `a folder without pairs, or with one that was never synced, is not`() throws {
        let mark = try mark()
        #expect(!isQuiet(mark, [:]))
        #expect(!isQuiet(mark, [pair: "work", PairID("home"): "work"]))
        #expect(!isQuiet(mark, [pair: "gone"]))
    }

    @Test func `a pair's folder on another disk than before is not quiet`() throws {
        #expect(!isQuiet(try mark { $0.pairs[pair]?.device? += 1 }))
    }

    @Test func `another folder, or an older manifest, is not quiet`() throws {
        var mark = try mark()
        mark.generation += 1
        #expect(!isQuiet(mark))
        mark.generation -= 1
        mark.id = String(repeating: "0", count: 32)
        #expect(!isQuiet(mark))
    }

    @Test func `what failed and waits is not quiet`() throws {
        #expect(
            !isQuiet(
                try mark {
                    $0.pairs[pair]?.retries = ["tea": Attempts(count: 1, notBefore: 0, lastError: "", values: "")]
                }))
    }

    @Test func `a paused file is not quiet`() throws {
        #expect(!isQuiet(try mark { $0.files["work/tea.ics"]??.state = .paused }))
    }

    @Test(.enabled(if: DiskFileStore().keepsFolderTimes("/tmp"), "/tmp must be on ext4, XFS, Btrfs or tmpfs"))
    func `a sync notes the folders in which it knows all`() async throws {
        let world = World(onDisk: Policy())
        try world.folder.write("work/tea.ics", event("tea"))
        try await world.sync()
        let id = try #require(try Anchor.read(root: world.folder.root, files: files))
        func folders() throws -> [String: FolderStamp] {
            try ManifestStore.open(root: world.folder.root, files: files, folderID: id).manifest.folders
        }
        let work = try #require(try files.status(world.folder.root + "/work")).stamp
        #expect(try Set(folders().keys) == ["", "work"])
        #expect(try folders()["work"]?.mtime == work.mtime)
        try await world.expectIdle()
    }
}
