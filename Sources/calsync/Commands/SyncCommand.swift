import ArgumentParser
import Glibc
import SyncCore
import SyncEngine

/// `calsync sync`: makes the folder and the services agree.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Make the folder and the services agree.",
        discussion: """
            With a file that `calsync plan --out FILE` wrote it does just what is in it: it plans again, and where \
            anything moved since it does nothing and says what (exit 1).
            """)

    @Argument(
        help: "The pairs; all if none is named. Or the file of a plan.", completion: .file(extensions: ["json"])
    ) var pairs: [String] = []
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Only say what would be done, as `plan` does.")
    var dryRun = false
    @Flag(name: .shortAndLong, help: "Ask before each operation.") var interactive = false
    @OptionGroup var direction: DirectionOptions
    @Flag(help: "Adopt events that look alike (title and time) instead of creating them twice.") var adoptMatches =
        false
    @Flag(help: "Carry out mass deletions and mass moves that the safety limit holds.") var allowMassChange = false
    @Flag(help: "List everything anew and compare, rather than only what changed.") var full = false
    @Option(
        help: ArgumentHelp("Only what is planned for this event of this pair; may be repeated.", valueName: "pair:uid"))
    var only: [ChosenEvent] = []
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if interactive, !only.isEmpty { throw ValidationError("Use -i or --only, not both.") }
    }

    func run() async throws {
        let context = try Context(options)
        try context.checkGit()
        context.notePairs()
        if context.configuration.pairs.isEmpty, pairs.isEmpty, !options.json { return }
        if dryRun { return try await carryOut(context) }
        try await Holder.during(context) { try await carryOut(context) }
    }

    private func carryOut(_ context: Context) async throws {
        let prompt = Prompt.standard(context.output)
        if interactive, !prompt.isInteractive {
            throw UsageError(
                sentence: "-i asks before each operation, and there is no terminal to ask on.",
                remedy: "Run it in a terminal; or look at `calsync plan`, then sync without -i.")
        }
        let saved = try savedPlan(context)
        let reporter = ProgressReporter(context)
        let request =
            try saved?.syncRequest
            ?? SyncRequest(
                pairs: context.pairs(pairs), direction: direction.direction, allowsMassChange: allowMassChange,
                adoptsMatches: adoptMatches, isFull: full)
        let session = try context.session(writes: !dryRun, progress: reporter.update)
        var planned = try await session.plan(request)
        reporter.clear()
        if let saved {
            let now = await session.saved(planned)
            do { try SavedPlanArgument.check(saved, now, pairs.first ?? "FILE") } catch {
                try await session.close()
                throw error
            }
        }
        let text = PlanText(style: context.style)
        if dryRun {
            if options.json {
                try context.output.json(PlanJSON(planned))
            } else {
                context.output.print(lines: text.lines(planned) + [text.summary(planned)])
            }
            try await session.close()
            return try Finished.check(planned.exitCodes)
        }
        if interactive, !planned.lookAlikes.isEmpty {
            let chosen = await Approvals(prompt).choose(planned.lookAlikes) { look in
                context.output.note(text.line(look))
            }
            if !chosen.isEmpty { planned = try await session.plan(adopting: chosen) }
        }
        let approve: (@Sendable (Operation) async -> Approval)?
        do { approve = try interactive ? approval(context, text, prompt) : choice(planned) } catch {
            try await session.close()
            throw error
        }
        let report = try await Interruption.stopping { [planned] in
            try await session.carryOut(planned, approve: approve)
        }
        try await session.close()
        try await session.noteRun(report)
        reporter.clear()
        if let problem = await context.commit(report) { context.output.note(problem) }
        if options.json {
            try context.output.json(ReportJSON(report))
        } else {
            context.output.print(lines: ReportText(style: context.style).lines(report))
            let waiting = try await WaitingChanges.line(report.troubles, context)
            if let waiting { context.output.print(waiting) }
        }
        try Finished.check(report.exitCodes)
    }

    /// The plan that is to be done just so, where a file of one is named.
    private func savedPlan(_ context: Context) throws -> SavedPlan? {
        guard let plan = try SavedPlanArgument.plan(pairs, context) else { return nil }
        if adoptMatches || allowMassChange || full || direction.direction != nil {
            throw UsageError(
                sentence: "\(pairs[0]) says what is to be done; other options would change that.",
                remedy: "Give them to `calsync plan --out \(pairs[0])` instead.")
        }
        return plan
    }

    /// Approves of just the events that `--only` names; `nil` where it names none.
    private func choice(_ planned: PlannedRun) throws -> (@Sendable (Operation) async -> Approval)? {
        guard !only.isEmpty else { return nil }
        let wanted = Set(only.map(\.key))
        let missing = wanted.subtracting(planned.plan.operations.map(\.key)).sorted()
        guard missing.isEmpty else {
            throw Failure(
                .usage, "Nothing is planned for \(missing.map { "\($0.pair):\($0.uid)" }.joined(separator: ", ")).",
                "`calsync plan --json` tells pairs and UIDs. Nothing was done.")
        }
        // The file of a move that stays behind goes with it.
        let sources = Set(planned.plan.operations.filter { wanted.contains($0.key) }.compactMap(\.source))
        let uids = Set(wanted.map(\.uid))
        return { operation in
            // A file is completed for all its pairs at once.
            let isCompletion = operation.kind == .completeFile && uids.contains(operation.key.uid)
            return isCompletion || wanted.contains(operation.key) || sources.contains(operation.key) ? .yes : .no
        }
    }

    private func approval(_ context: Context, _ text: PlanText, _ prompt: Prompt)
        -> @Sendable (Operation) async -> Approval
    {
        { operation in
            context.output.note(text.line(operation))
            return await Approvals(prompt).ask("Do it?")
        }
    }
}

/// An event of a pair, as `--only PAIR:UID` names it.
struct ChosenEvent: ExpressibleByArgument {
    let key: RecordKey

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, let uid = UID(parts[1]) else { return nil }
        key = RecordKey(PairID(parts[0]), uid)
    }
}

extension DirectionOptions {
    /// The direction that the flags ask for; `nil` leaves it to the configuration.
    var direction: Policy.Direction? { pull ? .pull : push ? .push : nil }
}
