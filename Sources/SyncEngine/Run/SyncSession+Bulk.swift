import ICalendar
import SyncCore

extension SyncSession {
    /// What one edit of many events would do to the folder; what can't be done to one of them is left with the reason.
    ///
    /// The edits are the person's own, as those of `undo`: no base moves, the next sync sends them on.
    package func planBulk(_ edit: BulkEdit, of uids: [UID]) async throws -> FolderPlan {
        if lock != nil { try recoverFiles() }
        try await read(SyncRequest(isOffline: true))
        guard var folder = local else { return FolderPlan() }
        defer { local = folder }
        var plan = FolderPlan()
        var taken: Set<String> = []
        for uid in Set(uids).sorted() {
            let keys = Set(setups.map(\.folder)).sorted().map { Planner.LocalKey($0, uid) }
                .filter { folder.hasFile($0) }
            if keys.isEmpty {
                plan.left.append(LeftAlone(uid: uid, title: uid.text, reason: "no file of a pair's folder has it"))
            }
            for key in keys { apply(edit, to: key, &folder, &taken, into: &plan) }
        }
        // What moves is there before it goes.
        plan.operations = plan.operations.filter { !$0.kind.isDeletion } + plan.operations.filter(\.kind.isDeletion)
        return plan
    }

    /// What the safety limit would hold of the sync after `plan`.
    package func heldAfter(_ plan: FolderPlan) -> [Held] {
        var sync = Plan()
        for operation in plan.operations {
            guard let folder = setups.first(where: { $0.id == operation.key.pair })?.folder else { continue }
            for facts in facts where facts.folder == folder {
                let key = RecordKey(facts.id, operation.key.uid)
                guard let record = try? store.record(key), case .live = record else { continue }
                let kind: Operation.Kind = operation.kind == .deleteFile ? .deleteRemote : .editRemote(nil)
                var push = Operation(
                    key: key, kind: kind, title: operation.title, changes: operation.changes, reason: "",
                    file: operation.file, previous: record)
                // What a service moves to another calendar is not deleted.
                let target = operation.source.flatMap { place in self.facts.first { $0.id == place.pair } }
                if facts.canMove, let target, target.account == facts.account { push.source = operation.source }
                sync.operations.append(push)
            }
        }
        let census = Dictionary(
            uniqueKeysWithValues: facts.map {
                ($0.id, SafetyLimit.Census(live: liveCount($0.id), folderIsEmpty: false, remoteIsEmpty: false))
            })
        return SafetyLimit().checked(sync, census: census).held
    }

    private func apply(
        _ edit: BulkEdit, to key: Planner.LocalKey, _ folder: inout LocalFolder, _ taken: inout Set<String>,
        into plan: inout FolderPlan
    ) {
        var path: String?
        var title = key.uid.text
        do throws(BulkEdit.Refusal) {
            let file = try Self.goodFile(key, &folder)
            guard let event = file.file.event, let pair = setups.first(where: { $0.folder == key.folder }) else {
                return
            }
            (path, title) = (file.path, event.title)
            let changes = try edit.changes(of: event)
            try checkRights(key, edit, changes)
            let source = RecordKey(pair.id, key.uid)
            switch edit {
            case .delete:
                plan.operations += [write(source, file.path, from: file, to: nil, reason: "bulk edit")].compactMap {
                    $0
                }
            case .shift, .category:
                let edited = file.file.applying(changes, through: .identity).file
                guard edited.event != nil || changes.isEmpty else {
                    throw BulkEdit.Refusal(reason: "the file can't be written with it")
                }
                plan.operations += [write(source, file.path, from: file, to: edited.bytes, reason: "bulk edit")]
                    .compactMap { $0 }
            case .move(let place): plan.operations += try move(file, source, to: place, &folder, &taken)
            }
        } catch {
            plan.left.append(LeftAlone(uid: key.uid, path: path, title: title, reason: error.reason))
        }
    }

    /// The file of an event, if it is one that may be edited.
    private static func goodFile(_ key: Planner.LocalKey, _ folder: inout LocalFolder) throws(BulkEdit.Refusal)
        -> LocalFile
    {
        switch folder.state(of: key) {
        case .absent: throw BulkEdit.Refusal(reason: "its file is gone")
        case .unknown(let reason, _): throw BulkEdit.Refusal(reason: reason)
        case .paused(_, let reason, _): throw BulkEdit.Refusal(reason: "its file needs you first: \(reason)")
        case .file(let file):
            if file.needsCompletion { throw BulkEdit.Refusal(reason: "its file has no UID yet; sync first") }
            if folder.isOpenInEditor(file.path) { throw BulkEdit.Refusal(reason: "its file is open in an editor") }
            return file
        }
    }

    /// Refuses what a service of the event would not take.
    private func checkRights(_ key: Planner.LocalKey, _ edit: BulkEdit, _ changes: [Change]) throws(BulkEdit.Refusal) {
        for facts in facts where facts.folder == key.folder {
            if facts.policy.direction == .pull { throw BulkEdit.Refusal(reason: "the pair \(facts.id) only pulls") }
            guard facts.isWritable else { throw BulkEdit.Refusal(reason: "the calendar of \(facts.id) is read-only") }
            guard case .live(let base)? = try? store.record(RecordKey(facts.id, key.uid)) else { continue }
            if let reason = base.seen.readOnly { throw BulkEdit.Refusal(reason: Self.clause(reason)) }
            guard let limit = base.seen.limit else { continue }
            let isAllowed =
                switch edit {
                case .delete, .move: limit.allowsDeletion
                case .shift, .category: changes.allSatisfy(limit.allows)
                }
            if !isAllowed { throw BulkEdit.Refusal(reason: Self.clause(limit.reason)) }
        }
    }

    /// A sentence without its full stop.
    private static func clause(_ sentence: String) -> String {
        sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    }

    /// A file that is made in another pair's folder, and then goes from its own.
    private func move(
        _ file: LocalFile, _ source: RecordKey, to place: String, _ folder: inout LocalFolder,
        _ taken: inout Set<String>
    ) throws(BulkEdit.Refusal) -> [Operation] {
        let name = Path.name(file.path)
        let shown = place.isEmpty ? "the calendar folder" : place
        guard let home = folder.pairFolder(of: Path.join(place, name)),
            let pair = setups.first(where: { $0.folder == home })
        else { throw BulkEdit.Refusal(reason: "\(shown) is in no pair's folder") }
        guard home != folder.pairFolder(of: file.path) else {
            throw BulkEdit.Refusal(reason: "it is in that pair's folder already")
        }
        let key = Planner.LocalKey(home, source.uid)
        let there = folder.state(of: key)
        if case .file(let twin) = there, twin.file.bytes == file.file.bytes {
            // Made by a move that was interrupted.
            return [write(source, file.path, from: file, to: nil, reason: "bulk edit")].compactMap { $0 }
        }
        guard case .absent = there else {
            throw BulkEdit.Refusal(reason: "there is a file with its UID in \(shown) already")
        }
        let target = RecordKey(pair.id, source.uid)
        let path = freePath(Path.join(place, name), key, file.file.bytes, folder, taken)
        taken.insert(Planner.folded(path))
        guard let made = write(target, path, from: nil, to: file.file.bytes, reason: "bulk edit"),
            var gone = write(source, file.path, from: file, to: nil, reason: "bulk edit")
        else { return [] }
        gone.source = target
        return [made, gone]
    }
}
