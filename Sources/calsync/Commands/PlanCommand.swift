import ArgumentParser
import SyncEngine

/// `calsync plan`: what the next sync would do, and why.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Say what a sync would do and why, field by field. Nothing is written.")

    @Argument(help: "The pairs; all if none is named.", completion: Completions.pairs) var pairs: [String] = []
    @Flag(help: "Ask no service: compare the folder with what was last agreed.") var offline = false
    @OptionGroup var direction: DirectionOptions
    @Flag(help: "Plan to adopt events that look alike (title and time) instead of creating them twice.")
    var adoptMatches = false
    @Flag(help: "Plan mass deletions and mass moves too, which the safety limit would hold.") var allowMassChange =
        false
    @Option(help: "Write the plan to a file, for `calsync sync FILE` to do just that.", completion: .file())
    var out: String?
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if offline, out != nil {
            throw ValidationError("--out needs the services' side of the plan; leave --offline away.")
        }
    }

    func run() async throws {
        let context = try Context(options)
        context.notePairs()
        if context.configuration.pairs.isEmpty, pairs.isEmpty, !options.json { return }
        if offline, pairs.isEmpty, context.isQuiet() {
            return try QuickPlan.tellNothing(context.output, json: options.json)
        }
        try context.checkGit()
        let reporter = ProgressReporter(context)
        let session = try context.session(writes: false, progress: reporter.update)
        let planned = try await session.plan(
            SyncRequest(
                pairs: try context.pairs(pairs), isOffline: offline, direction: direction.direction,
                allowsMassChange: allowMassChange, adoptsMatches: adoptMatches))
        reporter.clear()
        if let out { try SavedPlanArgument.write(await session.saved(planned), to: out) }
        if options.json {
            try context.output.json(PlanJSON(planned))
        } else {
            let text = PlanText(style: context.style)
            context.output.print(lines: text.lines(planned) + [text.summary(planned)])
            let waiting = try await WaitingChanges.line(planned.troubles, context)
            if let waiting { context.output.print(waiting) }
        }
        if let out { context.output.note("Written to \(out); `calsync sync \(out)` does just that.") }
        try Finished.check(planned.exitCodes)
    }
}

/// `--pull` and `--push`.
struct DirectionOptions: ParsableArguments {
    @Flag(help: "Only take what the services changed.") var pull = false
    @Flag(help: "Only send what the folder changed.") var push = false

    func validate() throws {
        if pull, push { throw ValidationError("Use --pull or --push, not both; without them both ways are synced.") }
    }
}
