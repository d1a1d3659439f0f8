import ICalendar
import ProviderKit
import SyncCore
import SyncEngine

/// The stable shape of a plan in `--json`.
struct PlanJSON: Encodable {
    let operations: [OperationJSON]
    let conflicts: [ConflictJSON]
    let held: [HeldJSON]
    let skipped: [OperationJSON]
    @OrNull var massChange: MassChangeJSON?
    let diagnostics: [DiagnosticJSON]
    let troubles: [TroubleJSON]
    let matches: [MatchJSON]

    init(_ run: PlannedRun) {
        operations = run.plan.operations.filter(\.isShown).map { OperationJSON($0) }
        conflicts = run.plan.conflicts.map { ConflictJSON($0) }
        held = run.plan.held.map { HeldJSON($0) }
        skipped = run.plan.skipped.filter(\.isShown).map { OperationJSON($0) }
        massChange = MassChangeJSON(run.plan.held)
        diagnostics = run.problems.map { DiagnosticJSON($0) }
        troubles = run.troubles.map { TroubleJSON($0) }
        matches = run.lookAlikes.map {
            MatchJSON(pair: $0.pair.text, path: $0.path, title: $0.title, local: $0.local.text, remote: $0.remote.text)
        }
    }
}

/// The stable shape of a finished sync in `--json`.
struct ReportJSON: Encodable {
    let run: String
    let done: [OperationJSON]
    let queued: [QueuedJSON]
    let conflicts: [ConflictJSON]
    let held: [HeldJSON]
    let diagnostics: [DiagnosticJSON]
    let troubles: [TroubleJSON]
    let stopped: Bool

    /// The stable shape of an operation that failed and waits in `--json`.
    struct QueuedJSON: Encodable {
        let operation: OperationJSON
        let error: String
        let parked: Bool
    }

    init(_ report: RunReport) {
        run = report.run
        done = report.done.filter(\.isShown).map { OperationJSON($0) }
        queued = report.queued.map {
            QueuedJSON(operation: OperationJSON($0.operation), error: $0.error, parked: $0.isParked)
        }
        conflicts = report.conflicts.map { ConflictJSON($0) }
        held = report.held.map { HeldJSON($0) }
        diagnostics = report.problems.map { DiagnosticJSON($0) }
        troubles = report.troubles.map { TroubleJSON($0) }
        stopped = report.wasStopped
    }
}

/// The stable shape of an operation in `--json`; `mails` is how many guests the service e-mails because of it.
struct OperationJSON: Encodable {
    let pair, uid, title, operation, reason: String
    @OrNull var path: String?
    let changes: [ChangeJSON]
    let mails: Int

    init(_ operation: Operation) {
        pair = operation.key.pair.text
        uid = operation.key.uid.text
        title = operation.title
        self.operation = operation.kind.word
        reason = operation.reason
        path = operation.path
        changes = operation.changes.map { ChangeJSON($0) }
        mails = operation.mails
    }
}

/// The stable shape of a change in `--json`; `instance` is an occurrence's start by the rule.
struct ChangeJSON: Encodable {
    let field: String
    @OrNull var instance: String?
    @OrNull var from: String?
    @OrNull var to: String?

    init(_ change: Change) {
        switch change {
        case .field(let path, let from, let to):
            field = path.field.word
            instance = path.instance?.text
            self.from = from.map { ValueText.plain($0) }
            self.to = to.map { ValueText.plain($0) }
        case .exception(let key, let from, let to):
            field = "instance"
            instance = key.text
            self.from = from.map { Self.word($0) }
            self.to = to.map { Self.word($0) }
        }
    }

    private static func word(_ exception: SyncCore.Exception) -> String {
        exception.part == nil ? "excluded" : "changed"
    }
}

/// The stable shape of a conflict in `--json`.
struct ConflictJSON: Encodable {
    let pair, uid, title, path: String
    let fields: [FieldJSON]

    /// One field with its values on the three sides; `edit` is the folder's as `resolve --set` takes it, `reason` why only
    /// the folder's can win.
    struct FieldJSON: Encodable {
        let field: String
        @OrNull var instance: String?
        @OrNull var base: String?
        @OrNull var local: String?
        @OrNull var remote: String?
        @OrNull var edit: String?
        @OrNull var reason: String?
    }

    init(_ conflict: Conflict) {
        pair = conflict.key.pair.text
        uid = conflict.key.uid.text
        title = conflict.title
        path = conflict.path
        fields = conflict.fields.map {
            FieldJSON(
                field: $0.path.field.word, instance: $0.path.instance?.text, base: $0.base.map { ValueText.plain($0) },
                local: $0.local.map { ValueText.plain($0) }, remote: $0.remote.map { ValueText.plain($0) },
                edit: ConflictSheet.editable($0.local ?? $0.remote), reason: $0.reason)
        }
    }
}

/// The stable shape of a held operation in `--json`.
struct HeldJSON: Encodable {
    let pair: String
    @OrNull var uid: String?
    let title, cause, reason, remedy: String

    init(_ held: Held) {
        pair = held.pair.text
        uid = held.uid?.text
        title = held.title
        cause = held.cause.rawValue
        reason = held.reason
        remedy = held.remedy
    }
}

/// The stable shape of a pair that was left alone in `--json`.
struct TroubleJSON: Encodable {
    let pair, error, remedy: String

    init(_ trouble: PairTrouble) {
        pair = trouble.pair.text
        error = trouble.error.sentence
        remedy = trouble.remedy
    }
}

/// The stable shape of two look-alikes in `--json`.
struct MatchJSON: Encodable {
    let pair, path, title, local, remote: String
}

extension ValueText {
    /// A value without quotes and cuts, for scripts.
    static func plain(_ value: Value) -> String {
        switch value {
        case .text(let text): text
        case .schedule(let schedule): words(schedule)
        case .set, .alarms: value.elements.joined(separator: ", ")
        }
    }
}
