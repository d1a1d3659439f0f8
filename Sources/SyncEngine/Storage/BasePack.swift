import SyncCore

/// The append-only file with the full records of one pair, addressed by offset from the manifest.
///
/// A line is `checksum {"r":record,"u":uid}`, the checksum CRC-32C in hex over the JSON. Only lines that the manifest
/// refers to count; the rest is dead until the pack is compacted into a new file.
struct BasePack {
    private let path: String
    private let files: any FileStore

    init(path: String, files: any FileStore) {
        self.path = path
        self.files = files
    }

    /// A line of a pack.
    private struct Entry: Decodable {
        let record: Record
        let uid: UID

        private enum CodingKeys: String, CodingKey {
            case record = "r"
            case uid = "u"
        }
    }

    /// The bytes of a line for `record`, without its line end.
    static func line(_ uid: UID, _ record: Record) -> [UInt8] {
        let json = ByteWriter.json(uid, record)
        return Hex.bytes(Checksum.of(json)) + [UInt8(ascii: " ")] + json
    }

    /// The bytes of the pack; 0 when it is not there.
    func size() throws(FileError) -> UInt64 { try files.status(path)?.stamp.size ?? 0 }

    /// Appends `lines` under one flush and returns where they are.
    func append(_ lines: [[UInt8]]) throws(FileError) -> [PackRef] {
        guard !lines.isEmpty else { return [] }
        let size = try size()
        var bytes: [UInt8] = []
        // A crash may have left half a line; what follows begins on a line of its own.
        let lineEnd = UInt8(ascii: "\n")
        if size > 0, try files.read(path, at: size - 1, count: 1) != [lineEnd] { bytes.append(lineEnd) }
        var refs: [PackRef] = []
        for line in lines {
            refs.append(PackRef(offset: size + UInt64(bytes.count), length: UInt32(line.count)))
            bytes += line
            bytes.append(lineEnd)
        }
        try files.append(bytes, to: path)
        try files.flush(path)
        if size == 0 { try files.flushFolder(Path.parent(path)) }
        return refs
    }

    /// The line at `ref`, whose checksum is right.
    func line(at ref: PackRef) throws(StateError) -> [UInt8] {
        let line: [UInt8]
        do { line = try files.read(path, at: ref.offset, count: Int(ref.length)) } catch {
            guard error.kind == .missing else { throw .unreadable(error) }
            throw .damaged("base/\(Path.name(path)) is missing")
        }
        guard line.count == Int(ref.length), line.count > 9, line[8] == UInt8(ascii: " "),
            let checksum = Hex.number(line[..<8]), checksum == Checksum.of(line[9...])
        else { throw .damaged("base/\(Path.name(path)) has a wrong checksum at byte \(ref.offset)") }
        return line
    }

    /// The record at `ref`, which must be that of `uid`.
    func read(_ ref: PackRef, expecting uid: UID) throws(StateError) -> Record {
        let line = try line(at: ref)
        guard let entry = Self.entry(line), entry.uid == uid else {
            throw .damaged("base/\(Path.name(path)) holds another record at byte \(ref.offset) than that of \(uid)")
        }
        return entry.record
    }

    private static func entry(_ line: [UInt8]) -> Entry? {
        let read = line.withUnsafeBytes { bytes in
            var scanner = ByteScanner(bytes, from: 9)
            return scanner.packLine()
        }
        if let read { return Entry(record: read.record, uid: read.uid) }
        return try? JSONText.decode(Entry.self, from: line[9...])
    }
}
