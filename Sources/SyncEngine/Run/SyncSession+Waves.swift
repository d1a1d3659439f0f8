import ICalendar
import ProviderKit
import SyncCore

/// Writes to services that take several at once.
///
/// A wave holds one write of each event, so that an event's own stay in their order. All its intents are durable before the
/// first request goes out, and all its commits go under one flush (docs/decisions/0044).
extension SyncSession {
    /// The writes from `index` on that may share waves: to one service that takes several at once; `nil` for fewer than two.
    func stretch(at index: Int, in operations: [Operation]) -> ArraySlice<Operation>? {
        let pair = operations[index].key.pair
        guard let capabilities = setups.first(where: { $0.id == pair })?.provider.capabilities,
            capabilities.lanes > 1, capabilities.pace == nil
        else { return nil }
        let stretch = operations[index...].prefix {
            $0.key.pair == pair && $0.kind.isRemoteWrite && $0.kind != .moveRemote
        }
        return stretch.count > 1 ? stretch : nil
    }

    /// Carries out writes to one service, wave after wave.
    func carryOutInWaves(_ operations: ArraySlice<Operation>, _ run: inout Run) async throws {
        var rest = operations
        while let first = rest.first {
            try Task.checkCancellation()
            guard let setup = setups.first(where: { $0.id == first.key.pair }), let calendar = calendars[setup.id]
            else {
                return
            }
            let lanes = lanes[setup.account] ?? Lanes(most: setup.provider.capabilities.lanes)
            let wave = Self.wave(from: &rest, most: lanes.width * Self.writesPerLane)
            let unsent = try await carryOut(wave, setup, calendar, lanes, &run)
            if !unsent.isEmpty { rest = (unsent + rest)[...] }
            try writeHistory(&run)
        }
    }

    /// Writes of one wave, a lane. More would leave more to look up after a crash.
    private static let writesPerLane = 8

    /// Takes the next wave: of each event the first of its writes.
    private static func wave(from rest: inout ArraySlice<Operation>, most: Int) -> [Operation] {
        var events: Set<UID> = []
        var (wave, later): ([Operation], [Operation]) = ([], [])
        while wave.count < most, let next = rest.popFirst() {
            if events.insert(next.key.uid).inserted { wave.append(next) } else { later.append(next) }
        }
        if !later.isEmpty { rest = (later + rest)[...] }
        return wave
    }

    /// Carries out one wave; what was not sent because another write met trouble.
    private func carryOut(
        _ wave: [Operation], _ setup: PairSetup, _ calendar: RemoteCalendar, _ lanes: Lanes, _ run: inout Run
    ) async throws -> [Operation] {
        var (jobs, alone) = try await jobs(wave, setup, calendar, lanes, &run)
        if jobs.count == 1 {
            alone += jobs.map(\.operation)
        } else if !jobs.isEmpty {
            let unsent = try await send(jobs, setup, calendar, lanes, &run)
            if !unsent.isEmpty { return unsent + alone }
        }
        for operation in alone {
            try Task.checkCancellation()
            try await carryOutRemotely(operation, &run)
        }
        return []
    }

    /// The writes of a wave that can go out together, and those that want a closer look first.
    private func jobs(
        _ wave: [Operation], _ setup: PairSetup, _ calendar: RemoteCalendar, _ lanes: Lanes, _ run: inout Run
    ) async throws -> (together: [RemoteJob], alone: [Operation]) {
        guard wave.count > 1, run.stopped[setup.id] == nil, setup.provider.capabilities.createsOncePerUID else {
            return ([], wave)
        }
        let current = wave.filter { standing(of: $0, run) == .current }
        let unseen = await unseen(among: current, setup, calendar, lanes, &run)
        var (together, alone): ([RemoteJob], [Operation]) = ([], wave.filter { standing(of: $0, run) != .current })
        for operation in current {
            guard operation.kind != .createRemote || unseen.contains(operation.key.uid) else {
                alone.append(operation)
                continue
            }
            let job = try job(operation, setup, calendar, run)
            if job.write == nil || job.broughtAlong != nil || job.unguarded != nil || job.isOvertaken {
                alone.append(operation)
            } else if try isReady(operation, &run) {
                together.append(job)
            }
        }
        return (together, alone)
    }

    /// The UIDs of new events that the service doesn't have, as what this run has read or a look tells.
    private func unseen(
        among wave: [Operation], _ setup: PairSetup, _ calendar: RemoteCalendar, _ lanes: Lanes, _ run: inout Run
    ) async -> Set<UID> {
        var unseen: Set<UID> = []
        var unknown: [UID] = []
        // An event that was there before may have left a tombstone.
        for operation in wave where operation.kind == .createRemote && operation.previous == nil {
            if isTold(setup.id, setup),
                let isThere = await hasAppeared(operation.key, setup, calendar, &run)
            {
                if !isThere { unseen.insert(operation.key.uid) }
            } else {
                unknown.append(operation.key.uid)
            }
        }
        let provider = setup.provider
        let looks = await unknown.carriedOut(width: lanes.width) { uid throws(ProviderError) in
            try await provider.find(uid, in: calendar)
        }
        for case (let uid, .done(let found)) in zip(unknown, looks) where found.isEmpty { unseen.insert(uid) }
        return unseen
    }

    /// Announces and sends writes together, and records what became of them; those that were not sent.
    private func send(
        _ jobs: [RemoteJob], _ setup: PairSetup, _ calendar: RemoteCalendar, _ lanes: Lanes, _ run: inout Run
    ) async throws -> [Operation] {
        environment.progress(.writing(done: run.finished, total: run.total, title: jobs[0].operation.title))
        try environment.checkpoint?("push")
        try store.begin(jobs.map(\.intent))
        try environment.checkpoint?("announced")
        let start = environment.now()
        let outcomes = await setup.provider.carryOut(jobs.compactMap(\.write), width: lanes.width, in: calendar)
        try environment.checkpoint?("answered")
        var lanes = lanes
        var commits: [Commit] = []
        var (done, unsent): ([Operation], [Operation]) = ([], [])
        var failed: [(job: RemoteJob, error: ProviderError)] = []
        for (job, outcome) in zip(jobs, outcomes) {
            switch outcome {
            case .done(let answer):
                guard let record = job.record(after: answer) else {
                    failed.append((job, .unreadable("The answer does not fit the request.")))
                    continue
                }
                commits.append(commit(job, record, &run))
                done.append(job.operation)
            case .failed(let error): failed.append((job, error))
            case .unsent:
                commits.append(Commit(operation: job.id))
                unsent.append(job.operation)
            }
        }
        try store.commit(commits)
        for operation in done { try noteDone(operation, &run) }
        run.finished += done.count
        if !done.isEmpty { run.failures[setup.id] = 0 }
        if failed.contains(where: \.error.concernsAll) {
            lanes.throttled()
        } else {
            lanes.note(jobs.count, in: Double(environment.now() - start) / 1_000_000_000)
        }
        self.lanes[setup.account] = lanes
        for (job, error) in failed { try await retry(job, after: error, &run) }
        return unsent
    }

    /// Goes on with a write that failed in a wave, alone.
    private func retry(_ job: RemoteJob, after error: ProviderError, _ run: inout Run) async throws {
        if let reason = run.stopped[job.setup.id] {
            if !error.mayHaveHappened { try store.commit([Commit(operation: job.id)]) }
            return leave(job.operation, reason, &run)
        }
        do {
            try await complete(job, after: error, &run)
            run.failures[job.setup.id] = 0
            run.finished += 1
        } catch let error as ProviderError {
            try await handle(error, job.operation, job.setup, &run)
        }
    }
}
