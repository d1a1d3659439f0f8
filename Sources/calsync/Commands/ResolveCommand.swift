import ArgumentParser
import ICalendar
import ProviderKit
import SyncCore
import SyncEngine

/// `calsync resolve`: settles conflicts.
struct ResolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Settle a conflict of one event, or all conflicts.",
        discussion: """
            local keeps the folder's value, remote takes the service's, both keeps the folder's and makes the service's \
            version a second event. edit opens $VISUAL or $EDITOR with both values, and takes what you make of them. \
            --set says it in the command line: `--set title="Team lunch"`; times as the lines of a file.
            """)

    @Argument(help: "The event: its file, its UID, or a part of its title.", completion: Completions.events)
    var event: String?
    @Option(help: "local, remote, both or edit.") var take: TakeArgument?
    @Option(help: ArgumentHelp("A value of your own; may be repeated.", valueName: "field=value"))
    var set: [FieldText] = []
    @Flag(help: "All conflicts of all events.") var all = false
    @Option(help: "Only this field: title, time, location, description …") var field: String?
    @Option(help: "Only this occurrence of a series: 20260115T090000, as `calsync conflicts --json` names it.")
    var instance: String?
    @Option(help: "Only in this pair.", completion: Completions.pairs) var pair: String?
    @Flag(help: "Only note the decision; the next sync carries it out.") var noSync = false
    @Option(help: .hidden) var edited: String?
    @OptionGroup var options: GlobalOptions

    /// What `--take` takes.
    enum TakeArgument: String, ExpressibleByArgument, CaseIterable { case local, remote, both, edit }

    func validate() throws {
        if all == (event != nil) { throw ValidationError("Name an event, or say --all.") }
        if (take == nil) == set.isEmpty { throw ValidationError("Say which to --take, or --set a value.") }
        if all, take != .local, take != .remote {
            throw ValidationError("All conflicts at once are settled with --take local or --take remote.")
        }
    }

    func run() async throws {
        let context = try Context(options)
        try context.checkGit()
        _ = try context.pairs(pair.map { [$0] } ?? [])
        let wanted = try field.map { try FieldText.field($0) }
        if take == .edit { return try await runByHand(context, wanted) }
        try await Holder.during(context) {
            let session = try context.session(writes: true)
            if try await settle(context, session, wanted) {
                try await finish(context, session)
            } else {
                try await session.close()
            }
        }
    }

    /// Settles what is asked for; whether there is something to sync.
    private func settle(_ context: Context, _ session: SyncSession, _ field: Field?) async throws -> Bool {
        if all { return try await takeAll(context, session, field) }
        if take != nil { return try await take(context, session, field) }
        let uid = try await EventFinder(context).uid(event ?? "")
        let sheet = try await sheet(session, uid, field)
        try await settle(context, session, uid, try sheet.settled(by: set))
        return true
    }

    /// Whether a conflict is one of those to settle.
    func isMeant(_ pair: PairID, _ path: FieldPath) -> Bool {
        (self.pair ?? pair.text) == pair.text && (instance == nil || path.instance?.text == instance)
    }

    /// Syncs, unless the person wants the decision noted only.
    func finish(_ context: Context, _ session: SyncSession) async throws {
        if noSync {
            try await session.close()
            if options.json { try context.output.json(["resolved": event ?? "all"]) }
            return
        }
        let planned = try await session.plan(SyncRequest())
        let report = try await session.carryOut(planned)
        try await session.close()
        try await session.noteRun(report)
        if options.json {
            try context.output.json(ReportJSON(report))
        } else {
            context.output.print(lines: ReportText(style: context.style).lines(report))
        }
        try Finished.check(report.exitCodes)
    }

    /// Takes one side, or both, of one event.
    private func take(_ context: Context, _ session: SyncSession, _ field: Field?) async throws -> Bool {
        let event = event ?? ""
        if take == .local, try await session.acceptUID(of: EventFinder.relative(event, context.root)) {
            context.output.note("\(event) is another event from here on; the next sync makes it so.")
            return true
        }
        let uid = try await EventFinder(context).uid(event)
        guard try await take(uid, context, session, field) > 0 else {
            try await session.close()
            throw noConflict
        }
        return true
    }

    /// Takes one side in every conflict; whether there was any.
    private func takeAll(_ context: Context, _ session: SyncSession, _ field: Field?) async throws -> Bool {
        let conflicts = try await session.plan(SyncRequest(isOffline: true)).plan.conflicts
        var count = 0
        for uid in Set(conflicts.map(\.key.uid)).sorted() {
            do { count += try await take(uid, context, session, field) } catch let error as ProviderError {
                // One that only the folder's value can settle doesn't stop the others.
                let title = conflicts.first { $0.key.uid == uid }?.title ?? uid.text
                context.output.note("\(DisplayWidth.safe(title)) is left: \(error.sentence)")
            }
        }
        guard count == 0 else { return true }
        if options.json {
            try context.output.json(["resolved": "nothing"])
        } else {
            context.output.print("There was nothing to settle.")
        }
        return false
    }

    /// Takes what the person takes in the conflicts of one event; how many there were.
    private func take(_ uid: UID, _ context: Context, _ session: SyncSession, _ field: Field?) async throws -> Int {
        let side = take.flatMap { Take(rawValue: $0.rawValue) } ?? .local
        let settled = try await session.resolve(uid, field: field, take: side, where: isMeant)
        for (pair, conflict) in settled {
            let value = side == .remote ? conflict.remote : conflict.local
            context.output.note("\(pair): \(conflict.path.words) is \(ValueText.of(value))")
        }
        return settled.count
    }

    var noConflict: Failure {
        Failure(
            .usage, "\(event ?? "") has no conflict\(field.map { " in \($0)" } ?? "").",
            "`calsync conflicts` lists those that there are.")
    }
}
