/// Why what calsync knows of a folder can't be used (exit 7). Never repaired silently: losing the base resurrects
/// deletions.
package enum StateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no manifest where there was one.
    case lost
    /// A file of the state is not what calsync wrote; `what` names file, place and finding.
    case damaged(String)
    /// The manifest is older than what was remembered of it.
    case rolledBack(found: Int, expected: Int)
    /// A newer calsync wrote it.
    case newerSchema(found: Int)
    /// It could not be read.
    case unreadable(FileError)

    /// What is wrong.
    package var sentence: String {
        switch self {
        case .lost: "The state of this folder is lost: .calsync/manifest.json is missing."
        case .damaged(let what): "The state of this folder is damaged: \(what)."
        case .rolledBack(let found, let expected):
            "The state of this folder is older than it was (generation \(found), last seen \(expected)); "
                + "was it restored from a backup?"
        case .newerSchema(let found): "The state of this folder was written by a newer calsync (schema \(found))."
        case .unreadable(let error): "The state of this folder can't be read: \(error.path): \(error.sentence)"
        }
    }

    /// What to do about it.
    package var remedy: String {
        switch self {
        case .lost, .damaged, .rolledBack:
            "Run 'calsync repair': it rebuilds the state from the folder and the services and deletes nothing."
        case .newerSchema: "Install the calsync that wrote it, or a newer one."
        case .unreadable(let error): error.remedy
        }
    }

    package var description: String { sentence + " " + remedy }
}
