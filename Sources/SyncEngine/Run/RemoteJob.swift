import ICalendar
import ProviderKit
import SyncCore

/// A write to a service, ready to be announced in the journal and to be sent.
struct RemoteJob: Sendable {
    let operation: Operation
    let setup: PairSetup
    let calendar: RemoteCalendar
    /// The record that it starts from.
    let previous: Record?
    /// What the file says in the service's view, where it is edited there.
    let view: View
    /// The tombstone that a creation brings back to life.
    let restoring: Sighting?
    /// The journaled operation's id.
    let id: String

    /// What announces it.
    var intent: Intent {
        Intent(
            operation: id, key: operation.key, kind: operation.kind.intent, planned: operation.planned,
            previous: previous, changes: operation.changes, path: operation.path,
            before: operation.before, after: operation.before,
            source: operation.departed == nil ? nil : operation.source, departed: operation.departed)
    }

    /// The request; `nil` for a move, which concerns two calendars, and where the plan doesn't fit what is known.
    var write: RemoteWrite? {
        switch (operation.kind, operation.planned, previous) {
        case (.createRemote, .live(let planned)?, _):
            return .create(
                Draft(
                    uid: operation.key.uid, view: planned.seen.view, file: operation.file,
                    generation: planned.generation, operation: id, restoring: restoring))
        case (.editRemote, _, .live(let base)?):
            let marks = !setup.provider.capabilities.createsOncePerUID && base.seen.uid != operation.key.uid
            return .update(
                Edit(
                    changes: operation.changes, target: base.seen.view.moving(operation.changes),
                    file: operation.file, uid: marks ? operation.key.uid : nil, operation: id), replacing: base.seen)
        case (.deleteRemote, _, .live(let base)?): return .delete(base.seen)
        default: return nil
        }
    }

    /// Whether an answer in this run has shown otherwise what the edit changes than its plan knew it: an instance that the
    /// listing left out, say. It names the newest revision, and would not be refused.
    var isOvertaken: Bool {
        guard operation.kind.isRemoteEdit, case .live(let known)? = operation.previous, case .live(let now)? = previous,
            known.seen.id == now.seen.id, broughtAlong == nil
        else { return false }
        return !now.seen.view.agrees(with: known.seen.view, on: operation.changes)
    }

    /// The series that the write takes instances from whose revisions it can't name: it is looked at right before, so that an
    /// edit of one that nobody has seen isn't lost. `nil` for any other write.
    var unguarded: RemoteEvent? {
        let capabilities = setup.provider.capabilities
        guard capabilities.guardsInstancesApart, case .live(let base)? = previous, !base.seen.isSpread,
            base.seen.view.schedule?.rules.isEmpty == false
        else { return nil }
        switch operation.kind {
        case .deleteRemote: return base.seen
        case .editRemote(nil) where capabilities.scheduleWriteResetsExceptions:
            return operation.changes.contains { $0.field == .when } ? base.seen : nil
        case .adopt, .forget, .completeFile, .createFile, .editFile, .deleteFile, .createRemote, .moveRemote,
            .editRemote:
            return nil
        }
    }

    /// The record after an edit that an earlier request of this run has brought along; `nil` where it must be sent.
    var broughtAlong: Record? {
        guard operation.kind.isRemoteEdit, !operation.changes.isEmpty, case .live(let base)? = previous,
            base.seen.view.agrees(with: base.seen.view.applying(operation.changes), on: operation.changes)
        else { return nil }
        return record(after: base.seen)
    }

    /// What the record is once the request was answered; `nil` where the answer doesn't fit.
    func record(after answer: RemoteEvent?) -> Record? {
        switch (operation.kind, operation.planned, previous, answer) {
        case (.createRemote, .live(var planned)?, _, let answer?):
            // What was sent is agreed, in the service's own spelling.
            planned.see(answer)
            planned.remoteShadow = answer.view
            return .live(planned)
        case (.editRemote, _, .live(let base)?, let answer?):
            return .live(base.pushed(operation.changes, answer: answer, local: view, file: operation.file))
        case (.deleteRemote, _, .live(let base)?, nil): return .deleted(base.tombstone())
        default: return nil
        }
    }
}

extension Operation.Kind {
    /// Whether it changes an event at a service.
    var isRemoteEdit: Bool {
        switch self {
        case .editRemote: true
        case .adopt, .forget, .completeFile, .createFile, .editFile, .deleteFile, .createRemote, .moveRemote,
            .deleteRemote:
            false
        }
    }
}
