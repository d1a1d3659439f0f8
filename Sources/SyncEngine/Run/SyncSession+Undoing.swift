import ICalendar
import SyncCore

extension SyncSession {
    /// The ids of the runs in the history that begin with `prefix`, oldest first.
    package func runs(named prefix: String) throws -> [String] {
        var runs: [String] = []
        for entry in try history.entries(where: { $0.run.hasPrefix(prefix) }) where !runs.contains(entry.run) {
            runs.append(entry.run)
        }
        return runs
    }

    /// What taking a run back would do to the folder.
    ///
    /// - Parameters:
    ///   - run: The run's id; `nil` for the last one that changed something.
    ///   - events: Only these; `nil` for all.
    /// - Returns: The plan; its `run` is `nil` where there is none to take back.
    package func planUndo(of run: String?, events: Set<UID>? = nil) async throws -> FolderPlan {
        if lock != nil { try recoverFiles() }
        try await read(SyncRequest(isOffline: true))
        let done = try history.entries { $0.outcome == "done" && $0.side != nil }
        let completion = Operation.Kind.completeFile.word
        guard var folder = local, let run = run ?? done.last(where: { $0.operation != completion })?.run else {
            return FolderPlan()
        }
        defer { local = folder }
        var plan = FolderPlan(run: run)
        var order: [Planner.LocalKey] = []
        var entries: [Planner.LocalKey: [History.Entry]] = [:]
        for entry in done where entry.run == run && events?.contains(entry.uid) ?? true {
            guard let facts = facts.first(where: { $0.id == entry.pair }) else {
                plan.left.append(
                    LeftAlone(
                        uid: entry.uid, path: entry.path, title: entry.title,
                        reason: "the pair \(entry.pair) is not configured any more"))
                continue
            }
            let key = Planner.LocalKey(facts.folder, entry.uid)
            if entries[key] == nil { order.append(key) }
            entries[key, default: []].append(entry)
        }
        var taken: Set<String> = []
        // An event that went to another pair's folder comes back only if it goes there: never in two places.
        let made = Set(order.filter { entries[$0]?.contains(where: \.isCreation) ?? false })
        var staying: Set<UID> = []
        for key in order.filter(made.contains) {
            let count = plan.operations.count
            takeBack(key, entries[key] ?? [], &folder, &taken, into: &plan)
            let goes = plan.operations.dropFirst(count).contains { $0.kind == .deleteFile }
            if !goes, folder.hasFile(key) { staying.insert(key.uid) }
        }
        for key in order where !made.contains(key) {
            takeBack(key, entries[key] ?? [], &folder, &taken, isElsewhere: staying.contains(key.uid), into: &plan)
        }
        // What comes back is there before anything goes.
        plan.operations = plan.operations.filter { !$0.kind.isDeletion } + plan.operations.filter(\.kind.isDeletion)
        return plan
    }

    private func takeBack(
        _ key: Planner.LocalKey, _ entries: [History.Entry], _ folder: inout LocalFolder, _ taken: inout Set<String>,
        isElsewhere: Bool = false, into plan: inout FolderPlan
    ) {
        guard let first = entries.first else { return }
        func leave(_ path: String?, _ reason: String) {
            plan.left.append(LeftAlone(uid: key.uid, path: path ?? first.path, title: first.title, reason: reason))
        }
        var current: LocalFile?
        switch folder.state(of: key) {
        case .absent: break
        case .paused(let path, let reason, _): return leave(path, "its file needs you first: \(reason)")
        case .unknown(let reason, _): return leave(nil, reason)
        case .file(let file):
            if file.needsCompletion { return leave(file.path, "its file has no UID yet; sync first") }
            if folder.isOpenInEditor(file.path) { return leave(file.path, "its file is open in an editor") }
            current = file
        }
        let pairs = facts.filter { $0.folder == key.folder }.map(\.id)
        let given = Set(entries.filter { $0.isCreation }.map(\.pair))
        let others = pairs.filter { pair in
            !given.contains(pair) && store.manifest.records[RecordKey(pair, key.uid)].map { !$0.isDeleted } ?? false
        }
        var reversal = Reversal(
            from: current?.file.bytes, others: Set(others),
            trash: Trash(root: environment.root, files: environment.files),
            lenses: Dictionary(facts.map { ($0.id, $0.lens) }) { first, _ in first })
        reversal.takeBack(entries)
        if isElsewhere, current == nil, reversal.bytes != nil {
            return leave(nil, "its event went to another pair's folder, where its file stays")
        }
        plan.left += reversal.left
        let old = reversal.path ?? folder.freePaths[key]
        let path = current?.path ?? freePath(old, key, reversal.bytes ?? [], folder, taken)
        if current == nil { taken.insert(Planner.folded(path)) }
        if let operation = write(
            RecordKey(first.pair, key.uid), path, from: current, to: reversal.bytes,
            reason: "undo of run \(plan.run?.prefix(6) ?? "")")
        {
            plan.operations.append(operation)
        }
    }

    /// The write that makes a file what it shall be; `nil` where it is so already.
    func write(_ key: RecordKey, _ path: String, from current: LocalFile?, to bytes: [UInt8]?, reason: String)
        -> Operation?
    {
        guard current?.file.bytes != bytes else { return nil }
        let before = current?.file.event
        let after = bytes.flatMap { EventFile($0).event }
        let kind: Operation.Kind = bytes == nil ? .deleteFile : current == nil ? .createFile : .editFile
        return Operation(
            key: key, kind: kind, title: (after ?? before)?.title ?? path, path: path,
            changes: (before?.content ?? View()).changes(to: after?.content ?? View()), reason: reason,
            before: current?.digest, file: bytes ?? [])
    }

    /// Where a file that comes back goes: its old place, or a new name where that is taken.
    func freePath(
        _ old: String?, _ key: Planner.LocalKey, _ bytes: [UInt8], _ folder: LocalFolder, _ taken: Set<String>
    ) -> String {
        let names = Set(folder.look.snapshot.files.keys.map(Planner.folded)).union(taken)
        if let old, Path.isRelativeAndSafe(old), Path.isEventFile(Path.name(old)),
            folder.pairFolder(of: old) == key.folder,
            !names.contains(Planner.folded(old))
        {
            return old
        }
        let view = EventFile(bytes).event?.content ?? View()
        return FileName.path(for: view, in: key.folder) { names.contains($0) }
    }
}

extension History.Entry {
    /// Whether an event was made somewhere.
    fileprivate var isCreation: Bool {
        operation == Operation.Kind.createFile.word || operation == Operation.Kind.createRemote.word
    }
}
