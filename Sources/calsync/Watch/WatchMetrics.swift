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
        var lines: [String] = []
        func add(_ name: String, _ type: String, _ help: String, _ values: [(labels: String, value: Int)]) {
            lines += ["# HELP calsync_\(name) \(help)", "# TYPE calsync_\(name) \(type)"]
            lines += values.map { "calsync_\(name)\($0.labels) \($0.value)" }
        }
        add("runs_total", "counter", "Looks at folder and services.", [("", runs)])
        add(
            "written_total", "counter", "What was written, by side.",
            [("{side=\"folder\"}", pulled), ("{side=\"service\"}", pushed)])
        add("conflicts", "gauge", "Events with fields in conflict.", [("", status.conflicts)])
        add("held", "gauge", "What a rule or the safety limit holds.", [("", status.held)])
        add("queued", "gauge", "What failed and is tried again.", [("", status.queued)])
        add("parked", "gauge", "What failed for good and waits for a person.", [("", status.parked)])
        add("paused_files", "gauge", "Files that can't be read.", [("", status.problems)])
        add(
            "pair_failures", "gauge", "Failures in a row, by pair.",
            status.pairs.map { ("{pair=\"\($0.name)\"}", $0.failures) })
        return lines.joined(separator: "\n") + "\n"
    }
}
