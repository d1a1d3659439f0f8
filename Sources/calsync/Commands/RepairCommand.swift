import ArgumentParser
import SyncEngine

/// `calsync repair`: rebuilds what calsync knows from the folder and the services.
struct RepairCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair", abstract: "Rebuild damaged or lost state from the folder and the services.",
        discussion:
            """
            Nothing is deleted anywhere and nothing doubled: events are adopted by UID; where the sides differ, you are asked.

            --dedupe does something else: it removes events that a service has twice under one UID, where one is proven to \
            be a copy of the one that this folder is in step with. The removed ones go to the trash as .ics files.
            """
    )

    @Flag(help: "Also when the state is sound, or the folder is another one than before.") var newFolder = false
    @Flag(help: "Remove events that a service has twice, instead of rebuilding the state.") var dedupe = false
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "With --dedupe: only list them.") var dryRun = false
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if dedupe, newFolder { throw ValidationError("Use --dedupe or --new-folder, not both.") }
        if dryRun, !dedupe {
            throw ValidationError("-n goes with --dedupe; what a rebuilt state would do, `plan` says.")
        }
    }

    func run() async throws {
        let context = try Context(options)
        try context.checkGit()
        if dedupe { return try await Deduplication(context: context, isDryRun: dryRun, asks: !yes).run() }
        let repair = Repair(
            root: context.root, stateFolder: try context.stateFolder(), files: DiskFileStore(), now: Clock.now())
        let finding = repair.finding()
        guard newFolder || finding != nil else {
            if options.json { return try context.output.json(["repaired": false]) }
            return context.output.print("The state is sound; there is nothing to repair.")
        }
        if let finding {
            context.output.note(finding.sentence)
            guard newFolder || !finding.isOtherFolder else {
                throw Failure(
                    .stateDamaged, "The folder is not the one that was here before.",
                    "Mount or restore it. If it really is a new one: `calsync repair --new-folder`.")
            }
        }
        context.output.note(
            "The state goes to the trash; events are adopted anew, by UID or by title and time. Nothing is deleted or doubled."
        )
        let prompt = Prompt.standard(context.output)
        if !yes {
            guard try await prompt.confirm("Rebuild it now?", isUsual: true) else { throw Finished(code: .failure) }
        }
        try repair.putAside(under: Caller.current.lock)
        let reporter = ProgressReporter(context)
        let session = try context.session(writes: true, progress: reporter.update)
        let report = try await session.carryOut(try await session.plan(SyncRequest(adoptsMatches: true)))
        try await session.close()
        try await session.noteRun(report)
        reporter.clear()
        if options.json {
            try context.output.json(ReportJSON(report))
        } else {
            context.output.print(lines: ReportText(style: context.style).lines(report))
        }
        try Finished.check(report.exitCodes)
    }
}
