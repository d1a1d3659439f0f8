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
    package private(set) var problems: [Problem] = []
    /// The events that were touched since the manifest was written.
    package private(set) var touched: Set<Planner.LocalKey> = []
    /// What the manifest should say of files, by the event that must be settled first; `nil` for no event.
    package private(set) var entries: [Planner.LocalKey?: [String: FileEntry?]] = [:]
    /// The stamps, by path.
    package let look: FolderLook

    private let root: String
    private let files: any FileStore
    private let manifest: Manifest
    private let pairFolders: [String]
    private let isFresh: (String) -> Bool
    private var states: [Planner.LocalKey: LocalState] = [:]
    private var claims: [Planner.LocalKey: [String]] = [:]
    private var hasClaims = false

    /// More bytes than this are no event file (facts/icalendar.md 3.4).
    static let limit = 10 << 20

    /// Looks at the folder.
    ///
    /// - Parameters:
    ///   - pairFolders: The folders of the pairs, relative; the empty text for the whole folder.
    ///   - isFresh: Whether a path's editor swap file is younger than 10 minutes.
    package init(
        root: String, files: any FileStore, manifest: Manifest, pairFolders: [String],
        isFresh: @escaping (String) -> Bool = { _ in true }
    ) {
        self.root = root
        self.files = files
        self.manifest = manifest
        self.pairFolders = pairFolders.sorted { $0.utf8.count > $1.utf8.count }
        self.isFresh = isFresh
        look = FolderScan(root: root, files: files).look(against: manifest)
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
            states[key] = .file(LocalFile(path: path, digest: entry.hash, file: EventFile(file)))
            if !claims[key, default: []].contains(path) { claims[key, default: []].append(path) }
        } else {
            states[key] = .absent
            claims[key]?.removeAll { $0 == path }
        }
    }

    /// Forgets what was read of an event, so that its file is read again.
    package mutating func forget(_ key: Planner.LocalKey) {
        states[key] = nil
        entries[key] = nil
    }

    /// Whether no file of the pair's folder is left.
    package func isEmpty(_ folder: String) -> Bool {
        !look.snapshot.files.keys.contains { pairFolder(of: $0) == folder }
    }
}

// MARK: Reading

extension LocalFolder {
    /// A touched file, read.
    private struct Found {
        var path: String
        var entry: FileEntry
        var file: EventFile?
        var failure: Diagnostic?

        /// Whether the file was read and makes sense, so that a missing UID is just that.
        var isReadable: Bool {
            guard failure == nil, let file else { return false }
            if case .paused = file.content { return false }
            return true
        }
    }

    private mutating func readTouched() {
        for link in look.snapshot.links
        where link.target == nil && pairFolder(of: link.path) != nil && Path.isEventFile(link.path) {
            report(
                link.path, "The link leads out of the calendar folder.", "Put the file itself there instead of a link.",
                .warning)
        }
        for folder in look.snapshot.unreadable {
            report(
                folder.isEmpty ? "." : folder, "The folder can't be read, so nothing is concluded from what is in it.",
                "Check its permissions (ls -ld).")
        }
        for path in look.snapshot.unnameable {
            report(
                path, "The name is not UTF-8, or differs from another only in Unicode form.", "Rename the file.",
                .warning)
        }
        var found: [Found] = []
        for candidate in look.changed + look.new where pairFolder(of: candidate.path) != nil {
            let file = read(candidate)
            if let known = manifest.files[candidate.path], known.hash == file.entry.hash, file.failure == nil,
                known.state != .paused
            {
                if known.stamp != candidate.stamp {
                    var entry = known
                    entry.stamp = candidate.stamp
                    entries[nil, default: [:]][candidate.path] = .some(entry)
                }
                continue
            }
            found.append(file)
        }
        guard !found.isEmpty || !look.missing.isEmpty else { return }
        claimUntouched(except: Set(found.map(\.path)))
        let byUID = settleIdentities(found)
        for (key, files) in byUID.sorted(by: { ($0.key.folder, $0.key.uid) < ($1.key.folder, $1.key.uid) }) {
            decide(key, files)
        }
        for path in look.missing { noteMissing(path) }
    }

    private func read(_ candidate: FoundFile) -> Found {
        var entry = FileEntry(uid: nil, stamp: candidate.stamp, hash: "")
        do {
            let bytes = try files.read(root + "/" + candidate.path, limit: Self.limit)
            entry.hash = Digest.of(bytes)
            let file = EventFile(bytes)
            entry.uid = file.uid
            return Found(path: candidate.path, entry: entry, file: file)
        } catch {
            return Found(
                path: candidate.path, entry: entry,
                failure: Diagnostic(line: nil, message: error.sentence, remedy: error.remedy))
        }
    }

    /// Puts the unchanged files under their UIDs.
    private mutating func claimUntouched(except touched: Set<String> = []) {
        guard !hasClaims else { return }
        hasClaims = true
        let missing = Set(look.missing)
        for (path, entry) in manifest.files {
            guard let uid = entry.uid, !touched.contains(path), !missing.contains(path),
                let folder = pairFolder(of: path)
            else { continue }
            claims[Planner.LocalKey(folder, uid), default: []].append(path)
        }
    }

    /// Tells for each touched file which event it is, completing those without a UID.
    private mutating func settleIdentities(_ found: [Found]) -> [Planner.LocalKey: [Found]] {
        var byUID: [Planner.LocalKey: [Found]] = [:]
        var nameless: [Found] = []
        for file in found {
            guard let folder = pairFolder(of: file.path) else { continue }
            let before = manifest.files[file.path]?.uid
            if case .other? = file.file?.content {
                var entry = file.entry
                entry.state = .other
                entries[nil, default: [:]][file.path] = .some(entry)
                report(
                    file.path, "The file holds no event, only tasks, journals or the like.",
                    "It is kept, and not synced.",
                    .warning)
            } else if let uid = file.entry.uid ?? (file.isReadable ? nil : before) {
                byUID[Planner.LocalKey(folder, uid), default: []].append(file)
            } else if file.isReadable {
                nameless.append(file)
            } else {
                tell(file)
            }
        }
        for file in nameless {
            guard let folder = pairFolder(of: file.path), let text = file.file else { continue }
            // A file saved from a buffer older than its UID gets the same one back (case 93).
            var uid = manifest.files[file.path]?.uid
            if let known = uid,
                byUID[Planner.LocalKey(folder, known)] != nil || claims[Planner.LocalKey(folder, known)] != nil
            {
                uid = nil
            }
            guard let uid = uid ?? Self.uid(of: text, at: file.path) else { continue }
            byUID[Planner.LocalKey(folder, uid), default: []].append(file)
        }
        return byUID
    }

    private mutating func decide(_ key: Planner.LocalKey, _ found: [Found]) {
        touched.insert(key)
        let others = claims[key] ?? []
        for file in found { claims[key, default: []].append(file.path) }
        if found.count + others.count > 1 {
            return decideDuplicates(key, found, untouched: others)
        }
        states[key] = state(of: found[0], key)
        noteEntry(found[0], key)
        if let before = manifest.files[found[0].path]?.uid, before != key.uid {
            noteChangedUID(found[0], from: before, key)
        }
    }

    /// A UID that several files bear: the one that was there before stays, the others wait (cases 5 and 6).
    private mutating func decideDuplicates(_ key: Planner.LocalKey, _ found: [Found], untouched: [String]) {
        let tracked = untouched + found.filter { manifest.files[$0.path]?.uid == key.uid }.map(\.path)
        guard tracked.count == 1, let keeper = tracked.first else {
            let paths = (untouched + found.map(\.path)).sorted()
            for path in paths {
                report(
                    path, "Its UID is also that of \(paths.filter { $0 != path }.joined(separator: ", ")).",
                    "Keep one of them, or run `calsync check --fix \(path)` to give it a new UID.")
            }
            states[key] = .paused(
                path: paths[0], reason: "\(paths.joined(separator: " and ")) have the same UID",
                remedy: "Keep one of them, or run `calsync check --fix FILE`.")
            return
        }
        for file in found where file.path != keeper {
            report(
                file.path, "Its UID is that of \(keeper).",
                "Remove the copy, or run `calsync check --fix \(file.path)` to give it a new UID.")
        }
        claims[key] = [keeper]
        if let file = found.first(where: { $0.path == keeper }) {
            states[key] = state(of: file, key)
            noteEntry(file, key)
        } else {
            touched.remove(key)
        }
    }

    /// A UID that was edited by hand would be one deletion and one new event at the service: asked first (case 4).
    private mutating func noteChangedUID(_ file: Found, from before: UID, _ key: Planner.LocalKey) {
        let old = Planner.LocalKey(key.folder, before)
        guard claims[old, default: []].isEmpty, manifest.records.keys.contains(where: { $0.uid == before }) else {
            return
        }
        let reason = "The UID changed from \(before) to \(key.uid)."
        let remedy =
            "Put the old UID back, or run `calsync resolve \(file.path) --take local` to make it another event."
        report(file.path, reason, remedy)
        states[old] = .paused(path: file.path, reason: reason, remedy: remedy)
        states[key] = .paused(path: file.path, reason: reason, remedy: remedy)
        entries[key] = nil
        touched.insert(old)
    }

    private mutating func noteMissing(_ path: String) {
        guard let entry = manifest.files[path] else { return }
        guard let uid = entry.uid, let folder = pairFolder(of: path) else {
            entries[nil, default: [:]][path] = .some(nil)
            return
        }
        let key = Planner.LocalKey(folder, uid)
        entries[key, default: [:]][path] = .some(nil)
        touched.insert(key)
        guard states[key] == nil, claims[key, default: []].isEmpty else { return }
        states[key] =
            isOpenInEditor(path)
            ? .unknown(reason: "\(path) is gone, but an editor has it open", remedy: "Save it, or close the editor.")
            : .absent
    }

    private mutating func noteEntry(_ file: Found, _ key: Planner.LocalKey) {
        guard case .file(let local)? = states[key] else { return }
        if local.needsCompletion { return }
        var entry = file.entry
        entry.uid = key.uid
        entries[key, default: [:]][file.path] = .some(entry)
    }

    private mutating func state(of found: Found, _ key: Planner.LocalKey) -> LocalState {
        tell(found)
        guard let file = found.file else {
            return .paused(
                path: found.path, reason: found.failure?.message ?? "it can't be read",
                remedy: found.failure?.remedy ?? "")
        }
        switch file.content {
        case .event:
            return .file(LocalFile(path: found.path, digest: found.entry.hash, file: file))
        case .incomplete:
            let completed = file.completed(uid: key.uid, stamp: file.stampOfStart)
            if completed.event == nil {
                for diagnostic in completed.diagnostics {
                    problems.append(Problem(path: found.path, diagnostic: diagnostic))
                }
                let first = completed.diagnostics.first
                return .paused(path: found.path, reason: first?.message ?? "it is broken", remedy: first?.remedy ?? "")
            }
            return .file(LocalFile(path: found.path, digest: found.entry.hash, file: completed, needsCompletion: true))
        case .paused, .other:
            let first = file.diagnostics.first { $0.severity == .error } ?? file.diagnostics.first
            return .paused(
                path: found.path, reason: first?.message ?? "The file holds no event any more.",
                remedy: first?.remedy ?? "Put the event back, or delete the file.")
        }
    }

    private mutating func tell(_ found: Found) {
        if let failure = found.failure { problems.append(Problem(path: found.path, diagnostic: failure)) }
        for diagnostic in found.file?.diagnostics ?? [] {
            let problem = Problem(path: found.path, diagnostic: diagnostic)
            if !problems.contains(problem) { problems.append(problem) }
        }
    }

    private mutating func report(
        _ path: String, _ message: String, _ remedy: String, _ severity: Diagnostic.Severity = .error
    ) {
        problems.append(
            Problem(path: path, diagnostic: Diagnostic(severity: severity, line: nil, message: message, remedy: remedy))
        )
    }
}
