/// What both sides of a pair last agreed on about one event (cases.md 2.1).
///
/// The remote is compared with `remoteShadow`, the folder with `folderShadow`; each field moves on alone, and only when
/// its write was acknowledged. `seen` is the newest remote state; where it differs from `remoteShadow` something is
/// pending: a conflict, a paused file, a held change. So no change is lost when the sync token moves on.
package struct Base: Hashable, Sendable, Codable {
    /// The newest state seen at the service.
    package var seen: RemoteEvent
    /// The fields as the service answered them when they were agreed.
    package var remoteShadow: View
    /// The same fields as the folder held them at that moment, in the service's view.
    package var folderShadow: View
    /// The whole file at that moment, also what the service cannot hold.
    package var agreed: [UInt8]
    /// Raised when a deleted event is made anew at the service; part of ids that calsync chooses.
    package var generation: Int

    package init(
        seen: RemoteEvent, remoteShadow: View, folderShadow: View, agreed: [UInt8], generation: Int = 0
    ) {
        self.seen = seen
        self.remoteShadow = remoteShadow
        self.folderShadow = folderShadow
        self.agreed = agreed
        self.generation = generation
    }

    /// Whether the service holds something that is not agreed yet.
    package var hasPending: Bool { !seen.view.matches(remoteShadow) }
}

/// What is remembered of an event that was deleted on both sides (cases.md 2.4).
package struct Tombstone: Hashable, Sendable, Codable {
    /// The service's id of it.
    package var remoteID: String
    /// The revisions that were known: a listing that shows one of them is stale.
    package var revisions: Set<String>
    /// The file as it was last agreed, from which a restore brings back what the service cannot hold.
    package var agreed: [UInt8]
    /// The generation the next creation at the service gets.
    package var generation: Int
    /// With `deletions = "keep"`: the digest of the file that was left in place and is not to be made anew.
    package var keptFile: String?
    /// The pair that the event moved to, while its old file may still be here: then `agreed` is that file.
    package var movedTo: PairID?

    package init(
        remoteID: String, revisions: Set<String>, agreed: [UInt8], generation: Int, keptFile: String? = nil,
        movedTo: PairID? = nil
    ) {
        self.remoteID = remoteID
        self.revisions = revisions
        self.agreed = agreed
        self.generation = generation
        self.keptFile = keptFile
        self.movedTo = movedTo
    }
}

/// What a pair remembers of one UID.
package enum Record: Hashable, Sendable {
    /// It lives on both sides.
    case live(Base)
    /// It was deleted.
    case deleted(Tombstone)
}
