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
        environment.progress(.writing(done: run.finished, total: run.total, title: operation.title))
        try environment.checkpoint?("push")
        do {
            try await push(operation, setup, calendar, &run)
            run.failures[pair] = 0
            run.finished += 1
            environment.progress(.writing(done: run.finished, total: run.total, title: operation.title))
        } catch let error as ProviderError {
            try await handle(error, operation, setup, &run)
        }
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
        } else if case .live(let base)? = previous, case .live(let seen)? = operation.previous,
            base.seen.id == seen.seen.id, run.records[operation.key] == nil
        {
            // What this run has read is newer than what is stored.
            previous = operation.previous
        }
        let intent = Intent(
            operation: makeID(), key: operation.key, kind: operation.kind.intent, planned: operation.planned,
            previous: previous, changes: operation.changes, path: operation.path,
            before: operation.before, after: operation.before)
        try store.begin([intent])
        try environment.checkpoint?("announced")
        var attempt = 0
        while true {
            do {
                let record = try await send(operation, previous, setup, calendar, intent.operation, draftRestores)
                try environment.checkpoint?("answered")
                return try acknowledge(operation, intent.operation, record, &run)
            } catch let error as ProviderError {
                attempt += 1
                if case .uncertain = error, let record = await landed(operation, previous, setup, calendar) {
                    return try acknowledge(operation, intent.operation, record, &run)
                }
                guard attempt < 3, error.isWorthWaiting else {
                    // An open intent is what tells the next run that something may have happened.
                    if !error.mayHaveHappened { try store.commit([Commit(operation: intent.operation)]) }
                    throw error
                }
                let delay = retries.delay(
                    afterAttempt: attempt, retryAfter: error.retryAfter,
                    random: Double(environment.random() % 1_000) / 1_000)
                guard delay <= 30 else {
                    if !error.mayHaveHappened { try store.commit([Commit(operation: intent.operation)]) }
                    throw error
                }
                try await environment.wait(delay)
            }
        }
    }

    private func acknowledge(_ operation: Operation, _ id: String, _ record: Record, _ run: inout Run) throws {
        run.writes[operation.key.pair, default: 0] += 1
        if operation.kind == .createRemote { run.creating[operation.key.uid]?.remove(operation.key.pair) }
        try store.commit([Commit(operation: id, records: [change(operation.key, record, operation, &run)])])
        try clearRetry(operation.key)
        run.report.done.append(operation)
        note(operation, "done", &run)
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
        case (.editRemote, _, .live(let base)?):
            if base.seen.view.agrees(with: base.seen.view.applying(operation.changes), on: operation.changes) {
                // An earlier request of this run has brought it along.
                return .live(base.pushed(operation.changes, answer: base.seen, local: view, file: operation.file))
            }
            let edit = Edit(
                changes: operation.changes, target: base.seen.view.applying(operation.changes), file: operation.file)
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

    private func localView(_ operation: Operation) -> View {
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
        guard wasSynced || readings[operation.key.pair]?.isListing != true else { return true }
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

    /// Whether a write whose answer was lost has landed; its record if so.
    private func landed(_ operation: Operation, _ previous: Record?, _ setup: PairSetup, _ calendar: RemoteCalendar)
        async -> Record?
    {
        do {
            switch (operation.kind, operation.planned, previous) {
            case (.createRemote, .live(let planned)?, _):
                for case .live(let event) in try await setup.provider.find(operation.key.uid, in: calendar) {
                    return .live(recovered(planned, event))
                }
            case (.editRemote, _, .live(let base)?):
                guard case .live(let event) = try await setup.provider.event(base.seen.id, in: calendar) else {
                    return nil
                }
                let target = base.seen.view.applying(operation.changes)
                guard event.view.agrees(with: target, on: operation.changes) else { return nil }
                return .live(
                    base.pushed(operation.changes, answer: event, local: localView(operation), file: operation.file))
            case (.deleteRemote, _, .live(let base)?):
                if case .live = try await setup.provider.event(base.seen.id, in: calendar) { return nil }
                return .deleted(base.tombstone())
            default: return nil
            }
        } catch {
            // It can't be told now; the open intent has the next run look again.
        }
        return nil
    }

    // MARK: Failures

    private func handle(_ error: ProviderError, _ operation: Operation, _ setup: PairSetup, _ run: inout Run)
        async throws
    {
        let pair = operation.key.pair
        switch error {
        case .preconditionFailed, .alreadyExists: try await planAgain(operation, &run)
        case .notFound:
            // Gone since it was read, or the calendar is: only a look tells.
            try await planAgain(operation, &run)
        case .cancelled: throw CancellationError()
        case .unauthorized, .calendarGone:
            run.report.troubles.append(
                PairTrouble(pair: pair, error: error, remedy: error.remedy(account: setup.account)))
            run.stopped[pair] = error.sentence
            leave(operation, error.sentence, &run)
        case .writesSuspended(let sentence, let rest):
            if var state = store.manifest.pairs[pair] {
                state.writesRestUntil = seconds + rest
                try store.commit([Commit(pairs: [pair: state])])
            }
            run.stopped[pair] = sentence
            leave(operation, sentence, &run)
        case .unavailable, .rateLimited, .uncertain, .unreadable:
            run.failures[pair, default: 0] += 1
            if run.failures[pair, default: 0] >= 2 { run.stopped[pair] = error.sentence }
            try queue(operation, error, &run)
        case .forbidden, .rejected, .syncTokenExpired: try queue(operation, error, &run)
        }
    }

    /// Keeps count of a failed operation; the work itself is planned again next time.
    func queue(_ operation: Operation, _ error: ProviderError, _ run: inout Run) throws {
        let pair = operation.key.pair
        var state = store.manifest.pairs[pair] ?? PairState(calendar: calendars[pair]?.id ?? "")
        let before = state.retries?[operation.key.uid.text]
        let values = operation.file.isEmpty ? operation.before ?? "" : Digest.of(operation.file)
        let count = (before?.values == values ? before?.count ?? 0 : 0) + 1
        let isParked = error.isFinal || count >= retries.limit
        let delay = retries.delay(
            afterAttempt: count, retryAfter: error.retryAfter, random: Double(environment.random() % 1_000) / 1_000)
        state.retries = state.retries ?? [:]
        state.retries?[operation.key.uid.text] = Attempts(
            count: count, notBefore: seconds + delay, lastError: error.sentence, isParked: isParked,
            values: values)
        try store.commit([Commit(pairs: [pair: state])])
        run.report.queued.append((operation, error.sentence, isParked))
        note(operation, isParked ? "parked" : "queued", &run)
        run.opened.insert(operation.key)
        waitForCursor(operation.key, &run)
    }

    /// Leaves an operation for the next run without counting it as a failure.
    private func leave(_ operation: Operation, _ reason: String, _ run: inout Run) {
        run.report.queued.append((operation, reason, false))
        run.opened.insert(operation.key)
        waitForCursor(operation.key, &run)
    }

    /// Keeps the cursor where it is, if this run has read something of the event that no record holds yet.
    private func waitForCursor(_ key: RecordKey, _ run: inout Run) {
        if readings[key.pair]?.states[key.uid] != nil, run.records[key] == nil { run.unrecorded.insert(key) }
    }

    private func clearRetry(_ key: RecordKey) throws {
        guard var state = store.manifest.pairs[key.pair], state.retries?[key.uid.text] != nil else { return }
        state.retries?[key.uid.text] = nil
        if state.retries?.isEmpty == true { state.retries = nil }
        try store.commit([Commit(pairs: [key.pair: state])])
    }
}

extension ProviderError {
    /// Whether waiting a moment and sending the same again may help.
    var isWorthWaiting: Bool {
        switch self {
        case .unavailable, .rateLimited, .uncertain: true
        case .writesSuspended, .unauthorized, .forbidden, .preconditionFailed, .alreadyExists, .notFound, .calendarGone,
            .syncTokenExpired, .rejected, .unreadable, .cancelled:
            false
        }
    }

    /// Whether repeating is no use until the values change.
    var isFinal: Bool {
        switch self {
        case .rejected, .forbidden: true
        case .unavailable, .rateLimited, .writesSuspended, .unauthorized, .preconditionFailed, .alreadyExists,
            .notFound,
            .calendarGone, .syncTokenExpired, .uncertain, .unreadable, .cancelled:
            false
        }
    }

    /// Whether the service may have done it all the same.
    var mayHaveHappened: Bool {
        switch self {
        case .uncertain, .unreadable, .cancelled: true
        case .unavailable, .rateLimited, .writesSuspended, .unauthorized, .forbidden, .preconditionFailed,
            .alreadyExists,
            .notFound, .calendarGone, .syncTokenExpired, .rejected:
            false
        }
    }
}

extension View {
    /// Whether both say the same wherever `changes` point.
    func agrees(with other: View, on changes: [Change]) -> Bool {
        let mine = Set(changes.map { FieldPath($0.field ?? .other, of: $0.instance) })
        return !self.changes(to: other).contains { difference in
            mine.contains(FieldPath(difference.field ?? .other, of: difference.instance))
                || changes.contains { $0.field == nil && $0.instance == difference.instance }
        }
    }
}
