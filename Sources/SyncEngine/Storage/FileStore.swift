import ICalendar
import SyncCore

/// The one seam between calsync and the disk: everything the engine does to files goes through here.
///
/// Two conform: ``DiskFileStore``, and `ModelFileStore` in TestSupport, which forgets what was not flushed when tests
/// crash it. All members are synchronous; paths are absolute, without `.` and `..`.
package protocol FileStore: Sendable {
    /// Tells how a name looks, without following a link; `nil` when nothing has it.
    func status(_ path: String) throws(FileError) -> FileStatus?
    /// ``status(_:)`` of many names of one folder.
    func statuses(in folder: String, of names: [String]) throws(FileError) -> [FileStatus?]
    /// Lists a folder, without `.` and `..`, in no order.
    func list(_ path: String) throws(FileError) -> [DirectoryEntry]
    /// Whether a folder's times are known to move whenever a name in it comes, goes or is renamed.
    func keepsFolderTimes(_ path: String) -> Bool
    /// Follows every link on the way; `nil` when the path leads nowhere (realpath(3)).
    func resolve(_ path: String) throws(FileError) -> String?
    /// Reads a whole file; one with more than `limit` bytes is refused as too large.
    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]
    /// Reads `count` bytes from `offset`; fewer where the file ends before.
    func read(_ path: String, at offset: UInt64, count: Int) throws(FileError) -> [UInt8]
    /// Adds bytes at the end; a file that is not there is made, for the owner alone (0600).
    func append(_ bytes: [UInt8], to path: String) throws(FileError)
    /// Makes a file; refused when the name is taken.
    func create(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(FileError)
    /// Returns when the file's contents are on the disk.
    func flush(_ path: String) throws(FileError)
    /// Returns when the contents of all of these files, which lie on one file system, are on the disk.
    func flush(_ paths: [String]) throws(FileError)
    /// Returns when the folder's names are on the disk.
    func flushFolder(_ path: String) throws(FileError)
    /// Swaps two names in one step (renameat2, RENAME_EXCHANGE).
    func exchange(_ a: String, _ b: String) throws(FileError)
    /// Renames; refused when the new name is taken (renameat2, RENAME_NOREPLACE).
    func renameNoReplace(_ from: String, _ to: String) throws(FileError)
    /// Renames `temporary` to `path`, replacing what is there in one step.
    func replace(_ path: String, with temporary: String) throws(FileError)
    /// Gives a file a second name; refused when that is taken.
    func link(_ path: String, as second: String) throws(FileError)
    /// Removes a file, a link, or an empty folder.
    func remove(_ path: String) throws(FileError)
    /// Makes a folder and those above it; one that is there is left as it is. Inside `.calsync` they are 0700.
    func makeFolder(_ path: String) throws(FileError)
    /// Cuts a file to `length` bytes.
    func truncate(_ path: String, to length: UInt64) throws(FileError)
    /// Gives `to` the mode, owner and extended attributes of `from`, as far as that is allowed.
    func copyMetadata(from: String, to: String)
    /// Takes the advisory lock of a file, which is made where needed; `nil` when another holds it.
    ///
    /// - Parameter waiting: Whether to wait for it; then the answer is never `nil`.
    func lock(_ path: String, waiting: Bool) throws(FileError) -> FileLock?
}

/// How a name looked.
package struct FileStatus: Hashable, Sendable {
    /// What it is.
    package var kind: FileKind
    /// Size, times and inode.
    package var stamp: Stamp
    /// The permission bits.
    package var mode: UInt32
    /// The file system it is on.
    package var device: UInt64

    package init(kind: FileKind, stamp: Stamp, mode: UInt32, device: UInt64) {
        self.kind = kind
        self.stamp = stamp
        self.mode = mode
        self.device = device
    }
}

/// What a name stands for.
package enum FileKind: Hashable, Sendable {
    case file, folder, link, other
}

/// A name in a folder.
package struct DirectoryEntry: Hashable, Sendable {
    /// The name; where it is not UTF-8, with `?` for what is not.
    package var name: String
    /// What it stands for.
    package var kind: FileKind
    /// Whether the name is UTF-8; one that is not can't be opened by it.
    package var isNameable: Bool

    package init(name: String, kind: FileKind, isNameable: Bool = true) {
        self.name = name
        self.kind = kind
        self.isNameable = isNameable
    }
}

/// An advisory lock that is held until it is released, or its last reference goes.
package final class FileLock: Sendable {
    private let once: Locked<(@Sendable () -> Void)?>

    /// Wraps what lets go of the lock.
    package init(release: @escaping @Sendable () -> Void) { once = Locked(release) }

    deinit { release() }

    /// Lets go of the lock; a second time does nothing.
    package func release() {
        let action = once.withLock { held in
            defer { held = nil }
            return held
        }
        action?()
    }
}

extension FileStore {
    package func statuses(in folder: String, of names: [String]) throws(FileError) -> [FileStatus?] {
        var found: [FileStatus?] = []
        for name in names { found.append(try status(folder + "/" + name)) }
        return found
    }

    package func keepsFolderTimes(_ path: String) -> Bool { false }

    package func flush(_ paths: [String]) throws(FileError) {
        for path in paths { try flush(path) }
    }

    /// Removes a file that may not be there.
    package func removeIfThere(_ path: String) throws(FileError) {
        do { try remove(path) } catch let error where error.kind == .missing {}
    }

    /// The bytes of a file; `nil` when it is not there.
    package func readIfThere(_ path: String, limit: Int) throws(FileError) -> [UInt8]? {
        do { return try read(path, limit: limit) } catch let error where error.kind == .missing { return nil }
    }

    /// Writes a whole file crash-safely: a temporary one beside it, flushed, renamed over it, the folder flushed.
    package func writeWhole(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600) throws(FileError) {
        let temporary = path + ".next"
        try removeIfThere(temporary)
        try create(temporary, bytes, mode: mode)
        try flush(temporary)
        try replace(path, with: temporary)
        try flushFolder(Path.parent(path))
    }
}
