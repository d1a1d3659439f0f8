/// One write to one side, or an agreement that needs none.
///
/// A pure value: what is done, to what, and why. The executor adds the how.
package struct Operation: Hashable, Sendable {
    /// The record it is about. A file is completed before it has one: then the UID is the one it gets.
    package var key: RecordKey
    /// What is done.
    package var kind: Kind
    /// The event's title.
    package var title: String
    /// The file concerned, relative to the folder.
    package var path: String?
    /// What changes, in the service's view.
    package var changes: [Change]
    /// Why, as a sentence.
    package var reason: String
    /// The file's digest before; `nil` where there is none.
    package var before: String?
    /// The file's bytes afterwards: written by operations on files, agreed on by those at the service.
    package var file: [UInt8]
    /// The record before.
    package var previous: Record?
    /// The record when it is done; `nil` forgets. At the service, as far as it can be foretold.
    package var planned: Record?
    /// What is dropped along the way, as sentences.
    package var notes: [String]
    /// How many guests the service e-mails because of it.
    package var mails = 0
    /// Where the event comes from, for one that moves from another pair: that pair's record. For the deletion of the file
    /// that stays behind, the record of its new place: until that is there nothing is deleted.
    package var source: RecordKey?
    /// What that pair's record is when it is done.
    package var departed: Record?

    /// The kinds of operation.
    package enum Kind: Hashable, Sendable {
        /// Both sides agree already; only the base moves.
        case adopt
        /// Gone on both sides.
        case forget
        /// Lines that a file lacks are added to it.
        case completeFile
        case createFile
        case editFile
        case deleteFile
        case createRemote
        /// The event goes from another pair's calendar of the same account into this one's.
        case moveRemote
        /// The master's fields, or those of one instance.
        case editRemote(InstanceKey?)
        case deleteRemote
    }

    package init(
        key: RecordKey, kind: Kind, title: String, path: String? = nil, changes: [Change] = [], reason: String,
        before: String? = nil, file: [UInt8] = [], previous: Record? = nil, planned: Record? = nil, notes: [String] = []
    ) {
        self.key = key
        self.kind = kind
        self.title = title
        self.path = path
        self.changes = changes
        self.reason = reason
        self.before = before
        self.file = file
        self.previous = previous
        self.planned = planned
        self.notes = notes
    }
}

extension Operation.Kind {
    /// The side that is written; `nil` where none is.
    package var side: Side? {
        switch self {
        case .adopt, .forget: nil
        case .completeFile, .createFile, .editFile, .deleteFile: .local
        case .createRemote, .moveRemote, .editRemote, .deleteRemote: .remote
        }
    }

    /// Whether it deletes an event.
    package var isDeletion: Bool {
        switch self {
        case .deleteFile, .deleteRemote: true
        case .adopt, .forget, .completeFile, .createFile, .editFile, .createRemote, .moveRemote, .editRemote: false
        }
    }

    /// A word that names it in `--json` and in the history.
    package var word: String {
        switch self {
        case .adopt: "adopt"
        case .forget: "forget"
        case .completeFile: "complete-file"
        case .createFile: "create-file"
        case .editFile: "edit-file"
        case .deleteFile: "delete-file"
        case .createRemote: "create-remote"
        case .moveRemote: "move-remote"
        case .editRemote(nil): "edit-remote"
        case .editRemote: "edit-remote-instance"
        case .deleteRemote: "delete-remote"
        }
    }
}

/// Something the plan leaves alone until something else happens.
package struct Held: Hashable, Sendable, Codable {
    /// The pair and event; the UID is `nil` where a whole pair is held.
    package var pair: PairID
    package var uid: UID?
    /// The event's title, or the file.
    package var title: String
    /// Why.
    package var cause: Cause
    /// Why, as a sentence.
    package var reason: String
    /// What to do about it, as a sentence.
    package var remedy: String

    /// The kinds of reason, by the exit code they lead to.
    package enum Cause: String, Hashable, Sendable, Codable {
        /// A file needs a person.
        case paused
        /// The safety limit.
        case safety
        /// The service can't hold it, or does not allow it.
        case service
        /// A failure that is tried again later.
        case retry
        /// Something waits for a word from the person.
        case question
        /// The policy says so.
        case policy
        /// The person left it out of this run.
        case skipped
        /// A side could not be read.
        case unread
    }

    package init(pair: PairID, uid: UID?, title: String, cause: Cause, reason: String, remedy: String) {
        self.pair = pair
        self.uid = uid
        self.title = title
        self.cause = cause
        self.reason = reason
        self.remedy = remedy
    }
}

extension [Held] {
    /// How many events are held: one that is held in two pairs counts once.
    package var eventCount: Int { Set(map { $0.uid?.text ?? $0.title }).count }
}

/// A conflict of one event.
package struct Conflict: Hashable, Sendable {
    package var key: RecordKey
    package var title: String
    package var path: String
    package var fields: [FieldConflict]

    package init(key: RecordKey, title: String, path: String, fields: [FieldConflict]) {
        self.key = key
        self.title = title
        self.path = path
        self.fields = fields
    }
}
