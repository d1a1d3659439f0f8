import SyncCore
import SyncEngine

/// What a watcher has done since it began, for its metrics.
struct WatchMetrics: Sendable {
    var runs = 0
    /// Files and events written.
    var pulled = 0
    var pushed = 0

    /// Takes a run in.
    mutating func add(_ report: RunReport) {
        runs += 1
        for operation in report.done {
            switch operation.kind.side {
            case .local?: pulled += 1
            case .remote?: pushed += 1
            case nil: break
            }
        }
    }

    /// Prometheus' text: names are sorted by what they are about, and never change.
    func text(_ status: WatchStatus) -> String {
        Self.metric("runs_total", "counter", "Looks at folder and services.", [("", runs)])
            + Self.metric(
                "written_total", "counter", "What was written, by side.",
                [("{side=\"folder\"}", pulled), ("{side=\"service\"}", pushed)])
            + Self.gauges(status)
    }

    /// What holds now: all that can be told where nobody watches.
    static func gauges(_ status: WatchStatus) -> String {
        metric("conflicts", "gauge", "Events with fields in conflict.", [("", status.conflicts)])
            + metric("held", "gauge", "What a rule or the safety limit holds.", [("", status.held)])
            + metric("queued", "gauge", "What failed and is tried again.", [("", status.queued)])
            + metric("parked", "gauge", "What failed for good and waits for a person.", [("", status.parked)])
            + metric("paused_files", "gauge", "Files that can't be read.", [("", status.problems)])
            + metric(
                "pair_failures", "gauge", "Failures in a row, by pair.",
                status.pairs.map { ("{pair=\"\($0.name)\"}", $0.failures) })
    }

    private static func metric(
        _ name: String, _ type: String, _ help: String, _ values: [(labels: String, value: Int)]
    ) -> String {
        let lines = values.map { "calsync_\(name)\($0.labels) \($0.value)\n" }
        return "# HELP calsync_\(name) \(help)\n# TYPE calsync_\(name) \(type)\n" + lines.joined()
    }
}

extension WatchStatus {
    /// What a look found, as a watcher would have it; what a watcher of another process says of itself, where one runs.
    init(_ standing: Standing) {
        if let watch = standing.watch {
            self = watch
            return
        }
        self.init(pid: 0, program: "", since: "", state: "stopped")
        let attempts = standing.manifest.pairs.values.flatMap { ($0.retries ?? [:]).values }
        (conflicts, held) = (standing.planned.plan.conflicts.count, standing.planned.plan.held.eventCount)
        parked = attempts.count(where: \.isParked)
        queued = attempts.count - parked
        problems = standing.planned.problems.count { $0.diagnostic.severity == .error }
    }
}
