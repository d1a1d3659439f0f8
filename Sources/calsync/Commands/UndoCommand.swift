import ArgumentParser
import SyncCore
import SyncEngine

/// `calsync undo`: takes back what a run did, in the folder.
struct UndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take back what a run did, in the folder; the next sync sends that on.",
        discussion: """
            Each field goes back only where it still has the run's value; what was edited since is listed and left. Files \
            that the run deleted come back, those that it made go to the trash unless they were edited. An undo is a run \
            itself: `calsync undo` again takes it back.
            """)

    @Argument(
        help:
            "The run (its first letters, as `calsync log` shows them), then events. The last run that changed something, and all its events, if none is named."
    ) var what: [String] = []
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Only say what would be done.") var dryRun = false
    @Flag(help: "Sync afterwards.") var sync = false
    @Flag(help: "Do not ask before files go to the trash.") var yes = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let context = try Context(options)
        try context.checkGit()
        if dryRun { return try await carryOut(context) }
        try await Holder.during(context) { try await carryOut(context) }
    }

    private func carryOut(_ context: Context) async throws {
        let session = try context.session(writes: !dryRun)
        let (run, events) = try await subjects(session, context)
        let plan = try await session.planUndo(of: run, events: events)
        let removals = plan.operations.count(where: \.kind.isDeletion)
        let question =
            removals == 0 || yes
            ? nil
            : "\(removals) file\(removals == 1 ? "" : "s") would go to the trash; the next sync deletes \(removals == 1 ? "its event" : "their events") at the services. Do it?"
        if !options.json, let run = plan.run, !plan.operations.isEmpty || !plan.left.isEmpty {
            context.output.note("Undo of run \(run.prefix(6)):")
        }
        try await FolderRun(
            context: context, session: session, isDryRun: dryRun, syncs: sync, question: question
        ).carryOut(plan)
    }

    /// The run and the events that the arguments name.
    private func subjects(_ session: SyncSession, _ context: Context) async throws -> (String?, Set<UID>?) {
        var names = what[...]
        var run: String?
        if let first = names.first, first.utf8.count >= 4, first.allSatisfy(\.isHexDigit) {
            let runs = try await session.runs(named: first.lowercased())
            guard runs.count <= 1 else {
                throw Failure(
                    .usage, "\(first) fits \(runs.count) runs.", "Write more of its letters: `calsync log --json`.")
            }
            run = runs.first
            if run != nil { names = names.dropFirst() }
        }
        guard !names.isEmpty else { return (run, nil) }
        let entries = try await session.historyEntries { [run] in run == nil || $0.run == run }
        var uids: Set<UID> = []
        for name in names {
            let found = Set(entries.filter(HistoryFilter.event(name, context.root)).map(\.uid))
            guard found.count == 1, let uid = found.first else {
                throw Failure(
                    .usage,
                    found.isEmpty
                        ? "\(run.map { "The run \($0.prefix(6))" } ?? "No run") did anything to \(name)."
                        : "\(name) fits \(found.count) events.",
                    "`calsync log` shows runs and their events; name the file, or the UID.")
            }
            uids.insert(uid)
        }
        // Without a run named: the last one that did something to these.
        let last = entries.last { uids.contains($0.uid) && $0.side != nil && $0.outcome == "done" }?.run
        return (run ?? last, uids)
    }
}
