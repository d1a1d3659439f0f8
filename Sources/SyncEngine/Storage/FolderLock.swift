import Glibc

/// The right to write to a calendar folder, held by one process at a time: exit 8 for the others.
///
/// `flock` on `.calsync/lock`, with the holder's pid and boot id in it. The lock goes with its process; what the file
/// says is only for people and for reaching the holder, never a reason to wait or to go on.
package final class FolderLock: Sendable {
    /// The folder that it is the lock of.
    let root: String
    private let held: FileLock
    private let path: String
    /// The folder's file system and inode.
    private let place: [UInt64]?
    private let files: any FileStore
    private let owner: String

    private init(_ held: FileLock, root: String, files: any FileStore, owner: String) {
        self.root = root
        self.held = held
        path = StateLayout(root: root).lock
        self.files = files
        self.owner = owner
        place = Self.place(of: root, files)
    }

    /// Takes the lock.
    ///
    /// - Throws: ``LockError/busy(pid:)``, or ``FileError`` when the file can't be opened, or the state folder is a link.
    package static func acquire(
        root: String, files: any FileStore, pid: Int32 = getpid(), bootID: String = FolderLock.bootID()
    ) throws -> FolderLock {
        let layout = StateLayout(root: root)
        try layout.refuseLinks(files)
        try files.makeFolder(layout.folder)
        guard let lock = try files.lock(layout.lock, waiting: false) else {
            throw LockError.busy(pid: holder(layout, files, bootID))
        }
        let taken = FolderLock(lock, root: root, files: files, owner: "\(pid) \(bootID)")
        try taken.write("")
        return taken
    }

    /// Whether another folder lies at the path by now, a copy or another disk: this lock guards nothing there.
    package var isOutdated: Bool {
        guard let now = Self.place(of: root, files) else { return false }
        return now != place
    }

    /// The file system and inode at a path; `nil` where nothing is.
    private static func place(of root: String, _ files: any FileStore) -> [UInt64]? {
        guard let status = try? files.status(root) else { return nil }
        return [status.device, status.stamp.inode]
    }

    /// Says in the lock file on which socket the holder takes commands.
    package func announce(socket: String) throws { try write(socket + "\n") }

    private func write(_ second: String) throws {
        try files.truncate(path, to: 0)
        try files.append(Array("\(owner)\n\(second)".utf8), to: path)
    }

    /// The socket of the process that holds the lock of `root`; `nil` when none was announced in this boot.
    package static func socket(
        root: String, files: any FileStore, bootID: String = FolderLock.bootID()
    ) -> String? {
        guard let bytes = try? files.read(StateLayout(root: root).lock, limit: 4_096) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard lines.count == 2, lines[0].hasSuffix(" " + bootID), lines[1].hasPrefix("/") else { return nil }
        return String(lines[1])
    }

    /// Lets go of it; it also goes with the last reference, and with the process.
    package func release() { held.release() }

    /// Names this boot of the machine: a pid of another boot is someone else's.
    package static func bootID() -> String {
        guard let file = try? Descriptor("/proc/sys/kernel/random/boot_id", O_RDONLY),
            let bytes = try? file.read(at: 0, count: 64)
        else { return "-" }
        return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
    }

    private static func holder(_ layout: StateLayout, _ files: any FileStore, _ bootID: String) -> Int32? {
        guard let bytes = try? files.read(layout.lock, limit: 1_024) else { return nil }
        let first = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" }
        let words = first.split(separator: " ")
        guard words.count == 2, words[1] == bootID else { return nil }
        return Int32(words[0])
    }
}

/// Why the lock of a folder was not to be had.
package enum LockError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another calsync holds it; its pid where that is known.
    case busy(pid: Int32?)

    /// What happened, and what to do.
    package var description: String {
        switch self {
        case .busy(let pid?): "Another calsync (pid \(pid)) is working on this folder. Wait for it, or stop it."
        case .busy(nil): "Another calsync is working on this folder. Wait for it, or stop it."
        }
    }
}
