import ArgumentParser
import Glibc
import ICalendar
import SyncCore
import SyncEngine

/// `calsync status`: how things stand, without asking any service.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say how each pair stands. Asks no service and takes no lock.")

    @Flag(help: "One line a fact, for scripts.") var porcelain = false
    @OptionGroup var options: GlobalOptions

    /// The stable shape of the status in `--json`.
    struct StatusJSON: Encodable {
        let folder: String
        @OrNull var git: String?
        let pairs: [PairStatusJSON]
        let conflicts: [ConflictJSON]
        let held: [HeldJSON]
        let queue: [QueueJSON]
        let diagnostics: [DiagnosticJSON]
        let troubles: [TroubleJSON]
        let signIns: [SignInNote]
        @OrNull var watch: WatchStatus?
    }

    /// The stable shape of a pair's standing in `--json`.
    struct PairStatusJSON: Encodable {
        let name, folder, calendar: String
        let events, toSend: Int
        /// `push` or `polling`.
        let updates: String
        @OrNull var pushUntil: String?
        @OrNull var lastSync: String?
        @OrNull var lastError: String?
    }

    func run() async throws {
        let context = try Context(options)
        let standing = try await Standing(context)
        let (planned, runs) = (standing.planned, standing.runs)
        let queue = QueueJSON.all(standing.manifest, context)
        let pairs = context.configuration.pairs.map { pair in
            let hearing = standing.hearings[pair.id]
            return PairStatusJSON(
                name: pair.id.text, folder: pair.folder.isEmpty ? "." : pair.folder, calendar: pair.calendar,
                events: planned.counts[pair.id] ?? standing.eventCount(pair.id), toSend: standing.toSend(pair.id),
                updates: (hearing?.way ?? .polling).rawValue,
                pushUntil: hearing?.until.map { TimeText.utc(Int64($0) * 1_000_000_000) },
                lastSync: runs[pair.id]?.syncedAt.map(TimeText.utc), lastError: runs[pair.id]?.error)
        }
        let status = StatusJSON(
            folder: context.root, git: standing.git, pairs: pairs,
            conflicts: planned.plan.conflicts.map { ConflictJSON($0) },
            held: planned.plan.held.map { HeldJSON($0) }, queue: queue,
            diagnostics: planned.problems.map { DiagnosticJSON($0) },
            troubles: planned.troubles.map { TroubleJSON($0) }, signIns: standing.signIns, watch: standing.watch)
        if options.json {
            try context.output.json(status)
        } else if porcelain {
            context.output.print(lines: Self.porcelain(status))
        } else {
            context.output.print(
                lines: lines(status, planned, runs, context, standing.canBeCalled ? standing.hearings : [:]))
        }
        var codes = planned.exitCodes
        if !queue.isEmpty { codes.insert(.queued) }
        codes.formUnion(standing.exitCodes(context.configuration.pairs))
        try Finished.check(codes)
    }

    /// - Parameter hearings: How pairs hear of changes, where that is worth a word.
    private func lines(
        _ status: StatusJSON, _ planned: PlannedRun, _ runs: [PairID: LastRun], _ context: Context,
        _ hearings: [PairID: Hearing]
    ) -> [String] {
        let style = context.style
        let text = PlanText(style: style)
        var lines: [String] = []
        context.notePairs()
        if let watch = status.watch {
            lines.append(
                style.dim("Watched since \(watch.since) (pid \(watch.pid)): ")
                    + DisplayWidth.safe(WatchText.line(watch)))
        }
        for pair in status.pairs {
            let last = runs[PairID(pair.name)]?.syncedAt.map { TimeText.ago($0, now: Clock.now()) } ?? "never synced"
            let told = pair.lastError ?? status.watch?.pairs.first { $0.name == pair.name }?.error
            let state =
                told != nil ? style.red("● ") : pair.toSend > 0 ? style.yellow("● ") : style.green("● ")
            var line = state + style.bold(pair.name) + "  \(pair.folder) ⇄ \(pair.calendar)"
            line += style.dim("  \(pair.events) event\(pair.events == 1 ? "" : "s"), \(last)")
            if pair.toSend > 0 { line += ", \(pair.toSend) to sync" }
            if let hearing = hearings[PairID(pair.name)] { line += style.dim(", \(hearing.words)") }
            lines.append(line)
            if let error = told, !planned.troubles.contains(where: { $0.pair.text == pair.name }) {
                let next = status.watch == nil ? "`calsync sync` tries again." : "The watcher tries again."
                lines.append("      " + DisplayWidth.safe(error) + style.dim(" " + next))
            }
        }
        if let business = status.git { lines.append(style.yellow("‖ ") + "the folder waits: \(business)") }
        for conflict in planned.plan.conflicts { lines += text.lines(conflict) }
        lines += text.heldLines(planned.plan.held, beside: planned.problems) + text.problemLines(planned.problems)
        lines += text.troubleLines(planned.troubles)
        lines += status.signIns.compactMap(\.warning).map { style.yellow("! ") + $0 }
        if !status.queue.isEmpty { lines.append("\(status.queue.count) waiting in the queue: `calsync queue`.") }
        return lines
    }

    private static func porcelain(_ status: StatusJSON) -> [String] {
        (status.watch.map { ["watch \($0.state) pid=\($0.pid) since=\($0.since)"] } ?? [])
            + status.pairs.map {
                "pair \($0.name) events=\($0.events) to-sync=\($0.toSend) last=\($0.lastSync ?? "never") error=\($0.lastError == nil ? "no" : "yes")"
            }
            + status.conflicts.map { "conflict \($0.pair) \($0.path)" }
            + status.queue.map { "queue \($0.pair) \($0.uid) \($0.parked ? "parked" : "waiting")" }
            + status.diagnostics.map { "\($0.severity) \($0.path)\($0.line.map { ":\($0)" } ?? "")" }
    }
}

/// Times for the screen.
enum TimeText {
    /// RFC 3339 in UTC, from ns since 1970.
    static func utc(_ time: Int64) -> String { DateTime(secondsSinceEpoch: Int(time / 1_000_000_000)).extended + "Z" }

    /// How long ago something was.
    static func ago(_ time: Int64, now: Int64) -> String {
        let seconds = Int((now - time) / 1_000_000_000)
        switch seconds {
        case ..<0: return "at \(utc(time))"
        case ..<60: return "synced \(seconds) s ago"
        case ..<3_600: return "synced \(seconds / 60) min ago"
        case ..<86_400: return "synced \(seconds / 3_600) h ago"
        default: return "synced \(seconds / 86_400) d ago"
        }
    }
}
