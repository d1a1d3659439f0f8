import ProviderKit
import SyncCore

/// A plan as it was written down (`plan --out`): what would be done, and what that was made from.
///
/// It is never carried out itself. `sync FILE` plans again and compares (docs/decisions/0020): where nothing moved the
/// new plan is the old one, and where something did nothing is done.
package struct SavedPlan: Hashable, Sendable, Codable {
    /// The schema this version writes.
    package static let schema = 1

    /// The folder's id; empty for one that was never synced.
    package var folder: String
    /// When it was made, in seconds since 1970; also the DTSTAMP of files that it makes.
    package var stamp: Int
    /// What was asked for.
    package var request: Request
    /// The pairs it looked at.
    package var pairs: [Pair]
    /// The writes, in order.
    package var steps: [Step]
    /// The conflicts it found.
    package var conflicts: [Clash]

    /// What a person asked for, as far as it bears on the plan.
    package struct Request: Hashable, Sendable, Codable {
        package var pairs: [PairID]?
        package var direction: Policy.Direction?
        package var allowsMassChange: Bool
        package var adoptsMatches: Bool
    }

    /// A pair as it was configured.
    package struct Pair: Hashable, Sendable, Codable {
        package var id: PairID
        /// The service's id of the calendar.
        package var calendar: String
        package var policy: Policy
    }

    /// One write, with what guards it.
    package struct Step: Hashable, Sendable, Codable {
        package var key: RecordKey
        /// ``Operation/Kind/word``.
        package var operation: String
        package var side: Side?
        package var title: String
        package var path: String?
        package var reason: String
        package var changes: [Change]
        /// The service's id of the event, and its revision.
        package var remoteID, revision: String?
        /// The digests of the file before and after.
        package var before, after: String?
        /// Where the event comes from, or its file goes, for one that moves between calendars.
        package var source: RecordKey?
    }

    /// One conflict.
    package struct Clash: Hashable, Sendable, Codable {
        package var key: RecordKey
        package var title: String
        package var path: String
        package var fields: [FieldConflict]
    }
}

extension SyncSession {
    /// The plan as it is written down.
    package func saved(_ planned: PlannedRun) -> SavedPlan {
        SavedPlan(
            folder: store.manifest.folderID, stamp: request.stamp ?? Int(seconds),
            request: SavedPlan.Request(
                pairs: request.pairs?.sorted(), direction: request.direction,
                allowsMassChange: request.allowsMassChange, adoptsMatches: request.adoptsMatches),
            pairs: facts.map {
                SavedPlan.Pair(id: $0.id, calendar: calendars[$0.id]?.id ?? "", policy: $0.policy)
            },
            steps: planned.plan.operations.filter { $0.kind.side != nil }.map { SavedPlan.Step($0) },
            conflicts: planned.plan.conflicts.map {
                SavedPlan.Clash(key: $0.key, title: $0.title, path: $0.path, fields: $0.fields)
            })
    }
}

extension SavedPlan {
    /// What to ask for to get the same plan again.
    package var syncRequest: SyncRequest {
        SyncRequest(
            pairs: request.pairs.map { Set($0) }, direction: request.direction,
            allowsMassChange: request.allowsMassChange, adoptsMatches: request.adoptsMatches, stamp: stamp)
    }
}

extension SavedPlan.Step {
    fileprivate init(_ operation: Operation) {
        self.init(
            key: operation.key, operation: operation.kind.word, side: operation.kind.side, title: operation.title,
            path: operation.path, reason: operation.reason, changes: operation.changes, before: operation.before,
            after: operation.file.isEmpty ? nil : Digest.of(operation.file), source: operation.source)
        // A pull writes what was read in this run, a push replaces what was known before it.
        switch operation.kind.side == .local ? operation.planned : operation.previous {
        case .live(let base)?: (remoteID, revision) = (base.seen.id, base.seen.revision)
        case .deleted(let tombstone)?: (remoteID, revision) = (tombstone.remoteID, tombstone.revisions.sorted().last)
        case nil: break
        }
    }
}
