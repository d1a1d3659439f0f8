import ICalendar

/// What the person said holds against what would be done.
extension Decision {
    /// Holds what the pair's direction forbids.
    mutating func obeyDirection() {
        switch pair.policy.direction {
        case .both: return
        case .pull:
            guard let first = remote.first else { return }
            defer { remote = [] }
            // What another pair of the folder brings or takes along is nothing to say at each sync.
            if record == nil, pair.sharesFolder { return }
            hold(
                .policy, first.title, "\(first.reason.capitalisedFirst), but this pair only pulls",
                "Set direction = \"both\" to send it.")
        case .push:
            guard let change = local else { return }
            hold(
                .policy, change.title, "\(change.reason.capitalisedFirst), but this pair only pushes",
                "Set direction = \"both\" to take it.")
            local = nil
            if case .live(let base)? = change.planned, agreement == nil { remember(base.seen) }
        }
    }

    /// Leaves out what the person skipped. What was read of it is kept, so that it is not lost when the sync token moves on.
    mutating func obeySkip(_ state: LocalState, _ seen: RemoteState, _ isSkipped: (SkipQuestion) -> Bool) {
        let operations = [local].compactMap { $0 } + remote
        let question = SkipQuestion(
            key: key, hasOperations: !operations.isEmpty, local: state, remote: seen, record: record)
        guard isSkipped(question), let first = operations.first else { return }
        skipped = operations
        held = .skipped(key, first.title, first.reason)
        (local, file, remote) = (nil, nil, [])
        if agreement == nil, case .event(let event) = seen { remember(event) }
    }
}
