import ICalendar
import ProviderKit
import SyncCore

/// What becomes of a write that a service did not do, or the folder.
extension SyncSession {
    func handle(_ error: ProviderError, _ operation: Operation, _ setup: PairSetup, _ run: inout Run)
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
            // The quota is the account's, so all its pairs rest; also after a restart.
            for other in setups where other.account == setup.account {
                run.stopped[other.id] = sentence
                guard var state = store.manifest.pairs[other.id] else { continue }
                state.writesRestUntil = seconds + min(rest, PairState.longestRest)
                try store.commit([Commit(pairs: [other.id: state])])
            }
            leave(operation, sentence, &run)
        case .unavailable, .rateLimited, .uncertain, .unreadable:
            run.failures[pair, default: 0] += 1
            if run.failures[pair, default: 0] >= 2 { run.stopped[pair] = error.sentence }
            try queue(operation, error, &run)
        case .forbidden where operation.kind == .moveRemote, .rejected where operation.kind == .moveRemote:
            // What the service won't move is made anew there, and only then deleted here.
            try await planAgain(operation, moves: false, &run)
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
        // An index may show a new event only after a while: before that nothing is concluded from a look-up.
        let isOpen =
            operation.makesRow && error.mayHaveHappened
            && setups.first { $0.id == pair }?.provider.capabilities.createsOncePerUID == false
        let delay = retries.delay(
            afterAttempt: count, retryAfter: isOpen ? Self.indexLag : error.retryAfter,
            random: Double(environment.random() % 1_000) / 1_000)
        state.retries = state.retries ?? [:]
        state.retries?[operation.key.uid.text] = Attempts(
            count: count, notBefore: seconds + delay, lastError: error.sentence, isParked: isParked,
            values: values, title: operation.title, failedAt: seconds)
        try store.commit([Commit(pairs: [pair: state])])
        run.report.queued.append((operation, error.sentence, isParked))
        try note(operation, isParked ? "parked" : "queued", &run)
        noteUnsent(operation, &run)
    }

    /// Seconds after which a service's index shows what was made (facts/notion.md 6).
    static let indexLag: Double = 120

    /// Leaves an operation for the next run without counting it as a failure.
    func leave(_ operation: Operation, _ reason: String, _ run: inout Run) {
        run.report.queued.append((operation, reason, false))
        noteUnsent(operation, &run)
    }

    private func noteUnsent(_ operation: Operation, _ run: inout Run) {
        let key = operation.key
        run.opened.insert(key)
        if operation.kind == .createRemote { run.unmade.insert(key) }
        if operation.kind.isRemoteEdit, run.records[key] == nil, run.unsent[key] == nil {
            run.unsent[key] = operation.previous
        }
        waitForCursor(key, &run)
    }

    /// Leaves an operation that can't be done now, and what the services were to get of a file that isn't written.
    func hold(_ operation: Operation, _ reason: String, _ remedy: String, _ run: inout Run, cause: Held.Cause = .unread)
    {
        run.report.held.append(
            Held(
                pair: operation.key.pair, uid: operation.key.uid, title: operation.title, cause: cause, reason: reason,
                remedy: remedy))
        run.opened.insert(operation.key)
        run.unrecorded.insert(operation.key)
        if operation.kind == .createRemote { run.unmade.insert(operation.key) }
        if operation.kind.side == .local, operation.kind != .completeFile { run.unwritten.insert(operation.key.uid) }
    }

    /// Keeps the cursor where it is, if this run has read something of the event that no record holds yet.
    private func waitForCursor(_ key: RecordKey, _ run: inout Run) {
        if readings[key.pair]?.states[key.uid] != nil, run.records[key] == nil { run.unrecorded.insert(key) }
    }

    func clearRetry(_ key: RecordKey) throws {
        guard var state = store.manifest.pairs[key.pair], state.retries?[key.uid.text] != nil else { return }
        state.retries?[key.uid.text] = nil
        if state.retries?.isEmpty == true { state.retries = nil }
        try store.commit([Commit(pairs: [key.pair: state])])
    }
}

extension Operation {
    /// Whether it makes something at the service that would be there twice if it were made again.
    fileprivate var makesRow: Bool {
        switch kind {
        case .createRemote: return true
        case .editRemote:
            guard case .live(let base)? = previous else { return false }
            return base.seen.isSpread && changes.contains(where: \.makesRow)
        case .adopt, .forget, .completeFile, .createFile, .editFile, .deleteFile, .moveRemote, .deleteRemote:
            return false
        }
    }
}
