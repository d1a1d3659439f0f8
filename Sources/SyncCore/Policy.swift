/// What a pair may do. Few, on purpose: every key doubles the table.
package struct Policy: Hashable, Sendable, Codable {
    /// Which way changes go.
    package var direction: Direction
    /// Who wins where both sides changed the same field.
    package var onConflict: Resolution
    /// Whether deletions travel.
    package var deletions: Deletions
    /// Whether guests are mailed.
    package var notify: Notify

    package enum Direction: String, Hashable, Sendable, Codable, CaseIterable { case both, pull, push }
    package enum Resolution: String, Hashable, Sendable, Codable, CaseIterable { case ask, local, remote }
    package enum Deletions: String, Hashable, Sendable, Codable, CaseIterable { case sync, keep }
    package enum Notify: String, Hashable, Sendable, Codable, CaseIterable { case none, all }

    package init(
        direction: Direction = .both, onConflict: Resolution = .ask, deletions: Deletions = .sync,
        notify: Notify = .none
    ) {
        self.direction = direction
        self.onConflict = onConflict
        self.deletions = deletions
        self.notify = notify
    }

    /// The side that wins a conflict; `nil` to ask.
    package var winner: Side? {
        switch onConflict {
        case .ask: nil
        case .local: .local
        case .remote: .remote
        }
    }
}
