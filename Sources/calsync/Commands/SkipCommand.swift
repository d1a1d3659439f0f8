import ArgumentParser
import ICalendar
import SyncCore
import SyncEngine

/// `calsync skip`: leaves out what the plan would do about an event.
struct SkipCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "skip", abstract: "Leave an event out of every sync, until it changes on one side.",
        discussion: """
            For something that `calsync plan` shows and you do not want now: a deletion, say. It is listed under what is \
            held, and planned again when the file or the event at the service says something else, or after `calsync allow`.
            """)

    @Argument(help: "The event: its file, its UID, or a part of its title.", completion: Completions.events)
    var event: String
    @Option(help: "Only for this pair.", completion: Completions.pairs) var pair: String?
    @Flag(help: "Ask no service: only what the folder would send.") var offline = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let context = try Context(options)
        try context.checkGit()
        try await Holder.during(context) { try await carryOut(context) }
    }

    private func carryOut(_ context: Context) async throws {
        let pairs = try context.pairs(pair.map { [$0] } ?? [])
        let session = try context.session(writes: true)
        let left = try await skip(session, pairs, context)
        try await session.close()
        guard !left.isEmpty else {
            throw Failure(
                .usage, "There is nothing to skip: no sync would do anything about \(event).",
                "`calsync plan` shows what there is.")
        }
        if options.json { return try context.output.json(["skipped": left.map { OperationJSON($0) }]) }
        let text = PlanText(style: context.style)
        context.output.print(lines: ["Skipped until it changes:"] + left.filter(\.isShown).map(text.line))
    }

    /// What the folder alone tells is skipped without a request; else the services are asked.
    private func skip(_ session: SyncSession, _ pairs: Set<PairID>?, _ context: Context) async throws -> [Operation] {
        for isOffline in offline ? [true] : [true, false] {
            // What the safety limit holds can be skipped as well.
            let planned = try await session.plan(
                SyncRequest(pairs: pairs, isOffline: isOffline, allowsMassChange: true))
            let path = EventFinder.relative(event, context.root)
            let found = planned.plan.operations.filter { $0.isMeant(by: event, path: path) }
            let uids = Set(found.map(\.key.uid))
            guard uids.count <= 1 else {
                throw Failure(
                    .usage, "\(event) fits \(uids.count) events of the plan.", "Name the file, or the UID.")
            }
            let left = try await session.skip(planned) { uids.contains($0.key.uid) }
            if !left.isEmpty { return left }
        }
        return []
    }
}

/// `calsync allow`: lets go what was skipped.
struct AllowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allow", abstract: "Let the next sync do what `calsync skip` left out.")

    @Argument(help: "The event: its file, its UID, or a part of its title.", completion: Completions.events)
    var event: String?
    @Option(help: "Only for this pair.", completion: Completions.pairs) var pair: String?
    @Flag(help: "All that was skipped.") var all = false
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if all == (event != nil) { throw ValidationError("Name an event, or say --all.") }
    }

    func run() async throws {
        let context = try Context(options)
        let pairs = try context.pairs(pair.map { [$0] } ?? [])
        let session = try context.session(writes: true)
        let path = event.map { EventFinder.relative($0, context.root) }
        let exact = event.flatMap(EventFinder.exact)
        let filed = await session.manifest.files[path ?? ""]?.uid
        let allowed = try await session.allow { [event] key, skip in
            guard pairs?.contains(key.pair) ?? true else { return false }
            guard let event else { return true }
            if let exact { return key.uid == exact }
            return key.uid == filed || key.uid.text == event || skip.title.lowercased().contains(event.lowercased())
        }
        try await session.close()
        guard !allowed.isEmpty || all else {
            throw Failure(
                .usage, "\(event ?? "") is not skipped\(pair.map { " for \($0)" } ?? "").",
                "`calsync status` lists what is held.")
        }
        if options.json {
            return try context.output.json(
                allowed.sorted { $0.key < $1.key }
                    .map { ["pair": $0.key.pair.text, "uid": $0.key.uid.text, "title": $0.value.title] })
        }
        guard !allowed.isEmpty else { return context.output.print("Nothing is skipped.") }
        for (key, skip) in allowed.sorted(by: { $0.key < $1.key }) {
            context.output.print("\(DisplayWidth.safe(skip.title)) (\(key.pair)) takes part again.")
        }
    }
}

extension Operation {
    /// Whether a person means its event by a file, a UID or a part of the title.
    fileprivate func isMeant(by text: String, path: String) -> Bool {
        if let uid = EventFinder.exact(text) { return key.uid == uid }
        return self.path == path || key.uid.text == text || title.lowercased().contains(text.lowercased())
    }
}
