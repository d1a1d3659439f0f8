import ICalendar
import SyncCore

/// What `calsync.toml` says: the pairs of a calendar folder and what they may do. It holds no secret.
package struct Configuration: Hashable, Sendable {
    /// The file's name in the calendar folder.
    package static let fileName = "calsync.toml"

    /// The pairs, in the order of the file.
    package var pairs: [PairConfiguration]
    /// What a pair may do where it says nothing else.
    package var policy: Policy
    /// The zone for whatever is written without one; `nil` when the file names none.
    package var defaultZone: ZoneID?
    /// How `watch` goes about it.
    package var watch: WatchSettings

    /// Keeps the parts as they are given.
    package init(
        pairs: [PairConfiguration] = [], policy: Policy = Policy(), defaultZone: ZoneID? = nil,
        watch: WatchSettings = WatchSettings()
    ) {
        self.pairs = pairs
        self.policy = policy
        self.defaultZone = defaultZone
        self.watch = watch
    }

    /// The pair of that name.
    package func pair(_ id: PairID) -> PairConfiguration? { pairs.first { $0.id == id } }

    /// Returns the pairs that the file at `path` belongs to: those of the deepest configured folder above it.
    ///
    /// - Parameter path: Relative to the calendar folder.
    package func pairs(ofFile path: String) -> [PairConfiguration] {
        let above = pairs.filter { $0.contains(path) }
        let deepest = above.map(\.folder.utf8.count).max()
        return above.filter { $0.folder.utf8.count == deepest }
    }
}
