import ICalendar
import ProviderKit
import SyncCore

/// What is looked for before an event is made at a service.
extension SyncSession {
    /// Looks before a create, unless what this run has read has told already: nothing is overwritten, and a
    /// tombstone of an event that this folder never synced is a question (cases.md 2.4).
    func mayCreate(
        _ operation: inout Operation, _ setup: PairSetup, _ calendar: RemoteCalendar, _ restoring: inout Sighting?,
        _ run: inout Run
    ) async throws -> Bool {
        let wasSynced = operation.previous != nil
        let isOnce = setup.provider.capabilities.createsOncePerUID
        if !isOnce, store.openIntents.contains(where: { $0.kind == .createRemote && $0.key == operation.key }) {
            leave(
                operation, "It may have been made already; it is looked up again before another try, in two minutes.",
                &run)
            return false
        }
        if !wasSynced, isOnce, isTold(operation.key.pair, setup),
            let isThere = await hasAppeared(operation.key, setup, calendar, &run)
        {
            guard isThere else { return true }
            try await planAgain(operation, &run)
            return false
        }
        for sighting in try await setup.provider.find(operation.key.uid, in: calendar) {
            switch sighting {
            case .live(let event):
                // A search may lag behind a deletion that is known; what is read by its id doesn't.
                if case .deleted? = operation.previous {
                    let now = try await setup.provider.event(event.id, in: calendar)
                    if case .tombstone = now { restoring = now }
                    guard case .live = now else { continue }
                }
                try await planAgain(operation, &run)
                return false
            case .tombstone:
                guard wasSynced else {
                    hold(
                        operation, "\(setup.provider.capabilities.name) has deleted an event with this UID",
                        "Remove the file, or give it a new UID with `calsync check --fix \(operation.path ?? "FILE")`.",
                        &run,
                        cause: .question)
                    return false
                }
                restoring = sighting
            case .absent: continue
            }
        }
        return true
    }

    /// Whether what this run has read tells of every event that the service has and this folder has no record of.
    ///
    /// A listing does. So does a delta, where no tombstones are to be asked for: the cursor waits for whatever no record
    /// holds, so that it is told again each time (docs/decisions/0070).
    func isTold(_ pair: PairID, _ setup: PairSetup) -> Bool {
        guard let reading = readings[pair], reading.unread.isEmpty else { return false }
        let capabilities = setup.provider.capabilities
        return reading.isListing || (reading.cursor != nil && capabilities.hasDeltas && !capabilities.keepsTombstones)
    }

    /// Whether another client made the event since this run's reading: a create would replace it. `nil` where only a
    /// look at the event itself tells.
    ///
    /// One delta every ten seconds covers all creates in between (docs/decisions/0018).
    func hasAppeared(
        _ key: RecordKey, _ setup: PairSetup, _ calendar: RemoteCalendar, _ run: inout Run
    ) async -> Bool? {
        var watch =
            run.watches[key.pair]
            ?? Run.Watch(
                cursor: readings[key.pair]?.cursor, lookedAt: readings[key.pair]?.readAt ?? 0)
        if seconds - watch.lookedAt > 10 {
            guard let cursor = watch.cursor,
                let changes = try? await setup.provider.changes(
                    in: calendar, since: self.cursor(cursor, of: key.pair, run, told: watch.told)),
                changes.unread.isEmpty
            else { return nil }
            for case .event(let event) in changes.items { watch.appeared.insert(event.uid) }
            watch.cursor = changes.cursor ?? cursor
            (watch.lookedAt, watch.told) = (seconds, run.report.done.count)
        }
        run.watches[key.pair] = watch
        return watch.appeared.contains(key.uid)
    }
}
