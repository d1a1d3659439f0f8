import Glibc
import SyncCore
import SyncEngine

extension Watch {
    /// Tells what a run did, and what is newly wrong: what stays the same from run to run is told once.
    func tell(_ report: RunReport) {
        let text = ReportText(style: Style(isEnabled: false))
        var done = report
        (done.conflicts, done.held, done.problems, done.troubles) = ([], [], [], [])
        if done.done.contains(where: \.isShown) || !done.queued.isEmpty {
            for line in text.lines(done) { log.tell(.info, line) }
        }
        var rest = report
        (rest.done, rest.queued) = ([], [])
        // The last line is the summary.
        let lines = text.lines(rest).dropLast()
        for line in lines where !known.contains(line) { log.tell(.warning, line) }
        known = Set(lines)
        if lines.isEmpty {
            notifier.status("In step")
        } else {
            notifier.status("\(report.conflicts.count) conflicts, \(report.troubles.count) pairs in trouble")
        }
    }

    /// Tells something unless it was told and nothing has changed since.
    func tellOnce(_ level: WatchLog.Level, _ message: String) {
        if known.insert(message).inserted { log.tell(level, message) }
    }

    /// Tells that a folder can't be watched.
    func tellUnwatched(_ folder: String, _ code: Int32) {
        let place = folder.isEmpty ? "The folder" : "The folder \(DisplayWidth.safe(folder))"
        if code == ENOSPC {
            tellOnce(
                .warning,
                "\(place) can't be watched: the system's limit is reached, so changes there are seen only when the service is "
                    + "polled. Raise it with `sudo sysctl fs.inotify.max_user_watches=524288`.")
        } else {
            tellOnce(.warning, "\(place) can't be watched (\(String(cString: strerror(code)))).")
        }
    }
}
