import SyncCore

/// A conflict of one field, with the value that a person made of the two.
package struct SettledField: Hashable, Sendable {
    /// The pair.
    package var pair: PairID
    /// The conflict as it was shown.
    package var conflict: FieldConflict
    /// What the field shall say on both sides; `nil` for nothing.
    package var value: Value?

    package init(pair: PairID, conflict: FieldConflict, value: Value?) {
        self.pair = pair
        self.conflict = conflict
        self.value = value
    }
}

extension SyncSession {
    /// The conflicts of one event, as far as they are known without a request.
    package func conflicts(of uid: UID) async throws -> [Conflict] {
        try await read(SyncRequest(isOffline: true))
        guard var folder = local else { return [] }
        defer { local = folder }
        let keys = Set(facts.map { RecordKey($0.id, uid) }).filter { store.manifest.records[$0] != nil }
        return makePlan(keys, [:], &folder).conflicts
    }

    /// Settles conflicts with values of the person's own: first into the file, then the service's counts as seen.
    ///
    /// A crash in between leaves the value in the file and the conflict open.
    ///
    /// - Returns: What was settled; a conflict that is not as it was shown any more is left.
    package func resolve(_ uid: UID, with settled: [SettledField]) async throws -> [SettledField] {
        try recoverFiles()
        let now = try await conflicts(of: uid)
        let valid = settled.filter { item in
            now.contains { $0.key.pair == item.pair && $0.fields.contains(item.conflict) }
        }
        guard var folder = local, !valid.isEmpty else { return [] }
        for (place, pairs) in Dictionary(grouping: facts, by: \.folder).sorted(by: { $0.key < $1.key }) {
            guard case .file(let file) = folder.state(of: Planner.LocalKey(place, uid)) else { continue }
            var text = file.file
            for facts in pairs {
                let changes = valid.filter { $0.pair == facts.id }.map {
                    Change.field($0.conflict.path, from: $0.conflict.local, to: $0.value)
                }
                text = text.applying(changes, through: facts.lens).file
            }
            guard let first = pairs.first,
                let operation = write(
                    RecordKey(first.id, uid), file.path, from: file, to: text.bytes, reason: "resolve")
            else { continue }
            var plan = FolderPlan()
            plan.operations = [operation]
            guard try carryOut(plan).left.isEmpty else { return [] }
        }
        for pair in Set(valid.map(\.pair)).sorted() {
            let key = RecordKey(pair, uid)
            guard case .live(var base)? = try store.record(key), let facts = facts.first(where: { $0.id == pair })
            else { continue }
            for item in valid where item.pair == pair {
                base.concede(remote: item.conflict.path, forgets: facts.scheduleWriteResetsExceptions)
            }
            try store.commit([Commit(records: [.init(key, RecordEntry(.live(base), isUnsettled: true))])])
        }
        return valid
    }
}
