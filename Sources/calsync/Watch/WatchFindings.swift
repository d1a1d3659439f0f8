import SyncCore
import SyncEngine

/// What is wrong in a watched folder, as runs of some of its pairs find it one after the other.
struct WatchFindings: Sendable {
    /// What is wrong altogether: in each pair as the last run of it left it, and with files, of which each run sees all.
    private(set) var report = RunReport(run: "")

    /// Takes what a run of some pairs found, in place of what was known of these.
    mutating func take(_ later: RunReport, of pairs: Set<PairID>) {
        forget { pairs.contains($0) }
        report.conflicts += later.conflicts
        report.held += later.held
        report.troubles += later.troubles
        report.queued += later.queued.filter(\.isParked)
        report.problems = later.problems
    }

    /// Forgets pairs.
    mutating func forget(_ isGone: (PairID) -> Bool) {
        report.conflicts.removeAll { isGone($0.key.pair) }
        report.held.removeAll { isGone($0.pair) }
        report.troubles.removeAll { isGone($0.pair) }
        report.queued.removeAll { isGone($0.operation.key.pair) }
    }
}
