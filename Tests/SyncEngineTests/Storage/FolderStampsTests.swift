import Glibc
import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

/// Folders that stand are not listed; whatever may hide something in one must make it be listed again.
@Suite(.enabled(if: DiskFileStore().keepsFolderTimes("/tmp"), "/tmp must be on ext4, XFS, Btrfs or tmpfs"))
struct FolderStampsTests {
    private let scratch = Scratch()
    private let files = DiskFileStore()

    /// Makes a folder with three levels and the manifest that knows it.
    ///
    /// - Parameter stampedAt: When the manifest says its stamps were taken; so late that no stamp is too young, unless given.
    private func note(stampedAt: Int64 = .max) throws {
        for path in ["tea.ics", "work/one.ics", "work/two.ics", "work/deep/three.ics"] {
            try scratch.write(path, to: path)
        }
        try scratch.write("no event file", to: "work/notes.txt")
        try files.makeFolder(scratch.path + "/empty")
        try StateLayout(root: scratch.path).prepare(files)
        try fold(stampedAt: stampedAt)
    }

    private func fold(stampedAt: Int64 = .max) throws {
        let store = try ManifestStore.open(root: scratch.path, files: files, folderID: Sample.folderID)
        var commit = Commit(gitHead: String(stampedAt))
        for (path, stamp) in FolderScan(root: scratch.path, files: files).snapshot().files {
            let digest = Digest.of(try files.read(scratch.path + "/" + path, limit: 1_000))
            commit.files[path] = FileEntry(uid: nil, stamp: stamp, hash: digest)
        }
        try store.commit([commit])
        try store.fold(stampedAt: stampedAt) {
            FolderStamps.taken(root: scratch.path, files: files, manifest: $0)
        }
    }

    private var noted: Set<String> {
        get throws {
            let store = try ManifestStore.open(root: scratch.path, files: files, folderID: Sample.folderID)
            return Set(store.manifest.folders.keys)
        }
    }

    /// Whether no folder would be listed.
    private func stands() throws -> Bool {
        let text = try #require(try MappedFile(StateLayout(root: scratch.path).manifest))
        let folder = try Descriptor(scratch.path, O_RDONLY | O_DIRECTORY)
        return FolderStamps.stand(in: text, root: folder.number)
    }

    private func path(_ name: String) -> String { scratch.path + "/" + name }

    @Test func `a folder in which all is known stands, with all below it`() throws {
        try note()
        #expect(try noted == ["", "work", "work/deep", "empty"])
        #expect(try stands())
        let look = try #require(try QuickLook.look(at: scratch.path))
        #expect(look.isQuiet && look.unchanged == 4)
    }

    @Test func `an edit in place leaves the folder standing, and is seen`() throws {
        try note()
        let file = open(path("work/one.ics"), O_WRONLY | O_APPEND)
        write(file, "more", 4)
        close(file)
        #expect(try stands())
        let look = try #require(try QuickLook.look(at: scratch.path))
        #expect(look.changed == 1 && look.unchanged == 3 && look.new == 0 && look.missing == 0)
    }

    @Test func `a waiting file is counted`() throws {
        try note()
        let store = try ManifestStore.open(root: scratch.path, files: files, folderID: Sample.folderID)
        var entry = try #require(store.manifest.files["tea.ics"])
        entry.state = .paused
        try store.commit([Commit(files: ["tea.ics": entry])])
        try store.fold(stampedAt: .max) { FolderStamps.taken(root: scratch.path, files: files, manifest: $0) }
        #expect(try stands())
        #expect(try QuickLook.look(at: scratch.path)?.paused == 1)
    }

    @Test(arguments: [
        "new file", "new file deep", "new folder", "new folder deep", "moved in", "deleted", "renamed", "moved within",
        "replaced", "link", "folder renamed", "folder gone", "mode",
    ])
    func `whatever changes a name makes its folder be listed`(what: String) throws {
        try note()
        switch what {
        case "new file": try scratch.write("new", to: "new.ics")
        case "new file deep": try scratch.write("new", to: "work/deep/new.ics")
        case "new folder": try files.makeFolder(path("more"))
        case "new folder deep": try scratch.write("new", to: "empty/more/new.ics")
        case "moved in":
            let other = Scratch()
            try other.write("new", to: "tree/new.ics")
            #expect(rename(other.path + "/tree", path("work/tree")) == 0)
        case "deleted": try files.remove(path("work/one.ics"))
        case "renamed": #expect(rename(path("work/one.ics"), path("work/1.ics")) == 0)
        case "moved within": #expect(rename(path("work/one.ics"), path("empty/one.ics")) == 0)
        case "replaced":
            try scratch.write("other", to: ".other")
            try files.replace(path("work/one.ics"), with: path(".other"))
        case "link": #expect(symlink("one.ics", path("work/link.ics")) == 0)
        case "folder renamed": #expect(rename(path("work/deep"), path("work/deeper")) == 0)
        case "folder gone":
            try files.remove(path("work/deep/three.ics"))
            try files.remove(path("work/deep"))
        default: #expect(chmod(path("work"), 0o700) == 0)
        }
        #expect(try !stands())
        let look = try QuickLook.look(at: scratch.path)
        let isQuiet = ["new folder", "mode"].contains(what)
        #expect((look?.isQuiet ?? false) == isQuiet)
    }

    @Test func `two names that were exchanged are noticed`() throws {
        try note()
        try files.exchange(path("work/one.ics"), path("work/deep/three.ics"))
        #expect(try !stands())
        #expect(try QuickLook.look(at: scratch.path)?.changed == 2)
    }

    @Test func `a folder whose older time was put back is listed`() throws {
        try note()
        var before = stat()
        #expect(stat(path("work"), &before) == 0)
        try scratch.write("new", to: "work/new.ics")
        let times = [before.st_atim, before.st_mtim]
        #expect(utimensat(AT_FDCWD, path("work"), times, 0) == 0)
        var after = stat()
        #expect(stat(path("work"), &after) == 0)
        #expect(after.st_mtim.tv_nsec == before.st_mtim.tv_nsec)
        #expect(try !stands())
        #expect(try QuickLook.look(at: scratch.path)?.new == 1)
    }

    @Test func `a folder that was another one is listed`() throws {
        try note()
        #expect(rename(path("empty"), path("work/empty")) == 0)
        #expect(rename(path("work/empty"), path("empty")) == 0)
        #expect(try !stands())
    }

    @Test func `a folder that changed in the tick of the look, or that a clock put into the future, is listed`() throws
    {
        try note()
        let stamps = try ["", "work", "work/deep", "empty"].map { name in
            try #require(try files.status(name.isEmpty ? scratch.path : path(name))).stamp
        }
        let newest = try #require(stamps.map { max($0.mtime, $0.ctime) }.max())
        for moment in [newest + FolderScan.tick, newest, newest - 3_600_000_000_000, 0] {
            try fold(stampedAt: moment)
            #expect(try !stands(), "\(moment - newest)")
        }
        try fold(stampedAt: newest + FolderScan.tick + 1)
        #expect(try stands())
    }

    @Test(arguments: ["unknown file", "link", "no text", "missing file", "unreadable"])
    func `a folder in which something is not known is not noted`(what: String) throws {
        try note()
        switch what {
        case "unknown file": try scratch.write("new", to: "work/deep/new.ics")
        case "link": #expect(symlink("notes.txt", path("work/link")) == 0)
        case "no text":
            let name = (Array(path("work/").utf8) + [0xFF, 0]).map { CChar(bitPattern: $0) }
            #expect(mkdir(name, 0o700) == 0)
            defer { rmdir(name) }
            let manifest = try ManifestStore.open(root: scratch.path, files: files, folderID: Sample.folderID).manifest
            #expect(FolderStamps.taken(root: scratch.path, files: files, manifest: manifest).isEmpty)
            return
        case "missing file": try files.remove(path("work/one.ics"))
        default:
            // A file where a folder of the walk should be read: what can't be listed is not known.
            let manifest = try ManifestStore.open(root: scratch.path, files: files, folderID: Sample.folderID).manifest
            #expect(FolderStamps.taken(root: path("tea.ics"), files: files, manifest: manifest).isEmpty)
            return
        }
        let manifest = try ManifestStore.open(root: scratch.path, files: files, folderID: Sample.folderID).manifest
        #expect(FolderStamps.taken(root: scratch.path, files: files, manifest: manifest).isEmpty)
    }

    @Test func `on a file system that is not known to keep the times of folders nothing is noted`() {
        let model = ModelFileStore()
        model.put("/folder/tea.ics", [])
        let manifest = Manifest(folderID: Sample.folderID, files: ["tea.ics": Sample.file(1)])
        #expect(FolderStamps.taken(root: "/folder", files: model, manifest: manifest).isEmpty)
        #expect(!files.keepsFolderTimes("/proc"))
        #expect(!files.keepsFolderTimes(path("nowhere")))
    }

    @Test func `a damaged manifest is refused while its folders stand`() throws {
        try note()
        let manifest = StateLayout(root: scratch.path).manifest
        var bytes = try files.read(manifest, limit: 1 << 20)
        let last = try #require(bytes.lastIndex(of: UInt8(ascii: "h")))
        bytes[last - 1] ^= 1
        try files.writeWhole(bytes, to: manifest)
        #expect(try stands())
        #expect(throws: StateError.self) { try QuickLook.look(at: scratch.path) }
    }

    @Test func `a path that JSON must escape needs the full walk`() throws {
        try scratch.write("x", to: "a\"b.ics")
        try note()
        #expect(try stands())
        #expect(try QuickLook.look(at: scratch.path) == nil)
    }
}
