import ArgumentParser
import SyncCore
import SyncEngine

/// `calsync discard`: takes the folder back to what was last agreed.
struct DiscardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Drop your edits of events: their files become what was last in step.",
        discussion: """
            A file that you deleted comes back, a broken one is whole again. The edited copy goes to the trash, and `calsync \
            undo` brings the edits back. No service is asked.
            """)

    @Argument(
        help: "The events: their files, UIDs, or a part of their titles.", completion: Completions.events)
    var events: [String]
    @Option(help: "Whose base counts, where several pairs of a folder are not in step.") var pair: String?
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Only say what would be done.") var dryRun = false
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let context = try Context(options)
        try context.checkGit()
        if dryRun { return try await carryOut(context) }
        try await Holder.during(context) { try await carryOut(context) }
    }

    private func carryOut(_ context: Context) async throws {
        let pair = try context.pairs(pair.map { [$0] } ?? [])?.first
        var targets: [SyncSession.DiscardTarget] = []
        for event in events { targets.append(try await target(event, context)) }
        let session = try context.session(writes: !dryRun)
        let plan = try await session.planDiscard(targets, pair: pair)
        try await FolderRun(
            context: context, session: session, isDryRun: dryRun, syncs: false,
            question: yes ? nil : "The edited copies go to the trash. Do it?"
        ).carryOut(plan)
    }

    /// The event that a person means; a file may be gone, so a path need not lead anywhere.
    private func target(_ text: String, _ context: Context) async throws -> SyncSession.DiscardTarget {
        let path = EventFinder.relative(text, context.root)
        let manifest = try await context.session(writes: false).manifest
        if manifest.files[path] != nil || Path.isEventFile(Path.name(path)) { return .path(path) }
        if let uid = UID(text), manifest.records.keys.contains(where: { $0.uid == uid }) { return .uid(uid) }
        return .uid(try await EventFinder(context).uid(text))
    }
}
