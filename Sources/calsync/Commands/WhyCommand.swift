import ArgumentParser
import ICalendar
import SyncCore
import SyncEngine

/// `calsync why`: all that calsync knows of one event, and what it would do.
struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Explain one event: its file, each service's view of it, and what would be done.")

    @Argument(help: "The event: its file, its UID, or a part of its title.", completion: Completions.events)
    var event: String
    @OptionGroup var filter: HistoryFilter
    @OptionGroup var options: GlobalOptions

    /// The stable shape of the explanation in `--json`.
    struct WhyJSON: Encodable {
        let uid: String
        let files: [String]
        let pairs: [PairJSON]
        let plan: PlanJSON
        let history: [LogCommand.LogJSON]

        /// What one pair knows of the event.
        struct PairJSON: Encodable {
            let pair, state: String
            @OrNull var remoteID: String?
            @OrNull var revision: String?
            let differences: [String]
        }
    }

    func run() async throws {
        let context = try Context(options)
        let uid = try await EventFinder(context).uid(event)
        let session = try context.session(writes: false)
        var planned = try await session.plan(SyncRequest(isOffline: true))
        planned.plan.operations.removeAll { $0.key.uid != uid }
        planned.plan.conflicts.removeAll { $0.key.uid != uid }
        planned.plan.held.removeAll { $0.uid != uid }
        let files = EventFinder(context).all().filter { $0.uid == uid }.map(\.path)
        planned.problems.removeAll { !files.contains($0.path) }
        var pairs: [WhyJSON.PairJSON] = []
        for pair in context.configuration.pairs where filter.pair ?? pair.id.text == pair.id.text {
            pairs.append(explain(pair.id, try await session.record(RecordKey(pair.id, uid))))
        }
        let known = pairs.filter { $0.state != "unknown" }
        let isWanted = try filter.matcher(context)
        let history = try await session.historyEntries { $0.uid == uid && $0.isShown && isWanted($0) }
            .suffix(filter.limit ?? 5)
        if options.json {
            return try context.output.json(
                WhyJSON(
                    uid: uid.text, files: files, pairs: pairs, plan: PlanJSON(planned),
                    history: history.map { LogCommand.LogJSON($0) }))
        }
        context.output.print("UID    \(DisplayWidth.safe(uid.text))")
        context.output.print("file   \(files.isEmpty ? "none" : DisplayWidth.safe(files.joined(separator: ", ")))")
        for pair in known {
            context.output.print(
                "\(pair.pair)   \(pair.state)" + (pair.remoteID.map { ", there as \(DisplayWidth.safe($0))" } ?? ""))
            for difference in pair.differences { context.output.print("       " + DisplayWidth.safe(difference)) }
        }
        if known.isEmpty { context.output.print("No pair has synced it yet.") }
        for entry in history { context.output.print(entry.line(context.style, hasTitle: false)) }
        let text = PlanText(style: context.style)
        context.output.print(lines: text.lines(planned) + [text.summary(planned)])
    }

    private static func words(_ tombstone: Tombstone) -> String {
        if tombstone.keepsEvent { return "its file was deleted, and the event kept (deletions = \"keep\")" }
        if tombstone.keptFile != nil { return "deleted at the service, and its file kept (deletions = \"keep\")" }
        return tombstone.movedTo.map { "moved to \($0)" } ?? "deleted on both sides"
    }

    private func explain(_ pair: PairID, _ record: Record?) -> WhyJSON.PairJSON {
        switch record {
        case nil:
            return WhyJSON.PairJSON(pair: pair.text, state: "unknown", remoteID: nil, revision: nil, differences: [])
        case .deleted(let tombstone)?:
            return WhyJSON.PairJSON(
                pair: pair.text, state: Self.words(tombstone), remoteID: tombstone.remoteID, revision: nil,
                differences: [])
        case .live(let base)?:
            let waiting = base.remoteShadow.changes(to: base.seen.view)
            return WhyJSON.PairJSON(
                pair: pair.text, state: waiting.isEmpty ? "in step with what was last seen" : "the service has more",
                remoteID: base.seen.id, revision: base.seen.revision,
                differences: waiting.isEmpty ? [] : ["not taken yet: \(waiting.words)"])
        }
    }
}
