import SyncCore

/// Operations that a newer plan of the same run has overtaken.
///
/// A plan holds while all is as it was read. Where a write finds its event otherwise, that is planned again at once; what
/// the older plan still has for it, at this pair or another of the folder, was meant for a file that is no more.
extension SyncSession {
    /// The plans of one run, by number: the first is 0.
    struct Plans {
        /// How many were made after the first.
        private(set) var count = 0
        /// The one that is being carried out.
        var current = 0
        /// The newest plan for an event and pair.
        private var newest: [RecordKey: Int] = [:]
        /// The newest plan that found an event's file otherwise than older ones had it.
        private var otherwise: [Planner.LocalKey: Int] = [:]

        /// Notes that an event is planned again for its pair.
        ///
        /// - Parameter place: The event in the folder, where that is what moved on.
        mutating func makeAnew(_ key: RecordKey, in place: Planner.LocalKey?) {
            count += 1
            newest[key] = count
            if let place { otherwise[place] = count }
        }

        /// Notes that the newest plan writes an event's file.
        mutating func note(otherwise place: Planner.LocalKey) { otherwise[place] = count }

        /// Whether the plan that is being carried out still speaks for an event.
        func standing(of key: RecordKey, in place: Planner.LocalKey) -> Standing {
            if newest[key, default: 0] > current { return .past }
            return otherwise[place, default: 0] > current ? .outdated : .current
        }
    }

    /// What an operation of the plan that is being carried out is worth by now.
    enum Standing {
        case current
        /// It was planned for another file; what it became must be looked at.
        case outdated
        /// A newer plan has seen to it.
        case past
    }

    func standing(of operation: Operation, _ run: Run) -> Standing {
        run.plans.standing(of: operation.key, in: place(of: operation.key))
    }

    /// Whether an operation still goes. One whose file is another by now is planned again.
    func isCurrent(_ operation: Operation, _ run: inout Run) async throws -> Bool {
        switch standing(of: operation, run) {
        case .current: return true
        case .past: return false
        case .outdated:
            try await planAgain(operation, &run)
            return false
        }
    }

    /// The event in the folder.
    func place(of key: RecordKey) -> Planner.LocalKey {
        Planner.LocalKey(facts.first { $0.id == key.pair }?.folder ?? "", key.uid)
    }
}
