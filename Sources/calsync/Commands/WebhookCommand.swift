import ArgumentParser
import SyncCore
import SyncEngine

/// `calsync webhook`: services that call when something changes.
struct WebhookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Have services tell of changes, so that nobody waits for the next poll.",
        discussion: """
            Needs an address at which services reach this machine: `[webhook] listen` and `public-url` in accounts.toml, or \
            CALSYNC_PUBLIC_URL. `calsync watch` listens, and opens and renews Google's channels by itself. Without it all \
            works by polling.
            """,
        subcommands: [List.self, Register.self, Renew.self, Stop.self, Test.self])

    /// `calsync webhook list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Say how each pair hears of changes: by push, or by polling and why.")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let context = try Context(options)
            let webhooks = try Webhooks(context)
            let hearings = Hearing.all(webhooks, now: SignIns.now())
            if options.json { return try context.output.json(WebhookJSON(webhooks, hearings)) }
            let settings = webhooks.settings
            context.notePairs()
            for hearing in hearings {
                let words = hearing.way == .push ? context.style.green(hearing.words) : hearing.words
                context.output.print("\(context.style.bold(hearing.pair.text))  \(words)")
                if let reason = hearing.reason { context.output.print("      \(reason)") }
            }
            if !settings.isComplete {
                let missing = settings.port == nil ? "listen = \"127.0.0.1:8787\"" : "public-url = \"https://…\""
                context.output.note("Services can't call: write \(missing) below [webhook] in accounts.toml.")
            }
            if try await webhooks.waitingToken() != nil {
                context.output.note("Notion sent a verification token: `calsync webhook register` shows it.")
            }
        }
    }

    /// `calsync webhook register`
    struct Register: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "register", abstract: "Open the channels that are missing; finish Notion's handshake.",
            discussion: """
                Google's channels are opened at once. Notion's webhook is made by hand, in the Webhooks tab of your connection; \
                its verification token comes to `calsync watch`, and this command shows it.
                """)

        @Argument(help: "The pairs; all if none is named.") var pairs: [String] = []
        @Flag(help: "Notion has accepted the token that is shown: do not ask.") var yes = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let work = try ChannelWork(options, pairs)
            try await work.openChannels()
            try await NotionHandshake(work: work, isAnswered: yes).finish()
            try work.report()
        }
    }

    /// `calsync webhook renew`
    struct Renew: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "renew", abstract: "Open new channels now, then close the old ones.",
            discussion: "Google's refusals are forgotten: it is asked again, as after a domain was verified.")

        @Argument(help: "The pairs; all if none is named.") var pairs: [String] = []
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let work = try ChannelWork(options, pairs)
            try await work.openChannels(renewing: true)
            try work.report()
        }
    }

    /// `calsync webhook stop`
    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "stop", abstract: "Close the channels, and forget Notion's verification token.",
            discussion: """
                As long as [webhook] stands in accounts.toml, `calsync watch` opens them again. Notion's webhook is deleted in \
                the Webhooks tab of your connection.
                """)

        @Argument(help: "The pairs; all if none is named.") var pairs: [String] = []
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let work = try ChannelWork(options, pairs)
            try await work.closeChannels()
            try work.report()
        }
    }

    /// `calsync webhook test`
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Send a message to the public address and see whether `calsync watch` gets it.")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let context = try Context(options)
            let trial = WebhookTrial(webhooks: try Webhooks(context))
            let address = try await trial.run()
            if options.json { return try context.output.json(["address": address, "state": "answered"]) }
            context.output.print("\(address) leads to `calsync watch` on this machine.")
        }
    }
}

/// The stable shape of `calsync webhook list --json`, and of what the others leave behind.
struct WebhookJSON: Encodable {
    /// How one pair hears of changes.
    struct Pair: Encodable {
        let pair, way: String
        @OrNull var until: String?
        @OrNull var reason: String?
    }

    @OrNull var listen: String?
    @OrNull var publicURL: String?
    let pairs: [Pair]

    init(_ webhooks: Webhooks, _ hearings: [Hearing]) {
        pairs = hearings.map { hearing in
            var pair = Pair(pair: hearing.pair.text, way: hearing.way.rawValue)
            pair.until = hearing.until.map { TimeText.utc(Int64($0) * 1_000_000_000) }
            pair.reason = hearing.reason
            return pair
        }
        listen = webhooks.settings.port.map { "127.0.0.1:\($0)" }
        publicURL = webhooks.settings.publicURL
    }
}
