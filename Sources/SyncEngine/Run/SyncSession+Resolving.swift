import ICalendar
import ProviderKit
import SyncCore

/// How a person settles a conflict.
package enum Take: String, Hashable, Sendable, CaseIterable {
    /// The folder's value wins; it is sent by the next sync.
    case local
    /// The service's value wins; it is written into the file by the next sync.
    case remote
    /// The file keeps its own, and the service's becomes a second event in the folder.
    case both
}

extension SyncSession {
    /// Settles conflicts of one event by moving its base: the side that gives way counts as seen.
    ///
    /// - Parameters:
    ///   - field: Only this one; `nil` for all.
    ///   - isMeant: Whether a conflict of the field is one of those to settle.
    /// - Returns: The fields settled, per pair.
    package func resolve(
        _ uid: UID, field: Field?, take: Take, where isMeant: (PairID, FieldPath) -> Bool = { _, _ in true }
    ) async throws -> [(PairID, FieldConflict)] {
        try await read(SyncRequest(isOffline: true))
        guard var folder = local else { return [] }
        defer { local = folder }
        let keys = Set(facts.map { RecordKey($0.id, uid) }).filter { store.manifest.records[$0] != nil }
        let plan = makePlan(keys, [:], &folder)
        var settled: [(PairID, FieldConflict)] = []
        for conflict in plan.conflicts {
            let pair = conflict.key.pair
            let fields = conflict.fields.filter {
                (field == nil || $0.path.field == field) && isMeant(pair, $0.path)
            }
            guard !fields.isEmpty else { continue }
            guard case .live(var base)? = try store.record(conflict.key),
                let facts = facts.first(where: { $0.id == conflict.key.pair }),
                case .file(let file) = folder.state(of: Planner.LocalKey(facts.folder, uid)),
                let event = file.file.event
            else { continue }
            if take == .both { try copyRemote(base.seen, facts, beside: file.path) }
            let view = facts.lens.view(event)
            for item in fields {
                if let reason = item.reason, take == .remote { throw ProviderError.rejected(reason) }
                switch take {
                case .local, .both:
                    base.concede(remote: item.path, forgets: facts.scheduleWriteResetsExceptions)
                    // The folder did not change what the service only shows; it is sent all the same.
                    if item.reason != nil { base.folderShadow[item.path] = nil }
                case .remote: base.concede(local: item.path, saying: view)
                }
                settled.append((pair, item))
            }
            try store.commit([Commit(records: [.init(conflict.key, RecordEntry(.live(base), isUnsettled: true))])])
        }
        return settled
    }

    /// Writes the service's version as a new event of its own, with its own UID.
    ///
    /// The UID comes from the event and its revision: after a crash in between the copy is there already.
    private func copyRemote(_ event: RemoteEvent, _ facts: PairFacts, beside path: String) throws {
        let source = [facts.id.text, event.uid.text, event.id, event.revision].joined(separator: "\n")
        guard let uid = UID(Digest.of(Array(source.utf8)) + "@calsync") else { return }
        let file = EventFile(uid: uid, view: event.view, through: facts.lens, stamp: Int(seconds))
        let stem = path.hasSuffix(".ics") ? String(path.dropLast(4)) : path
        var name = stem + "-\(facts.service.lowercased()).ics"
        var count = 2
        while let bytes = try environment.files.readIfThere(
            environment.root + "/" + name, limit: LocalFolder.limit)
        {
            if EventFile(bytes).uid == uid { return }
            name = stem + "-\(facts.service.lowercased())-\(count).ics"
            count += 1
        }
        _ = try writer.create(name, file.bytes, operation: makeID())
    }

    /// Accepts a UID that was edited by hand: the file is another event from here on (case 4).
    ///
    /// - Returns: Whether there was one to accept.
    package func acceptUID(of path: String) throws -> Bool {
        guard let entry = store.manifest.files[path], let before = entry.uid else { return false }
        let bytes = try environment.files.read(environment.root + "/" + path, limit: LocalFolder.limit)
        guard let uid = EventFile(bytes).event?.uid, uid != before else { return false }
        // The old event is looked at again: it has no file any more.
        let old = store.manifest.records.filter { $0.key.uid == before && !$0.value.isDeleted }.map { key, entry in
            var entry = entry
            entry.isUnsettled = true
            return Commit.RecordChange(key, entry)
        }
        var files: [String: FileEntry?] = [:]
        files.updateValue(nil, forKey: path)
        try store.commit([Commit(records: old, files: files)])
        return true
    }

    /// Has failed operations tried again at once: all, or those of one event.
    package func retry(_ uid: UID?) throws -> Int {
        var count = 0
        for (pair, state) in store.manifest.pairs {
            var state = state
            for (text, attempts) in state.retries ?? [:] where uid == nil || uid?.text == text {
                var attempts = attempts
                attempts.notBefore = 0
                attempts.isParked = false
                attempts.count = 0
                state.retries?[text] = attempts
                count += 1
            }
            try store.commit([Commit(pairs: [pair: state])])
        }
        return count
    }

    /// Leaves failed operations of one event alone until its file changes.
    package func drop(_ uid: UID) throws -> Int {
        var count = 0
        for (pair, state) in store.manifest.pairs {
            guard var attempts = state.retries?[uid.text] else { continue }
            var state = state
            attempts.isParked = true
            state.retries?[uid.text] = attempts
            try store.commit([Commit(pairs: [pair: state])])
            count += 1
        }
        return count
    }

    /// Forgets all that is known of a pair; its events stay where they are, on both sides.
    package func forget(_ pair: PairID) throws {
        let keys = store.manifest.records.keys.filter { $0.pair == pair }
        var state = store.manifest.pairs[pair] ?? PairState(calendar: "")
        (state.cursor, state.retries, state.skips, state.besides) = (nil, nil, nil, nil)
        (state.calendar, state.facts) = ("", nil)
        try store.commit([Commit(records: keys.map { .init($0, nil) }, pairs: [pair: state])])
    }

    /// The history, oldest first.
    package func historyEntries(where filter: (History.Entry) -> Bool) throws -> [History.Entry] {
        try history.entries(where: filter)
    }
}
