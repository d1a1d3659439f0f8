import ICalendar
import ProviderKit
import SyncCore

/// What a crash, or an answer that never came, left open (cases.md 2.6).
extension SyncSession {
    /// Finishes or undoes file writes that have an intent and no commit.
    func recoverFiles() throws {
        let open = store.openIntents
        for intent in open where !intent.kind.isRemote {
            switch try writer.recover(intent) {
            case .applied:
                let entry = intent.planned.map { RecordEntry($0) }
                let records = [Commit.RecordChange(intent.key, entry)] + intent.departure
                try store.commit([
                    Commit(operation: intent.operation, records: intent.isOwn == true ? [] : records)
                ])
                try writer.finish(intent.operation, path: intent.path ?? "")
            case .notApplied, .unclear:
                try store.commit([Commit(operation: intent.operation)])
            }
        }
        try writer.sweep(keeping: Set(store.openIntents.map(\.operation)))
    }

    /// Finds out what became of requests whose answer was not recorded.
    ///
    /// A create that landed is adopted with the intent's payload as base, so that an edit made since is an edit and no
    /// conflict; an update that landed moves the base just for what it sent; a deletion that landed leaves its tombstone.
    func recoverRemote(_ setup: PairSetup, _ calendar: RemoteCalendar) async throws {
        guard lock != nil else { return }
        let open = store.openIntents.filter { $0.kind.isRemote && $0.key.pair == setup.id }
        // A wave that was interrupted leaves many: they are looked up as many at a time as its requests went out.
        let looks = await open.carriedOut(width: setup.provider.capabilities.lanes) {
            intent throws(ProviderError) in
            try await Self.landed(intent, setup, calendar)
        }
        for case (let intent, .done(let record)) in zip(open, looks) { try settle(intent, record, setup) }
        for case .failed(let error) in looks { throw error }
    }

    /// Records what became of a request.
    private func settle(_ intent: Intent, _ record: Record?, _ setup: PairSetup) throws {
        if record != nil, try isOvertaken(intent) { return try store.commit([Commit(operation: intent.operation)]) }
        if record == nil, intent.makesRow, !setup.provider.capabilities.createsOncePerUID, try staysOpen(intent) {
            return
        }
        var changes = record.map { [Commit.RecordChange(intent.key, RecordEntry($0, isUnsettled: true))] } ?? []
        if record != nil { changes += intent.departure }
        // Whatever is there by now, what was agreed of it before it was deleted there isn't true of its instances.
        if record == nil, intent.kind == .createRemote, case .live(let before)? = intent.previous,
            try store.record(intent.key) == .live(before)
        {
            changes = [Commit.RecordChange(intent.key, RecordEntry(.live(before.madeAnew), isUnsettled: true))]
        }
        try store.commit([Commit(operation: intent.operation, records: changes)])
    }

    /// Whether something was agreed of the event since an edit was announced: after the answer was lost the same run may have
    /// looked and gone on, or a person has resolved a conflict. What is known of the event then is more than the edit tells.
    private func isOvertaken(_ intent: Intent) throws -> Bool {
        guard case .editRemote = intent.kind, case .live(let before)? = intent.previous, !before.seen.isSpread,
            case .live(let now)? = try store.record(intent.key)
        else { return false }
        return now.remoteShadow != before.remoteShadow || now.folderShadow != before.folderShadow
    }

    /// Whether it is too early to conclude that a create did not happen: the service's index may not show it yet.
    ///
    /// After a crash nothing says how long ago it was, so the time runs from now.
    private func staysOpen(_ intent: Intent) throws -> Bool {
        let (pair, uid) = (intent.key.pair, intent.key.uid.text)
        guard var state = store.manifest.pairs[pair] else { return false }
        // Where the clock went back the time runs anew.
        if let attempts = state.retries?[uid], attempts.failedAt.map({ $0 <= seconds }) ?? true {
            return attempts.notBefore > seconds && !request.retriesNow
        }
        state.retries = state.retries ?? [:]
        state.retries?[uid] = Attempts(
            count: 1, notBefore: seconds + Self.indexLag,
            lastError: "calsync was stopped while it made the event; it is looked up before it is made again.",
            values: intent.before ?? "", failedAt: seconds)
        try store.commit([Commit(pairs: [pair: state])])
        return true
    }

    private static func landed(
        _ intent: Intent, _ setup: PairSetup, _ calendar: RemoteCalendar
    ) async throws(ProviderError) -> Record? {
        switch (intent.kind, intent.planned, intent.previous) {
        case (.createRemote, .live(let planned)?, _):
            let made = try await setup.provider.made(
                intent.key.uid, generation: planned.generation, by: intent.operation, in: calendar)
            if let made { return .live(recovered(planned, made)) }
        case (.moveRemote, _, .live(let previous)?):
            // It keeps its id where it goes. What isn't there is still where it was, and is moved again.
            guard case .live(let event) = try await setup.provider.sighting(of: previous.seen, in: calendar) else {
                return nil
            }
            return .live(previous.moved(to: event))
        case (.editRemote, .live(let planned)?, .live(let previous)?):
            guard case .live(let event) = try await setup.provider.sighting(of: previous.seen, in: calendar) else {
                return nil
            }
            // A new schedule takes the exceptions' keys along in what is foretold; only what was sent says that it landed.
            let changes = intent.changes ?? previous.remoteShadow.changes(to: planned.remoteShadow)
            guard event.view.agrees(with: planned.seen.view, on: changes) else { return nil }
            return .live(
                previous.pushed(changes, answer: event, local: planned.folderShadow, file: planned.agreed))
        case (.deleteRemote, let planned?, .live(let previous)?):
            if case .live = try await setup.provider.sighting(of: previous.seen, in: calendar) { return nil }
            return planned
        default: return nil
        }
        return nil
    }

    /// The base of a create whose answer was lost, once the event was found: the payload is what both agreed on.
    static func recovered(_ planned: Base, _ event: RemoteEvent) -> Base {
        var base = planned
        base.see(event)
        // Where the service holds just what was sent, its spelling is the shadow; else somebody edited it since.
        if event.view.matches(planned.remoteShadow) { base.remoteShadow = event.view }
        return base
    }
}

extension Intent {
    /// What becomes of the record that the event comes from.
    fileprivate var departure: [Commit.RecordChange] {
        guard let source, let departed else { return [] }
        return [Commit.RecordChange(source, RecordEntry(departed))]
    }
}

extension Intent.Kind {
    /// Whether it announces a request.
    var isRemote: Bool {
        switch self {
        case .createRemote, .moveRemote, .editRemote, .deleteRemote: true
        case .createFile, .editFile, .deleteFile: false
        }
    }
}
