import Glibc
import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

struct FolderScanTests {
    private let files = ModelFileStore()
    private var scan: FolderScan { FolderScan(root: "/folder", files: files) }

    /// A manifest that knows the folder as it is.
    private func known(stampedAt: Int64 = .max / 2) -> Manifest {
        var manifest = Manifest(folderID: Sample.folderID, stampedAt: stampedAt)
        for (path, stamp) in scan.snapshot().files {
            manifest.files[path] = FileEntry(uid: nil, stamp: stamp, hash: "")
        }
        return manifest
    }

    @Test func `event files are found at any depth, and nothing else`() {
        for name in ["a.ics", "work/b.ics", "work/deep/c.ics"] { files.put("/folder/" + name, "x") }
        for name in [
            ".hidden.ics", ".git/d.ics", ".calsync/tmp/e.ics", "f.ics~", "4913", "g.ICS", ".ics", "work/.h/i.ics",
        ] {
            files.put("/folder/" + name, "x")
        }
        #expect(Set(scan.snapshot().files.keys) == ["a.ics", "work/b.ics", "work/deep/c.ics"])
    }

    @Test func `what changed, came and went is told apart`() {
        for name in ["same.ics", "changed.ics", "gone.ics"] { files.put("/folder/" + name, "x") }
        let manifest = known()
        files.put("/folder/changed.ics", "y")
        files.put("/folder/new.ics", "x")
        files.take("/folder/gone.ics")
        let look = scan.look(against: manifest)
        #expect(look.unchanged == 1)
        #expect(look.changed.map(\.path) == ["changed.ics"])
        #expect(look.new.map(\.path) == ["new.ics"])
        #expect(look.missing == ["gone.ics"])
    }

    @Test func `a file as young as the manifest is looked at`() throws {
        files.put("/folder/a.ics", "x")
        let stamp = try #require(scan.snapshot().files["a.ics"])
        #expect(scan.look(against: known(stampedAt: stamp.ctime + 20_000_000)).changed.count == 1)
        #expect(scan.look(against: known(stampedAt: stamp.ctime + 20_000_001)).changed.isEmpty)
    }

    @Test func `links count where they lead inside the folder`() {
        files.put("/folder/.store/a.ics", "x")
        files.put("/elsewhere/b.ics", "x")
        files.putLink("/folder/inside.ics", to: ".store/a.ics")
        files.putLink("/folder/outside.ics", to: "/elsewhere/b.ics")
        files.putLink("/folder/dangling.ics", to: "nowhere")
        files.putLink("/folder/work", to: "/elsewhere")
        let snapshot = scan.snapshot()
        #expect(Set(snapshot.files.keys) == ["inside.ics"])
        #expect(
            snapshot.links == [
                FoundLink(path: "dangling.ics", target: nil), FoundLink(path: "inside.ics", target: ".store/a.ics"),
                FoundLink(path: "outside.ics", target: nil), FoundLink(path: "work", target: nil),
            ])
    }

    @Test func `files that an editor has open are named`() {
        for name in [".a.ics.swp", ".b.ics.swo", "work/.#c.ics", ".d.swap", "e.swp"] {
            files.put("/folder/" + name, "")
        }
        #expect(scan.snapshot().edited == ["a.ics", "b.ics", "work/c.ics"])
    }

    @Test(.enabled(if: getuid() != 0, "root reads everything"))
    func `nothing below an unreadable folder is believed to be gone`() throws {
        let scratch = Scratch()
        try scratch.write("x", to: "work/a.ics")
        let disk = FolderScan(root: scratch.path, files: DiskFileStore())
        var manifest = Manifest(folderID: Sample.folderID, stampedAt: .max)
        manifest.files["work/a.ics"] = Sample.file(1)
        manifest.files["b.ics"] = Sample.file(2)
        chmod(scratch.path + "/work", 0)
        let look = disk.look(against: manifest)
        chmod(scratch.path + "/work", 0o700)
        #expect(look.snapshot.unreadable == ["work"])
        #expect(look.missing == ["b.ics"])
    }

    @Test func `a folder that is not there makes nothing gone`() {
        var manifest = Manifest(folderID: Sample.folderID)
        manifest.files["a.ics"] = Sample.file(1)
        let look = FolderScan(root: "/unmounted", files: files).look(against: manifest)
        #expect(look.snapshot.unreadable == [""])
        #expect(look.missing.isEmpty)
    }

    @Test func `of two spellings of one name one is told, whatever the listing's order`() throws {
        let scratch = Scratch()
        for name in ["Gro\u{308}\u{DF}e.ics", "Gr\u{F6}\u{DF}e.ics"] { try scratch.write(name, to: name) }
        let snapshot = FolderScan(root: scratch.path, files: DiskFileStore()).snapshot()
        #expect(snapshot.files.keys.map { Array($0.utf8) } == [Array("Gro\u{308}\u{DF}e.ics".utf8)])
        #expect(snapshot.unnameable.map { Array($0.utf8) } == [Array("Gr\u{F6}\u{DF}e.ics".utf8)])
    }

    @Test func `a name that is not UTF-8 is told and left alone`() throws {
        let scratch = Scratch()
        let name: [CChar] = Array((scratch.path + "/").utf8CString.dropLast()) + [-1, 0x2E, 0x69, 0x63, 0x73, 0]
        let number = open(name, O_CREAT | O_WRONLY, 0o600)
        close(number)
        let snapshot = FolderScan(root: scratch.path, files: DiskFileStore()).snapshot()
        #expect(snapshot.files.isEmpty)
        #expect(snapshot.unnameable.count == 1)
        unlink(name)
    }
}
