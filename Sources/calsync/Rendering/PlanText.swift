import ICalendar
import SyncCore
import SyncEngine

/// A plan in words: every operation with its reason, field by field.
struct PlanText {
    let style: Style

    /// The plan as lines; empty for an empty plan.
    func lines(_ run: PlannedRun) -> [String] {
        var lines: [String] = []
        for operation in run.plan.operations.filter(\.isShown).inReadingOrder { lines += self.lines(operation) }
        lines += run.lookAlikes.map(line)
        for conflict in run.plan.conflicts { lines += self.lines(conflict) }
        lines += heldLines(run.plan.held, beside: run.problems)
        lines += problemLines(run.problems)
        lines += troubleLines(run.troubles)
        return lines
    }

    /// Two events that may be one.
    func line(_ look: LookAlike) -> String {
        style.yellow("≈ ") + style.bold(DisplayWidth.safe(look.title)) + "  \(DisplayWidth.safe(look.path))"
            + style.dim(
                "  looks like an event that is at the service already; adopt it with --adopt-matches, or both will be there"
            )
    }

    /// An operation with all its changes, as one text.
    func line(_ operation: Operation) -> String { lines(operation).joined(separator: "\n") }

    /// An operation with all its changes.
    func detailed(_ operation: Operation) -> [String] { lines(operation) }

    private func lines(_ operation: Operation) -> [String] {
        var head = mark(operation.kind) + style.bold(DisplayWidth.safe(operation.title))
        if let path = operation.path { head += style.dim("  \(DisplayWidth.safe(path))") }
        head +=
            style.dim("  (\(place(operation)): \(DisplayWidth.safe(operation.reason)))")
        var lines = [head]
        switch operation.kind {
        case .editFile, .editRemote, .moveRemote:
            for change in operation.changes { lines.append("      " + words(change)) }
        case .completeFile, .createFile, .createRemote, .deleteFile, .deleteRemote, .adopt, .forget: break
        }
        if operation.mails > 0 {
            let guests = operation.mails == 1 ? "1 guest" : "\(operation.mails) guests"
            lines.append("      " + style.yellow("will e-mail \(guests)"))
        }
        for note in operation.notes { lines.append("      " + style.dim(note)) }
        return lines
    }

    private func place(_ operation: Operation) -> String {
        operation.kind.side == .remote
            ? "to \(operation.key.pair)" : operation.kind.side == .local ? "to the folder" : "\(operation.key.pair)"
    }

    private func mark(_ kind: Operation.Kind) -> String {
        switch kind {
        case .adopt, .forget: style.dim("= ")
        case .completeFile: style.green("← ~ ")
        case .createFile: style.green("← + ")
        case .editFile: style.yellow("← ~ ")
        case .deleteFile: style.red("← - ")
        case .createRemote: style.green("→ + ")
        case .moveRemote: style.yellow("→ > ")
        case .editRemote: style.yellow("→ ~ ")
        case .deleteRemote: style.red("→ - ")
        }
    }

    /// A change as one line: what was, what will be.
    func words(_ change: Change) -> String {
        switch change {
        case .field(let path, let from, let to):
            return "\(path.words): \(ValueText.of(from)) → \(ValueText.of(to))"
        case .exception(let key, _, .excluded?): return "\(key.words): does not take place"
        case .exception(let key, _, .changed(let part)?):
            let time = part.schedule.map { ", now \(ValueText.words($0))" } ?? ""
            return "\(key.words): changed\(time)"
        case .exception(let key, _, nil): return "\(key.words): follows the series again"
        }
    }

    /// A conflict with both values.
    func lines(_ conflict: Conflict) -> [String] {
        var lines = [
            style.red("! ") + style.bold(DisplayWidth.safe(conflict.title))
                + style.dim("  \(DisplayWidth.safe(conflict.path))  (conflict in \(conflict.key.pair))")
        ]
        for field in conflict.fields {
            lines.append(
                "      \(field.path.words): here \(ValueText.of(field.local)), there \(ValueText.of(field.remote)), before \(ValueText.of(field.base))"
            )
            if let reason = field.reason { lines.append("      " + style.dim(DisplayWidth.safe(reason))) }
        }
        let takes = conflict.fields.allSatisfy { $0.reason != nil } ? "local" : "local|remote|both|edit"
        lines.append("      " + style.dim("calsync resolve \(DisplayWidth.safe(conflict.path)) --take \(takes)"))
        return lines
    }

    /// What is held; the same reason for many events is one line, and what `problems` tell of a file is not told twice.
    func heldLines(_ held: [Held], beside problems: [LocalFolder.Problem]) -> [String] {
        var groups: [(held: Held, titles: [String])] = []
        let told = Set(problems.filter { $0.diagnostic.severity == .error }.map(\.path))
        for item in held where item.cause != .paused || !told.contains(item.title) {
            if let index = groups.firstIndex(where: {
                $0.held.pair == item.pair && $0.held.reason == item.reason && $0.held.cause == item.cause
            }) {
                groups[index].titles.append(item.title)
            } else {
                groups.append((item, [item.title]))
            }
        }
        return groups.flatMap { group -> [String] in
            let titles = group.titles.prefix(3).map(DisplayWidth.safe).joined(separator: ", ")
            let more = group.titles.count > 3 ? " and \(group.titles.count - 3) more" : ""
            var lines = [
                style.yellow("‖ ") + style.bold(titles + more)
                    + style.dim("  (held in \(group.held.pair): \(DisplayWidth.safe(group.held.reason)))")
            ]
            if !group.held.remedy.isEmpty { lines.append("      " + style.dim(DisplayWidth.safe(group.held.remedy))) }
            return lines
        }
    }

    /// Files that a person should look at.
    func problemLines(_ problems: [LocalFolder.Problem]) -> [String] {
        problems.map { problem in
            let text = DisplayWidth.safe(problem.diagnostic.text(path: problem.path))
            return problem.diagnostic.severity == .error ? style.red("✗ ") + text : style.yellow("· ") + text
        }
    }

    /// Pairs that could not be looked at.
    func troubleLines(_ troubles: [PairTrouble]) -> [String] {
        troubles.flatMap { trouble -> [String] in
            let head =
                style.red("✗ ") + style.bold(trouble.pair.text) + "  " + DisplayWidth.safe(trouble.error.sentence)
            return trouble.remedy.isEmpty ? [head] : [head, "      " + style.dim(trouble.remedy)]
        }
    }

    /// One line that sums a plan up.
    func summary(_ run: PlannedRun) -> String {
        let shown = run.plan.operations.filter(\.isShown)
        var parts: [String] = []
        let pulls = shown.count { $0.kind.side == .local }
        let pushes = shown.count { $0.kind.side == .remote }
        if pulls > 0 { parts.append("\(pulls) to the folder") }
        if pushes > 0 { parts.append("\(pushes) to the services") }
        if !run.plan.conflicts.isEmpty { parts.append("\(run.plan.conflicts.count) in conflict") }
        if !run.plan.held.isEmpty { parts.append("\(run.plan.held.eventCount) held") }
        if !run.troubles.isEmpty {
            parts.append("\(run.troubles.count) pair\(run.troubles.count == 1 ? "" : "s") not looked at")
        }
        return parts.isEmpty ? "Nothing to do." : parts.joined(separator: ", ") + "."
    }
}

extension Operation {
    /// Whether it is worth a line: agreements that write nothing are not.
    var isShown: Bool {
        switch kind {
        case .adopt, .forget: false
        case .completeFile, .createFile, .editFile, .deleteFile, .createRemote, .moveRemote, .editRemote, .deleteRemote:
            true
        }
    }
}

extension [Operation] {
    /// What the folder gets, then what the services get; by file, each event's operations in their own order.
    var inReadingOrder: [Operation] {
        var pairs: [PairID: Int] = [:]
        for operation in self where pairs[operation.key.pair] == nil { pairs[operation.key.pair] = pairs.count }
        return enumerated().map { offset, operation in
            (
                rank: (
                    operation.kind.side == .remote ? 1 : 0, pairs[operation.key.pair] ?? 0, operation.path ?? "", offset
                ),
                operation: operation
            )
        }.sorted { $0.rank < $1.rank }.map(\.operation)
    }
}
