import SyncCore

/// The file of what happened since the manifest was written: append-only, flushed before what it announces.
///
/// A line is `checksum length first json`: CRC-32C in hex over the rest, the bytes of `json`, and the number (from 0)
/// of the first line that was flushed together with this one. The first line says which manifest the journal goes with.
/// What a crash may damage is the last group that was being flushed; it is recognised by `first` and left out. Any other
/// damage is refused.
package struct Journal {
    /// Which manifest a journal goes with: the journal's first line.
    package struct Header: Hashable, Codable {
        /// The schema of its records.
        var journal: Int
        /// The generation of the manifest it goes on from.
        var generation: Int
        /// The folder's id.
        var folder: String

        package init(journal: Int = Journal.schema, generation: Int, folder: String) {
            (self.journal, self.generation, self.folder) = (journal, generation, folder)
        }
    }

    /// A journal as it was found.
    package struct Contents {
        /// The first line; `nil` for an empty journal.
        package var header: Header?
        /// The records in order.
        package var records: [JournalRecord] = []
        /// The bytes of the whole lines; what follows is the torn tail of a crash.
        var length: UInt64 = 0
        /// Whether a torn tail follows.
        var isTorn = false

        /// The intents that no commit has cleared.
        package var openIntents: [Intent] { Journal.openIntents(records) }
    }

    /// The schema this version writes.
    package static let schema = 1
    /// More than this is no journal of ours.
    private static let limit = 1 << 30

    private let path: String
    private let files: any FileStore
    /// The bytes of it that are good; a failed append may have left more.
    private(set) var length: UInt64 = 0
    private var lines = 0
    private var isDirty = false

    init(path: String, files: any FileStore) {
        self.path = path
        self.files = files
    }

    /// The intents among `records` that no commit among them clears, in order.
    static func openIntents(_ records: [JournalRecord]) -> [Intent] {
        var open: [Intent] = []
        var cleared: Set<String> = []
        for record in records.reversed() {
            switch record {
            case .intent(let intent): if !cleared.contains(intent.operation) { open.append(intent) }
            case .commit(let commit): if let operation = commit.operation { cleared.insert(operation) }
            }
        }
        return open.reversed()
    }

    /// Reads what is there; nothing is changed.
    mutating func load() throws(StateError) -> Contents {
        let bytes: [UInt8]
        do { bytes = try files.readIfThere(path, limit: Self.limit) ?? [] } catch { throw .unreadable(error) }
        let contents = try Self.contents(of: bytes, named: Path.name(path))
        length = contents.length
        lines = contents.records.count + (contents.header == nil ? 0 : 1)
        isDirty = contents.isTorn
        return contents
    }

    /// Appends `records` under one flush; when it returns they are durable.
    ///
    /// After an error none of them counts: what was written of them is cut off before the next append.
    mutating func append(_ records: [JournalRecord], header: Header) throws {
        guard !records.isEmpty else { return }
        try dropTornTail()
        let isNew = length == 0
        var bytes: [UInt8] = []
        if isNew { bytes += Self.line(try JSONText.encode(header), first: 0) }
        for record in records { bytes += Self.line(try ByteWriter.json(record), first: lines) }
        isDirty = true
        try files.append(bytes, to: path)
        try files.flush(path)
        if isNew { try files.flushFolder(Path.parent(path)) }
        isDirty = false
        length += UInt64(bytes.count)
        lines += records.count + (isNew ? 1 : 0)
    }

    /// Begins anew after the manifest was written: keeps only the intents whose outcome is still unknown.
    mutating func restart(with intents: [Intent], header: Header) throws {
        if intents.isEmpty {
            guard try files.status(path) != nil else { return }
            isDirty = true
            try files.truncate(path, to: 0)
            try files.flush(path)
            (length, lines, isDirty) = (0, 0, false)
            return
        }
        let bytes = try Self.text(intents.map { .intent($0) }, header: header)
        try files.writeWhole(bytes, to: path)
        (length, lines, isDirty) = (UInt64(bytes.count), intents.count + 1, false)
    }

    private mutating func dropTornTail() throws(FileError) {
        guard isDirty else { return }
        if try files.status(path) != nil {
            try files.truncate(path, to: length)
            // Flushed before anything follows, so that no crash can mix the old tail with new lines.
            try files.flush(path)
        }
        isDirty = false
    }

    /// The text of a journal that is written whole.
    package static func text(_ records: [JournalRecord], header: Header) throws -> [UInt8] {
        try records.reduce(into: line(try JSONText.encode(header), first: 0)) {
            $0 += line(try ByteWriter.json($1), first: 0)
        }
    }

    /// The line that holds `json`, flushed together with the line `first`.
    package static func line(_ json: [UInt8], first: Int) -> [UInt8] {
        let rest = Array("\(json.count) \(first) ".utf8) + json
        return Hex.bytes(Checksum.of(rest)) + [UInt8(ascii: " ")] + rest + [UInt8(ascii: "\n")]
    }
}

extension Journal {
    /// Reads the lines of a journal.
    package static func contents(of bytes: [UInt8], named name: String) throws(StateError) -> Contents {
        var contents = Contents()
        var at = 0
        var number = 0
        while at < bytes.count {
            let end = bytes[at...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            guard end < bytes.count, let line = Line(bytes[at..<end]) else {
                try refuseDamage(in: bytes[min(end + 1, bytes.count)...], at: number, named: name)
                contents.isTorn = true
                return contents
            }
            try read(line, number: number, into: &contents, named: name)
            number += 1
            at = end + 1
            contents.length = UInt64(at)
        }
        return contents
    }

    private static func read(_ line: Line, number: Int, into contents: inout Contents, named name: String)
        throws(StateError)
    {
        do {
            if number > 0 {
                let record = try JSONText.decode(JournalRecord.self, from: line.json)
                if case .commit(let commit) = record,
                    let path = commit.files.keys.first(where: { !Path.isRelativeAndSafe($0) })
                {
                    throw FileError(.notPermitted, path)
                }
                contents.records.append(record)
                return
            }
            contents.header = try JSONText.decode(Header.self, from: line.json)
        } catch {
            throw .damaged("\(name):\(number + 1) can't be understood")
        }
        if let found = contents.header?.journal, found > schema { throw .newerSchema(found: found) }
    }

    /// Refuses a bad line `number` that lines of a later flush follow: no crash leaves that.
    private static func refuseDamage(in rest: ArraySlice<UInt8>, at number: Int, named name: String) throws(StateError)
    {
        for bytes in rest.split(separator: UInt8(ascii: "\n")) {
            guard let line = Line(bytes), line.first > number else { continue }
            throw .damaged("\(name):\(number + 1) has a wrong checksum")
        }
    }

    /// A line whose checksum is right.
    private struct Line {
        let first: Int
        let json: ArraySlice<UInt8>

        init?(_ bytes: ArraySlice<UInt8>) {
            let parts = bytes.split(separator: UInt8(ascii: " "), maxSplits: 3, omittingEmptySubsequences: false)
            guard parts.count == 4, let checksum = Hex.number(parts[0]),
                checksum == Checksum.of(bytes[parts[1].startIndex...]),
                Int(String(decoding: parts[1], as: UTF8.self)) == parts[3].count,
                let first = Int(String(decoding: parts[2], as: UTF8.self))
            else { return nil }
            self.first = first
            json = parts[3]
        }
    }
}
