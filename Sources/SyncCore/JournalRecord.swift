/// One line of the journal.
package enum JournalRecord: Hashable, Sendable, Codable {
    /// Announces a write before it begins.
    case intent(Intent)
    /// Says what became of it: the only way the manifest moves.
    case commit(Commit)
}

/// A write about to be made, flushed before it begins (cases.md 2.6).
///
/// After a crash it tells what may have happened, and with `planned` what would then be agreed: adopting a lost
/// create without the payload as base would make a conflict of every field.
package struct Intent: Hashable, Sendable, Codable {
    /// The operation's random id; also names its temporary file.
    package var operation: String
    /// The record it is about.
    package var key: RecordKey
    /// What is done.
    package var kind: Kind
    /// The record as it will be if the write succeeds, the service's own spelling aside.
    package var planned: Record?
    /// The record before; `nil` when there was none.
    package var previous: Record?
    /// What is sent, in the service's view; `nil` for a write to the folder.
    package var changes: [Change]?
    /// The file concerned, relative to the folder.
    package var path: String?
    /// The digest of the file that is replaced; `nil` for a new one.
    package var before: String?
    /// The digest of the file that is written; `nil` for a deletion.
    package var after: String?
    /// Where the event comes from, for one that moves from another pair's calendar: that pair's record.
    package var source: RecordKey?
    /// What that record will be.
    package var departed: Record?
    /// Whether the write is the person's own (`undo`, `discard`): no record moves with it.
    package var isOwn: Bool?

    /// The kinds of write.
    package enum Kind: String, Hashable, Sendable, Codable {
        case createFile, editFile, deleteFile, createRemote, moveRemote, editRemote, deleteRemote
    }

    package init(
        operation: String, key: RecordKey, kind: Kind, planned: Record?, previous: Record?,
        changes: [Change]? = nil, path: String? = nil, before: String? = nil, after: String? = nil,
        source: RecordKey? = nil, departed: Record? = nil, isOwn: Bool? = nil
    ) {
        self.operation = operation
        self.key = key
        self.kind = kind
        self.planned = planned
        self.previous = previous
        self.changes = changes
        self.path = path
        self.before = before
        self.after = after
        self.source = source
        self.departed = departed
        self.isOwn = isOwn
    }
}

/// Everything that one operation changed in what calsync knows: one record, written at once or not at all.
package struct Commit: Hashable, Sendable, Codable {
    /// The operation whose intent it clears.
    package var operation: String?
    /// Records to set, or to forget where `entry` is `nil`.
    package var records: [RecordChange]
    /// Files to set, or to forget where the value is `nil`.
    package var files: [String: FileEntry?]
    /// Pairs to set.
    package var pairs: [PairID: PairState]
    /// The commit HEAD points to, when it moved; empty for none.
    package var gitHead: String?

    /// One record's new state.
    package struct RecordChange: Hashable, Sendable {
        package var key: RecordKey
        package var entry: RecordEntry?

        package init(_ key: RecordKey, _ entry: RecordEntry?) {
            self.key = key
            self.entry = entry
        }
    }

    package init(
        operation: String? = nil, records: [RecordChange] = [], files: [String: FileEntry?] = [:],
        pairs: [PairID: PairState] = [:], gitHead: String? = nil
    ) {
        self.operation = operation
        self.records = records
        self.files = files
        self.pairs = pairs
        self.gitHead = gitHead
    }

    /// Whether it changes nothing and clears nothing.
    package var isEmpty: Bool {
        operation == nil && records.isEmpty && files.isEmpty && pairs.isEmpty && gitHead == nil
    }
}
