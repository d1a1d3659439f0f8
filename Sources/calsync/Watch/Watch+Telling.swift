import Glibc
import ProviderKit
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
        let parked = report.queued.filter(\.isParked).map { "\($0.operation.title): \($0.error)" }
        let problems = Set(lines + parked)
        callForHelp(Array(problems.subtracting(known)).sorted())
        known = problems
    }

    /// Tells something unless it was told and nothing has changed since.
    func tellOnce(_ level: WatchLog.Level, _ message: String) {
        guard known.insert(message).inserted else { return }
        log.tell(level, message)
        if level >= .warning { callForHelp([message]) }
    }

    /// Runs the person's `on-problem` command, once, with the new problems' words.
    private func callForHelp(_ problems: [String]) {
        let command = context.accounts.watch.onProblem
        guard !command.isEmpty, !problems.isEmpty else { return }
        let (words, environment, log) = (command + [problems.joined(separator: "\n")], context.environment, log)
        Task {
            do throws(ChildProcess.Failure) {
                _ = try await Offload.run { () throws(ChildProcess.Failure) in
                    try ChildProcess.run(words, timeout: .seconds(60), environment: environment)
                }
            } catch {
                log.tell(.warning, "The on-problem command \(words[0]) could not be run, or did not end.")
            }
        }
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

    // MARK: The status file

    /// Takes how a run went into the status.
    func note(_ work: WatchSchedule.Work, _ report: RunReport, _ manifest: Manifest) {
        let time = TimeText.utc(Clock.now())
        for pair in work.pairs {
            looked[pair] = time
            errors[pair] = report.troubles.first { $0.pair == pair }?.error.sentence
        }
        metrics.add(report)
        status.conflicts = report.conflicts.count
        status.held = report.held.count
        status.problems = report.problems.count { $0.diagnostic.severity == .error }
        let attempts = manifest.pairs.values.flatMap { ($0.retries ?? [:]).values }
        status.parked = attempts.count(where: \.isParked)
        status.queued = attempts.count - status.parked
    }

    /// Says what it is doing: in the status file, and to the service manager.
    func noteState(_ state: String, reason: String? = nil) {
        let offset = Clock.now() - Int64(Self.now * 1_000_000_000)
        (status.state, status.reason) = (state, reason)
        status.pairs = setups.map { setup in
            let rhythm = schedule.rhythm(of: setup.id)
            let next = rhythm.map { TimeText.utc(Int64($0.due * 1_000_000_000) + offset) }
            return WatchStatus.Pair(
                name: setup.id.text, looked: looked[setup.id], next: next, failures: rhythm?.failures ?? 0,
                error: errors[setup.id])
        }
        // Where it can't be written, the disk is full or gone, which a run tells better.
        try? status.write(root: context.root, files: DiskFileStore())
        notifier.status(WatchText.line(status))
        told.withLock { $0 = metrics.text(status) }
    }
}

/// What a watcher's status is in words.
enum WatchText {
    /// One line, without who and since when.
    static func line(_ status: WatchStatus) -> String {
        var parts: [String] = []
        if status.conflicts > 0 { parts.append("\(status.conflicts) in conflict") }
        if status.held > 0 { parts.append("\(status.held) held") }
        if status.queued > 0 { parts.append("\(status.queued) queued") }
        if status.parked > 0 { parts.append("\(status.parked) parked") }
        if status.problems > 0 { parts.append("\(Watch.count(status.problems, "file")) paused") }
        for pair in status.pairs where pair.error != nil { parts.append("\(pair.name) fails") }
        let doing =
            switch status.state {
            case "running": "looking"
            case "held": status.reason ?? "waiting for git"
            case "stopped": "stopped"
            default: parts.isEmpty ? "in step" : ""
            }
        return ([doing] + parts).filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
