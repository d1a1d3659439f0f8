import ArgumentParser
import SyncCore
import SyncEngine

/// `calsync queue`: what failed and waits to be tried again.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Show what failed and when it is tried again.",
        subcommands: [List.self, Retry.self, Drop.self], defaultSubcommand: List.self)

    /// `calsync queue list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List what waits.")
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let context = try Context(options)
            let queue = QueueJSON.all(await (try context.session(writes: false)).manifest, context)
            if options.json {
                try context.output.json(queue)
            } else if queue.isEmpty {
                context.output.print("Nothing waits.")
            } else {
                var table = Table([
                    Table.Column(heading: "pair"), Table.Column(heading: "event", isFlexible: true),
                    Table.Column(heading: "tries", isRight: true), Table.Column(heading: "next"),
                    Table.Column(heading: "last error", isFlexible: true),
                ])
                table.rows = queue.map {
                    [
                        Table.Cell($0.pair), Table.Cell(DisplayWidth.safe($0.path ?? $0.uid)),
                        Table.Cell(String($0.attempts)),
                        Table.Cell($0.parked ? "parked" : $0.nextTry), Table.Cell(DisplayWidth.safe($0.error)),
                    ]
                }
                context.output.print(lines: table.lines(width: context.width, style: context.style))
            }
            try Finished.check(queue.isEmpty ? [] : [.queued])
        }
    }

    /// `calsync queue retry`
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retry", abstract: "Have it tried again by the next sync.")
        @Argument(help: "The event; all if none is named.", completion: Completions.events) var event: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let context = try Context(options)
            var uid: UID?
            if let event { uid = try await EventFinder(context).uid(event) }
            let session = try context.session(writes: true)
            let count = try await session.retry(uid)
            try await session.close()
            if options.json { return try context.output.json(["retried": count]) }
            context.output.print("\(count) will be tried by the next `calsync sync`.")
        }
    }

    /// `calsync queue drop`
    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "drop", abstract: "Leave it alone until the file changes.")
        @Argument(help: "The event.", completion: Completions.events) var event: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let context = try Context(options)
            let uid = try await EventFinder(context).uid(event)
            let session = try context.session(writes: true)
            let waiting = await session.manifest.pairs.values.compactMap { $0.retries?[uid.text] }
            guard waiting.isEmpty || waiting.contains(where: { !$0.isParked }) else {
                try await session.close()
                throw Failure(
                    .usage, "\(event) is left alone already: it is not tried again by itself.",
                    "`calsync queue retry \(event)` tries it again; so does an edit of its file.")
            }
            let count = try await session.drop(uid)
            try await session.close()
            guard count > 0 else {
                throw Failure(.usage, "\(event) does not wait in the queue.", "`calsync queue` lists what does.")
            }
            if options.json { return try context.output.json(["dropped": count]) }
            context.output.print("Left alone until the file changes.")
        }
    }
}

/// The stable shape of a queued operation in `--json`.
struct QueueJSON: Encodable {
    let pair, uid, title, error, nextTry: String
    let attempts: Int
    let parked: Bool
    @OrNull var path: String?

    /// All that waits, by pair and event.
    static func all(_ manifest: Manifest, _ context: Context) -> [QueueJSON] {
        let waiting = manifest.pairs.sorted { $0.key < $1.key }.filter { $0.value.retries?.isEmpty == false }
        // What failed is often new, and the manifest doesn't have its file yet.
        let files = waiting.isEmpty ? [] : EventFinder(context).all()
        return waiting.flatMap { pair, state in
            (state.retries ?? [:]).sorted { $0.key < $1.key }.map { uid, attempts in
                let file = files.first {
                    $0.uid.text == uid && context.configuration.pair(pair)?.contains($0.path) ?? false
                }
                return QueueJSON(
                    pair: pair.text, uid: uid, title: file?.title ?? attempts.title ?? uid, error: attempts.lastError,
                    nextTry: TimeText.utc(Int64(attempts.notBefore * 1_000_000_000)), attempts: attempts.count,
                    parked: attempts.isParked, path: file?.path)
            }
        }
    }
}
