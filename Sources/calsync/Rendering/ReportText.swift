import SyncCore
import SyncEngine

/// What a sync did, in words.
struct ReportText {
    let style: Style

    /// The lines; what was done first, what needs the person last.
    func lines(_ report: RunReport) -> [String] {
        let plan = PlanText(style: style)
        var lines = report.done.filter(\.isShown).inReadingOrder.flatMap { plan.detailed($0.alone) }
        for queued in report.queued {
            let word = queued.isParked ? "parked" : "queued"
            lines.append(
                style.yellow("… ") + style.bold(DisplayWidth.safe(queued.operation.title))
                    + style.dim(
                        "  \(DisplayWidth.safe(queued.operation.path ?? ""))  (\(word): \(DisplayWidth.safe(queued.error)))"
                    ))
        }
        lines += problems(report)
        lines.append(summary(report))
        return lines
    }

    /// The lines about what needs the person.
    func problems(_ report: RunReport) -> [String] {
        let plan = PlanText(style: style)
        return report.conflicts.flatMap { plan.lines($0) }
            + plan.heldLines(report.held, beside: report.problems) + plan.problemLines(report.problems)
            + plan.troubleLines(report.troubles)
    }

    private func summary(_ report: RunReport) -> String {
        let done = report.done.filter(\.isShown)
        var parts: [String] = []
        let pulls = done.count { $0.kind.side == .local }
        let pushes = done.count { $0.kind.side == .remote }
        if pulls > 0 { parts.append("\(pulls) written to the folder") }
        if pushes > 0 { parts.append("\(pushes) sent") }
        if !report.queued.isEmpty { parts.append("\(report.queued.count) queued") }
        if !report.conflicts.isEmpty { parts.append("\(report.conflicts.count) in conflict") }
        if !report.held.isEmpty { parts.append("\(report.held.eventCount) held") }
        if !report.troubles.isEmpty {
            parts.append("\(report.troubles.count) pair\(report.troubles.count == 1 ? "" : "s") left alone")
        }
        if report.wasStopped { parts.append("stopped before the end; sync again to go on") }
        if parts.isEmpty { return report.problems.isEmpty ? "Everything is in step." : "Everything else is in step." }
        return parts.joined(separator: ", ") + "."
    }
}

extension Operation {
    /// Without what a move only announced: the edits that follow it are operations of their own once they are done.
    fileprivate var alone: Operation {
        var alone = self
        if kind == .moveRemote { alone.changes = [] }
        return alone
    }
}
