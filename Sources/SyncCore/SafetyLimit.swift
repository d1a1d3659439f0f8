/// Holds mass deletion and mass change until told otherwise (cases.md 2.7).
package struct SafetyLimit: Hashable, Sendable {
    /// What the limit must know of a pair besides the plan.
    package struct Census: Hashable, Sendable {
        /// Live events before the run.
        package var live: Int
        /// Whether the folder shows no file for any of them.
        package var folderIsEmpty: Bool
        /// Whether a complete listing showed none of them.
        package var remoteIsEmpty: Bool

        package init(live: Int, folderIsEmpty: Bool, remoteIsEmpty: Bool) {
            self.live = live
            self.folderIsEmpty = folderIsEmpty
            self.remoteIsEmpty = remoteIsEmpty
        }
    }

    /// Whether git's HEAD moved to a commit that does not descend from the recorded one.
    package var headJumped: Bool

    package init(headJumped: Bool = false) { self.headJumped = headJumped }

    /// The plan with the operations that go too far held.
    package func checked(_ plan: Plan, census: [PairID: Census]) -> Plan {
        let whole = plan
        var plan = plan
        for (pair, count) in census.sorted(by: { $0.key < $1.key }) {
            for side in Side.allCases {
                if let reason = deletionReason(whole, pair, side, count) {
                    plan.hold(pair, reason) { $0.deletesEvent && $0.kind.side == side }
                }
            }
            if let reason = moveReason(whole, pair, count) {
                plan.hold(pair, reason) { $0.movesEvent }
            }
        }
        return plan
    }

    private func deletionReason(_ plan: Plan, _ pair: PairID, _ side: Side, _ count: Census) -> String? {
        let deletions = plan.operations.count { $0.key.pair == pair && $0.deletesEvent && $0.kind.side == side }
        guard deletions > 0 else { return nil }
        let place = side == .local ? "in the folder" : "at the service"
        let isEmpty = side == .local ? count.remoteIsEmpty : count.folderIsEmpty
        if isEmpty, count.live >= 4 {
            return side == .local
                ? "the service shows no event any more, where there were \(count.live)"
                : "the folder shows no event any more, where there were \(count.live)"
        }
        let all = plan.operations.count { $0.deletesEvent && $0.kind.side == side }
        if headJumped, side == .remote, all > 10 {
            return "git moved to another branch or an older commit, and \(all) events would be deleted \(place)"
        }
        if deletions > max(10, count.live / 10) || (count.live >= 4 && deletions * 2 >= count.live) {
            return "\(deletions) of \(count.live) events would be deleted \(place)"
        }
        return nil
    }

    private func moveReason(_ plan: Plan, _ pair: PairID, _ count: Census) -> String? {
        let moves = Set(plan.operations.filter { $0.key.pair == pair && $0.movesEvent }.map(\.key)).count
        guard moves >= 10, moves * 2 > count.live else { return nil }
        return "\(moves) of \(count.live) events would change their time"
    }
}

extension Operation {
    /// Whether an event is gone by it; one that moves to another calendar is not.
    var deletesEvent: Bool { kind.isDeletion && source == nil }

    /// Whether it gives an event that both sides know another time.
    var movesEvent: Bool {
        switch kind {
        case .editFile, .editRemote(nil):
            // Where nobody touched the file, it is the day that moved on, or what the service shows.
            if kind.side == .remote, case .live(let base)? = previous, base.agreed == file { return false }
            return changes.contains { change in
                if case .field(let path, .some, .some) = change { return path == FieldPath(.when) }
                return false
            }
        default: return false
        }
    }
}

extension Plan {
    /// Moves the operations of `pair` that `isConcerned` names to what is held.
    fileprivate mutating func hold(_ pair: PairID, _ reason: String, _ isConcerned: (Operation) -> Bool) {
        let concerned = operations.filter { $0.key.pair == pair && isConcerned($0) }
        // What comes later builds on what is held: at this service, and at every one that the file goes on to.
        let keys = Set(concerned.map(\.key))
        let files = Set(concerned.filter { $0.kind.side == .local }.map(\.key.uid))
        operations.removeAll {
            (keys.contains($0.key) || files.contains($0.key.uid)) && $0.kind != .completeFile
                && ($0.kind.side != nil || !$0.file.isEmpty)
        }
        for operation in concerned {
            held.append(
                Held(
                    pair: pair, uid: operation.key.uid, title: operation.title, cause: .safety, reason: reason,
                    remedy:
                        "`calsync plan \(pair) --allow-mass-change` shows it all; `calsync sync \(pair) --allow-mass-change` does it."
                ))
        }
    }
}
