import SyncCore

/// Writes to the folder in the person's own name: what `undo` and `discard` would do.
///
/// They are edits by hand that calsync makes: no base moves with them, so the next sync sends them on.
package struct FolderPlan: Hashable, Sendable {
    /// The run that is taken back; `nil` where none is.
    package var run: String?
    /// The writes.
    package var operations: [Operation] = []
    /// What is left as it is, and why.
    package var left: [LeftAlone] = []

    package init(run: String? = nil) { self.run = run }
}

/// Something that a person asked for and that is not done.
package struct LeftAlone: Hashable, Sendable {
    /// The event; `nil` where it can't be told.
    package var uid: UID?
    /// Its file, relative to the folder.
    package var path: String?
    /// Its title.
    package var title: String
    /// The fields concerned; empty for the event as a whole.
    package var changes: [Change] = []
    /// Why, as a sentence without its full stop.
    package var reason: String
}

/// What became of a ``FolderPlan``.
package struct FolderReport: Hashable, Sendable {
    /// This run's own id: it can be taken back too.
    package var run: String
    /// What was done.
    package var done: [Operation] = []
    /// What is left as it is, and why.
    package var left: [LeftAlone] = []

    package init(run: String, left: [LeftAlone]) {
        self.run = run
        self.left = left
    }
}

extension SyncSession {
    /// Carries out `plan`: intent, write, commit, and a line of history each.
    ///
    /// What was saved meanwhile is left. A crash in between leaves each file whole, old or new; the same plan made again
    /// does the rest.
    package func carryOut(_ plan: FolderPlan) throws -> FolderReport {
        var report = FolderReport(run: makeID(), left: plan.left)
        var entries: [History.Entry] = []
        var rest = plan.operations[...]
        while let first = rest.first {
            let batch = rest.prefix(100).prefix { $0.kind.isDeletion == first.kind.isDeletion }
            rest = rest.dropFirst(batch.count)
            // What moves to another pair's folder goes from its own only when it is there.
            let made = Set(report.done.map(\.key))
            let jobs = batch.filter { operation in
                guard operation.kind.isDeletion, let target = operation.source, !made.contains(target) else {
                    return true
                }
                report.left.append(operation.left("it could not be written where it goes"))
                return false
            }.map { (operation: $0, id: makeID()) }
            if jobs.isEmpty { continue }
            try store.begin(jobs.map { $0.operation.ownIntent($0.id) })
            let results = try writer.write(
                jobs.map { job in
                    FileWrite(
                        job.operation.fileWrite(before: job.operation.before), path: job.operation.path ?? "",
                        operation: job.id)
                })
            try store.commit(jobs.map { Commit(operation: $0.id) })
            for (job, result) in zip(jobs, results) {
                switch result {
                case .success:
                    let place = try writer.finish(job.id, path: job.operation.path ?? "")
                    report.done.append(job.operation)
                    entries.append(entry(job.operation, report.run, trashed: place))
                case .failure(let error):
                    report.left.append(job.operation.left(error.reason))
                }
            }
        }
        try environment.checkpoint?("history")
        try history.append(entries)
        return report
    }

    private func entry(_ operation: Operation, _ run: String, trashed: String?) -> History.Entry {
        History.Entry(
            run: run, time: environment.now(), pair: operation.key.pair, uid: operation.key.uid, path: operation.path,
            title: operation.title, operation: operation.kind.word, side: .local, changes: operation.changes,
            reason: operation.reason, outcome: "done", trashed: trashed,
            after: operation.file.isEmpty ? nil : Digest.of(operation.file), isOwn: true)
    }
}

extension Operation {
    /// The intent of a write that no record moves with.
    fileprivate func ownIntent(_ id: String) -> Intent {
        Intent(
            operation: id, key: key, kind: kind.intent, planned: nil, previous: nil, path: path, before: before,
            after: file.isEmpty ? nil : Digest.of(file), isOwn: true)
    }

    /// The operation, left undone.
    func left(_ reason: String) -> LeftAlone {
        LeftAlone(uid: key.uid, path: path, title: title, reason: reason)
    }
}

extension WriteError {
    /// Why a file was left, without a full stop.
    fileprivate var reason: String {
        switch self {
        case .movedOn: "the file was saved this moment"
        case .nameTaken(let path): "there is another file \(path) now"
        case .outsideFolder, .file: description
        }
    }
}
