import SyncCore

/// What a manifest says before its first entry.
package struct ManifestHeader: Hashable, Sendable {
    /// The folder's id.
    package var folderID: String
    /// How often it was written.
    package var generation: Int
    /// When the stamps were taken, in ns since 1970.
    package var stampedAt: Int64
    /// The commit HEAD pointed to.
    package var gitHead: String?
    /// The device that each pair's folder was on, as far as that is known.
    package var devices: [PairID: UInt64]
    /// How many records have something that is not agreed.
    package var unsettled: Int
    /// How many operations failed and wait.
    package var waiting: Int
}

/// A manifest's text, checked as a whole and read entry by entry.
///
/// The bytes must stay where they are while it is used.
struct ManifestScan {
    /// The header.
    let header: ManifestHeader
    /// The folders; empty in a manifest of schema 1.
    let folders: [Folder]
    private let pairsText: Range<Int>
    private var scanner: ByteScanner
    private var isPastFiles = false
    private var isPastEvents = false

    /// The size in bytes of the last line, which holds the checksum.
    static let trailerSize = 23

    /// Checks schema and checksum and reads the header.
    init(_ bytes: UnsafeRawBufferPointer) throws(StateError) {
        let schema = try Self.schema(of: bytes)
        try self.init(bytes, schema, to: try Self.checkedBody(of: bytes))
    }

    /// Reads the header and the folders of a text that nobody has checked: good for a guess, which
    /// ``init(_:)`` must confirm.
    init(unchecked bytes: UnsafeRawBufferPointer) throws(StateError) {
        try self.init(bytes, try Self.schema(of: bytes), to: bytes.count)
    }

    private init(_ bytes: UnsafeRawBufferPointer, _ schema: (number: Int, end: Int), to body: Int) throws(StateError) {
        var scanner = ByteScanner(bytes, from: schema.end, to: body)
        guard let (header, pairs) = Self.header(&scanner) else {
            throw Self.damaged("has a header that can't be understood")
        }
        guard let folders = schema.number == 1 ? [] : Self.folders(&scanner) else {
            throw Self.damaged("has a list of folders that can't be understood")
        }
        (self.header, self.folders, pairsText) = (header, folders, pairs)
        self.scanner = scanner
        guard self.scanner.skip("\"files\":[\n") else { throw Self.damaged("has no list of files") }
    }

    private static func schema(of bytes: UnsafeRawBufferPointer) throws(StateError) -> (number: Int, end: Int) {
        var scanner = ByteScanner(bytes)
        guard scanner.skip("{\"calsync\":"), let schema = scanner.number(Int.self), schema > 0 else {
            throw damaged("does not begin as a manifest does")
        }
        guard schema <= Manifest.schema else { throw .newerSchema(found: schema) }
        return (schema, scanner.position)
    }

    private static func header(_ scanner: inout ByteScanner) -> (ManifestHeader, pairs: Range<Int>)? {
        guard scanner.skip(",\"folder\":"), let folder = scanner.string(),
            scanner.skip(",\"generation\":"), let generation = scanner.number(Int.self),
            scanner.skip(",\"stampedAt\":"), let stampedAt = scanner.number(Int64.self)
        else { return nil }
        var head: String?
        if scanner.skip(",\"head\":") {
            guard let commit = scanner.string() else { return nil }
            head = commit
        }
        guard scanner.skip(",\"pairs\":"), let pairs = scanner.value(),
            scanner.skip(",\"unsettled\":"), let unsettled = scanner.number(Int.self),
            scanner.skip(",\"waiting\":"), let waiting = scanner.number(Int.self), scanner.skip(",\n")
        else { return nil }
        let header = ManifestHeader(
            folderID: folder, generation: generation, stampedAt: stampedAt, gitHead: head,
            devices: devices(ByteScanner(scanner.bytes, from: pairs.lowerBound, to: pairs.upperBound)),
            unsettled: unsettled, waiting: waiting)
        return (header, pairs)
    }

    private static func devices(_ pairs: ByteScanner) -> [PairID: UInt64] {
        var devices: [PairID: UInt64] = [:]
        var pairs = pairs
        _ = pairs.members { pair, state in
            _ = state.members { key, value in
                if key == "device" { devices[PairID(pair)] = value.number() }
            }
        }
        return devices
    }

    private static func checkedBody(of bytes: UnsafeRawBufferPointer) throws(StateError) -> Int {
        let body = bytes.count - trailerSize
        guard body > 0 else { throw damaged("is cut off") }
        var trailer = ByteScanner(bytes, from: body)
        guard trailer.skip("\"checksum\":"), let text = trailer.rawString(), trailer.skip("}\n"), trailer.isAtEnd else {
            throw damaged("is cut off")
        }
        guard Hex.number(bytes[text]) == Checksum.of(UnsafeRawBufferPointer(rebasing: bytes[..<body])) else {
            throw damaged("has a wrong checksum")
        }
        return body
    }

    /// The pairs' states, decoded.
    func pairs() throws(StateError) -> [PairID: PairState] {
        guard let pairs = try? JSONText.decode([PairID: PairState].self, from: scanner.bytes[pairsText]) else {
            throw Self.damaged("has pairs that can't be understood")
        }
        return pairs
    }

    /// A folder's line.
    struct Folder {
        /// Where the path is in the bytes, as written.
        var path: Range<Int>
        /// How the folder looked.
        var stamp: FolderStamp
    }

    private static func folders(_ scanner: inout ByteScanner) -> [Folder]? {
        guard scanner.skip("\"folders\":[\n") else { return nil }
        var folders: [Folder] = []
        while !scanner.skip("],\n") {
            guard let folder = folder(&scanner), scanner.skip("},\n") || scanner.skip("}\n") else { return nil }
            folders.append(folder)
        }
        return folders
    }

    private static func folder(_ scanner: inout ByteScanner) -> Folder? {
        guard scanner.skip("{\"path\":"), let path = scanner.rawString(),
            scanner.skip(",\"mtime\":"), let mtime = scanner.number(Int64.self),
            scanner.skip(",\"ctime\":"), let ctime = scanner.number(Int64.self),
            scanner.skip(",\"inode\":"), let inode = scanner.number(UInt64.self),
            scanner.skip(",\"device\":"), let device = scanner.number(UInt64.self)
        else { return nil }
        return Folder(path: path, stamp: FolderStamp(mtime: mtime, ctime: ctime, inode: inode, device: device))
    }

    /// A file's line, decoded as far as a look at stamps needs.
    struct File {
        /// Where the path is in the bytes, as written.
        var path: Range<Int>
        /// Where the UID is, as written; `nil` for none.
        var uid: Range<Int>?
        /// How the file looked.
        var stamp: Stamp
        /// Where the digest is.
        var hash: Range<Int>
        /// `e`, `p` or `o`.
        var state: UInt8
    }

    /// The next file; `nil` after the last.
    mutating func nextFile() throws(StateError) -> File? {
        if isPastFiles { return nil }
        if scanner.skip("],\n\"events\":[\n") {
            isPastFiles = true
            return nil
        }
        guard let file = file(), endLine() else { throw Self.damaged("has a bad line at byte \(scanner.position)") }
        return file
    }

    /// The next record; `nil` after the last.
    mutating func nextRecord() throws(StateError) -> (RecordKey, RecordEntry)? {
        while try nextFile() != nil {}
        if isPastEvents { return nil }
        if scanner.skip("],\n") {
            guard scanner.isAtEnd else { throw Self.damaged("has something after its events") }
            isPastEvents = true
            return nil
        }
        guard let record = record(), endLine() else { throw Self.damaged("has a bad line at byte \(scanner.position)") }
        return record
    }

    /// The text at `range` of a file's line.
    func text(_ range: Range<Int>) -> String? {
        var quoted = ByteScanner(scanner.bytes, from: range.lowerBound - 1, to: range.upperBound + 1)
        return quoted.string()
    }

    private mutating func endLine() -> Bool { scanner.skip("},\n") || scanner.skip("}\n") }

    private mutating func file() -> File? {
        guard scanner.skip("{\"path\":"), let path = scanner.rawString() else { return nil }
        var uid: Range<Int>?
        if scanner.skip(",\"uid\":") {
            guard let text = scanner.rawString() else { return nil }
            uid = text
        }
        guard scanner.skip(",\"size\":"), let size = scanner.number(UInt64.self),
            scanner.skip(",\"mtime\":"), let mtime = scanner.number(Int64.self),
            scanner.skip(",\"ctime\":"), let ctime = scanner.number(Int64.self),
            scanner.skip(",\"inode\":"), let inode = scanner.number(UInt64.self),
            scanner.skip(",\"hash\":"), let hash = scanner.rawString()
        else { return nil }
        var state = UInt8(ascii: "e")
        if scanner.skip(",\"state\":") {
            guard let text = scanner.rawString(), text.count == 1 else { return nil }
            state = scanner.bytes[text.lowerBound]
        }
        let stamp = Stamp(size: size, mtime: mtime, ctime: ctime, inode: inode)
        return File(path: path, uid: uid, stamp: stamp, hash: hash, state: state)
    }

    private mutating func record() -> (RecordKey, RecordEntry)? {
        guard scanner.skip("{\"pair\":"), let pair = scanner.string(),
            scanner.skip(",\"uid\":"), let uid = scanner.string().flatMap({ UID($0) }),
            scanner.skip(",\"id\":"), let id = scanner.string(),
            scanner.skip(",\"rev\":"), let revision = scanner.string()
        else { return nil }
        let isDeleted = scanner.skip(",\"deleted\":true")
        let isUnsettled = scanner.skip(",\"unsettled\":true")
        guard scanner.skip(",\"packed\":{\"offset\":"), let offset = scanner.number(UInt64.self),
            scanner.skip(",\"length\":"), let length = scanner.number(UInt32.self), scanner.skip("}")
        else { return nil }
        let entry = RecordEntry(
            remoteID: id, revision: revision, isDeleted: isDeleted, isUnsettled: isUnsettled,
            body: .packed(PackRef(offset: offset, length: length)))
        return (RecordKey(PairID(pair), uid), entry)
    }

    private static func damaged(_ finding: String) -> StateError { .damaged("manifest.json \(finding)") }
}
