/// What calsync knows of a folder: its files, its pairs, and what each pair remembers of each event.
///
/// The value; `ManifestStore` keeps it on disk. It changes only by ``apply(_:)``, with the records of the journal.
package struct Manifest: Hashable, Sendable {
    /// The schema this version writes.
    package static let schema = 2

    /// The folder's random id (the anchor's).
    package var folderID: String
    /// Counts the times the manifest was written; an older one than remembered elsewhere was rolled back.
    package var generation: Int
    /// When the stamps were taken, in ns since 1970: a file changed at or after this is looked at again (git's racy rule).
    package var stampedAt: Int64
    /// The commit HEAD pointed to at the end of the last run.
    package var gitHead: String?
    /// The pairs, by name.
    package var pairs: [PairID: PairState]
    /// The root and all folders below it, by path relative to it, as they were when every name in them was known; empty
    /// where that was not so. No journal record changes them: they are taken when the manifest is written.
    package var folders: [String: FolderStamp]
    /// The event files, by path relative to the folder.
    package var files: [String: FileEntry]
    /// What each pair remembers, by pair and UID.
    package var records: [RecordKey: RecordEntry]

    package init(
        folderID: String, generation: Int = 0, stampedAt: Int64 = 0, gitHead: String? = nil,
        pairs: [PairID: PairState] = [:], folders: [String: FolderStamp] = [:], files: [String: FileEntry] = [:],
        records: [RecordKey: RecordEntry] = [:]
    ) {
        self.folderID = folderID
        self.generation = generation
        self.stampedAt = stampedAt
        self.gitHead = gitHead
        self.pairs = pairs
        self.folders = folders
        self.files = files
        self.records = records
    }

    /// Makes the changes of one journal record. Applying a record twice is the same as once.
    package mutating func apply(_ commit: Commit) {
        for change in commit.records { records[change.key] = change.entry }
        for (path, entry) in commit.files { files[path] = entry }
        for (pair, state) in commit.pairs { pairs[pair] = state }
        if let head = commit.gitHead { gitHead = head.isEmpty ? nil : head }
    }
}

/// What is known of one pair.
package struct PairState: Hashable, Sendable, Codable {
    /// The account and calendar it was made for: another one is another pair.
    package var calendar: String
    /// Where the next delta starts; `nil` before the first complete listing.
    package var cursor: Cursor?
    /// The device the pair's folder is on; `nil` when never seen.
    package var device: UInt64?
    /// The name of its base pack, in `base/`.
    package var pack: String?
    /// Seconds since 1970 before which nothing is written there (a quota that must rest).
    package var writesRestUntil: Double?
    /// The calendar as the service last described it: what floating times mean there, and more.
    package var facts: RemoteCalendar?
    /// What failed, by UID, and when to try again.
    package var retries: [String: Attempts]?
    /// What a person left out, by UID.
    package var skips: [String: Skip]?
    /// Events that the service has and no record can hold, such as those that can't be read: the UID by the service's id. The
    /// cursor has moved past them, so each sync looks at them besides.
    package var besides: [String: String]?

    /// The number of ``besides`` up to which looking at each is less than reading the calendar again.
    package static let mostBesides = 20

    package init(calendar: String, cursor: Cursor? = nil, device: UInt64? = nil, pack: String? = nil) {
        self.calendar = calendar
        self.cursor = cursor
        self.device = device
        self.pack = pack
    }

    /// The longest rest from writes that a service is granted, in seconds: a quota of a day is new after it.
    package static let longestRest: Double = 86_400

    /// Seconds that writes still rest at `now`, in seconds since 1970; nothing where the clock went back, so that nobody
    /// knows.
    package func rest(at now: Double) -> Double {
        let rest = (writesRestUntil ?? 0) - now
        return rest > Self.longestRest ? 0 : max(0, rest)
    }
}

/// A provider's mark for 'everything up to here', with the shape of the query it belongs to.
package struct Cursor: Hashable, Sendable, Codable {
    /// The sync token or watermark. Opaque; may expire.
    package var token: String
    /// The query it was given for: a token of another shape is dropped.
    package var shape: String

    package init(token: String, shape: String) {
        self.token = token
        self.shape = shape
    }
}

/// What `stat` said of a file: enough to know that it was not touched.
package struct Stamp: Hashable, Sendable, Codable {
    /// Bytes.
    package var size: UInt64
    /// Nanoseconds since 1970.
    package var mtime: Int64
    /// Nanoseconds since 1970.
    package var ctime: Int64
    /// The inode number; git may reuse one, so it never decides alone.
    package var inode: UInt64

    package init(size: UInt64, mtime: Int64, ctime: Int64, inode: UInt64) {
        self.size = size
        self.mtime = mtime
        self.ctime = ctime
        self.inode = inode
    }
}

/// One event file as it was last looked at.
package struct FileEntry: Hashable, Sendable, Codable {
    /// The UID in it; `nil` when it has none that can be told (paused, or no event).
    package var uid: UID?
    /// How it looked.
    package var stamp: Stamp
    /// The digest of its bytes.
    package var hash: String
    /// Whether it takes part.
    package var state: State

    /// Whether a file takes part in sync.
    package enum State: String, Hashable, Sendable, Codable {
        /// It holds one event.
        case event = "e"
        /// It needs a person: nothing is pushed, pulled or deleted because of it.
        case paused = "p"
        /// It holds no event (tasks, journals); kept, not synced.
        case other = "o"
    }

    package init(uid: UID?, stamp: Stamp, hash: String, state: State = .event) {
        self.uid = uid
        self.stamp = stamp
        self.hash = hash
        self.state = state
    }
}

/// The identity of a record: a pair and a UID.
package struct RecordKey: Hashable, Comparable, Sendable, Codable {
    package var pair: PairID
    package var uid: UID

    package init(_ pair: PairID, _ uid: UID) {
        self.pair = pair
        self.uid = uid
    }

    package static func < (a: RecordKey, b: RecordKey) -> Bool { (a.pair, a.uid) < (b.pair, b.uid) }
}

/// The manifest's line on one event of one pair.
package struct RecordEntry: Hashable, Sendable {
    /// The service's id of it.
    package var remoteID: String
    /// The newest revision seen.
    package var revision: String
    /// Whether it is a tombstone.
    package var isDeleted: Bool
    /// Whether the two sides do not agree on everything (a conflict, a paused file, a held change).
    package var isUnsettled: Bool
    /// Where the record stands.
    package var body: Body

    /// Where a record's contents are: still in the journal, or in the pair's base pack.
    package enum Body: Hashable, Sendable {
        case inline(Record)
        case packed(PackRef)
    }

    package init(
        remoteID: String, revision: String, isDeleted: Bool, isUnsettled: Bool, body: Body
    ) {
        self.remoteID = remoteID
        self.revision = revision
        self.isDeleted = isDeleted
        self.isUnsettled = isUnsettled
        self.body = body
    }

    /// The entry for `record`.
    package init(_ record: Record, isUnsettled: Bool = false) {
        switch record {
        case .live(let base):
            self.init(
                remoteID: base.seen.id, revision: base.seen.revision, isDeleted: false,
                isUnsettled: isUnsettled || base.hasPending, body: .inline(record))
        case .deleted(let tombstone):
            self.init(
                remoteID: tombstone.remoteID, revision: tombstone.revisions.sorted().last ?? "", isDeleted: true,
                isUnsettled: isUnsettled || tombstone.movedTo != nil, body: .inline(record))
        }
    }
}

/// A place in a base pack.
package struct PackRef: Hashable, Sendable, Codable {
    /// Bytes from the start of the pack.
    package var offset: UInt64
    /// Bytes of the line, without its line end.
    package var length: UInt32

    package init(offset: UInt64, length: UInt32) {
        self.offset = offset
        self.length = length
    }
}
