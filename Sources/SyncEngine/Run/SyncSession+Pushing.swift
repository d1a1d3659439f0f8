import ICalendar
import ProviderKit
import SyncCore

extension SyncSession {
    /// One write to a service: intent, request, commit (cases.md 2.6).
    func carryOutRemotely(_ operation: Operation, _ run: inout Run) async throws {
        let pair = operation.key.pair
        guard let setup = setups.first(where: { $0.id == pair }), let calendar = calendars[pair] else { return }
        if let reason = run.stopped[pair] {
            return leave(operation, reason, &run)
        }
        if let until = store.manifest.pairs[pair]?.writesRestUntil, until > seconds {
            return leave(
                operation, "The service asked for a rest; writes go on in \(Int(until - seconds) / 60 + 1) min.", &run)
        }
        if operation.kind == .deleteRemote, !(run.creating[operation.key.uid] ?? []).subtracting([pair]).isEmpty {
            return leave(operation, "The event moves to another calendar, and is not there yet.", &run)
        }
        // Without the event there is nothing to change: its instances wait with its creation.
        if case .editRemote = operation.kind, run.creating[operation.key.uid]?.contains(pair) == true,
            run.records[operation.key] == nil
        {
            guard case .live? = try store.record(operation.key) else { return }
        }
        environment.progress(.writing(done: run.finished, total: run.total, title: operation.title))
        try environment.checkpoint?("push")
        do {
            try await push(operation, setup, calendar, &run)
            run.failures[pair] = 0
            run.finished += 1
            environment.progress(.writing(done: run.finished, total: run.total, title: operation.title))
            if operation.kind == .moveRemote { try await goOn(after: operation, &run) }
        } catch let error as ProviderError {
            try await handle(error, operation, setup, &run)
        }
    }

    /// What else is to be done about an event that is where its file is now: edits on either side.
    private func goOn(after move: Operation, _ run: inout Run) async throws {
        guard case .live(let base)? = run.records[move.key], var folder = local else { return }
        try await carryOutAgain([move.key: .event(base.seen)], &folder, &run)
    }

    /// Sends the write, trying again what can safely be tried again.
    private func push(_ operation: Operation, _ setup: PairSetup, _ calendar: RemoteCalendar, _ run: inout Run)
        async throws
    {
        var operation = operation
        var previous = try run.records[operation.key] ?? store.record(operation.key)
        var draftRestores: Sighting?
        if operation.kind == .createRemote {
            if try await !mayCreate(&operation, setup, calendar, &draftRestores, &run) { return }
        } else if operation.kind == .moveRemote {
            previous = operation.previous
        } else if case .live(let base)? = previous, case .live(let seen)? = operation.previous,
            base.seen.id == seen.seen.id, run.records[operation.key] == nil
        {
            // What this run has read is newer than what is stored.
            previous = operation.previous
        } else if previous == nil, operation.kind == .deleteRemote {
            // A double has no record: it is known from the plan alone.
            previous = operation.previous
        }
        let intent = Intent(
            operation: makeID(), key: operation.key, kind: operation.kind.intent, planned: operation.planned,
            previous: previous, changes: operation.changes, path: operation.path,
            before: operation.before, after: operation.before,
            source: operation.departed == nil ? nil : operation.source, departed: operation.departed)
        if intent.makesRow, operation.kind != .createRemote, !setup.provider.capabilities.createsOncePerUID,
            store.openIntents.contains(where: { $0.makesRow && $0.key == operation.key })
        {
            return leave(
                operation, "It may have been made already; it is looked up again before another try, in two minutes.",
                &run)
        }
        try store.begin([intent])
        try environment.checkpoint?("announced")
        var attempt = 0
        // Once an answer was lost, only a look or the next run can say what happened.
        var isOpen = false
        while true {
            try await keepPace(operation, setup)
            do {
                let record = try await send(operation, previous, setup, calendar, intent.operation, draftRestores)
                try environment.checkpoint?("answered")
                return try acknowledge(operation, intent.operation, record, &run)
            } catch let error as ProviderError {
                attempt += 1
                if case .rateLimited(_, let seconds) = error, let pace = setup.provider.capabilities.pace {
                    pacing.throttled(
                        setup.id, account: setup.account, pace: pace, retryAfter: seconds, at: environment.now())
                }
                if error.mayBeDone(operation.kind),
                    let record = await landed(operation, intent.operation, previous, setup, calendar)
                {
                    return try acknowledge(operation, intent.operation, record, &run)
                }
                isOpen = isOpen || error.mayHaveHappened
                // A service that takes a UID twice must not be asked twice: only a look-up tells, once its index is
                // through.
                let mayDouble =
                    isOpen && intent.makesRow && !setup.provider.capabilities.createsOncePerUID
                guard attempt < 3, error.isWorthWaiting, !mayDouble else {
                    // An open intent is what tells the next run that something may have happened.
                    if !isOpen { try store.commit([Commit(operation: intent.operation)]) }
                    throw error
                }
                let delay = retries.delay(
                    afterAttempt: attempt, retryAfter: error.retryAfter,
                    random: Double(environment.random() % 1_000) / 1_000)
                guard delay <= 30 else {
                    if !isOpen { try store.commit([Commit(operation: intent.operation)]) }
                    throw error
                }
                try await environment.wait(delay)
            }
        }
    }

    /// Waits as long as the service wants writes to be apart.
    private func keepPace(_ operation: Operation, _ setup: PairSetup) async throws {
        guard let pace = setup.provider.capabilities.pace else { return }
        var rows = 1
        if case .live(let base)? = operation.previous, base.seen.isSpread { rows = max(1, base.seen.instances.count) }
        let wait = pacing.wait(
            for: operation.kind, of: setup.id, account: setup.account, pace: pace, rows: rows, at: environment.now())
        if wait > 0 { try await environment.wait(wait) }
    }

    private func acknowledge(_ operation: Operation, _ id: String, _ record: Record, _ run: inout Run) throws {
        run.writes[operation.key.pair, default: 0] += 1
        if [.createRemote, .moveRemote].contains(operation.kind) {
            run.creating[operation.key.uid]?.remove(operation.key.pair)
        }
        try store.commit([Commit(operation: id, records: changes(operation, record, &run))])
        try clearRetry(operation.key)
        run.report.done.append(operation)
        try note(operation, "done", &run)
    }

    /// One request; what the record is once it was answered.
    private func send(
        _ operation: Operation, _ previous: Record?, _ setup: PairSetup, _ calendar: RemoteCalendar, _ id: String,
        _ restoring: Sighting?
    ) async throws(ProviderError) -> Record {
        let view = localView(operation)
        switch (operation.kind, operation.planned, previous) {
        case (.createRemote, .live(let planned)?, _):
            let draft = Draft(
                uid: operation.key.uid, view: planned.seen.view, file: operation.file, generation: planned.generation,
                operation: id, restoring: restoring)
            return .live(created(planned, try await setup.provider.create(draft, in: calendar)))
        case (.moveRemote, _, .live(let base)?):
            guard let source = operation.source.flatMap({ calendars[$0.pair] }) else {
                throw .unavailable("The calendar that the event comes from isn't known in this run.", retryAfter: nil)
            }
            return .live(base.moved(to: try await setup.provider.move(base.seen, from: source, to: calendar)))
        case (.editRemote, _, .live(let base)?):
            if !operation.changes.isEmpty,
                base.seen.view.agrees(with: base.seen.view.applying(operation.changes), on: operation.changes)
            {
                // An earlier request of this run has brought it along.
                return .live(base.pushed(operation.changes, answer: base.seen, local: view, file: operation.file))
            }
            let marks = !setup.provider.capabilities.createsOncePerUID && base.seen.uid != operation.key.uid
            let edit = Edit(
                changes: operation.changes, target: base.seen.view.applying(operation.changes), file: operation.file,
                uid: marks ? operation.key.uid : nil, operation: id)
            let answer = try await setup.provider.update(edit, replacing: base.seen, in: calendar)
            return .live(base.pushed(operation.changes, answer: answer, local: view, file: operation.file))
        case (.deleteRemote, _, .live(let base)?):
            try await setup.provider.delete(base.seen, in: calendar)
            return .deleted(base.tombstone())
        default:
            throw .unreadable("The plan does not fit what is known of the event.")
        }
    }

    /// The base after a create: what was sent is agreed, in the service's own spelling.
    func created(_ planned: Base, _ answer: RemoteEvent) -> Base {
        var base = planned
        base.seen = answer
        base.remoteShadow = answer.view
        return base
    }

    func localView(_ operation: Operation) -> View {
        guard let facts = facts.first(where: { $0.id == operation.key.pair }),
            let event = EventFile(operation.file).event
        else { return View() }
        return facts.lens.view(event)
    }

    /// Looks before a create, unless a whole listing of this run has looked already: nothing is overwritten, and a
    /// tombstone of an event that this folder never synced is a question (cases.md 2.4).
    private func mayCreate(
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
        if !wasSynced, isOnce, readings[operation.key.pair]?.isListing == true,
            let isThere = await hasAppeared(operation.key, setup, calendar, &run)
        {
            guard isThere else { return true }
            try await planAgain(operation, &run)
            return false
        }
        for sighting in try await setup.provider.find(operation.key.uid, in: calendar) {
            switch sighting {
            case .live:
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

    /// Whether another client made the event since this run's listing: a create would replace it. `nil` where only a
    /// look at the event itself tells.
    ///
    /// One delta every ten seconds covers all creates in between (docs/decisions/0018).
    private func hasAppeared(
        _ key: RecordKey, _ setup: PairSetup, _ calendar: RemoteCalendar, _ run: inout Run
    ) async -> Bool? {
        var watch =
            run.watches[key.pair]
            ?? Run.Watch(
                cursor: readings[key.pair]?.cursor, lookedAt: readings[key.pair]?.readAt ?? 0)
        if seconds - watch.lookedAt > 10 {
            guard let cursor = watch.cursor,
                let changes = try? await setup.provider.changes(in: calendar, since: cursor)
            else { return nil }
            for case .event(let event) in changes.items { watch.appeared.insert(event.uid) }
            watch.cursor = changes.cursor ?? cursor
            watch.lookedAt = seconds
        }
        run.watches[key.pair] = watch
        return watch.appeared.contains(key.uid)
    }
}
