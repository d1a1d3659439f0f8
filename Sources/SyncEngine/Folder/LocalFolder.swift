import ICalendar
import SyncCore

/// The folder as one run sees it: which events were touched, what became of each, and what is wrong with files.
///
/// Identity is the UID (cases.md 1–8): a renamed file is the same event, a copied one is paused, a file that lost its
/// UID gets the same one back.
package struct LocalFolder {
    /// A file that a person should look at.
    package struct Problem: Hashable, Sendable {
        /// The file, relative to the folder.
        package var path: String
        /// What is wrong with it.
        package var diagnostic: Diagnostic

        package init(path: String, diagnostic: Diagnostic) {
            self.path = path
            self.diagnostic = diagnostic
        }
    }

    /// What is wrong with files, sorted by path.
    package internal(set) var problems: [Problem] = []
    /// The events that were touched since the manifest was written.
    package internal(set) var touched: Set<Planner.LocalKey> = []
    /// What the manifest should say of files, by the event that must be settled first; `nil` for no event.
    package internal(set) var entries: [Planner.LocalKey?: [String: FileEntry?]] = [:]
    /// The stamps, by path.
    package let look: FolderLook

    let root: String
    let files: any FileStore
    let manifest: Manifest
    private let pairFolders: [String]
    private let isFresh: (String) -> Bool
    /// Files that are being written right now: nothing is concluded from what is in them.
    let unsettled: Set<String>
    /// What became of events, as far as that was asked.
    var states: [Planner.LocalKey: LocalState] = [:]
    /// Files written in this run, whose events nobody asked for since.
    private var written: [Planner.LocalKey: (path: String, digest: String, bytes: [UInt8])] = [:]
    /// The files of events.
    var claims: [Planner.LocalKey: [String]] = [:]
    /// Whether the untouched files are among ``claims``.
    var hasClaims = false

    /// More bytes than this are no event file (facts/icalendar.md 3.4).
    static let limit = 10 << 20

    /// Looks at the folder.
    ///
    /// - Parameters:
    ///   - pairFolders: The folders of the pairs, relative; the empty text for the whole folder.
    ///   - look: What was found there; looked for where `nil`.
    ///   - unsettled: Files that are being written right now.
    ///   - isFresh: Whether a path's editor swap file is younger than 10 minutes.
    package init(
        root: String, files: any FileStore, manifest: Manifest, pairFolders: [String], look: FolderLook? = nil,
        unsettled: Set<String> = [], isFresh: @escaping (String) -> Bool = { _ in true }
    ) {
        self.root = root
        self.files = files
        self.manifest = manifest
        self.pairFolders = pairFolders.sorted { $0.utf8.count > $1.utf8.count }
        self.isFresh = isFresh
        self.unsettled = unsettled
        self.look = look ?? FolderScan(root: root, files: files).look(against: manifest)
        readTouched()
        problems.sort { ($0.path, $0.diagnostic.line ?? 0) < ($1.path, $1.diagnostic.line ?? 0) }
    }

    /// The pair folder that a path belongs to: the deepest one above it.
    package func pairFolder(of path: String) -> String? {
        pairFolders.first { $0.isEmpty || path.hasPrefix($0 + "/") }
    }

    /// The UID for a file without one: made from path and bytes, so that two clones agree.
    static func uid(of file: EventFile, at path: String) -> UID? {
        UID(Digest.of(Array(path.utf8) + [0] + file.bytes) + "@calsync")
    }

    /// What became of an event in the folder; reads its file where that was not touched.
    package mutating func state(of key: Planner.LocalKey) -> LocalState {
        if let state = states[key] { return state }
        if let file = written.removeValue(forKey: key) {
            let state = LocalState.file(LocalFile(path: file.path, digest: file.digest, file: EventFile(file.bytes)))
            states[key] = state
            return state
        }
        claimUntouched()
        guard let path = claims[key]?.first else { return .absent }
        let found = read(FoundFile(path: path, stamp: stamp(of: path)))
        let state = state(of: found, key)
        states[key] = state
        noteEntry(found, key)
        return state
    }

    /// How the file looks now, links followed.
    private func stamp(of path: String) -> Stamp {
        let real = (try? files.resolve(root + "/" + path)) ?? root + "/" + path
        return (try? files.status(real))??.stamp ?? Stamp(size: 0, mtime: 0, ctime: 0, inode: 0)
    }

    /// Whether an editor has the file open right now, or its name is about to come back.
    package func isOpenInEditor(_ path: String) -> Bool { look.snapshot.edited.contains(path) && isFresh(path) }

    /// The paths of `key`'s files, as far as the manifest and this look know.
    package mutating func paths(of key: Planner.LocalKey) -> [String] {
        claimUntouched()
        return claims[key] ?? []
    }

    /// Whether there is a file for an event, good or not.
    package mutating func hasFile(_ key: Planner.LocalKey) -> Bool {
        switch state(of: key) {
        case .absent: false
        case .file, .paused, .unknown: true
        }
    }

    /// Where files were that are gone, by event: an event that comes back goes there again (case 36).
    package var freePaths: [Planner.LocalKey: String] {
        var paths: [Planner.LocalKey: String] = [:]
        for path in look.missing {
            guard let uid = manifest.files[path]?.uid, let folder = pairFolder(of: path) else { continue }
            paths[Planner.LocalKey(folder, uid)] = path
        }
        return paths
    }

    /// Notes a file that was written in this run: how it looks, and what is in it.
    package mutating func note(_ path: String, _ entry: FileEntry?, for key: Planner.LocalKey, file: [UInt8]?) {
        entries[key, default: [:]][path] = .some(entry)
        if let file, let entry {
            states[key] = nil
            // Read only if it is asked for: most never are.
            written[key] = (path, entry.hash, file)
            if !claims[key, default: []].contains(path) { claims[key, default: []].append(path) }
        } else {
            states[key] = .absent
            written[key] = nil
            claims[key]?.removeAll { $0 == path }
        }
    }

    /// Forgets what was read of an event, so that its file is read again. That a file of it is gone stays known: there is
    /// nothing to read.
    package mutating func forget(_ key: Planner.LocalKey) {
        states[key] = nil
        written[key] = nil
        entries[key] = entries[key]?.filter { $0.value == nil }
    }

    /// Whether no file of the pair's folder is left.
    package func isEmpty(_ folder: String) -> Bool {
        !look.snapshot.files.keys.contains { pairFolder(of: $0) == folder }
    }
}
