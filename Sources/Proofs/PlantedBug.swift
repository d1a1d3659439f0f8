import ProviderKit
import SyncCore
import SyncEngine
import TestSupport

/// A mistake that one line of the engine could make, planted at one of its seams: the disk, a service, the plan.
///
/// Each is there to be caught by the small or the seeded worlds: a proof that finds none of them proves nothing.
package enum PlantedBug: String, CaseIterable, Sendable {
    /// The next manifest is not flushed before it takes the place of the present one.
    case manifestNotFlushed
    /// A pack is not flushed before the manifest refers to it.
    case packNotFlushed
    /// The folder of the state is not flushed after the manifest was renamed.
    case stateFolderNotFlushed
    /// An event file is not flushed before it gets its name.
    case eventFileNotFlushed
    /// The folder of event files is not flushed before they are known to be there.
    case eventFolderNotFlushed
    /// What is missing from a listing is believed gone without a read.
    case believesAbsence
    /// The place where a listing broke off is kept as if it had come to its end.
    case keepsCursorOfGap
    /// The folder's value is taken in a conflict, and nobody is asked.
    case takesLocal
    /// A deletion in the folder wins over an edit at the service.
    case deletionBeatsRemoteEdit
    /// A deletion at the service wins over an edit in the folder.
    case deletionBeatsLocalEdit
    /// The base moves on for fields that are in conflict.
    case agreesOnConflicts
    /// A conflict is not listed.
    case hidesConflicts
    /// What is new at a service is taken for known, and no file is made.
    case dropsNewEvents
    /// A deletion is noted, and not sent.
    case dropsDeletions
    /// The value before the edit is sent.
    case sendsOldValues
    /// The file before the edit is written.
    case writesOldFiles
    /// A file that changes is written anew from what the service holds.
    case rewritesFiles

    /// The acts after which a small world shows it; `nil` where only seeded worlds do.
    package var acts: [Act]? {
        switch self {
        case .manifestNotFlushed, .packNotFlushed, .stateFolderNotFlushed, .eventFileNotFlushed, .rewritesFiles,
            .writesOldFiles:
            [.titleRich]
        case .eventFolderNotFlushed, .dropsNewEvents: [.makeRich]
        case .sendsOldValues: [.titleHere]
        case .believesAbsence, .keepsCursorOfGap: nil
        case .takesLocal, .agreesOnConflicts, .hidesConflicts: [.titleHere, .titleRich]
        case .deletionBeatsRemoteEdit: [.deleteHere, .titleRich]
        case .deletionBeatsLocalEdit: [.titleHere, .deleteRich]
        case .dropsDeletions: [.deleteHere]
        }
    }

    // MARK: Planting

    /// Plants it in what a service is like.
    func plant(in options: inout MemoryProvider.Options) {
        options.readsNothing = self == .believesAbsence
        options.hidesGaps = self == .keepsCursorOfGap
    }

    /// Plants it in what is done with the disk, or with plans.
    func plant(in folder: FolderWorld) {
        let forgotten = forgottenSteps
        folder.model?.neglect { step in
            forgotten.contains { verb, path in
                step.hasPrefix(verb + " ") && (path.hasSuffix("/") ? step.contains(path) : step.hasSuffix(path))
            }
        }
        folder.plan(wrongly: { planned in
            planned.plan.operations = planned.plan.operations.compactMap { mistaken($0) }
            if self == .hidesConflicts { planned.plan.conflicts = [] }
        })
    }

    /// The steps of the disk that one line asks for, and that are forgotten: their verbs, and how their paths end or, with a
    /// slash behind, the folder they are in.
    private var forgottenSteps: [(verb: String, path: String)] {
        switch self {
        case .manifestNotFlushed: [("flush", "/.calsync/manifest.next.json")]
        case .packNotFlushed: [("flush", "/.calsync/base/")]
        case .stateFolderNotFlushed: [("flushFolder", "/folder/.calsync")]
        case .eventFileNotFlushed: [("flush", ".part")]
        case .eventFolderNotFlushed: [("flushFolder", "/folder/work"), ("flushFolder", "/.calsync/tmp")]
        case .believesAbsence, .keepsCursorOfGap, .takesLocal, .deletionBeatsRemoteEdit, .deletionBeatsLocalEdit,
            .agreesOnConflicts, .hidesConflicts, .dropsNewEvents, .dropsDeletions, .sendsOldValues, .writesOldFiles,
            .rewritesFiles:
            []
        }
    }

    /// What becomes of an operation.
    private func mistaken(_ operation: Operation) -> Operation? {
        var operation = operation
        switch (self, operation.kind, operation.previous, operation.planned) {
        case (.dropsNewEvents, .createFile, nil, _): return nil
        case (.deletionBeatsRemoteEdit, .createFile, .live(var known)?, .live(let planned)?):
            known.see(planned.seen)
            return Operation(
                key: operation.key, kind: .deleteRemote, title: operation.title, reason: "deleted here",
                previous: .live(known), planned: .deleted(known.tombstone()))
        case (.deletionBeatsLocalEdit, .createRemote, .live(let base)?, _):
            return Operation(
                key: operation.key, kind: .deleteFile, title: operation.title, path: operation.path,
                reason: "deleted there", before: operation.before, previous: operation.previous,
                planned: .deleted(base.tombstone()))
        case (.dropsDeletions, .deleteRemote, _, _): operation.kind = .forget
        case (.agreesOnConflicts, _, _, .live(var base)?):
            base.remoteShadow = base.seen.view
            operation.planned = .live(base)
        case (.sendsOldValues, .editRemote, _, _):
            operation.changes = operation.changes.map { change in
                guard case .field(let path, let from, _) = change else { return change }
                return .field(path, from: from, to: from)
            }
        case (.writesOldFiles, .editFile, .live(let before)?, _): operation.file = before.agreed
        case (.rewritesFiles, .editFile, _, .live(let base)?):
            let file = EventFile(uid: operation.key.uid, view: base.seen.view, through: .identity, stamp: 0)
            operation.file = file.bytes
        default: break
        }
        return operation
    }
}
