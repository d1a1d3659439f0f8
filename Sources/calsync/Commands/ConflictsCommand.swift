import ArgumentParser
import SyncCore
import SyncEngine

/// `calsync conflicts`: fields that wait for a word from the person.
struct ConflictsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts", abstract: "List fields that changed on both sides to different values.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let context = try Context(options)
        let session = try context.session(writes: false)
        let planned = try await session.plan(SyncRequest(isOffline: true))
        let conflicts = planned.plan.conflicts
        if options.json {
            try context.output.json(conflicts.map { ConflictJSON($0) })
        } else if conflicts.isEmpty {
            context.output.print("No conflicts.")
        } else {
            let text = PlanText(style: context.style)
            context.output.print(lines: conflicts.flatMap { text.lines($0) })
        }
        try Finished.check(conflicts.isEmpty ? [] : [.attention])
    }
}
