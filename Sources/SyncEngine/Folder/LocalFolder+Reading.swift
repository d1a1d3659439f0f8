import ICalendar
import SyncCore

/// Reading the files that were touched.
extension LocalFolder {
    /// A touched file, read.
    struct Found {
        var path: String
        var entry: FileEntry
        var file: EventFile?
        var failure: Diagnostic?
        /// Whether it is being written right now, so that it was not read.
        var isBeingWritten = false
        /// Whether it went away after the look at the folder: where to, the next look tells.
        var isGone = false

        /// Whether the file was read and makes sense, so that a missing UID is just that.
        var isReadable: Bool {
            guard failure == nil, let file else { return false }
            if case .paused = file.content { return false }
            return true
        }
    }

    mutating func readTouched() {
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
                known.state != .paused, !file.isBeingWritten
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
            decide(key, files, among: byUID.keys)
        }
        let unclear = unclear(found)
        for path in look.missing { noteMissing(path, unclear) }
    }

    func read(_ candidate: FoundFile) -> Found {
        var entry = FileEntry(uid: nil, stamp: candidate.stamp, hash: "")
        if unsettled.contains(candidate.path) {
            return Found(path: candidate.path, entry: entry, isBeingWritten: true)
        }
        do {
            let bytes = try files.read(root + "/" + candidate.path, limit: Self.limit)
            entry.hash = Digest.of(bytes)
            let file = EventFile(bytes)
            entry.uid = file.uid
            return Found(path: candidate.path, entry: entry, file: file)
        } catch  where error.kind == .missing {
            return Found(path: candidate.path, entry: entry, isGone: true)
        } catch {
            return Found(
                path: candidate.path, entry: entry,
                failure: Diagnostic(line: nil, message: error.sentence, remedy: error.remedy))
        }
    }

    /// Puts the unchanged files under their UIDs.
    mutating func claimUntouched(except touched: Set<String> = []) {
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

    mutating func noteEntry(_ file: Found, _ key: Planner.LocalKey) {
        guard case .file(let local)? = states[key] else { return }
        if local.needsCompletion { return }
        var entry = file.entry
        entry.uid = key.uid
        entries[key, default: [:]][file.path] = .some(entry)
    }

    mutating func state(of found: Found, _ key: Planner.LocalKey) -> LocalState {
        if found.isBeingWritten {
            return .unknown(reason: "\(found.path) is being written", remedy: Self.lookedAgain)
        }
        if found.isGone {
            return .unknown(
                reason: "\(found.path) was moved or deleted a moment ago", remedy: "It is looked for by the next sync.")
        }
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

    mutating func tell(_ found: Found) {
        if let failure = found.failure { problems.append(Problem(path: found.path, diagnostic: failure)) }
        for diagnostic in found.file?.diagnostics ?? [] {
            let problem = Problem(path: found.path, diagnostic: diagnostic)
            if !problems.contains(problem) { problems.append(problem) }
        }
    }

    mutating func report(
        _ path: String, _ message: String, _ remedy: String, _ severity: Diagnostic.Severity = .error
    ) {
        problems.append(
            Problem(path: path, diagnostic: Diagnostic(severity: severity, line: nil, message: message, remedy: remedy))
        )
    }
}
