import ICalendar
import ProviderKit
import SyncCore

/// Planning again in the middle of a run, when something moved on.
extension SyncSession {
    /// Looks again at one event and plans it again, in the same run (cases 19 and 86).
    ///
    /// - Parameter moves: Whether the service may be asked to move events to another calendar.
    func planAgain(_ operation: Operation, moves: Bool = true, _ run: inout Run) async throws {
        let key = operation.key
        run.replans[key, default: 0] += 1
        run.plans.makeAnew(key, in: operation.kind.side == .remote ? nil : place(of: key))
        guard run.replans[key, default: 0] <= 3, let setup = setups.first(where: { $0.id == key.pair }),
            let calendar = calendars[key.pair], var folder = local
        else {
            return hold(operation, "It keeps changing while it is synced", "Sync again in a moment.", &run)
        }
        var state = readings[key.pair]?.states[key.uid] ?? .same
        // What this run has written there is newer than what it read.
        if operation.kind.side == .remote || run.records[key] != nil, !request.isOffline {
            do {
                state = try await look(key, setup, calendar)
            } catch {
                return try queue(operation, error, &run)
            }
        }
        var states = [key: state]
        if operation.kind == .moveRemote, let source = operation.source, let calendar = calendars[source.pair] {
            do {
                states[source] = try await look(source, setup, calendar)
            } catch {
                return try queue(operation, error, &run)
            }
        }
        try await carryOutAgain(states, moves: moves, &folder, &run)
    }

    /// Plans some events with what is known of them now, and carries that out.
    func carryOutAgain(
        _ states: [RecordKey: RemoteState], moves: Bool = true, _ folder: inout LocalFolder, _ run: inout Run
    ) async throws {
        for key in states.keys {
            folder.forget(Planner.LocalKey(facts.first { $0.id == key.pair }?.folder ?? "", key.uid))
        }
        let plan = makePlan(Set(states.keys), states, &folder, moves: moves)
        local = folder
        run.replanned.formUnion(states.keys)
        run.report.held += plan.held
        run.report.conflicts.removeAll { states.keys.contains($0.key) }
        run.report.conflicts += plan.conflicts
        if !plan.held.isEmpty || !plan.conflicts.isEmpty { run.opened.formUnion(states.keys) }
        run.unrecorded.formUnion(unrecorded(plan) { states[$0] })
        for operation in plan.operations where operation.kind == .createRemote {
            run.creating[operation.key.uid, default: []].insert(operation.key.pair)
        }
        for operation in plan.operations where operation.kind.side == .local {
            run.plans.note(otherwise: place(of: operation.key))
        }
        try await carryOut(plan.operations, &run)
    }

    /// Plans events that were planned again for one service again for the others of their folder too: what the file says now
    /// is otherwise than their plans had it.
    func catchUp(_ run: inout Run) async throws {
        for _ in 0..<3 {
            let behind = behind(run)
            guard !behind.isEmpty, !request.isOffline else { return }
            run.replanned = []
            for key in behind.sorted() {
                guard let setup = setups.first(where: { $0.id == key.pair }), let calendar = calendars[key.pair],
                    var folder = local, let state = try? await look(key, setup, calendar)
                else {
                    run.opened.insert(key)
                    continue
                }
                try await carryOutAgain([key: state], &folder, &run)
            }
        }
    }

    /// The records that go by other bytes than the file has, of events that were planned again for another pair alone.
    func behind(_ run: Run) -> Set<RecordKey> {
        guard var folder = local else { return [] }
        var behind: Set<RecordKey> = []
        for key in run.replanned {
            guard let place = facts.first(where: { $0.id == key.pair })?.folder else { continue }
            let state = folder.state(of: Planner.LocalKey(place, key.uid))
            for other in facts where other.folder == place && other.id != key.pair {
                let other = RecordKey(other.id, key.uid)
                guard !run.opened.contains(other) else { continue }
                switch (state, (try? run.records[other] ?? store.record(other)) ?? nil) {
                case (.file(let file), .live(let base)?) where base.agreed != file.file.bytes: behind.insert(other)
                case (.file, nil), (.absent, .live?): behind.insert(other)
                case (.file, .live?), (.file, .deleted?), (.absent, .deleted?), (.absent, nil), (.paused, _),
                    (.unknown, _):
                    continue
                }
            }
        }
        return behind
    }

    /// The event as the service has it now.
    func look(_ key: RecordKey, _ setup: PairSetup, _ calendar: RemoteCalendar) async throws(ProviderError)
        -> RemoteState
    {
        var known: Record?
        do { known = try store.record(key) } catch { throw .unreadable("\(error)") }
        if case .live(let base)? = known, !base.seen.id.isEmpty {
            switch try await setup.provider.sighting(of: base.seen, in: calendar) {
            case .live(let event): return .event(event)
            case .tombstone(_, let revision): return .gone(revision: revision)
            case .absent:
                if readings[key.pair]?.unread.contains(base.seen.id) == true {
                    throw .unlisted(setup.provider.capabilities.name)
                }
                return .gone(revision: nil)
            }
        }
        for case .live(let event) in try await setup.provider.find(key.uid, in: calendar) {
            guard case .deleted? = known else { return .event(event) }
            // A search may lag behind the deletion; what is read by its id doesn't.
            guard case .live(let event) = try await setup.provider.event(event.id, in: calendar) else { continue }
            disproved.insert(key)
            return .event(event)
        }
        return .same
    }
}
