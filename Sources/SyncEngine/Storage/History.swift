import SyncCore

/// What calsync did, line by line: `history.jsonl`, for `log`, `why` and `undo`.
package struct History: Sendable {
    /// One operation.
    package struct Entry: Hashable, Sendable, Codable {
        /// The run it was part of.
        package var run: String
        /// ns since 1970.
        package var time: Int64
        /// The pair.
        package var pair: PairID
        /// The event.
        package var uid: UID
        /// The event's file, relative to the folder.
        package var path: String?
        /// The event's title.
        package var title: String
        /// What was done, as one word: `create`, `edit`, `delete`, `adopt` …
        package var operation: String
        /// The side that was written; `nil` where none was.
        package var side: Side?
        /// The fields, before and after.
        package var changes: [Change]
        /// Why, as a sentence.
        package var reason: String
        /// What became of it, as one word: `done`, `failed`, `queued`, `held` …
        package var outcome: String
        /// Where in the trash the file before is (``Trash/Item/place``): the one overwritten, or, for a change at the
        /// service, a copy of the one agreed on until then.
        package var trashed: String?
        /// The digest of the file afterwards; `nil` where there was none, and in lines of older versions.
        package var after: String?
        /// Whether the event was unknown to the pair until then.
        package var isNew: Bool?
        /// Whether `changes` are in the folder's own terms rather than in the service's view: so after `undo`.
        package var isOwn: Bool?
        /// When the file was saved that was sent, in ns since 1970; `nil` where it was not saved since the last run.
        package var savedAt: Int64?

        package init(
            run: String, time: Int64, pair: PairID, uid: UID, path: String?, title: String, operation: String,
            side: Side? = nil, changes: [Change] = [], reason: String, outcome: String, trashed: String? = nil,
            after: String? = nil, isNew: Bool? = nil, isOwn: Bool? = nil, savedAt: Int64? = nil
        ) {
            self.run = run
            self.time = time
            self.pair = pair
            self.uid = uid
            self.path = path
            self.title = title
            self.operation = operation
            self.side = side
            self.changes = changes
            self.reason = reason
            self.outcome = outcome
            self.trashed = trashed
            self.after = after
            self.isNew = isNew
            self.isOwn = isOwn
            self.savedAt = savedAt
        }
    }

    /// Past this many bytes the file becomes the older half, and a new one is begun.
    package static let rotatedAt: UInt64 = 8 << 20

    private let layout: StateLayout
    private let files: any FileStore

    package init(root: String, files: any FileStore) {
        layout = StateLayout(root: root)
        self.files = files
    }

    /// Appends `entries` under one flush.
    package func append(_ entries: [Entry]) throws {
        guard !entries.isEmpty else { return }
        try write(entries)
        try flush()
    }

    /// Makes what was written durable.
    package func flush() throws { try files.flush(layout.history) }

    /// Appends `entries`; they are durable after ``flush()``.
    package func write(_ entries: [Entry]) throws {
        guard !entries.isEmpty else { return }
        var bytes: [UInt8] = []
        let size = try files.status(layout.history)?.stamp.size ?? 0
        if size > Self.rotatedAt {
            try files.replace(layout.olderHistory, with: layout.history)
        } else if size > 0, try files.read(layout.history, at: size - 1, count: 1) != [UInt8(ascii: "\n")] {
            // A crash left half a line.
            bytes.append(UInt8(ascii: "\n"))
        }
        for entry in entries { bytes += ByteWriter.json(entry) + [UInt8(ascii: "\n")] }
        try files.append(bytes, to: layout.history)
    }

    /// The entries that `filter` lets through, oldest first. Lines that a crash left half written are passed over.
    package func entries(where filter: (Entry) -> Bool = { _ in true }) throws(FileError) -> [Entry] {
        var found: [Entry] = []
        for path in [layout.olderHistory, layout.history] {
            let bytes = try files.readIfThere(path, limit: 1 << 30) ?? []
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                guard let entry = try? JSONText.decode(Entry.self, from: line), filter(entry) else { continue }
                found.append(entry)
            }
        }
        return found
    }
}
