import SyncCore
import SyncEngine

/// The way that `undo` and `discard` share: show, ask, write, and say what the next sync makes of it.
struct FolderRun {
    let context: Context
    let session: SyncSession
    /// Whether nothing is written.
    let isDryRun: Bool
    /// Whether a sync follows.
    let syncs: Bool
    /// What a person is asked before anything is written; `nil` to go ahead.
    let question: String?

    /// Does it, or only shows it.
    ///
    /// - Throws: ``Finished`` with ``SyncEngine/ExitCode/attention`` where something is left.
    func carryOut(_ plan: FolderPlan) async throws {
        let text = FolderText(style: context.style)
        guard !isDryRun, !plan.operations.isEmpty else {
            try await session.close()
            if context.options.json {
                try context.output.json(FolderJSON(plan, isDryRun ? nil : FolderReport(run: "", left: plan.left)))
            } else {
                context.output.print(
                    lines: text.lines(plan.operations, plan.left)
                        + [text.summary(plan.operations, plan.left, isDone: false)])
            }
            return try Finished.check(plan.left.isEmpty ? [] : [.attention])
        }
        if let question {
            try await Self.confirm(question, after: text.lines(plan.operations, plan.left), context, session)
        }
        let report = try await session.carryOut(plan)
        var json = FolderJSON(plan, report)
        if !context.options.json {
            context.output.print(
                lines: text.lines(report.done, report.left) + [text.summary(report.done, report.left, isDone: true)])
        }
        var codes: Set<SyncEngine.ExitCode> = report.left.isEmpty ? [] : [.attention]
        if syncs {
            let report = try await session.carryOut(try await session.plan(SyncRequest()))
            try await session.close()
            try await session.noteRun(report)
            json.sync = ReportJSON(report)
            codes.formUnion(report.exitCodes)
            if !context.options.json { context.output.print(lines: ReportText(style: context.style).lines(report)) }
        } else {
            let next = try await session.plan(SyncRequest(isOffline: true))
            try await session.close()
            json.next = PlanJSON(next)
            if !context.options.json { tell(next) }
        }
        if context.options.json { try context.output.json(json) }
        try Finished.check(codes)
    }

    /// Asks before anything is written.
    ///
    /// - Parameter lines: What would be done.
    /// - Throws: ``Finished`` with ``SyncEngine/ExitCode/failure`` where the person does not want it; the session is closed then.
    static func confirm(
        _ question: String, after lines: [String], _ context: Context, _ session: SyncSession
    ) async throws {
        for line in lines { context.output.note(line) }
        guard try await Prompt.standard(context.output).confirm(question) else {
            try await session.close()
            context.output.note("Nothing was changed.")
            throw Finished(code: .failure)
        }
    }

    /// Says what the next sync would do.
    private func tell(_ next: PlannedRun) {
        let text = PlanText(style: context.style)
        context.output.print(
            next.plan.operations.contains(where: \.isShown)
                ? "The next `calsync sync` would go on with:" : "The next sync has nothing to send.")
        context.output.print(lines: text.lines(next))
    }
}
