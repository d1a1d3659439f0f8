import ProviderCalDAV
import ProviderGoogle
import ProviderKit
import ProviderNotion
import SyncCore
import SyncEngine

/// Makes the services that the configuration names: one `switch`, no registry.
struct Providers {
    let environment: [String: String]
    let accounts: Accounts
    private var made: [String: any Provider] = [:]
    private var bearers: [String: Bearer] = [:]
    private var clients: [String: HTTPClient] = [:]

    init(environment: [String: String], accounts: Accounts) {
        self.environment = environment
        self.accounts = accounts
    }

    /// The service behind a pair.
    ///
    /// - Parameter polls: How often the pair was looked at before.
    mutating func provider(for pair: PairConfiguration, polls: Int) throws -> any Provider {
        try provider(pair.account, notify: pair.policy.notify, notion: pair.notion, pair: pair.id.text, polls: polls)
    }

    /// The service behind an account.
    mutating func provider(
        _ name: String, notify: Policy.Notify = .none, notion: NotionOptions? = nil, pair: String = "", polls: Int = 0
    ) throws -> any Provider {
        // A Notion database has settings of its own, so each of its pairs has a provider.
        let key = name + "/" + notify.rawValue + (notion == nil ? "" : "/" + pair)
        if let provider = made[key] { return provider }
        guard let account = accounts[name] else { throw Self.unknown(name, accounts, environment) }
        if account.provider == .notion, !pair.isEmpty, notion == nil {
            throw Failure(
                .usage, "The pair \(pair) names no Notion database.",
                "Write database = \"…\" in place of calendar: its link, or its id.")
        }
        let provider = try make(account, notify: notify, notion: notion ?? NotionOptions(), polls: polls)
        made[key] = provider
        return provider
    }

    /// What is said of an account that isn't there.
    static func unknown(_ name: String, _ accounts: Accounts, _ environment: [String: String]) -> Failure {
        let known = accounts.accounts.map(\.name)
        let nearest = Suggestion.nearest(name, in: known).map { " Did you mean \($0)?" } ?? ""
        let path = Accounts.path(environment: environment) ?? "accounts.toml"
        return Failure(
            .usage, "There is no account \(name).\(nearest)",
            (known.isEmpty ? "" : "There is: \(known.joined(separator: ", ")). ")
                + "`calsync login \(ProviderKind(rawValue: name) == nil ? "google|notion|caldav --account \(name)" : name)` makes it, or a line [account.\(name)] in \(path)."
        )
    }

    private mutating func make(_ account: Account, notify: Policy.Notify, notion: NotionOptions, polls: Int) throws
        -> any Provider
    {
        let (http, bearer) = (client(account), bearer(account))
        switch account.provider {
        case .google:
            return GoogleProvider(
                account: account.name, endpoint: account.endpoint ?? GoogleSignIn.apiURL, http: http,
                token: bearer.token, renew: bearer.renew, notify: notify == .all ? .all : .none,
                // A stand-in on this machine can be asked as fast as it answers.
                pace: account.endpoint == nil ? GoogleProvider.pace : nil)
        case .notion:
            var notion = notion
            if notion.timeZone.isEmpty { notion.timeZone = SystemZone.current(environment).zone.name }
            return NotionProvider(
                account: account.name, endpoint: account.endpoint ?? NotionProvider.apiURL,
                version: account.apiVersion, http: http, token: bearer.token, options: notion, polls: polls,
                pace: account.endpoint == nil ? NotionProvider.pace : nil)
        case .caldav: return try caldav(account, notify: notify, http: http, bearer: bearer)
        }
    }

    /// A server is anybody's: `accounts.toml` is refused without its address and a name.
    private func caldav(
        _ account: Account, notify: Policy.Notify, http: HTTPClient, bearer: Bearer
    ) throws -> any Provider {
        let provider = CalDAVProvider(
            endpoint: account.endpoint ?? "", user: account.user ?? "", http: http, password: bearer.token,
            renew: bearer.renew, notify: notify == .all ? .all : .none)
        guard let provider else {
            throw Failure(
                .usage, "The account \(account.name) has no address that can be read.",
                "Write endpoint = \"https://…\" into [account.\(account.name)].")
        }
        return provider
    }

    /// How an account is signed in; one for all its providers, so that a token is refreshed once.
    private mutating func bearer(_ account: Account) -> Bearer {
        if let bearer = bearers[account.name] { return bearer }
        let http = client(account)
        let bearer = SignIns(environment: environment).bearer(account) {
            switch account.provider {
            case .google: .google(account, http: http)
            case .notion, .caldav: nil
            }
        }
        bearers[account.name] = bearer
        return bearer
    }

    /// The account's connections.
    mutating func client(_ account: Account) -> HTTPClient {
        if let client = clients[account.name] { return client }
        var options = HTTPClient.Options()
        options.userAgent = "calsync/\(Version.number) (gzip)"
        options.caFile = account.caFile
        if let units = account.provider.quota?.units { options.units = units }
        let client = HTTPClient(options)
        clients[account.name] = client
        return client
    }
}

extension ProviderKind {
    /// What a service allows an account in a minute, what it calls that, and the methods of which a request is not one.
    struct Quota {
        let limit: Int
        let unit: String
        var units: [String: Int] = [:]
    }

    /// What the service allows; `nil` where nothing is said of it.
    var quota: Quota? {
        switch self {
        case .google:
            Quota(
                limit: GoogleProvider.pace.unitsPerMinute, unit: "quota units",
                units: ["PATCH": GoogleProvider.pace.updateUnits])
        case .notion: Quota(limit: NotionProvider.pace.unitsPerMinute, unit: "requests")
        case .caldav: nil
        }
    }
}
