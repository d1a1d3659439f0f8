import Glibc
import SyncCore

/// The manifest as text: one JSON value, one entry a line, sorted, keys in one order, closed with a checksum.
///
/// Written by hand and read by ``ManifestScan``: Codable over the whole takes 25 times as long.
///
///     {"calsync":2,"folder":"…","generation":7,"stampedAt":…,"head":"…","pairs":{…},"unsettled":0,"waiting":0,
///     "folders":[
///     {"path":"work","mtime":…,"ctime":…,"inode":…,"device":…}
///     ],
///     "files":[
///     {"path":"work/a.ics","uid":"…","size":…,"mtime":…,"ctime":…,"inode":…,"hash":"…"}
///     ],
///     "events":[
///     {"pair":"work","uid":"…","id":"…","rev":"…","packed":{"offset":…,"length":…}}
///     ],
///     "checksum":"…"}
package enum ManifestCodec {
    /// An entry whose record is not in a pack yet: the manifest must not be written before it is.
    struct InlineRecord: Error {
        let key: RecordKey
    }

    /// The text of `manifest`; equal manifests have equal text.
    ///
    /// - Throws: ``InlineRecord`` when a record is not packed.
    package static func encode(_ manifest: Manifest) throws -> [UInt8] {
        var writer = ByteWriter(reserving: 512 + 260 * manifest.files.count + 260 * manifest.records.count)
        try header(of: manifest, into: &writer)
        writer.text("\"folders\":[\n")
        var rest = manifest.folders.count
        for (path, stamp) in manifest.folders.sorted(by: { precedes($0.key, $1.key) }) {
            rest -= 1
            folder(path, stamp, into: &writer)
            if rest > 0 { writer.text(",\n") } else { writer.text("\n") }
        }
        writer.text("],\n\"files\":[\n")
        rest = manifest.files.count
        for (path, entry) in manifest.files.sorted(by: { precedes($0.key, $1.key) }) {
            rest -= 1
            file(path, entry, into: &writer)
            if rest > 0 { writer.text(",\n") } else { writer.text("\n") }
        }
        writer.text("],\n\"events\":[\n")
        rest = manifest.records.count
        for (key, entry) in manifest.records.sorted(by: { precedes($0.key, $1.key) }) {
            rest -= 1
            try record(key, entry, into: &writer)
            if rest > 0 { writer.text(",\n") } else { writer.text("\n") }
        }
        writer.text("],\n")
        let checksum = Checksum.of(writer.bytes)
        writer.text("\"checksum\":\"")
        writer.raw(Hex.bytes(checksum))
        writer.text("\"}\n")
        return writer.bytes
    }

    /// Reads what ``encode(_:)`` wrote; anything else is refused.
    package static func decode(_ bytes: [UInt8]) throws(StateError) -> Manifest {
        let result: Result<Manifest, StateError> = bytes.withUnsafeBytes { buffer in
            do throws(StateError) {
                return .success(try decodeScanned(buffer))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    // Schema 1 is schema 2 without the list of folders. One that differs by more gets a function of its own here.
    private static func decodeScanned(_ bytes: UnsafeRawBufferPointer) throws(StateError) -> Manifest {
        var scan = try ManifestScan(bytes)
        let header = scan.header
        var manifest = Manifest(
            folderID: header.folderID, generation: header.generation, stampedAt: header.stampedAt,
            gitHead: header.gitHead, pairs: try scan.pairs())
        for folder in scan.folders {
            guard let path = scan.text(folder.path), path.isEmpty || Path.isRelativeAndSafe(path) else {
                throw .damaged("manifest.json has a bad line about a folder")
            }
            manifest.folders[path] = folder.stamp
        }
        // Near enough for the table not to grow while it is filled.
        let guess = bytes.count / 400
        manifest.files.reserveCapacity(guess)
        manifest.records.reserveCapacity(guess)
        while let file = try scan.nextFile() {
            guard let path = scan.text(file.path), Path.isRelativeAndSafe(path), let hash = scan.text(file.hash),
                let state = FileEntry.State(rawValue: String(Character(Unicode.Scalar(file.state))))
            else { throw .damaged("manifest.json has a bad line about a file") }
            let uid = file.uid.flatMap { scan.text($0) }.flatMap { UID($0) }
            manifest.files[path] = FileEntry(uid: uid, stamp: file.stamp, hash: hash, state: state)
        }
        while let (key, entry) = try scan.nextRecord() { manifest.records[key] = entry }
        return manifest
    }

    private static func header(of manifest: Manifest, into writer: inout ByteWriter) throws {
        writer.text("{\"calsync\":")
        writer.number(Manifest.schema)
        writer.text(",\"folder\":")
        writer.string(manifest.folderID)
        writer.text(",\"generation\":")
        writer.number(manifest.generation)
        writer.text(",\"stampedAt\":")
        writer.number(manifest.stampedAt)
        if let head = manifest.gitHead {
            writer.text(",\"head\":")
            writer.string(head)
        }
        writer.text(",\"pairs\":")
        writer.raw(try JSONText.encode(manifest.pairs))
        writer.text(",\"unsettled\":")
        writer.number(manifest.records.values.count { $0.isUnsettled })
        writer.text(",\"waiting\":")
        writer.number(manifest.pairs.values.reduce(0) { $0 + ($1.retries?.count ?? 0) + ($1.skips?.count ?? 0) })
        writer.text(",\n")
    }

    private static func folder(_ path: String, _ stamp: FolderStamp, into writer: inout ByteWriter) {
        writer.text("{\"path\":")
        writer.string(path)
        writer.text(",\"mtime\":")
        writer.number(stamp.mtime)
        writer.text(",\"ctime\":")
        writer.number(stamp.ctime)
        writer.text(",\"inode\":")
        writer.number(stamp.inode)
        writer.text(",\"device\":")
        writer.number(stamp.device)
        writer.text("}")
    }

    private static func file(_ path: String, _ entry: FileEntry, into writer: inout ByteWriter) {
        writer.text("{\"path\":")
        writer.string(path)
        if let uid = entry.uid {
            writer.text(",\"uid\":")
            writer.string(uid.text)
        }
        writer.text(",\"size\":")
        writer.number(entry.stamp.size)
        writer.text(",\"mtime\":")
        writer.number(entry.stamp.mtime)
        writer.text(",\"ctime\":")
        writer.number(entry.stamp.ctime)
        writer.text(",\"inode\":")
        writer.number(entry.stamp.inode)
        writer.text(",\"hash\":")
        writer.string(entry.hash)
        if entry.state != .event {
            writer.text(",\"state\":")
            writer.string(entry.state.rawValue)
        }
        writer.text("}")
    }

    private static func record(_ key: RecordKey, _ entry: RecordEntry, into writer: inout ByteWriter) throws {
        guard case .packed(let ref) = entry.body else { throw InlineRecord(key: key) }
        writer.text("{\"pair\":")
        writer.string(key.pair.text)
        writer.text(",\"uid\":")
        writer.string(key.uid.text)
        writer.text(",\"id\":")
        writer.string(entry.remoteID)
        writer.text(",\"rev\":")
        writer.string(entry.revision)
        if entry.isDeleted { writer.text(",\"deleted\":true") }
        if entry.isUnsettled { writer.text(",\"unsettled\":true") }
        writer.text(",\"packed\":{\"offset\":")
        writer.number(ref.offset)
        writer.text(",\"length\":")
        writer.number(ref.length)
        writer.text("}}")
    }

    private static func precedes(_ a: RecordKey, _ b: RecordKey) -> Bool {
        a.pair == b.pair ? precedes(a.uid.text, b.uid.text) : precedes(a.pair.text, b.pair.text)
    }

    /// Whether the bytes of `a` come before those of `b`.
    private static func precedes(_ a: String, _ b: String) -> Bool {
        let order = a.utf8.withContiguousStorageIfAvailable { left in
            b.utf8.withContiguousStorageIfAvailable { right in
                guard let start = left.baseAddress, let other = right.baseAddress else {
                    return left.count < right.count
                }
                let common = memcmp(start, other, min(left.count, right.count))
                return common != 0 ? common < 0 : left.count < right.count
            }
        }
        return (order ?? nil) ?? a.utf8.lexicographicallyPrecedes(b.utf8)
    }
}
