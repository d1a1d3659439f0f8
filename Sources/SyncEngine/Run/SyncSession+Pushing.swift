import ICalendar
import ProviderKit
import SyncCore

extension SyncSession {
    /// One write to a service: intent, request, commit (cases.md 2.6).
    func carryOutRemotely(_ operation: Operation, _ run: inout Run) async throws {
        let pair = operation.key.pair
        guard let setup = setups.first(where: { $0.id == pair }), let calendar = calendars[pair],
            try await isCurrent(operation, &run), try isReady(operation, &run)
        else { return }
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

    /// Whether a write may go out now. What has to wait is left, with the reason.
    func isReady(_ operation: Operation, _ run: inout Run) throws -> Bool {
        let pair = operation.key.pair
        if let reason = run.stopped[pair] {
            leave(operation, reason, &run)
            return false
        }
        if let rest = store.manifest.pairs[pair]?.rest(at: seconds), rest > 0 {
            leave(operation, "The service asked for a rest; writes go on in \(Int(rest) / 60 + 1) min.", &run)
            return false
        }
        if operation.kind == .deleteRemote, !(run.creating[operation.key.uid] ?? []).subtracting([pair]).isEmpty {
            leave(operation, "The event moves to another calendar, and is not there yet.", &run)
            return false
        }
        // Its record would say that the folder has what it hasn't, and the next sync would take that for an edit.
        if run.unwritten.contains(operation.key.uid) {
            leave(operation, "Its file has to be written first.", &run)
            return false
        }
        // Without the event there is nothing to change: its instances wait with its creation. A record from before is of the
        // event that was deleted there.
        if case .editRemote = operation.kind, run.records[operation.key] == nil {
            if run.unmade.contains(operation.key) { return false }
            if run.creating[operation.key.uid]?.contains(pair) == true {
                guard case .live? = try store.record(operation.key) else { return false }
            }
        }
        return true
    }

    /// What else is to be done about an event that is where its file is now: edits on either side.
    private func goOn(after move: Operation, _ run: inout Run) async throws {
        guard case .live(let base)? = run.records[move.key], var folder = local else { return }
        try await carryOutAgain([move.key: .event(base.seen)], &folder, &run)
    }

    private func push(_ operation: Operation, _ setup: PairSetup, _ calendar: RemoteCalendar, _ run: inout Run)
        async throws
    {
        var operation = operation
        var restoring: Sighting?
        if operation.kind == .createRemote {
            if try await !mayCreate(&operation, setup, calendar, &restoring, &run) { return }
        }
        let job = try job(operation, setup, calendar, restoring: restoring, run)
        if job.intent.makesRow, operation.kind != .createRemote, !setup.provider.capabilities.createsOncePerUID,
            store.openIntents.contains(where: { $0.makesRow && $0.key == operation.key })
        {
            return leave(
                operation, "It may have been made already; it is looked up again before another try, in two minutes.",
                &run)
        }
        if job.isOvertaken { return try await planAgain(operation, &run) }
        try store.begin([job.intent])
        try environment.checkpoint?("announced")
        try await complete(job, after: nil, &run)
    }

    /// What is to be sent, from what is known of the event by now.
    func job(
        _ operation: Operation, _ setup: PairSetup, _ calendar: RemoteCalendar, restoring: Sighting? = nil, _ run: Run
    ) throws -> RemoteJob {
        var previous = try run.records[operation.key] ?? store.record(operation.key)
        if operation.kind == .moveRemote {
            previous = operation.previous
        } else if operation.kind != .createRemote, case .live(let base)? = previous,
            case .live(let seen)? = run.unsent[operation.key] ?? operation.previous, base.seen.id == seen.seen.id,
            run.records[operation.key] == nil
        {
            // What this run has read is newer than what is stored; but what the plan had sent by now may have failed.
            previous = .live(seen)
        } else if previous == nil, operation.kind == .deleteRemote {
            // A double has no record: it is known from the plan alone.
            previous = operation.previous
        }
        return RemoteJob(
            operation: operation, setup: setup, calendar: calendar, previous: previous,
            view: operation.kind.isRemoteEdit ? localView(operation) : View(), restoring: restoring, id: makeID())
    }

    /// Sees a write that was announced to its end, trying again what can safely be tried again.
    ///
    /// - Parameter failure: What became of the first try; `nil` where none was made yet.
    func complete(_ job: RemoteJob, after failure: ProviderError?, _ run: inout Run) async throws {
        let setup = job.setup
        var failure = failure
        var attempt = 0
        // Once an answer was lost, only a look or the next run can say what happened.
        var isOpen = false
        while true {
            let error: ProviderError
            if let known = failure.take() {
                error = known
            } else {
                try await keepPace(job)
                do {
                    let record = try await send(job)
                    try environment.checkpoint?("answered")
                    return try acknowledge(job, record, &run)
                } catch let failed as ProviderError {
                    error = failed
                }
            }
            attempt += 1
            if case .rateLimited(_, let seconds) = error, let pace = setup.provider.capabilities.pace {
                pacing.throttled(
                    setup.id, account: setup.account, pace: pace, retryAfter: seconds, at: environment.now())
            }
            var isUnseen = false
            if error.mayBeDone(job.operation.kind) {
                switch await landing(of: job) {
                case .done(let record): return try acknowledge(job, record, &run)
                case .notDone: break
                // Made again, an event could come over what somebody did to it meanwhile.
                case .unknown: isUnseen = job.operation.kind == .createRemote
                }
            }
            isOpen = isOpen || error.mayHaveHappened
            // A service that takes a UID twice must not be asked twice: only a look-up tells, once its index is
            // through.
            let mayDouble = isOpen && job.intent.makesRow && !setup.provider.capabilities.createsOncePerUID
            let delay = retries.delay(
                afterAttempt: attempt, retryAfter: error.retryAfter,
                random: Double(environment.random() % 1_000) / 1_000)
            guard attempt < 3, error.isWorthWaiting, !mayDouble, !isUnseen, delay <= 30 else {
                // An open intent is what tells the next run that something may have happened.
                if !isOpen { try store.commit([Commit(operation: job.id)]) }
                throw error
            }
            try await environment.wait(delay)
        }
    }

    /// Waits as long as the service wants writes to be apart.
    private func keepPace(_ job: RemoteJob) async throws {
        guard let pace = job.setup.provider.capabilities.pace else { return }
        var rows = 1
        if case .live(let base)? = job.operation.previous, base.seen.isSpread {
            rows = max(1, base.seen.instances.count)
        }
        let wait = pacing.wait(
            for: job.operation.kind, of: job.setup.id, account: job.setup.account, pace: pace, rows: rows,
            at: environment.now())
        if wait > 0 { try await environment.wait(wait) }
    }

    private func acknowledge(_ job: RemoteJob, _ record: Record, _ run: inout Run) throws {
        try store.commit([commit(job, record, &run)])
        try noteDone(job.operation, &run)
    }

    /// What an answered write says of its records.
    func commit(_ job: RemoteJob, _ record: Record, _ run: inout Run) -> Commit {
        let operation = job.operation
        run.writes[operation.key.pair, default: 0] += 1
        if [.createRemote, .moveRemote].contains(operation.kind) {
            run.creating[operation.key.uid]?.remove(operation.key.pair)
        }
        return Commit(operation: job.id, records: changes(operation, record, &run))
    }

    /// Tells of a write whose commit is durable.
    func noteDone(_ operation: Operation, _ run: inout Run) throws {
        try clearRetry(operation.key)
        run.report.done.append(operation)
        try note(operation, "done", &run)
    }

    /// One request; what the record is once it was answered.
    private func send(_ job: RemoteJob) async throws(ProviderError) -> Record {
        if job.operation.kind == .moveRemote, case .live(let base)? = job.previous {
            guard let source = job.operation.source.flatMap({ calendars[$0.pair] }) else {
                throw .unavailable("The calendar that the event comes from isn't known in this run.", retryAfter: nil)
            }
            return .live(base.moved(to: try await job.setup.provider.move(base.seen, from: source, to: job.calendar)))
        }
        if let record = job.broughtAlong { return record }
        if let known = job.unguarded,
            case .live(let now) = try await job.setup.provider.event(known.id, in: job.calendar),
            now.revisions != known.revisions
        {
            throw .preconditionFailed
        }
        guard let write = job.write,
            let record = job.record(after: try await job.setup.provider.carryOut(write, in: job.calendar))
        else { throw .unreadable("The plan does not fit what is known of the event.") }
        return record
    }

    private func localView(_ operation: Operation) -> View {
        guard let facts = facts.first(where: { $0.id == operation.key.pair }),
            let event = EventFile(operation.file).event
        else { return View() }
        return facts.lens.view(event)
    }
}
