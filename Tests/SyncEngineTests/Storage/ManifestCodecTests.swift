import Glibc
import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

struct ManifestCodecTests {
    /// One of everything that a manifest may hold.
    static var rich: Manifest {
        var manifest = Manifest(
            folderID: Sample.folderID, generation: 7, stampedAt: 1_768_000_000_123_456_789,
            gitHead: "8f3c2d1b0a9f8e7d6c5b4a39281706f5e4d3c2b1")
        manifest.pairs = [
            PairID("work"): PairState(
                calendar: "google:me@example.org/primary", cursor: Cursor(token: "CPDAlvWDx70C\"", shape: "v1"),
                device: 64_769, pack: "work.7"),
            PairID("family \"and\" friends"): PairState(calendar: "google:me@example.org/family"),
        ]
        manifest.folders = [
            "": FolderStamp(mtime: 1_768_000_000_000_000_001, ctime: 17, inode: 2, device: 64_769),
            "work/\"deep\"": FolderStamp(mtime: -1, ctime: .max, inode: .max, device: .max),
        ]
        manifest.files = [
            "work/2026-01-15-dentist.ics": Sample.file(1),
            "work/quote \" and \\ back.ics": Sample.file(2),
            "family/Größe\u{1}.ics": FileEntry(uid: nil, stamp: Sample.stamp(3), hash: "ff", state: .paused),
            "tasks.ics": FileEntry(
                uid: nil, stamp: Stamp(size: 0, mtime: -1, ctime: .min, inode: .max), hash: "", state: .other),
        ]
        let ref = PackRef(offset: 1 << 40, length: 812)
        manifest.records = [
            Sample.key(1): RecordEntry(
                remoteID: "abc", revision: "\"3181161784712000\"", isDeleted: false, isUnsettled: false,
                body: .packed(ref)),
            Sample.key(2): RecordEntry(
                remoteID: "def", revision: "", isDeleted: true, isUnsettled: true,
                body: .packed(ref)),
            RecordKey(PairID("family \"and\" friends"), Sample.uid(1)): RecordEntry(
                remoteID: "ghi", revision: "2", isDeleted: false, isUnsettled: true,
                body: .packed(PackRef(offset: 0, length: 1))),
        ]
        return manifest
    }

    /// The stored manifest of a schema version: what it says must be read for ever.
    private static func goldenPath(_ schema: Int) -> String {
        let here = Array(#filePath.split(separator: "/").dropLast(2))
        return "/" + here.joined(separator: "/") + "/Manifests/v\(schema).json"
    }

    @Test func `a manifest of schema 1 is read: it knows no folders`() throws {
        var manifest = Self.rich
        manifest.folders = [:]
        #expect(try ManifestCodec.decode(try DiskFileStore().read(Self.goldenPath(1), limit: 1 << 20)) == manifest)
    }

    @Test func `a manifest of schema 2 is read and written byte for byte`() throws {
        let path = Self.goldenPath(2)
        if getenv("RECORD") != nil {
            try DiskFileStore().makeFolder(Path.parent(path))
            try DiskFileStore().removeIfThere(path)
            try DiskFileStore().create(path, try ManifestCodec.encode(Self.rich), mode: 0o644)
            Issue.record("recorded anew")
        }
        let golden = try DiskFileStore().read(path, limit: 1 << 20)
        #expect(try ManifestCodec.decode(golden) == Self.rich)
        #expect(try ManifestCodec.encode(Self.rich) == golden)
    }

    @Test func `a manifest is one JSON value`() throws {
        struct Anything: Decodable { let files: [[String: Ignored]], events: [[String: Ignored]], checksum: String }
        struct Ignored: Decodable { init(from decoder: any Decoder) {} }
        let value = try JSONText.decode(Anything.self, from: try ManifestCodec.encode(Self.rich))
        #expect(value.files.count == 4)
        #expect(value.events.count == 3)
    }

    @Test func `an empty manifest comes back`() throws {
        let empty = Manifest(folderID: Sample.folderID)
        #expect(try ManifestCodec.decode(try ManifestCodec.encode(empty)) == empty)
    }

    @Test func `entries are sorted by their bytes`() throws {
        let text = String(decoding: try ManifestCodec.encode(Self.rich), as: UTF8.self)
        let lines = text.split(separator: "\n")
        let files = try #require(lines.firstIndex(of: "\"files\":["))
        for (lines, count) in [(lines[..<files], 2), (lines[files...], 4)] {
            let paths = lines.filter { $0.hasPrefix("{\"path\"") }
            #expect(paths == paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
            #expect(paths.count == count)
        }
    }

    @Test func `a manifest that is cut anywhere is refused`() throws {
        let bytes = try ManifestCodec.encode(Self.rich)
        for length in 0..<bytes.count {
            #expect(throws: StateError.self) { try ManifestCodec.decode(Array(bytes[..<length])) }
        }
    }

    @Test func `a flipped byte is refused`() throws {
        let bytes = try ManifestCodec.encode(Self.rich)
        for position in bytes.indices {
            for bit: UInt8 in [0x01, 0x80] {
                var damaged = bytes
                damaged[position] ^= bit
                #expect(throws: StateError.self, "byte \(position)") { try ManifestCodec.decode(damaged) }
            }
        }
    }

    @Test func `a manifest of a newer calsync is named as such`() throws {
        let newer = Array("{\"calsync\":3,\"everything\":\"else\"}\n".utf8)
        #expect(throws: StateError.newerSchema(found: 3)) { try ManifestCodec.decode(newer) }
    }

    @Test func `a record that is not packed is never written`() {
        var manifest = Manifest(folderID: Sample.folderID)
        manifest.apply(Sample.commit(1, title: "inline"))
        #expect(throws: ManifestCodec.InlineRecord.self) { try ManifestCodec.encode(manifest) }
    }

    @Test func `a path that leads out of the folder is refused`() throws {
        var manifest = Manifest(folderID: Sample.folderID)
        manifest.files["../elsewhere.ics"] = Sample.file(1)
        let bytes = try ManifestCodec.encode(manifest)
        #expect(throws: StateError.self) { try ManifestCodec.decode(bytes) }
        var other = Manifest(folderID: Sample.folderID)
        other.folders["../elsewhere"] = FolderStamp(mtime: 0, ctime: 0, inode: 0, device: 0)
        let others = try ManifestCodec.encode(other)
        #expect(throws: StateError.self) { try ManifestCodec.decode(others) }
    }

    @Test func `ten thousand events come back`() throws {
        var manifest = Manifest(folderID: Sample.folderID, generation: 1)
        for number in 0..<10_000 {
            manifest.files["work/event-\(number).ics"] = Sample.file(number)
            manifest.records[Sample.key(number)] = RecordEntry(
                remoteID: "r\(number)", revision: "\(number)", isDeleted: false, isUnsettled: false,
                body: .packed(PackRef(offset: UInt64(number) * 900, length: 899)))
        }
        #expect(try ManifestCodec.decode(try ManifestCodec.encode(manifest)) == manifest)
    }
}
