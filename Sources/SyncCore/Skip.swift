/// What a person left out of the plan: one event of one pair, as long as both sides say what they said then.
package struct Skip: Hashable, Sendable, Codable {
    /// The fingerprint of what the folder said.
    package var local: String
    /// The fingerprint of what the service said.
    package var remote: String
    /// The event's title.
    package var title: String
    /// Why the operation was planned, as a sentence without its full stop.
    package var reason: String

    package init(local: String, remote: String, title: String, reason: String) {
        self.local = local
        self.remote = remote
        self.title = title
        self.reason = reason
    }
}

extension Held {
    /// What a person skipped, waiting.
    package static func skipped(_ key: RecordKey, _ title: String, _ reason: String) -> Held {
        Held(
            pair: key.pair, uid: key.uid, title: title, cause: .skipped, reason: "you skipped it: \(reason)",
            remedy: "It waits until the event changes; `calsync allow \(key.uid)` lets it go.")
    }
}

/// One event of one pair at the moment when it is known what would be done about it.
package struct SkipQuestion {
    /// The event.
    package var key: RecordKey
    /// Whether there is anything to do.
    package var hasOperations: Bool
    /// The folder's side, with what the plan pulled so far.
    package var local: LocalState
    /// The service's side.
    package var remote: RemoteState
    /// What both last agreed on.
    package var record: Record?
}
