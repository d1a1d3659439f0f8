import SyncCore

/// What a person answers to one operation (`sync -i`).
package enum Approval: Hashable, Sendable {
    /// Do it.
    case yes
    /// Leave it out of this run.
    case no
    /// Do it and all that follow.
    case all
    /// Leave it out, and all that follow.
    case quit
}

extension SyncSession {
    /// The operations that the person wants. What is left out is held for this run alone: the next one plans it again.
    func chosen(
        _ operations: [Operation], _ approve: @Sendable (Operation) async -> Approval, _ run: inout Run
    ) async -> [Operation] {
        var chosen: [Operation] = []
        var refused: Set<RecordKey> = []
        // A file that stays as it is can't be sent as it was to become.
        var files: Set<UID> = []
        var standing: Approval?
        for operation in operations {
            // Later operations on an event build on the earlier ones.
            var isRefused =
                refused.contains(operation.key) || (files.contains(operation.key.uid) && !operation.file.isEmpty)
            if !isRefused, operation.kind.side != nil {
                let answer: Approval
                if let standing { answer = standing } else { answer = await approve(operation) }
                switch answer {
                case .yes: break
                case .no: isRefused = true
                case .all: standing = .all
                case .quit: (standing, isRefused) = (.quit, true)
                }
                if isRefused {
                    run.report.held.append(
                        Held(
                            pair: operation.key.pair, uid: operation.key.uid, title: operation.title, cause: .skipped,
                            reason: "you left it out of this run", remedy: ""))
                }
            }
            if isRefused {
                refused.insert(operation.key)
                if operation.kind == .moveRemote, let source = operation.source {
                    refused.insert(source)
                    run.opened.insert(source)
                    run.unrecorded.insert(source)
                }
                if operation.kind.side == .local { files.insert(operation.key.uid) }
                run.opened.insert(operation.key)
                run.unrecorded.insert(operation.key)
            } else {
                chosen.append(operation)
            }
        }
        return chosen
    }
}
