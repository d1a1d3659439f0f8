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
        var lines = text.problems(findings.report)
        // A file may be half-written: what is wrong with it counts when it still is at the next look.
        var sure = findings.report
        sure.problems = []
        sure.held.removeAll { $0.cause == .paused || $0.cause == .unread }
        let fresh = Set(lines).subtracting(text.problems(sure)).subtracting(known)
        let confirmed = suspects.intersection(text.problems(report))
        (suspects, lines) = (
            fresh.subtracting(confirmed), lines.filter { !fresh.contains($0) || confirmed.contains($0) }
        )
        for line in lines where !known.contains(line) { log.tell(.warning, line) }
        let parked = findings.report.queued.map { "\($0.operation.title): \($0.error)" }
        let problems = Set(lines + parked)
        callForHelp(Array(problems.subtracting(known)).sorted())
        known = problems
    }

    /// Tells something unless it was told and stands since.
    func tellOnce(_ topic: Topic, _ level: WatchLog.Level, _ message: String) {
        guard standing.updateValue(message, forKey: topic) != message else { return }
        log.tell(level, message)
        if level >= .warning { callForHelp([message]) }
    }

    /// Tells that something is over, if it was told that it was so.
    func isOver(_ topic: Topic, _ message: String) {
        if standing.removeValue(forKey: topic) != nil { log.tell(.info, message) }
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

    // MARK: The status file

    /// Takes how a run went into the status.
    func note(_ work: WatchSchedule.Work, _ report: RunReport, _ manifest: Manifest) {
        let time = TimeText.utc(Clock.now())
        for pair in work.pairs {
            looked[pair] = time
            errors[pair] = report.troubles.first { $0.pair == pair }?.error.sentence
        }
        metrics.add(report)
        status.conflicts = findings.report.conflicts.count
        status.held = findings.report.held.eventCount
        status.problems = findings.report.problems.count { $0.diagnostic.severity == .error }
        let attempts = manifest.pairs.values.flatMap { ($0.retries ?? [:]).values }
        status.parked = attempts.count(where: \.isParked)
        status.queued = attempts.count - status.parked
    }

    /// Remembers that pairs were looked at, and that nothing was new.
    func noteQuiet(_ work: WatchSchedule.Work) throws {
        let now = Clock.now()
        try KnownFolders(stateFolder: try context.stateFolder(), files: DiskFileStore())
            .noteRun(
                context.root, Dictionary(uniqueKeysWithValues: work.pairs.map { ($0, LastRun.Outcome()) }), now: now)
        for pair in work.pairs { (looked[pair], errors[pair]) = (TimeText.utc(now), nil) }
        metrics.runs += 1
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
        // Where it can't be written, the disk is full or gone, which a run tells better. Another folder is another's to tell of.
        if !holder.isOutdated { try? status.write(root: context.root, files: DiskFileStore()) }
        notifier.status(WatchText.line(status))
        told.withLock { $0 = metrics.text(status) }
    }
}

extension PairTrouble {
    /// The same, where nobody need do what the watcher does anyway.
    var whileWatching: PairTrouble {
        var trouble = self
        switch error {
        case .unavailable, .rateLimited, .uncertain, .unreadable, .preconditionFailed, .syncTokenExpired:
            trouble.remedy = "Your edits are safe; it is tried again."
        case .unauthorized, .forbidden, .alreadyExists, .notFound, .calendarGone, .rejected, .writesSuspended,
            .cancelled:
            break
        }
        return trouble
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
