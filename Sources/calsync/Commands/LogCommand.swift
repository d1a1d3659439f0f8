import ArgumentParser
import SyncCore
import SyncEngine

/// `calsync log`: what calsync did.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "log", abstract: "Show what calsync did, newest last.")

    @Argument(help: "The event: its file, its UID, or a part of its title; all if none is named.") var event: String?
    @Option(name: .shortAndLong, help: "At most so many lines.") var limit = 50
    @OptionGroup var options: GlobalOptions

    /// The stable shape of a history line in `--json`.
    struct LogJSON: Encodable {
        let run, time, pair, uid, title, operation, reason, outcome: String
        @OrNull var path: String?
        let changes: [ChangeJSON]
    }

    func run() async throws {
        let context = try Context(options)
        var uid: UID?
        if let event { uid = try await EventFinder(context).uid(event) }
        let session = try context.session(writes: false)
        let entries = try await session.historyEntries { [uid] entry in
            (uid == nil || entry.uid == uid) && !["adopt", "forget"].contains(entry.operation)
        }.suffix(max(limit, 0))
        if options.json {
            return try context.output.json(
                entries.map {
                    LogJSON(
                        run: $0.run, time: TimeText.utc($0.time), pair: $0.pair.text, uid: $0.uid.text, title: $0.title,
                        operation: $0.operation, reason: $0.reason, outcome: $0.outcome, path: $0.path,
                        changes: $0.changes.map { ChangeJSON($0) })
                })
        }
        guard !entries.isEmpty else { return context.output.print("Nothing yet.") }
        let style = context.style
        let words = PlanText(style: style)
        for entry in entries {
            context.output.print(
                style.dim("\(TimeText.utc(entry.time)) \(entry.run.prefix(6)) ") + "\(entry.pair) \(entry.operation) "
                    + style.bold(DisplayWidth.safe(entry.title))
                    + style.dim("  (\(DisplayWidth.safe(entry.reason)); \(entry.outcome))"))
            guard entry.operation.hasPrefix("edit") else { continue }
            for change in entry.changes { context.output.print("      " + words.words(change)) }
        }
    }
}
