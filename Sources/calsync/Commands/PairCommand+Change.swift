import ArgumentParser
import SyncCore
import SyncEngine

extension PairCommand {
    /// `calsync pair set`
    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Change what a pair may do, or pause it. Everything else in calsync.toml stays as it is.")

        @Argument(help: "The pair's name.", completion: Completions.pairs) var name: String
        @OptionGroup var policy: PolicyOptions
        @Flag(help: "Leave the pair alone until --resume; its files and its calendar stay as they are.")
        var pause = false
        @Flag(help: "Have the pair take part again.") var resume = false
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            if pause, resume { throw ValidationError("Use --pause or --resume, not both.") }
            if policy.isEmpty, !pause, !resume { throw ValidationError("Say what is to change.") }
        }

        func run() async throws {
            let context = try Context(options)
            _ = try context.pairs([name])
            guard var pair = context.configuration.pair(PairID(name)) else { return }
            pair.policy = policy.changed(pair.policy)
            if pause || resume { pair.isPaused = pause }
            try context.editConfiguration { text in try ConfigurationEditor.change(pair, in: text) }
            if options.json { return try context.output.json(PairJSON(pair)) }
            let policy = pair.policy
            let words =
                "direction \(policy.direction.rawValue), on-conflict \(policy.onConflict.rawValue), "
                + "deletions \(policy.deletions.rawValue), notify \(policy.notify.rawValue)"
            context.output.print("\(name): \(pair.isPaused ? "paused" : words).")
        }
    }
}

/// What a pair may do, as far as the command line says it.
struct PolicyOptions: ParsableArguments {
    @Option(help: "both, pull (only take what the service changed) or push (only send what the folder changed).")
    var direction: Policy.Direction?
    @Option(help: "Who wins where both sides changed a field: ask, local or remote.") var onConflict: Policy.Resolution?
    @Option(help: "Whether deletions travel: sync or keep.") var deletions: Policy.Deletions?
    @Option(help: "Whether guests are mailed: none or all.") var notify: Policy.Notify?

    /// Whether nothing was said.
    var isEmpty: Bool { direction == nil && onConflict == nil && deletions == nil && notify == nil }

    /// A policy with what was said.
    func changed(_ policy: Policy) -> Policy {
        Policy(
            direction: direction ?? policy.direction, onConflict: onConflict ?? policy.onConflict,
            deletions: deletions ?? policy.deletions, notify: notify ?? policy.notify)
    }
}

extension Policy.Direction: ExpressibleByArgument {}
extension Policy.Resolution: ExpressibleByArgument {}
extension Policy.Deletions: ExpressibleByArgument {}
extension Policy.Notify: ExpressibleByArgument {}
