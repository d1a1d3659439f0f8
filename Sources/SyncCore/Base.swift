/// What both sides of a pair last agreed on about one event (cases.md 2.1).
///
/// The remote is compared with `remoteShadow`, the folder with `folderShadow`; each field moves on alone, and only when
/// its write was acknowledged. `seen` is the newest remote state; where it differs from `remoteShadow` something is
/// pending: a conflict, a paused file, a held change. So no change is lost when the sync token moves on.
package struct Base: Hashable, Sendable, Codable {
    /// The newest state seen at the service; another one is seen by ``see(_:)``.
    package internal(set) var seen: RemoteEvent
    /// The fields as the service answered them when they were agreed.
    package var remoteShadow: View
    /// The same fields as the folder held them at that moment, in the service's view.
    package var folderShadow: View
    /// The whole file at that moment, also what the service cannot hold.
    package var agreed: [UInt8]
    /// Raised when a deleted event is made anew at the service; part of ids that calsync chooses.
    package var generation: Int
    /// Revisions that were seen before, of the event and its instances, newest last: a listing that shows one of them may be
    /// stale.
    package private(set) var past: [String]

    /// How many past revisions are kept.
    private static let pastLimit = 4

    package init(
        seen: RemoteEvent, remoteShadow: View, folderShadow: View, agreed: [UInt8], generation: Int = 0,
        past: [String] = []
    ) {
        self.seen = seen
        self.remoteShadow = remoteShadow
        self.folderShadow = folderShadow
        self.agreed = agreed
        self.generation = generation
        self.past = past
    }

    /// Takes `event` for what the service has now.
    package mutating func see(_ event: RemoteEvent) {
        let before = seen.revisions
        seen = event
        keep(before)
    }

    /// Keeps the revisions of what was known of the event before it was made anew.
    mutating func follow(_ record: Record?) {
        switch record {
        case .live(let base)?:
            keep(Set(base.past))
            keep(base.seen.revisions)
        case .deleted(let tombstone)?: keep(tombstone.revisions)
        case nil: break
        }
    }

    private mutating func keep(_ before: Set<String>) {
        let now = seen.revisions
        past = Array(
            (past.filter { !before.contains($0) } + before.sorted()).filter { !now.contains($0) }.suffix(Self.pastLimit)
        )
    }

    /// Whether `event` shows something that was replaced since: a listing may do so that lags behind, and a service whose
    /// revisions are digests of what they stand for.
    package func isPast(_ event: RemoteEvent) -> Bool {
        !past.isEmpty && !event.revisions.subtracting(seen.revisions).isDisjoint(with: past)
    }

    /// Whether the service holds something that is not agreed yet.
    package var hasPending: Bool { !seen.view.matches(remoteShadow) }
}

/// What is remembered of an event that was deleted on both sides (cases.md 2.4).
package struct Tombstone: Hashable, Sendable, Codable {
    /// The service's id of it.
    package var remoteID: String
    /// The revisions that were known: a listing that shows one of them is stale, as far as a look doesn't show otherwise.
    package var revisions: Set<String>
    /// The file as it was last agreed, from which a restore brings back what the service cannot hold.
    package var agreed: [UInt8]
    /// Where the file was that the service's deletion took away: one that comes back goes there.
    package var path: String?
    /// The generation the next creation at the service gets.
    package var generation: Int
    /// With `deletions = "keep"`: the digest of the file that was left in place and is not to be made anew.
    package var keptFile: String?
    /// With `deletions = "keep"`: whether the event was left in place at the service, and is not to be made into a file anew.
    package var keepsEvent: Bool
    /// The pair that the event moved to, while its old file may still be here: then `agreed` is that file.
    package var movedTo: PairID?

    package init(
        remoteID: String, revisions: Set<String>, agreed: [UInt8], path: String? = nil, generation: Int,
        keptFile: String? = nil, keepsEvent: Bool = false, movedTo: PairID? = nil
    ) {
        self.remoteID = remoteID
        self.revisions = revisions
        self.agreed = agreed
        self.path = path
        self.generation = generation
        self.keptFile = keptFile
        self.keepsEvent = keepsEvent
        self.movedTo = movedTo
    }
}

extension Tombstone {
    /// Whether `event` is the one that was deleted, as it was known then.
    func isStale(_ event: RemoteEvent) -> Bool { event.id == remoteID && revisions.contains(event.revision) }
}

/// What a pair remembers of one UID.
package enum Record: Hashable, Sendable {
    /// It lives on both sides.
    case live(Base)
    /// It was deleted.
    case deleted(Tombstone)

    /// Whether `event` shows what was replaced before, or an event that was deleted.
    package func isPast(_ event: RemoteEvent) -> Bool {
        switch self {
        case .live(let base): base.isPast(event)
        // A revision that is a digest comes back with the event.
        case .deleted(let tombstone):
            event.id == tombstone.remoteID
                && !(tombstone.keepsEvent && tombstone.revisions.contains(event.revision))
        }
    }
}
