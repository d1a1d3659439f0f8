import Glibc
import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

struct QuickLookTests {
    private let scratch = Scratch()
    private let files = DiskFileStore()

    /// A folder of 600 files with the manifest that knows them.
    private func folder(stampedAt: Int64 = .max) throws {
        for number in 0..<600 { try scratch.write("event \(number)", to: "work/\(number % 7)/event-\(number).ics") }
        try scratch.write("paused", to: "paused.ics")
        try scratch.write("no event file", to: "work/notes.txt")
        try StateLayout(root: scratch.path).prepare(files)
        let store = try ManifestStore.open(root: scratch.path, files: files, folderID: Sample.folderID)
        var commit = Commit()
        for (path, stamp) in FolderScan(root: scratch.path, files: files).snapshot().files {
            let digest = Digest.of(try files.read(scratch.path + "/" + path, limit: 1_000))
            commit.files[path] = FileEntry(
                uid: nil, stamp: stamp, hash: digest, state: path == "paused.ics" ? .paused : .event)
        }
        try store.commit([commit])
        try store.fold(stampedAt: stampedAt)
    }

    private func look() throws -> QuickLook? { try QuickLook.look(at: scratch.path) }

    @Test func `a folder as the manifest says is quiet`() throws {
        try folder()
        let look = try #require(try look())
        #expect(look.isQuiet)
        #expect(look.unchanged == 601)
        #expect(look.paused == 1)
        #expect(look.header.generation == 1)
    }

    @Test func `files too young for their stamps are compared by their bytes`() throws {
        try folder(stampedAt: 0)
        #expect(try look()?.isQuiet == true)
    }

    @Test func `what changed, came and went is counted as the full walk counts it`() throws {
        try folder()
        try scratch.write("edited", to: "work/1/event-1.ics")
        try scratch.write("new", to: "work/new/one.ics")
        try scratch.write("new", to: "two.ics")
        try files.remove(scratch.path + "/work/2/event-2.ics")
        let look = try #require(try look())
        let manifest = try ManifestStore.open(root: scratch.path, files: files, folderID: Sample.folderID).manifest
        let full = FolderScan(root: scratch.path, files: files).snapshot()
        #expect(look.unchanged == 599)
        #expect(look.changed == 1)
        #expect(look.new == full.files.keys.count { manifest.files[$0] == nil })
        #expect(look.missing == manifest.files.keys.count { full.files[$0] == nil })
        #expect(!look.isQuiet)
    }

    @Test func `a file with a false digest and a young stamp changed`() throws {
        try folder(stampedAt: 0)
        let path = scratch.path + "/paused.ics"
        let before = try #require(try files.status(path)).stamp
        let file = open(path, O_WRONLY)
        pwrite(file, "PAUSED", 6, 0)
        close(file)
        let store = try ManifestStore.open(root: scratch.path, files: files, folderID: Sample.folderID)
        let after = try #require(try files.status(path)).stamp
        #expect(after.size == before.size)
        let entry = try #require(store.manifest.files["paused.ics"])
        try store.commit([Commit(files: ["paused.ics": FileEntry(uid: nil, stamp: after, hash: entry.hash)])])
        try store.fold(stampedAt: 0)
        #expect(try look()?.changed == 1)
    }

    @Test func `a journal, a link or no manifest needs the full walk`() throws {
        #expect(try look() == nil)
        try folder()
        symlink("work/notes.txt", scratch.path + "/link.ics")
        #expect(try look() == nil)
        unlink(scratch.path + "/link.ics")
        #expect(try look() != nil)
        let store = try ManifestStore.open(root: scratch.path, files: files, folderID: Sample.folderID)
        try store.begin([Sample.intent("op")])
        #expect(try look() == nil)
    }

    @Test func `a damaged manifest is refused`() throws {
        try folder()
        let path = StateLayout(root: scratch.path).manifest
        var bytes = try files.read(path, limit: 1 << 22)
        bytes[bytes.count / 2] ^= 1
        try files.writeWhole(bytes, to: path)
        #expect(throws: StateError.self) { try look() }
    }
}
