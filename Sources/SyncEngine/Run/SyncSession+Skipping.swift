import ICalendar
import SyncCore

extension SyncSession {
    /// Leaves out what is planned for some events, until one of their sides says something else.
    ///
    /// Only of a plan that was made a moment ago: what is skipped is what it would do.
    ///
    /// - Parameter isMeant: Whether an operation is to be left out; with it goes all else about its event in that pair.
    /// - Returns: The operations that are left out.
    package func skip(_ planned: PlannedRun, where isMeant: (Operation) -> Bool) async throws -> [Operation] {
        let named = planned.plan.operations.filter {
            $0.kind.side != nil && $0.kind != .completeFile && isMeant($0)
        }
        // A move from one calendar to another is two events' matter.
        let keys = Set(named.map(\.key)).union(named.compactMap(\.source))
        notesValues = true
        defer { notesValues = false }
        _ = try await plan(adopting: [])
        var skips: [PairID: [String: Skip]] = [:]
        let left = planned.plan.operations.filter { keys.contains($0.key) && $0.kind != .completeFile }
        for key in keys {
            guard let values = values[key], let first = left.first(where: { $0.key == key || $0.source == key }) else {
                continue
            }
            skips[key.pair, default: [:]][key.uid.text] = Skip(
                local: values.local, remote: values.remote, title: first.title, reason: first.reason)
        }
        for (pair, skips) in skips.sorted(by: { $0.key < $1.key }) {
            var state = store.manifest.pairs[pair] ?? PairState(calendar: calendars[pair]?.id ?? "")
            state.skips = (state.skips ?? [:]).merging(skips) { $1 }
            try store.commit([Commit(pairs: [pair: state])])
        }
        return left
    }

    /// Lets go what was skipped.
    ///
    /// - Returns: What is planned again from here on.
    package func allow(where isMeant: (RecordKey, Skip) -> Bool) throws -> [RecordKey: Skip] {
        let allowed = skips().filter { isMeant($0.key, $0.value) }
        for (pair, keys) in Dictionary(grouping: allowed.keys, by: \.pair).sorted(by: { $0.key < $1.key }) {
            guard var state = store.manifest.pairs[pair] else { continue }
            for key in keys { state.skips?[key.uid.text] = nil }
            if state.skips?.isEmpty == true { state.skips = nil }
            try store.commit([Commit(pairs: [pair: state])])
        }
        return allowed
    }

    /// What a person skipped, by event.
    package func skips() -> [RecordKey: Skip] { store.manifest.skips }

    /// What was skipped of the services' changes, which a look at the folder alone does not plan.
    func unseenSkips(_ plan: Plan) -> [Held] {
        guard request.isOffline else { return [] }
        let pairs = Set(facts.map(\.id))
        let told = Set(plan.held.compactMap { item in item.uid.map { RecordKey(item.pair, $0) } })
        return skips().sorted { $0.key < $1.key }
            .filter { pairs.contains($0.key.pair) && !told.contains($0.key) && !overSkips.contains($0.key) }
            .map { .skipped($0.key, $0.value.title, $0.value.reason) }
    }
}

extension Manifest {
    /// What a person skipped, by event.
    var skips: [RecordKey: Skip] {
        var found: [RecordKey: Skip] = [:]
        for (pair, state) in pairs {
            for (text, skip) in state.skips ?? [:] {
                if let uid = UID(text) { found[RecordKey(pair, uid)] = skip }
            }
        }
        return found
    }
}
