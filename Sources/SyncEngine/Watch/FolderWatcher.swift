import Dispatch
import Glibc
import ICalendar
import ProviderKit

/// Tells when something below the calendar folder may have changed, by Linux' inotify(7).
///
/// A hint says where to look, never what happened: what is the case, a run finds out from the files themselves. Hidden
/// folders are not watched, but for the top of git's own folder, whose locks say when git is at work.
package final class FolderWatcher: Sendable {
    /// What was noticed.
    package enum Hint: Hashable, Sendable {
        /// An event file was written, or came by a rename; relative to the root.
        case written(String)
        /// An event file went, or was renamed away: for some editors only for a moment.
        case vanished(String)
        /// A folder came, went or was renamed, or too much happened to be told: anything may be different.
        case anything
        /// `calsync.toml` or `accounts.toml` was written.
        case configuration
        /// Something happened at the top of git's folder.
        case git
        /// Something happened at the top of `.calsync`: a run went on, or ended.
        case state
        /// A sign-in was stored or removed.
        case signIns
        /// Folders can't be watched, the first of them and how many; what is changed there is only seen by polling.
        case unwatched(folder: String, count: Int, errno: Int32)
    }

    /// A folder elsewhere of which something is worth a hint.
    package struct Beside: Hashable, Sendable {
        let folder: String
        /// The name in it that matters; `nil` for all.
        let name: String?
        let hint: Hint

        /// - Parameters:
        ///   - folder: Absolute; where it isn't there, nothing is told of it.
        ///   - name: The name in it that matters; `nil` for all.
        package init(_ folder: String, name: String? = nil, hint: Hint) {
            self.folder = folder
            self.name = name
            self.hint = hint
        }
    }

    /// What is watched: the folder, relative to the root, of each watch.
    private struct Watches: Sendable {
        var folders: [Int32: String] = [:]
        var state: Int32?
        var beside: [Int32: Beside] = [:]
    }

    /// Folders that can't be watched: the first of them, and how many.
    private struct Missed {
        var folder: String
        var count = 1
        var errno: Int32
    }

    private static let interest =
        UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF)
        | UInt32(IN_ONLYDIR) | UInt32(IN_DONT_FOLLOW)

    private let root: String
    private let watchesState: Bool
    private let number: Int32
    private let source = Locked<ReadableSource?>(nil)
    private let queue = DispatchQueue(label: "calsync.folder-watcher")
    private let watches = Locked(Watches())
    private let tell: @Sendable (Hint) -> Void

    /// Starts watching everything below `root`, which is absolute.
    ///
    /// - Parameters:
    ///   - beside: Folders elsewhere.
    ///   - watchesState: Whether what calsync itself does is told, too.
    ///   - tell: Told of each hint, on a queue of its own; it must not wait.
    package init(
        root: String, beside: [Beside] = [], watchesState: Bool = false, tell: @escaping @Sendable (Hint) -> Void
    ) {
        self.root = root
        self.watchesState = watchesState
        self.tell = tell
        number = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard number >= 0 else {
            tell(.unwatched(folder: "", count: 1, errno: errno))
            return
        }
        let readable = ReadableSource(
            number, queue: queue, readable: { [weak self] in self?.readAll() }, ended: { [number] in close(number) })
        source.withLock { $0 = readable }
        watchAll(below: "")
        for place in beside {
            let watch = inotify_add_watch(number, place.folder, Self.interest)
            // One of ours has the same number, and tells of more.
            watches.withLock { if watch >= 0, $0.folders[watch] == nil { $0.beside[watch] = place } }
        }
        watchState()
    }

    /// Watches the top of `.calsync`, which may come later than the watcher.
    private func watchState() {
        guard watchesState else { return }
        let watch = inotify_add_watch(number, StateLayout(root: root).folder, Self.interest)
        watches.withLock { $0.state = watch >= 0 ? watch : nil }
    }

    deinit { source.withLock { $0.take() }?.cancel() }

    /// How many folders are watched.
    package var watched: Int { watches.withLock { $0.folders.count } }

    /// Looks whether what is watched still lies at its path: a folder that is moved to the root's path, or mounted anywhere,
    /// tells nothing itself. Costs a system call a folder.
    package func renew() { queue.async { [weak self] in self?.watchOthers() } }

    /// Watches anew where another folder lies than the one that is watched.
    private func watchOthers() {
        guard number >= 0 else { return }
        let known = watches.withLock { $0.folders }.sorted { $0.value.utf8.count < $1.value.utf8.count }
        // Without the root nothing is watched at all.
        var others = known.first?.value == "" ? [] : [""]
        for (watch, folder) in known where !others.contains(where: { Path.isInside(folder, $0) }) {
            let found = inotify_add_watch(number, path(folder), Self.interest)
            if found >= 0, found != watch { others.append(folder) }
        }
        for folder in others { watchAnew(folder) }
        if !others.isEmpty, watched > 0 { tell(.anything) }
    }

    /// Watches what lies at a folder's path by now.
    private func watchAnew(_ folder: String) {
        unwatch(folder)
        watchAll(below: folder)
        if folder.isEmpty { watchState() }
    }

    private func path(_ folder: String) -> String { folder.isEmpty ? root : root + "/" + folder }

    /// Watches a folder and those below it, and tells once of those that can't be.
    private func watchAll(below folder: String) {
        var missed: Missed?
        watch(folder, &missed)
        if let missed { tell(.unwatched(folder: missed.folder, count: missed.count, errno: missed.errno)) }
    }

    /// Watches a folder and those below it. What is watched already is only given its new path.
    private func watch(_ folder: String, _ missed: inout Missed?) {
        let path = path(folder)
        let watch = inotify_add_watch(number, path, Self.interest)
        if watch >= 0 {
            watches.withLock { $0.folders[watch] = folder }
        } else {
            let code = errno
            // A folder that is gone by now is no trouble.
            if code == ENOENT || code == ENOTDIR { return }
            missed = Missed(
                folder: missed?.folder ?? folder, count: (missed?.count ?? 0) + 1, errno: missed?.errno ?? code)
        }
        guard let listing = opendir(path) else { return }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix("."), Self.isFolder(entry.pointee.d_type, path + "/" + name) else { continue }
            self.watch(Path.join(folder, name), &missed)
        }
    }

    private static func isFolder(_ type: UInt8, _ path: String) -> Bool {
        guard type == UInt8(DT_UNKNOWN) else { return type == UInt8(DT_DIR) }
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Lets go of a folder that was moved away, and of those below it: what happens there is no longer ours, or comes under
    /// another path.
    private func unwatch(_ folder: String) {
        let gone = watches.withLock { watches in
            let gone = watches.folders.filter { Path.isInside($0.value, folder) }.map(\.key)
            for watch in gone { watches.folders[watch] = nil }
            return gone
        }
        for watch in gone { inotify_rm_watch(number, watch) }
    }

    private func readAll() {
        let size = 65_536
        let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: MemoryLayout<inotify_event>.alignment)
        defer { buffer.deallocate() }
        while true {
            let got = read(number, buffer, size)
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return }
            var at = 0
            while at + MemoryLayout<inotify_event>.size <= got {
                let event = (buffer + at).load(as: inotify_event.self)
                let start = at + MemoryLayout<inotify_event>.size
                let bytes = UnsafeRawBufferPointer(start: buffer + start, count: Int(event.len)).prefix { $0 != 0 }
                take(event.wd, event.mask, String(decoding: bytes, as: UTF8.self))
                at = start + Int(event.len)
            }
        }
    }

    private func take(_ watch: Int32, _ mask: UInt32, _ name: String) {
        if mask & UInt32(IN_Q_OVERFLOW) != 0 {
            // Folders may have come that nobody told of.
            watchAll(below: "")
            return tell(.anything)
        }
        let known = watches.withLock { watches in
            (
                folder: watches.folders[watch], beside: watches.beside[watch], isState: watches.state == watch
            )
        }
        if let beside = known.beside {
            if beside.name == nil || beside.name == name { tell(beside.hint) }
            return
        }
        if known.isState { return tell(.state) }
        guard let folder = known.folder else { return }
        // Only the root is moved without its parent's word, and it may be back by now.
        if mask & UInt32(IN_MOVE_SELF) != 0 {
            watchOthers()
            return tell(.anything)
        }
        // The watch ends with the folder, or with the file system that it lay on. Something else may be seen there now.
        if mask & UInt32(IN_DELETE_SELF | IN_UNMOUNT | IN_IGNORED) != 0 {
            watchAnew(folder)
            return tell(.anything)
        }
        let path = Path.join(folder, name)
        if mask & UInt32(IN_ISDIR) != 0 {
            if path == StateLayout.folderName { watchState() }
            guard !name.hasPrefix(".") else { return }
            if mask & UInt32(IN_DELETE | IN_MOVED_FROM) != 0 { unwatch(path) }
            if mask & UInt32(IN_CREATE | IN_MOVED_TO) != 0 { watchAll(below: path) }
            return tell(.anything)
        }
        if path == Configuration.fileName { return tell(.configuration) }
        if let opened = Self.openedFile(name) { return tell(.written(Path.join(folder, opened))) }
        guard !name.hasPrefix("."), Path.isEventFile(name) else { return }
        let isGone = mask & UInt32(IN_DELETE | IN_MOVED_FROM) != 0
        // A file that was just created is empty; its writer closes it. But a link is complete as it comes.
        tell(isGone ? .vanished(path) : .written(path))
    }

    /// The event file whose editor has just closed its swap or lock file: what waited for that may go on (case 94).
    private static func openedFile(_ name: String) -> String? {
        guard let file = FolderScan.editedFile(name), Path.isEventFile(file) else { return nil }
        return file
    }
}
