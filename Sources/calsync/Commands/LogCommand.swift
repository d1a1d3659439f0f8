import ArgumentParser
import SyncCore
import SyncEngine

/// `calsync log`: what calsync did.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "log", abstract: "Show what calsync did, newest last.")

    @Argument(
        help: "The event: its file, its UID, or words of its title; all if none is named.",
        completion: Completions.events) var event: String?
    @OptionGroup var filter: HistoryFilter
    @Option(help: ArgumentHelp("Only what came before this line, as --json names it.", valueName: "id"))
    var before: String?
    @Flag(help: "The newest line first.") var newestFirst = false
    @OptionGroup var options: GlobalOptions

    /// The stable shape of a history line in `--json`; `id` is what `--before` takes.
    struct LogJSON: Encodable {
        let id, run, time, pair, uid, title, operation, reason, outcome: String
        @OrNull var path: String?
        let changes: [ChangeJSON]

        init(_ entry: History.Entry) {
            id = entry.id
            run = entry.run
            time = TimeText.utc(entry.time)
            pair = entry.pair.text
            uid = entry.uid.text
            title = entry.title
            operation = entry.operation
            reason = entry.reason
            outcome = entry.outcome
            path = entry.path
            changes = entry.changes.map { ChangeJSON($0) }
        }
    }

    func run() async throws {
        let context = try Context(options)
        let isWanted = try filter.matcher(context)
        let isMeant = event.map { HistoryFilter.event($0, context.root) }
        let session = try context.session(writes: false)
        var fitting = try await session.historyEntries { entry in
            entry.isShown && isWanted(entry) && isMeant?(entry) ?? true
        }
        if let before {
            guard let end = fitting.firstIndex(where: { $0.id == before }) else {
                throw Failure(.usage, "There is no line \(before) here.", "Leave --before away to begin anew.")
            }
            fitting.removeSubrange(end...)
        }
        var entries = Array(fitting.suffix(filter.limit ?? 50))
        if newestFirst { entries.reverse() }
        if options.json {
            return try context.output.json(entries.map { LogJSON($0) })
        }
        guard !entries.isEmpty else {
            let isAll = event == nil && filter.since == nil && filter.pair == nil && filter.run == nil
            return context.output.print(isAll ? "Nothing yet." : "Nothing fits.")
        }
        let style = context.style
        let words = PlanText(style: style)
        for entry in entries {
            context.output.print(entry.line(style, hasTitle: true))
            guard entry.operation.hasPrefix("edit") else { continue }
            for change in entry.changes { context.output.print("      " + words.words(change)) }
        }
    }
}
