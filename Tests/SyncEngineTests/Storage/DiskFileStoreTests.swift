import Glibc
import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

/// What the disk and its model both must do.
struct FileStoreTests {
    /// A store with an empty folder.
    struct Subject: CustomStringConvertible, Sendable {
        let description: String
        let files: any FileStore
        let root: String
        let scratch: Scratch?

        static var disk: Subject {
            let scratch = Scratch()
            return Subject(description: "disk", files: DiskFileStore(), root: scratch.path, scratch: scratch)
        }
        static var model: Subject {
            Subject(description: "model", files: ModelFileStore(), root: "/folder", scratch: nil)
        }
    }

    private static func text(_ subject: Subject, _ name: String) -> String? {
        (try? subject.files.read(subject.root + "/" + name, limit: 1_000)).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func kind(_ body: () throws -> Void) -> FileError.Kind? {
        do { try body() } catch { return (error as? FileError)?.kind }
        return nil
    }

    @Test func `a folder that a file system doesn't make is an error, at once`() {
        #expect(Self.kind { try DiskFileStore().makeFolder("/proc/calsync") } != nil)
        #expect(Self.kind { try DiskFileStore().makeFolder("/proc/calsync/family") } != nil)
    }

    @Test(arguments: [Subject.disk, .model])
    func `files are made, grown, cut and read`(subject: Subject) throws {
        let (files, path) = (subject.files, subject.root + "/a")
        #expect(try files.status(path) == nil)
        try files.create(path, Array("one".utf8), mode: 0o600)
        try files.append(Array(" two".utf8), to: path)
        try files.append(Array("new".utf8), to: subject.root + "/b")
        try files.flush(path)
        try files.flush([path, subject.root + "/b"])
        try files.flushFolder(subject.root)
        #expect(Self.text(subject, "a") == "one two")
        #expect(Self.text(subject, "b") == "new")
        #expect(try files.read(path, at: 4, count: 99) == Array("two".utf8))
        try files.truncate(path, to: 3)
        #expect(Self.text(subject, "a") == "one")
        #expect(try files.status(path)?.stamp.size == 3)
        #expect(try files.status(path)?.kind == .file)
        #expect(Self.kind { try files.create(path, [], mode: 0o600) } == .exists)
        #expect(Self.kind { _ = try files.read(path, limit: 2) } == .tooLarge)
        #expect(Self.kind { _ = try files.read(subject.root + "/none", limit: 2) } == .missing)
    }

    @Test(arguments: [Subject.disk, .model])
    func `names are exchanged, moved and replaced`(subject: Subject) throws {
        let (files, root) = (subject.files, subject.root)
        for name in ["a", "b"] { try files.create(root + "/" + name, Array(name.utf8), mode: 0o600) }
        try files.exchange(root + "/a", root + "/b")
        #expect(Self.text(subject, "a") == "b")
        #expect(Self.text(subject, "b") == "a")
        #expect(Self.kind { try files.renameNoReplace(root + "/a", root + "/b") } == .exists)
        try files.renameNoReplace(root + "/a", root + "/c")
        try files.replace(root + "/b", with: root + "/c")
        #expect(Self.text(subject, "b") == "b")
        try files.link(root + "/b", as: root + "/d")
        #expect(try files.status(root + "/b")?.stamp.inode == files.status(root + "/d")?.stamp.inode)
        #expect(Self.kind { try files.exchange(root + "/b", root + "/none") } == .missing)
        #expect(Set(try files.list(root).map(\.name)) == ["b", "d"])
    }

    @Test(arguments: [Subject.disk, .model])
    func `folders are made as deep as needed`(subject: Subject) throws {
        let (files, root) = (subject.files, subject.root)
        try files.makeFolder(root + "/x/y/z")
        try files.makeFolder(root + "/x/y/z")
        #expect(try files.status(root + "/x/y/z")?.kind == .folder)
        #expect(Self.kind { try files.remove(root + "/x") } == .exists)
        try files.remove(root + "/x/y/z")
        #expect(try files.list(root + "/x/y").isEmpty)
        #expect(Self.kind { _ = try files.list(root + "/none") } == .missing)
        #expect(try files.resolve(root + "/x/y") == root + "/x/y")
        #expect(try files.resolve(root + "/none") == nil)
        #expect(try files.statuses(in: root, of: ["x", "none"]).map { $0?.kind } == [.folder, nil])
    }

    @Test(arguments: [Subject.disk, .model])
    func `a lock is held once`(subject: Subject) throws {
        let path = subject.root + "/lock"
        let first = try subject.files.lock(path, waiting: false)
        #expect(first != nil)
        #expect(try subject.files.lock(path, waiting: false) == nil)
        first?.release()
        let second = try subject.files.lock(path, waiting: false)
        #expect(second != nil)
        first?.release()
        #expect(try subject.files.lock(path, waiting: false) == nil)
        second?.release()
    }

    @Test func `the state folder is for its owner alone`() throws {
        let subject = Subject.disk
        try StateLayout(root: subject.root).prepare(subject.files)
        #expect(try subject.files.status(subject.root + "/.calsync")?.mode == 0o700)
        #expect(try subject.files.status(subject.root + "/.calsync/tmp")?.mode == 0o700)
        #expect(Self.text(subject, ".calsync/.gitignore") == "*\n")
    }

    @Test func `mode and attributes go over to the new file`() throws {
        let subject = Subject.disk
        let (old, new) = (subject.root + "/old", subject.root + "/new")
        for path in [old, new] { try subject.files.create(path, [], mode: 0o600) }
        chmod(old, 0o640)
        subject.files.copyMetadata(from: old, to: new)
        #expect(try subject.files.status(new)?.mode == 0o640)
    }

    @Test func `a file of a gigabyte costs a look at its size`() throws {
        let (scratch, disk) = (Scratch(), DiskFileStore())
        let path = scratch.path + "/huge.ics"
        try disk.create(path, [], mode: 0o600)
        try disk.truncate(path, to: 1 << 30)
        #expect(throws: FileError(.tooLarge, path)) { try disk.read(path, limit: 10_000_000) }
    }

    @Test func `every error says what to do`() {
        for kind in FileError.Kind.allCases {
            let error = FileError(kind, "work/a.ics")
            #expect(error.description.hasPrefix("work/a.ics: "))
            #expect(error.sentence.hasSuffix(".") && error.remedy.hasSuffix("."))
        }
        #expect(FileError(errno: ENOSPC, "a").kind == .diskFull)
        #expect(FileError(errno: EIO, "a").description.contains("Input/output error"))
    }
}
