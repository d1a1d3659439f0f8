import SyncCore
import SyncEngine

/// What `webhook register`, `renew` and `stop` do about the channels of some pairs.
struct ChannelWork {
    let context: Context
    let webhooks: Webhooks
    /// The pairs that were named; `nil` for all.
    let named: Set<PairID>?
    private let codes = CodeBox()

    init(_ options: GlobalOptions, _ pairs: [String]) throws {
        context = try Context(options)
        named = try context.pairs(pairs)
        webhooks = try Webhooks(context)
    }

    /// Opens the channels that are missing, or new ones for all.
    func openChannels(renewing: Bool = false) async throws {
        guard webhooks.settings.isComplete else {
            throw Failure(
                .usage, "Services can't call this machine: there is no address for them.",
                "Write listen and public-url below [webhook] in accounts.toml; docs/webhooks.md says how.")
        }
        let targets = webhooks.targets
        let renewed = renewing ? Set(targets.keys.filter { named?.contains($0) ?? true }) : []
        tell(try await webhooks.keep(targets, renewing: renewed, only: named))
    }

    /// Closes the channels.
    func closeChannels() async throws {
        let staying = webhooks.targets.filter { !(named?.contains($0.key) ?? true) }
        tell(try await webhooks.keep(staying, only: named))
        for (account, pairs) in webhooks.notionPairs where named.map({ !pairs.isDisjoint(with: $0) }) ?? true {
            guard try webhooks.forget(account) else { continue }
            say("Notion's events for \(account) are not believed any more. Delete the webhook in your connection, too.")
        }
        let left = webhooks.book.channels.filter { named?.contains($0.pair) ?? true }
        if left.contains(where: { $0.resource == nil }) {
            say("A channel whose opening was never answered can't be closed; it ends by itself within a week.")
        }
    }

    /// Ends the command: what holds now as JSON, and the exit code.
    func report() throws {
        if context.options.json {
            try context.output.json(WebhookJSON(webhooks, Hearing.all(webhooks, now: SignIns.now())))
        } else if codes.isSilent {
            context.output.print("Nothing was to be done.")
        }
        try Finished.check(codes.codes)
    }

    /// Says something that is no data in `--json`.
    func say(_ line: String) {
        codes.isSilent = false
        if context.options.json { context.output.note(line) } else { context.output.print(line) }
    }

    private func tell(_ outcome: ChannelKeeper.Outcome) {
        for channel in outcome.opened {
            say("\(channel.pair.text): Google tells of changes now, until \(WebhookText.end(of: channel)).")
        }
        for channel in outcome.closed where !outcome.opened.contains(where: { $0.pair == channel.pair }) {
            say("\(channel.pair.text): the channel is closed.")
        }
        for trouble in outcome.troubles {
            codes.isSilent = false
            context.output.note("\(trouble.pair.text): \(trouble.error.sentence) It is polled.")
            codes.codes.insert(trouble.error.exitCode)
        }
    }

    /// What the end of the command needs to know.
    private final class CodeBox {
        var codes: Set<SyncEngine.ExitCode> = []
        var isSilent = true
    }
}
