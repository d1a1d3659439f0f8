import SyncCore
import SyncEngine

/// `calsync repair --dedupe`: lists events that a service has twice, asks, and removes proven copies.
struct Deduplication {
    let context: Context
    let isDryRun: Bool
    let asks: Bool

    /// The stable shape of the outcome in `--json`.
    struct DedupeJSON: Encodable {
        let duplicates: [DuplicateJSON]
        let troubles: [TroubleJSON]

        /// The stable shape of a duplicate in `--json`; `left` says why it is still there.
        struct DuplicateJSON: Encodable {
            let pair, uid, title, id: String
            let removed: Bool
            @OrNull var left: String?
        }
    }

    func run() async throws {
        let reporter = ProgressReporter(context)
        let session = try context.session(writes: !isDryRun, progress: reporter.update)
        let report = try await session.duplicates()
        reporter.clear()
        let copies = report.found.filter { $0.obstacle == nil }
        var results = report.found.filter { $0.obstacle != nil }.map { (duplicate: $0, reason: $0.obstacle) }
        if isDryRun || copies.isEmpty {
            results += copies.map { ($0, "it would be removed") }
        } else {
            try await ask(copies)
            results += try await session.remove(copies)
        }
        try await session.close()
        try show(results, report.troubles)
        var codes = PairTrouble.exitCodes(report.troubles)
        if results.contains(where: { $0.reason != nil }) { codes.insert(.attention) }
        try Finished.check(codes)
    }

    private func ask(_ copies: [Duplicate]) async throws {
        guard asks else { return }
        for copy in copies { context.output.note("\(head(copy)) \(context.style.dim("there as \(copy.event.id)"))") }
        let question =
            "Remove \(copies.count == 1 ? "this copy" : "these \(copies.count) copies") at the service? The other one stays."
        guard try await Prompt.standard(context.output).confirm(question) else {
            context.output.note("Nothing was removed.")
            throw Finished(code: .failure)
        }
    }

    private func show(_ results: [(duplicate: Duplicate, reason: String?)], _ troubles: [PairTrouble]) throws {
        if context.options.json {
            return try context.output.json(
                DedupeJSON(
                    duplicates: results.map { result in
                        DedupeJSON.DuplicateJSON(
                            pair: result.duplicate.key.pair.text, uid: result.duplicate.key.uid.text,
                            title: result.duplicate.title, id: result.duplicate.event.id,
                            removed: result.reason == nil, left: result.reason)
                    }, troubles: troubles.map { TroubleJSON($0) }))
        }
        let style = context.style
        for (duplicate, reason) in results {
            let what = reason.map { "(\(DisplayWidth.safe($0)))" } ?? "(removed; a copy is in the trash)"
            context.output.print(
                "\(reason == nil ? style.red("→ - ") : style.yellow("‖ "))\(head(duplicate))  \(style.dim(what))")
        }
        context.output.print(lines: PlanText(style: style).troubleLines(troubles))
        let removed = results.count { $0.reason == nil }
        context.output.print(
            results.isEmpty
                ? (troubles.isEmpty ? "No event is there twice." : "No other event is there twice.")
                : "\(removed) removed\(results.count > removed ? ", \(results.count - removed) left" : "").")
    }

    private func head(_ duplicate: Duplicate) -> String {
        context.style.bold(DisplayWidth.safe(duplicate.title)) + "  in \(duplicate.key.pair)"
    }
}
