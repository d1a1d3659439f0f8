import ArgumentParser
import Glibc
import SyncCore
import SyncEngine

/// `calsync sync`: makes the folder and the services agree.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Make the folder and the services agree.")

    @Argument(help: "The pairs; all if none is named.") var pairs: [String] = []
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Only say what would be done, as `plan` does.")
    var dryRun = false
    @Flag(name: .shortAndLong, help: "Ask before each operation.") var interactive = false
    @OptionGroup var direction: DirectionOptions
    @Flag(help: "Adopt events that look alike (title and time) instead of creating them twice.") var adoptMatches =
        false
    @Flag(help: "Carry out mass deletions and mass moves that the safety limit holds.") var allowMassChange = false
    @Flag(help: "List everything anew and compare, rather than only what changed.") var full = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let context = try Context(options)
        try context.checkGit()
        context.notePairs()
        let prompt = Prompt.standard(context.output)
        if interactive, !prompt.isInteractive {
            throw UsageError(
                sentence: "-i asks before each operation, and there is no terminal to ask on.",
                remedy: "Run it in a terminal; or look at `calsync plan`, then sync without -i.")
        }
        let reporter = ProgressReporter(context)
        let request = SyncRequest(
            pairs: try context.pairs(pairs), direction: direction.direction, allowsMassChange: allowMassChange,
            adoptsMatches: adoptMatches, isFull: full)
        let session = try context.session(writes: !dryRun, progress: reporter.update)
        let planned = try await session.plan(request)
        reporter.clear()
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
        let approve = interactive ? approval(context, text, prompt) : nil
        let report = try await Interruption.stopping { try await session.carryOut(planned, approve: approve) }
        try await session.close()
        try await session.noteRun(report)
        reporter.clear()
        if options.json {
            try context.output.json(ReportJSON(report))
        } else {
            context.output.print(lines: ReportText(style: context.style).lines(report))
            let waiting = try await WaitingChanges.line(report.troubles, context)
            if let waiting { context.output.print(waiting) }
        }
        try Finished.check(report.exitCodes)
    }

    private func approval(_ context: Context, _ text: PlanText, _ prompt: Prompt)
        -> @Sendable (Operation) async -> Bool
    {
        { operation in
            context.output.note(text.line(operation))
            return (try? await prompt.confirm("Do it?", isUsual: true)) ?? false
        }
    }
}

extension DirectionOptions {
    /// The direction that the flags ask for; `nil` leaves it to the configuration.
    var direction: Policy.Direction? { pull ? .pull : push ? .push : nil }
}
