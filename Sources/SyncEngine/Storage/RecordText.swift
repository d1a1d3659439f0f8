import SyncCore

/// The JSON of journal records and of what the packs hold, in the shape that their `Codable` reads.
///
/// Written by hand, because every pulled event passes here three times and JSONEncoder takes 0.1 ms each.
extension ByteWriter {
    /// The JSON of a line of the journal.
    static func json(_ record: JournalRecord) throws -> [UInt8] {
        var writer = ByteWriter(reserving: 4_096)
        switch record {
        case .intent(let intent):
            writer.text("{\"intent\":{\"_0\":")
            writer.intent(intent)
        case .commit(let commit):
            writer.text("{\"commit\":{\"_0\":")
            try writer.commit(commit)
        }
        writer.text("}}")
        return writer.bytes
    }

    /// The JSON of a line of a pack.
    static func json(_ uid: UID, _ record: Record) -> [UInt8] {
        var writer = ByteWriter(reserving: 4_096)
        writer.text("{\"r\":")
        writer.record(record)
        writer.text(",\"u\":")
        writer.string(uid.text)
        writer.text("}")
        return writer.bytes
    }

    private mutating func intent(_ intent: Intent) {
        object { writer in
            writer.pair("operation", intent.operation)
            writer.key("key") { $0.recordKey(intent.key) }
            writer.pair("kind", intent.kind.rawValue)
            if let planned = intent.planned { writer.key("planned") { $0.record(planned) } }
            if let previous = intent.previous { writer.key("previous") { $0.record(previous) } }
            if let path = intent.path { writer.pair("path", path) }
            if let before = intent.before { writer.pair("before", before) }
            if let after = intent.after { writer.pair("after", after) }
            if let changes = intent.changes { writer.key("changes") { $0.list(changes) { $0.change($1) } } }
            if let source = intent.source { writer.key("source") { $0.recordKey(source) } }
            if let departed = intent.departed { writer.key("departed") { $0.record(departed) } }
            if intent.isOwn == true { writer.key("isOwn") { $0.text("true") } }
        }
    }

    private mutating func recordKey(_ key: RecordKey) {
        object { writer in
            writer.pair("pair", key.pair.text)
            writer.pair("uid", key.uid.text)
        }
    }

    private mutating func commit(_ commit: Commit) throws {
        let pairs = commit.pairs.isEmpty ? Array("{}".utf8) : try JSONText.encode(commit.pairs)
        object { writer in
            if let operation = commit.operation { writer.pair("operation", operation) }
            writer.key("records") { writer in
                writer.list(commit.records) { writer, change in
                    writer.object { writer in
                        writer.pair("pair", change.key.pair.text)
                        writer.pair("uid", change.key.uid.text)
                        if let entry = change.entry { writer.key("entry") { $0.entry(entry) } }
                    }
                }
            }
            writer.key("files") { writer in
                writer.object { writer in
                    for (path, entry) in commit.files.sorted(by: { $0.key < $1.key }) {
                        writer.key(path) { entry.write(to: &$0) }
                    }
                }
            }
            writer.key("pairs") { $0.raw(pairs) }
            if let head = commit.gitHead { writer.pair("gitHead", head) }
        }
    }

    private mutating func entry(_ entry: RecordEntry) {
        object { writer in
            writer.pair("id", entry.remoteID)
            writer.pair("rev", entry.revision)
            if entry.isDeleted { writer.key("deleted") { $0.text("true") } }
            if entry.isUnsettled { writer.key("unsettled") { $0.text("true") } }
            switch entry.body {
            case .inline(let record): writer.key("inline") { $0.record(record) }
            case .packed(let ref):
                writer.key("packed") { writer in
                    writer.object {
                        $0.pair("offset", ref.offset)
                        $0.pair("length", ref.length)
                    }
                }
            }
        }
    }

    private mutating func record(_ record: Record) {
        object { writer in
            switch record {
            case .live(let base): writer.key("live") { $0.base(base) }
            case .deleted(let tombstone): writer.key("deleted") { $0.tombstone(tombstone) }
            }
        }
    }

    private mutating func base(_ base: Base) {
        object { writer in
            writer.key("seen") { $0.remoteEvent(base.seen) }
            if base.remoteShadow != base.seen.view { writer.key("remote") { $0.view(base.remoteShadow) } }
            if base.folderShadow != base.remoteShadow { writer.key("folder") { $0.view(base.folderShadow) } }
            writer.key("agreed") { $0.blob(base.agreed) }
            if base.generation != 0 { writer.pair("gen", base.generation) }
            if !base.past.isEmpty { writer.key("past") { $0.list(base.past) { $0.string($1) } } }
        }
    }

    private mutating func tombstone(_ tombstone: Tombstone) {
        object { writer in
            writer.pair("id", tombstone.remoteID)
            writer.key("revisions") { $0.list(tombstone.revisions.sorted()) { $0.string($1) } }
            writer.key("agreed") { $0.blob(tombstone.agreed) }
            if let path = tombstone.path { writer.pair("path", path) }
            if tombstone.generation != 0 { writer.pair("gen", tombstone.generation) }
            if let kept = tombstone.keptFile { writer.pair("keptFile", kept) }
            if tombstone.keepsEvent { writer.key("keepsEvent") { $0.text("true") } }
            if let place = tombstone.movedTo { writer.pair("movedTo", place.text) }
        }
    }

    private mutating func remoteEvent(_ event: RemoteEvent) {
        object { writer in
            writer.pair("id", event.id)
            writer.pair("revision", event.revision)
            writer.pair("uid", event.uid.text)
            writer.key("view") { $0.view(event.view) }
            writer.key("instances") { writer in
                writer.object { writer in
                    for (key, instance) in event.instances.sorted(by: { $0.key < $1.key }) {
                        writer.key(key.text) {
                            $0.object {
                                $0.pair("id", instance.id)
                                $0.pair("revision", instance.revision)
                            }
                        }
                    }
                }
            }
            if let reason = event.readOnly { writer.pair("readOnly", reason) }
            if let limit = event.limit { writer.key("limit") { $0.limit(limit) } }
            writer.key("notes") { writer in
                writer.object { writer in
                    for (name, note) in event.notes.sorted(by: { $0.key < $1.key }) { writer.pair(name, note) }
                }
            }
        }
    }

    private mutating func limit(_ limit: WriteLimit) {
        object { writer in
            writer.key("fields") { $0.list(limit.fields) { $0.string($1.rawValue) } }
            writer.pair("reason", limit.reason)
            if let address = limit.answersFor { writer.pair("answersFor", address) }
            writer.key("allowsDeletion") { $0.text(limit.allowsDeletion ? "true" : "false") }
        }
    }

    private mutating func blob(_ bytes: [UInt8]) {
        object { writer in
            if let text = String(validating: bytes, as: UTF8.self) {
                writer.pair("t", text)
            } else {
                writer.pair("b", Base64.encode(bytes))
            }
        }
    }
}

extension Optional where Wrapped == FileEntry {
    /// Writes the entry, or `null`.
    fileprivate func write(to writer: inout ByteWriter) {
        guard let entry = self else { return writer.text("null") }
        writer.object { writer in
            if let uid = entry.uid { writer.pair("uid", uid.text) }
            writer.key("stamp") { writer in
                writer.object { writer in
                    writer.pair("size", entry.stamp.size)
                    writer.pair("mtime", entry.stamp.mtime)
                    writer.pair("ctime", entry.stamp.ctime)
                    writer.pair("inode", entry.stamp.inode)
                }
            }
            writer.pair("hash", entry.hash)
            writer.pair("state", entry.state.rawValue)
        }
    }
}
