import ICalendar
import SyncCore

extension SyncSession {
    /// An event whose edits in the folder are to go.
    package enum DiscardTarget: Hashable, Sendable {
        /// The event of a file, relative to the folder; the file may be gone, or broken.
        case path(String)
        /// The event of a UID, in every folder that has it.
        case uid(UID)
    }

    /// What taking the folder back to its base would do, event by event.
    ///
    /// - Parameter pair: Whose base counts where several pairs of a folder have not agreed on the same.
    package func planDiscard(_ targets: [DiscardTarget], pair: PairID? = nil) async throws -> FolderPlan {
        if lock != nil { try recoverFiles() }
        try await read(SyncRequest(isOffline: true))
        guard var folder = local else { return FolderPlan() }
        defer { local = folder }
        var plan = FolderPlan()
        var seen: Set<Planner.LocalKey> = []
        var taken: Set<String> = []
        for target in targets {
            let keys = keys(of: target, &folder)
            if keys.isEmpty {
                var left = Self.unknown(target)
                if case .path(let path) = target, folder.look.snapshot.files[path] == nil {
                    left.reason = "there is no such file, and there was none when it was last synced"
                }
                plan.left.append(left)
            }
            for key in keys where seen.insert(key).inserted {
                discard(key, target, pair, &folder, &taken, into: &plan)
            }
        }
        return plan
    }

    private func keys(of target: DiscardTarget, _ folder: inout LocalFolder) -> [Planner.LocalKey] {
        switch target {
        case .uid(let uid):
            let folders = facts.filter { store.manifest.records[RecordKey($0.id, uid)]?.isDeleted == false }
                .map(\.folder)
            return Set(folders).sorted().map { Planner.LocalKey($0, uid) }
        case .path(let path):
            guard let place = folder.pairFolder(of: path) else { return [] }
            if let uid = store.manifest.files[path]?.uid { return [Planner.LocalKey(place, uid)] }
            let bytes = try? environment.files.read(environment.root + "/" + path, limit: LocalFolder.limit)
            guard let uid = bytes.flatMap({ EventFile($0).uid }) else { return [] }
            let key = Planner.LocalKey(place, uid)
            // A copy of a synced event is no event of its own, and was never agreed on.
            return folder.paths(of: key).first == path ? [key] : []
        }
    }

    private static func unknown(_ target: DiscardTarget) -> LeftAlone {
        let reason = "it was never synced, so there is nothing to go back to; remove the file if it shall go"
        switch target {
        case .path(let path): return LeftAlone(uid: nil, path: path, title: Path.name(path), reason: reason)
        case .uid(let uid): return LeftAlone(uid: uid, path: nil, title: uid.text, reason: reason)
        }
    }

    private func discard(
        _ key: Planner.LocalKey, _ target: DiscardTarget, _ pair: PairID?, _ folder: inout LocalFolder,
        _ taken: inout Set<String>, into plan: inout FolderPlan
    ) {
        var path =
            folder.paths(of: key).first
            ?? store.manifest.files.first {
                $0.value.uid == key.uid && folder.pairFolder(of: $0.key) == key.folder
                    && folder.look.snapshot.files[$0.key] != nil
            }?.key
        if case .path(let named) = target, folder.look.snapshot.files[named] != nil { path = named }
        func leave(_ reason: String) {
            plan.left.append(LeftAlone(uid: key.uid, path: path, title: path ?? key.uid.text, reason: reason))
        }
        if let path, folder.isOpenInEditor(path) { return leave("its file is open in an editor") }
        var agreed: [(pair: PairID, file: EventFile?)] = []
        for facts in facts where facts.folder == key.folder && pair ?? facts.id == facts.id {
            guard case .live(let base)? = try? store.record(RecordKey(facts.id, key.uid)) else { continue }
            agreed.append((facts.id, base.agreedFile(through: facts.lens)))
        }
        guard let first = agreed.first else {
            return leave(Self.unknown(target).reason)
        }
        guard let file = first.file, agreed.allSatisfy({ $0.file != nil }) else {
            return leave("both sides never agreed on it as a whole; `calsync resolve` settles it")
        }
        guard agreed.allSatisfy({ $0.file?.bytes == file.bytes }) else {
            let pairs = agreed.map(\.pair.text).joined(separator: " and ")
            return leave("\(pairs) have not agreed on the same yet; sync first, or name one with --pair")
        }
        if case .unknown(let reason, _) = folder.state(of: key) { return leave(reason) }
        var current: LocalFile?
        if let path {
            // The bytes on the disk: what is in them may be broken, or incomplete.
            guard let bytes = try? environment.files.read(environment.root + "/" + path, limit: LocalFolder.limit)
            else { return leave("its file can't be read") }
            current = LocalFile(path: path, digest: Digest.of(bytes), file: EventFile(bytes))
        }
        let place = path ?? freePath(folder.freePaths[key], key, file.bytes, folder, taken)
        if path == nil { taken.insert(Planner.folded(place)) }
        guard
            let operation = write(
                RecordKey(first.pair, key.uid), place, from: current, to: file.bytes, reason: "discard")
        else { return leave("the folder has nothing to take back") }
        plan.operations.append(operation)
    }
}
