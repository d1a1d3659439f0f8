import SyncCore
import SyncEngine

/// Local changes that can't be sent because an account isn't signed in. They stay in the files, where nothing is lost.
enum WaitingChanges {
    /// Says how many changes wait for a sign-in; `nil` where no pair does, or nothing waits.
    ///
    /// - Parameter troubles: What the run met.
    static func line(_ troubles: [PairTrouble], _ context: Context) async throws -> String? {
        let pairs = troubles.filter { trouble in
            if case .unauthorized = trouble.error { true } else { false }
        }.map(\.pair)
        guard !pairs.isEmpty else { return nil }
        // A look of its own: the run's session is over.
        let planned = try await context.session(writes: false).plan(SyncRequest(pairs: Set(pairs), isOffline: true))
        let count = Set(planned.plan.operations.filter(\.isShown).map(\.key)).count
        guard count > 0 else { return nil }
        return context.style.yellow("‖ ")
            + "\(count) change\(count == 1 ? " waits" : "s wait") for the sign-in, safe in the files."
    }
}
