import SyncCore
import SyncEngine

/// What `undo` and `discard` do to the folder, in words.
struct FolderText {
    let style: Style

    /// The operations, then what is left.
    func lines(_ operations: [Operation], _ left: [LeftAlone]) -> [String] {
        let plan = PlanText(style: style)
        return operations.inReadingOrder.flatMap { plan.detailed($0) } + left.flatMap(lines)
    }

    /// An event that is left, and why.
    func lines(_ left: LeftAlone) -> [String] {
        let head =
            style.yellow("‖ ") + style.bold(DisplayWidth.safe(left.title))
            + style.dim(
                "  \(left.path.map { $0 == left.title ? "" : DisplayWidth.safe($0) + "  " } ?? "")(left: \(DisplayWidth.safe(left.reason)))"
            )
        return [head] + left.changes.map { "      " + PlanText(style: style).words($0) }
    }

    /// One line that sums it up.
    func summary(_ operations: [Operation], _ left: [LeftAlone], isDone: Bool) -> String {
        var parts: [String] = []
        let edited = operations.count { $0.kind == .editFile }
        let made = operations.count { $0.kind == .createFile }
        let gone = operations.count { $0.kind == .deleteFile }
        let would = isDone ? "" : "would be "
        if edited > 0 { parts.append("\(edited) \(would)changed back") }
        if made > 0 { parts.append("\(made) \(would)brought back") }
        if gone > 0 { parts.append("\(gone) \(would)put into the trash") }
        if !left.isEmpty { parts.append("\(left.count) left") }
        return parts.isEmpty ? "Nothing to take back." : parts.joined(separator: ", ") + "."
    }
}

/// The stable shape of `undo` and `discard` in `--json`.
struct FolderJSON: Encodable {
    /// This run's own id; `null` when nothing was written.
    @OrNull var run: String?
    /// The run that was taken back; `null` for `discard`.
    @OrNull var undone: String?
    let dryRun: Bool
    let operations: [OperationJSON]
    let left: [LeftJSON]
    /// What the next sync would do, as far as the folder tells; `null` where nothing was written.
    @OrNull var next: PlanJSON?
    /// The sync that followed with `--sync`.
    @OrNull var sync: ReportJSON?

    /// The stable shape of something left in `--json`.
    struct LeftJSON: Encodable {
        @OrNull var uid: String?
        @OrNull var path: String?
        let title, reason: String
        let changes: [ChangeJSON]

        init(_ left: LeftAlone) {
            uid = left.uid?.text
            path = left.path
            title = left.title
            reason = left.reason
            changes = left.changes.map { ChangeJSON($0) }
        }
    }

    init(_ plan: FolderPlan, _ report: FolderReport?) {
        run = report.flatMap { $0.done.isEmpty ? nil : $0.run }
        undone = plan.run
        dryRun = report == nil
        operations = (report?.done ?? plan.operations).map { OperationJSON($0) }
        left = (report?.left ?? plan.left).map { LeftJSON($0) }
    }
}
