import ArgumentParser
import ICalendar
import SyncCore
import SyncEngine

/// `calsync bulk`: one edit of many events.
struct BulkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bulk", abstract: "Change many events at once: move, shift, set a category, delete.",
        discussion: """
            Only the files are changed, as one run that `calsync undo` takes back; the next sync sends it on, under the \
            safety limit. What can't be done to an event is listed with the reason, and the others are done.
            """)

    @Argument(help: "The events: their files, or their UIDs.", completion: Completions.events) var events: [String]
    @Option(help: "Move them to this pair, or to a folder of a pair.", completion: Completions.pairs) var move: String?
    @Option(help: "Have them begin and end so much later: 30m, 2h, 1d; earlier as --shift=-30m.") var shift: Shift?
    @Option(help: "Give them this category and no other; none with an empty one.") var category: String?
    @Flag(help: "Put their files into the trash.") var delete = false
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Only say what would be done.") var dryRun = false
    @Flag(help: "Do not ask before files go to the trash.") var yes = false
    @OptionGroup var options: GlobalOptions

    /// A length of time with its sign.
    struct Shift: ExpressibleByArgument {
        let minutes: Int

        init?(argument: String) {
            let sign = argument.hasPrefix("-") ? -1 : 1
            let text = argument.hasPrefix("-") || argument.hasPrefix("+") ? String(argument.dropFirst()) : argument
            guard let length = try? LengthPhrase.read(text) else { return nil }
            minutes = sign * (length.days * 1_440 + length.seconds / 60)
        }
    }

    func validate() throws {
        let count = [move != nil, shift != nil, category != nil, delete].count { $0 }
        if count != 1 { throw ValidationError("Say one of --move, --shift, --category and --delete.") }
        if let category, category.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            throw ValidationError("The category has characters that a calendar can't hold.")
        }
    }

    func run() async throws {
        let context = try Context(options)
        try context.checkGit()
        if dryRun { return try await carryOut(context) }
        try await Holder.during(context) { try await carryOut(context) }
    }

    private func carryOut(_ context: Context) async throws {
        let session = try context.session(writes: !dryRun)
        let plan = try await session.planBulk(try edit(context), of: try await uids(session, context))
        let words = BulkText(style: context.style)
        var held = await session.heldAfter(plan)
        guard !dryRun, !plan.operations.isEmpty else {
            try await session.close()
            if options.json { return try context.output.json(BulkJSON(plan.operations, plan.left, held: held)) }
            context.output.print(lines: words.lines(plan.operations, plan.left, isDone: false) + words.lines(held))
            return try Finished.check(plan.left.isEmpty ? [] : [.attention])
        }
        if delete, !yes {
            try await FolderRun.confirm(
                "These files go to the trash. Do it?", after: words.lines(plan.operations, plan.left, isDone: false),
                context, session)
        }
        let report = try await session.carryOut(plan)
        let next = try await session.plan(SyncRequest(isOffline: true))
        try await session.close()
        held = next.plan.held.filter { $0.cause == .safety }
        if options.json {
            try context.output.json(BulkJSON(report.done, report.left, run: report.run, held: held, next: next))
        } else {
            context.output.print(lines: words.lines(report.done, report.left, isDone: true) + words.lines(held))
            context.output.print("`calsync undo` takes it back; the next sync sends it on.")
        }
        try Finished.check(report.left.isEmpty ? [] : [.attention])
    }

    private func edit(_ context: Context) throws -> BulkEdit {
        if let shift { return .shift(minutes: shift.minutes) }
        if let category { return .category(category.isEmpty ? nil : category) }
        guard let move else { return .delete }
        if let pair = context.configuration.pair(PairID(move)) { return .move(folder: pair.folder) }
        switch FolderName.normalised(move) {
        case .success(let folder): return .move(folder: folder)
        case .failure(let refusal): throw Failure(.usage, refusal.sentence, refusal.remedy)
        }
    }

    /// The events that the arguments name; a name that is no file is a UID.
    private func uids(_ session: SyncSession, _ context: Context) async throws -> [UID] {
        let known = await session.manifest.files
        return try events.map { event in
            if let uid = EventFinder.exact(event) { return uid }
            let path = EventFinder.relative(event, context.root)
            if let uid = known[path]?.uid { return uid }
            let bytes = try? DiskFileStore().read(context.root + "/" + path, limit: 10 << 20)
            if let uid = bytes.flatMap({ FolderEvents.event(in: $0, at: path)?.uid }) { return uid }
            guard let uid = UID(event) else {
                throw Failure(.usage, "There is no event \(event).", "Name its file, or its UID.")
            }
            return uid
        }
    }
}
