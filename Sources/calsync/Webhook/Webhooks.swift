import ProviderGoogle
import ProviderKit
import SyncCore
import SyncEngine

/// What the commands and `watch` know of webhooks: the settings, the secrets, the pairs that they are for.
struct Webhooks: Sendable {
    let context: Context
    let settings: WebhookSettings
    private let store: TokenStore

    /// - Throws: What is wrong with `CALSYNC_PUBLIC_URL`.
    init(_ context: Context) throws {
        self.context = context
        settings = try context.accounts.webhook.with(environment: context.environment)
        store = try SignIns(environment: context.environment).store()
    }

    /// The pairs whose service may call, with what their channels are for; those that are paused have none.
    var targets: [PairID: ChannelBook.Target] {
        guard settings.isComplete, let address = settings.address(for: .google) else { return [:] }
        var targets: [PairID: ChannelBook.Target] = [:]
        for pair in context.configuration.pairs
        where !pair.isPaused && context.accounts[pair.account]?.provider == .google {
            targets[pair.id] = .init(account: pair.account, calendar: pair.calendar, address: address)
        }
        return targets
    }

    /// The pairs of Notion databases, by account.
    var notionPairs: [String: Set<PairID>] {
        var pairs: [String: Set<PairID>] = [:]
        for pair in context.configuration.pairs where context.accounts[pair.account]?.provider == .notion {
            pairs[pair.account, default: []].insert(pair.id)
        }
        return pairs
    }

    /// What is known of the channels.
    var book: ChannelBook { ChannelKeeper.book(root: context.root, files: DiskFileStore()) }

    /// Sees to it that the wanted pairs have channels, and that there are no others (``ChannelKeeper``).
    func keep(
        _ wanted: [PairID: ChannelBook.Target], renewing: Set<PairID> = [], only: Set<PairID>? = nil
    ) async throws -> ChannelKeeper.Outcome {
        let services = try providers()
        let result: Result<ChannelKeeper.Outcome, any Error>
        do {
            result = .success(
                try await keeper().keep(wanted, renewing: renewing, only: only, through: services))
        } catch {
            result = .failure(error)
        }
        for service in services.values { await service.close() }
        return try result.get()
    }

    /// Keeps the channels' book.
    func keeper() async throws -> ChannelKeeper {
        ChannelKeeper(
            root: context.root, files: DiskFileStore(), secret: try await secret(), now: SignIns.now,
            newID: { "calsync-" + WebhookSecret.new(random: Random.bytes).text.prefix(40) })
    }

    /// The services that can tell over channels, by account.
    private func providers() throws -> [String: GoogleProvider] {
        var providers = Providers(environment: context.environment, accounts: context.accounts)
        var found: [String: GoogleProvider] = [:]
        for account in context.accounts.accounts where account.provider == .google {
            found[account.name] = try providers.provider(account.name) as? GoogleProvider
        }
        return found
    }

    /// Who may call.
    func gate() async throws -> WebhookGate {
        var notion: [(token: Secret, pairs: Set<PairID>)] = []
        for (account, pairs) in notionPairs.sorted(by: { $0.key < $1.key }) {
            if let token = try await token(of: account) { notion.append((token, pairs)) }
        }
        return WebhookGate(secret: try await secret(), book: book, notion: notion)
    }

    // MARK: Secrets. No account's name has a dot, so these are no account's sign-in.

    private static let (key, waiting) = ("webhook.key", "webhook.notion-waiting")
    private static func entry(of account: String) -> String { "webhook.notion." + account }

    /// This machine's own secret; made when first needed.
    func secret() async throws -> WebhookSecret { WebhookSecret(try await store.machineSecret(Self.key)) }

    /// What Notion signs an account's events with; `nil` before its handshake was confirmed.
    func token(of account: String) async throws -> Secret? { try await secret(Self.entry(of: account)) }

    /// Whether an account's handshake was confirmed, told without a key.
    func isConfirmed(_ account: String) -> Bool {
        ((try? store.note(of: Self.entry(of: account))) ?? nil) != nil
    }

    /// The token of the last handshake that nobody has confirmed yet.
    func waitingToken() async throws -> Secret? { try await secret(Self.waiting) }

    /// Keeps the token of a handshake until the person says whether it was Notion's.
    func keepWaiting(_ token: Secret) async throws { try await store.save(.token(token), of: Self.waiting) }

    /// Takes the token of a handshake for an account's own.
    func confirm(_ token: Secret, for account: String) async throws {
        try await store.save(.token(token), of: Self.entry(of: account))
        try store.remove(Self.waiting)
    }

    /// Forgets what Notion signs an account's events with; returns whether there was something.
    func forget(_ account: String) throws -> Bool { try store.remove(Self.entry(of: account)) }

    private func secret(_ entry: String) async throws -> Secret? {
        guard case .token(let secret)? = try await store.credential(of: entry) else { return nil }
        return secret
    }
}
