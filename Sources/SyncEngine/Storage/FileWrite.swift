import SyncCore

/// One write to an event file.
package struct FileWrite: Hashable, Sendable {
    /// What is written.
    package enum Kind: Hashable, Sendable {
        /// A file where none is.
        case create([UInt8])
        /// Other bytes in a file whose digest is `expecting`.
        case replace(expecting: String, [UInt8])
        /// No file any more; its digest is `expecting`.
        case delete(expecting: String)
    }

    /// The file, relative to the folder.
    package var path: String
    /// What is written.
    package var kind: Kind
    /// The operation's id, as in its ``SyncCore/Intent``: letters, digits, `-` and `_`.
    package var operation: String

    package init(_ kind: Kind, path: String, operation: String) {
        self.path = path
        self.kind = kind
        self.operation = operation
    }

    /// The bytes it brings.
    var bytes: [UInt8]? {
        switch kind {
        case .create(let bytes), .replace(_, let bytes): bytes
        case .delete: nil
        }
    }
}

/// Why an event file was not written; it is as it was.
package enum WriteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file is not the one that the plan was made from: look again and plan again.
    case movedOn(String)
    /// The new file's name is taken: look again and plan again.
    case nameTaken(String)
    /// The path leads out of the calendar folder.
    case outsideFolder(String)
    /// The file system refused.
    case file(FileError)

    /// What happened, and what to do.
    package var description: String {
        switch self {
        case .movedOn(let path): "\(path) was saved meanwhile; its new state is synced next."
        case .nameTaken(let path): "\(path) exists already; another name is chosen next."
        case .outsideFolder(let path):
            "\(path) leads out of the calendar folder. Put the file itself there instead of a link."
        case .file(let error): error.description
        }
    }
}

/// What became of a file write that a crash interrupted.
package enum FileRecovery: Hashable, Sendable {
    /// It did not happen; the file is as the person left it.
    case notApplied
    /// It happened; whatever the person did since is on top of it.
    case applied
    /// It can't be told: the file is neither what was to be replaced nor what was to be written.
    case unclear
}
