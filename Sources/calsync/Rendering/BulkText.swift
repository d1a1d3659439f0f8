import SyncCore
import SyncEngine

/// What `bulk` does to the folder, in words.
struct BulkText {
    let style: Style

    /// Each event on a line, then what is left, then the sum.
    func lines(_ operations: [Operation], _ left: [LeftAlone], isDone: Bool) -> [String] {
        let changes = operations.filter(\.isCounted)
        let lines = changes.map { operation in
            style.yellow("~ ") + style.bold(DisplayWidth.safe(operation.title))
                + style.dim("  \(DisplayWidth.safe(operation.path ?? ""))  ") + DisplayWidth.safe(Self.words(operation))
        }
        let rest = left.flatMap { FolderText(style: style).lines($0) }
        let count = "\(changes.count) event\(changes.count == 1 ? "" : "s") \(isDone ? "changed" : "would be changed")"
        let sum = changes.isEmpty ? "Nothing to change." : left.isEmpty ? "\(count)." : "\(count), \(left.count) left."
        return lines + rest + [sum]
    }

    /// What the safety limit holds.
    func lines(_ held: [Held]) -> [String] {
        Self.reasons(held).map { style.yellow("‖ ") + "The next sync holds this: \($0)." }
    }

    /// Each reason once, with its pair.
    static func reasons(_ held: [Held]) -> [String] {
        held.reduce(into: []) { reasons, item in
            let reason = "\(item.pair): \(item.reason)"
            if !reasons.contains(reason) { reasons.append(reason) }
        }
    }

    /// One operation in a few words.
    static func words(_ operation: Operation) -> String {
        switch operation.kind {
        case .deleteFile: "goes to the trash"
        case .createFile: "moves here"
        case .editFile:
            operation.changes.map { PlanText(style: Style(isEnabled: false)).words($0) }.joined(separator: "; ")
        case .adopt, .forget, .completeFile, .createRemote, .moveRemote, .editRemote, .deleteRemote:
            operation.kind.word
        }
    }
}

extension Operation {
    /// Whether it stands for an event; the file that a move leaves behind does not.
    fileprivate var isCounted: Bool { kind != .deleteFile || source == nil }
}

/// The stable shape of `bulk` in `--json`.
struct BulkJSON: Encodable {
    /// The run, for `undo`; `null` when nothing was written.
    @OrNull var run: String?
    let changes: [ChangedJSON]
    let refused: [RefusedJSON]
    /// What the next sync would do, as far as the folder tells; empty for a dry run.
    let operations: [OperationJSON]
    /// What the safety limit holds of it.
    @OrNull var massChange: MassChangeJSON?

    /// One event that is changed.
    struct ChangedJSON: Encodable {
        let uid, title, words: String
        @OrNull var path: String?
    }

    /// One event that is left.
    struct RefusedJSON: Encodable {
        @OrNull var uid: String?
        let title, reason: String
        @OrNull var path: String?
    }

    init(
        _ done: [Operation], _ left: [LeftAlone], run: String? = nil, held: [Held], next: PlannedRun = PlannedRun()
    ) {
        self.run = done.isEmpty ? nil : run
        changes = done.filter(\.isCounted).map {
            ChangedJSON(uid: $0.key.uid.text, title: $0.title, words: BulkText.words($0), path: $0.path)
        }
        refused = left.map { RefusedJSON(uid: $0.uid?.text, title: $0.title, reason: $0.reason, path: $0.path) }
        operations = next.plan.operations.filter(\.isShown).map { OperationJSON($0) }
        massChange = MassChangeJSON(held)
    }
}

/// The stable shape of a mass change that waits for a word in `--json`.
struct MassChangeJSON: Encodable {
    let pairs: [String]
    let words: String

    /// `nil` where the safety limit holds nothing.
    init?(_ held: [Held]) {
        let held = held.filter { $0.cause == .safety }
        guard !held.isEmpty else { return nil }
        pairs = Set(held.map(\.pair)).sorted().map(\.text)
        words = BulkText.reasons(held).joined(separator: "; ")
    }
}
