import ICalendar
import ProviderKit
import SyncCore

extension SyncSession {
    /// Carries out a plan: what the folder gets, then what the services get, each operation with its commit.
    ///
    /// - Parameter approve: Asked before each operation (`sync -i`); `nil` does all.
    package func carryOut(_ planned: PlannedRun, approve: (@Sendable (Operation) async -> Approval)? = nil)
        async throws -> RunReport
    {
        var run = Run(id: makeID(), planned: planned)
        run.report.held = planned.plan.held
        run.report.conflicts = planned.plan.conflicts
        run.report.problems = planned.problems
        run.report.troubles = planned.troubles
        for item in planned.plan.held { run.open(item.pair, item.uid) }
        run.unrecorded = unrecorded(planned.plan) { readings[$0.pair]?.states[$0.uid] }
        run.oldPaths = local?.freePaths ?? [:]
        run.lastRuns = (try? lastRuns()) ?? [:]
        for conflict in planned.plan.conflicts { run.open(conflict.key.pair, conflict.key.uid) }
        var operations = planned.plan.operations
        // Counted before anything is left out: what isn't made there must not be deleted here.
        for operation in operations where operation.kind == .createRemote || operation.kind == .moveRemote {
            run.creating[operation.key.uid, default: []].insert(operation.key.pair)
        }
        if let approve { operations = await chosen(operations, approve, &run) }
        run.total = operations.count
        try notePairs(operations)
        do {
            try await carryOut(operations, &run)
            try await catchUp(&run)
            try await absorbEchoes(&run)
        } catch is CancellationError {
            // What was not come to is as if it had not been read: the cursors wait for it.
            run.report.wasStopped = true
            let done = Set(run.report.done)
            for operation in operations where !done.contains(operation) {
                run.opened.insert(operation.key)
                run.unrecorded.insert(operation.key)
            }
        }
        try finish(&run)
        return run.report
    }

    /// Pairs are known before their first record is.
    private func notePairs(_ operations: [Operation]) throws {
        var commit = Commit()
        for pair in Set(operations.map(\.key.pair)) where store.manifest.pairs[pair]?.calendar.isEmpty ?? true {
            guard let calendar = calendars[pair], !request.isOffline else { continue }
            var state = store.manifest.pairs[pair] ?? PairState(calendar: calendar.id)
            (state.calendar, state.facts) = (calendar.id, calendar)
            commit.pairs[pair] = state
        }
        try store.commit([commit])
    }

    /// Events whose remote state was read and is held, so that no record keeps it: the cursor must wait for them.
    func unrecorded(_ plan: Plan, _ state: (RecordKey) -> RemoteState?) -> Set<RecordKey> {
        var keys: Set<RecordKey> = []
        for item in plan.held {
            guard let uid = item.uid else { continue }
            let key = RecordKey(item.pair, uid)
            guard let state = state(key) else { continue }
            if case .same = state { continue }
            if case .event(let event) = state, case .live(let base)? = try? store.record(key), base.seen == event {
                continue
            }
            let isRecorded = plan.operations.contains { $0.key == key && ($0.kind.side == .local || $0.kind == .adopt) }
            if !isRecorded { keys.insert(key) }
        }
        return keys
    }

    /// The state of one run.
    struct Run {
        let id: String
        var report: RunReport
        var total = 0
        var finished = 0
        /// Events that are not settled: their files stay 'touched'.
        var opened: Set<RecordKey> = []
        /// Events whose remote state is not durable yet: the pair's cursor must not move past it.
        var unrecorded: Set<RecordKey> = []
        /// The records as they are after the operations so far.
        var records: [RecordKey: Record] = [:]
        /// Where edits start from that follow one which was not sent: their plan took that for agreed.
        var unsent: [RecordKey: Record] = [:]
        /// Events whose files could not be written: what was to be sent of them builds on files that aren't there.
        var unwritten: Set<UID> = []
        /// Pairs whose service is out of reach, with the sentence.
        var stopped: [PairID: String] = [:]
        var failures: [PairID: Int] = [:]
        /// Lines of the history that are not written yet, and whether others were, and wait for their flush.
        var history: [History.Entry] = []
        var hasHistory = false
        /// Where the files before are kept of events that were changed at a service (``History/Entry/trashed``).
        var kept: [RecordKey: String] = [:]
        /// Where files were that are gone, by event.
        var oldPaths: [Planner.LocalKey: String] = [:]
        /// How often an event was planned again.
        var replans: [RecordKey: Int] = [:]
        /// The events that were planned again for these pairs, and maybe not yet for the others of their folder.
        var replanned: Set<RecordKey> = []
        /// Which of the run's plans go.
        var plans = Plans()
        /// Where events are still to be created, by UID: a deletion elsewhere waits for that (case 2).
        var creating: [UID: Set<PairID>] = [:]
        /// Creations that were not made, as far as is known: what is to be changed of them waits.
        var unmade: Set<RecordKey> = []
        /// The digests of files written in this run: what operations without one of their own build on.
        var digests: [String: String] = [:]
        /// When each pair was last synced.
        var lastRuns: [PairID: LastRun] = [:]
        /// Writes made to each service.
        var writes: [PairID: Int] = [:]
        /// What appeared at each service since it was listed.
        var watches: [PairID: Watch] = [:]

        /// An eye on a calendar while events are created there.
        struct Watch {
            /// Where the next look begins.
            var cursor: Cursor?
            /// Seconds since 1970.
            var lookedAt: Double
            /// How many operations were done before that look.
            var told = 0
            /// The UIDs that showed up; our own may be among them.
            var appeared: Set<UID> = []
        }

        init(id: String, planned: PlannedRun) {
            self.id = id
            report = RunReport(run: id)
        }

        /// The digest that the file must have before `operation` writes it.
        func digest(before operation: Operation) -> String? {
            operation.before ?? operation.path.flatMap { digests[$0] }
        }

        mutating func open(_ pair: PairID, _ uid: UID?) {
            guard let uid else { return }
            opened.insert(RecordKey(pair, uid))
        }
    }

    func carryOut(_ operations: [Operation], _ run: inout Run) async throws {
        let outer = run.plans.current
        run.plans.current = run.plans.count
        defer { run.plans.current = outer }
        var index = 0
        while index < operations.count {
            try Task.checkCancellation()
            let batch = batch(at: index, in: operations, run)
            if try await !isCurrent(operations[index], &run) {
                index += 1
            } else if !batch.isEmpty {
                try await carryOutLocally(batch, &run)
                index += batch.count
            } else if let stretch = stretch(at: index, in: operations) {
                try await carryOutInWaves(stretch, &run)
                index += stretch.count
            } else {
                try await carryOutRemotely(operations[index], &run)
                index += 1
            }
            try writeHistory(&run)
        }
    }

    /// What can be written into the folder under one flush, from `index` on; empty before a service's turn.
    ///
    /// A file that moves is there before it goes here, and what comes after a write of an event's file builds on that: each
    /// in a batch of its own.
    private func batch(at index: Int, in operations: [Operation], _ run: Run) -> [Operation] {
        var written: Set<Planner.LocalKey> = []
        var batch: [Operation] = []
        for operation in operations[index...].prefix(Self.batchSize) {
            guard !operation.kind.isRemoteWrite, operation.source == nil || batch.isEmpty,
                standing(of: operation, run) == .current
            else { break }
            let place = place(of: operation.key)
            if written.contains(place) { break }
            if operation.kind.side == .local { written.insert(place) }
            batch.append(operation)
        }
        return batch
    }

    // MARK: The folder

    /// Operations on the folder that are carried out under one flush each of journal, files and journal. A run that is
    /// stopped ends after so many.
    private static let batchSize = 250

    /// A write to the folder under way.
    private struct LocalJob {
        let operation: Operation
        let id: String
        /// The digest of the file afterwards; `nil` where there will be none.
        let digest: String?
    }

    /// Agreements and file writes, as many as go under one flush.
    private func carryOutLocally(_ operations: [Operation], _ run: inout Run) async throws {
        var jobs: [LocalJob] = []
        var commits: [Commit] = []
        for operation in operations {
            if operation.kind == .deleteFile, let target = operation.source, run.records[target] == nil {
                hold(operation, "its new place could not be written", "Sync again in a moment.", &run)
            } else if operation.kind.side == nil {
                commits.append(Commit(records: [change(operation.key, operation.planned, operation, &run)]))
                run.report.done.append(operation)
                try note(operation, "done", &run)
            } else if let path = operation.path, local?.isOpenInEditor(path) == true, operation.kind != .createFile {
                hold(operation, "\(path) is open in an editor", "It is written once the editor lets go of it.", &run)
            } else {
                let digest = operation.kind == .deleteFile ? nil : Digest.of(operation.file)
                jobs.append(LocalJob(operation: operation, id: makeID(), digest: digest))
            }
        }
        try store.commit(commits)
        guard !jobs.isEmpty else { return }
        try store.begin(
            jobs.filter { $0.operation.kind != .completeFile }.map { job in
                Intent(
                    operation: job.id, key: job.operation.key, kind: job.operation.kind.intent,
                    planned: job.operation.planned, previous: nil, path: job.operation.path,
                    before: run.digest(before: job.operation),
                    after: job.digest,
                    source: job.operation.departed == nil ? nil : job.operation.source,
                    departed: job.operation.departed)
            })
        let results = try writer.write(
            jobs.map {
                FileWrite(
                    $0.operation.fileWrite(before: run.digest(before: $0.operation)), path: $0.operation.path ?? "",
                    operation: $0.id)
            })
        try await record(Array(zip(jobs, results)), &run)
    }

    private func record(_ outcomes: [(LocalJob, Result<Stamp?, WriteError>)], _ run: inout Run) async throws {
        var commits: [Commit] = []
        var written: [LocalJob] = []
        var again: [Operation] = []
        for (job, result) in outcomes {
            let operation = job.operation
            switch result {
            case .success(let stamp):
                if operation.kind == .completeFile {
                    commits.append(Commit())
                } else {
                    commits.append(Commit(operation: job.id, records: changes(operation, operation.planned, &run)))
                }
                if let path = operation.path { run.digests[path] = stamp == nil ? nil : job.digest }
                noteFile(job, stamp)
                written.append(job)
            case .failure(let error):
                commits.append(Commit(operation: job.id))
                switch error {
                case .movedOn, .nameTaken: again.append(operation)
                case .outsideFolder, .file:
                    hold(operation, error.description, "", &run, cause: .paused)
                }
            }
        }
        try store.commit(commits)
        for job in written {
            let operation = job.operation
            // A new file took nothing out of the folder.
            let isNew = operation.kind == .createFile
            let place = isNew ? nil : try writer.finish(job.id, path: operation.path ?? "")
            run.report.done.append(operation)
            try note(operation, "done", &run, trashed: place, after: job.digest)
            run.finished += 1
            environment.progress(.writing(done: run.finished, total: run.total, title: operation.title))
        }
        for operation in again where standing(of: operation, run) != .past { try await planAgain(operation, &run) }
    }

    /// What the manifest should say of a file that was written, once its event is settled.
    private func noteFile(_ job: LocalJob, _ stamp: Stamp?) {
        let operation = job.operation
        guard let path = operation.path, let folder = local?.pairFolder(of: path) else { return }
        let key = Planner.LocalKey(folder, operation.key.uid)
        let entry = stamp.map {
            FileEntry(uid: operation.key.uid, stamp: $0, hash: job.digest ?? Digest.of(operation.file))
        }
        local?.note(path, entry, for: key, file: operation.kind == .deleteFile ? nil : operation.file)
    }

    /// What an operation that is done says of its record, and of the one that the event comes from.
    func changes(_ operation: Operation, _ record: Record?, _ run: inout Run) -> [Commit.RecordChange] {
        let own = change(operation.key, record, operation, &run)
        guard let source = operation.source, let departed = operation.departed else { return [own] }
        return [own, change(source, departed, operation, &run)]
    }

    func change(_ key: RecordKey, _ record: Record?, _ operation: Operation, _ run: inout Run) -> Commit.RecordChange {
        run.records[key] = record
        run.unrecorded.remove(key)
        guard let record else { return Commit.RecordChange(key, nil) }
        var isUnsettled = false
        if case .live(let base) = record {
            let marks = facts.first { $0.id == key.pair }?.marksEvents ?? false
            isUnsettled =
                (!operation.file.isEmpty && base.agreed != operation.file) || (marks && base.seen.uid != key.uid)
        }
        return Commit.RecordChange(key, RecordEntry(record, isUnsettled: isUnsettled))
    }
}
