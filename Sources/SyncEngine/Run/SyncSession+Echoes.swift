import ICalendar
import ProviderKit
import SyncCore

/// What a service tells right after this run's writes.
extension SyncSession {
    /// After many writes, reads the service's account of them at once, so that the next sync has nothing to read. After
    /// creations too, where another client may have stored the same UID at that moment.
    ///
    /// Only where it tells nothing but our own writes the next sync begins there; anything else is for it to read.
    func absorbEchoes(_ run: inout Run) async throws {
        run.plans.current = run.plans.count
        for (pair, count) in run.writes.sorted(by: { $0.key.text < $1.key.text }) {
            guard let setup = setups.first(where: { $0.id == pair }), let calendar = calendars[pair] else { continue }
            let made = setup.provider.capabilities.mayHoldUIDTwice ? creations(in: pair, run) : []
            let isDurable = besides(pair, run) != nil
            guard (count > 20 && isDurable) || !made.isEmpty,
                let cursor = readings[pair]?.cursor ?? store.manifest.pairs[pair]?.cursor,
                let changes = try? await setup.provider.changes(
                    in: calendar, since: self.cursor(cursor, of: pair, run))
            else { continue }
            if !isEcho(changes.items, echoes(pair, run)) {
                try await giveWay(made, to: changes.items, of: pair, &run)
            } else if isDurable {
                readings[pair, default: RemoteReading()].cursor = changes.cursor
            }
        }
    }

    /// The UIDs of events that this run has made at a pair's service.
    private func creations(in pair: PairID, _ run: Run) -> Set<UID> {
        Set(run.report.done.filter { $0.key.pair == pair && $0.kind == .createRemote }.map(\.key.uid))
    }

    /// Takes an event of our making away again where another client stored one of its UID at the same moment, and adopts
    /// theirs: ours says nothing that the file doesn't (docs/decisions/0062).
    private func giveWay(_ made: Set<UID>, to items: [RemoteItem], of pair: PairID, _ run: inout Run) async throws {
        for case .event(let theirs) in items where made.contains(theirs.uid) {
            let key = RecordKey(pair, theirs.uid)
            guard case .live(let ours)? = run.records[key], ours.seen.id != theirs.id,
                // Else it is ours under another name of the same thing.
                ours.seen.revision != theirs.revision
            else { continue }
            let deletion = Operation(
                key: key, kind: .deleteRemote, title: ours.seen.view.title,
                reason: "another program stored the same event at this moment; theirs stays, once",
                previous: .live(ours), planned: .deleted(ours.tombstone()))
            try await carryOutRemotely(deletion, &run)
            guard case .deleted? = run.records[key] else {
                hold(
                    deletion, "another program stored the same event at this moment, so that it is there twice",
                    "Run `calsync repair --dedupe`.", &run, cause: .question)
                continue
            }
            try await planAgain(deletion, &run)
        }
    }

    private func isEcho(_ items: [RemoteItem], _ known: (revisions: [String: String], gone: Set<String>)) -> Bool {
        items.allSatisfy { item in
            switch item {
            case .event(let event): known.revisions[event.id] == event.revision
            case .instance(let exception): known.revisions[exception.id] == exception.revision
            case .gone(let id, _): known.gone.contains(id)
            }
        }
    }

    /// What this run wrote to a pair: the revisions of its rows by id, and the ids that are gone.
    private func echoes(_ pair: PairID, _ run: Run) -> (revisions: [String: String], gone: Set<String>) {
        var (revisions, gone): ([String: String], Set<String>) = ([:], [])
        for (key, record) in run.records where key.pair == pair {
            switch record {
            case .live(let base):
                revisions[base.seen.id] = base.seen.revision
                for instance in base.seen.instances.values { revisions[instance.id] = instance.revision }
            case .deleted(let tombstone): gone.insert(tombstone.remoteID)
            }
        }
        return (revisions, gone)
    }
}
