import SyncCore

extension SyncSession {
    /// Adds a line to the history.
    ///
    /// - Parameters:
    ///   - trashed: Where in the trash the file is that was overwritten.
    ///   - after: The digest of the operation's file, where it is known already.
    func note(
        _ operation: Operation, _ outcome: String, _ run: inout Run, trashed: String? = nil, after: String? = nil
    ) throws {
        var place = trashed
        if place == nil, outcome == "done" { place = try keepAgreed(operation, &run) }
        let folder = facts.first { $0.id == operation.key.pair }?.folder
        let old = folder.flatMap { run.oldPaths[Planner.LocalKey($0, operation.key.uid)] }
        run.history.append(
            History.Entry(
                run: run.id, time: environment.now(), pair: operation.key.pair, uid: operation.key.uid,
                path: operation.path ?? old, title: operation.title, operation: operation.kind.word,
                side: operation.kind.side, changes: operation.changes, reason: operation.reason, outcome: outcome,
                trashed: place, after: operation.file.isEmpty ? nil : after ?? Digest.of(operation.file),
                isNew: operation.previous == nil ? true : nil, savedAt: savedAt(operation, outcome, run)))
    }

    /// When a person saved the file that was sent, if that was since the last run: then the time until now is how long the
    /// service had to wait for it.
    private func savedAt(_ operation: Operation, _ outcome: String, _ run: Run) -> Int64? {
        guard operation.kind.side == .remote, outcome == "done", let path = operation.path, run.digests[path] == nil,
            let last = run.lastRuns[operation.key.pair]?.time,
            let status = try? environment.files.status(environment.root + "/" + path), status.stamp.mtime > last
        else { return nil }
        return status.stamp.mtime
    }

    /// Writes the lines so far. A crash loses none of them, a power cut perhaps those since the last flush.
    func writeHistory(_ run: inout Run) throws {
        guard !run.history.isEmpty else { return }
        try history.write(run.history)
        (run.history, run.hasHistory) = ([], true)
    }

    /// Keeps a copy of the file that was agreed on before a change at the service: nothing else knows it afterwards,
    /// and `undo` goes back to it.
    private func keepAgreed(_ operation: Operation, _ run: inout Run) throws -> String? {
        switch operation.kind {
        case .createRemote, .moveRemote, .editRemote, .deleteRemote: break
        case .adopt, .forget, .completeFile, .createFile, .editFile, .deleteFile: return nil
        }
        if let place = run.kept[operation.key] { return place }
        let agreed: [UInt8]
        switch operation.previous {
        case .live(let base)?: agreed = base.agreed
        case .deleted(let tombstone)?: agreed = tombstone.agreed
        case nil: return nil
        }
        guard !agreed.isEmpty, agreed != operation.file else { return nil }
        let path = operation.path ?? FileName.slug(operation.title) + ".ics"
        let place = try Trash(root: environment.root, files: environment.files)
            .keep(agreed, path: path, operation: run.id, now: environment.now())
        run.kept[operation.key] = place
        return place
    }
}
