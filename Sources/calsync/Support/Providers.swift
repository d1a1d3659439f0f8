import ProviderGoogle
import ProviderKit
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

    /// The service behind an account.
    mutating func provider(_ name: String, notify: Policy.Notify = .none) throws -> any Provider {
        let key = name + "/" + notify.rawValue
        if let provider = made[key] { return provider }
        guard let account = accounts[name] else { throw Self.unknown(name, accounts, environment) }
        let provider = make(account, notify: notify)
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
                + "`calsync login google --account \(name)` makes it, or a line [account.\(name)] in \(path).")
    }

    private mutating func make(_ account: Account, notify: Policy.Notify) -> any Provider {
        switch account.provider {
        case .google:
            let (http, bearer) = (client(account), bearer(account))
            return GoogleProvider(
                account: account.name, endpoint: account.endpoint ?? GoogleSignIn.apiURL, http: http,
                token: bearer.token, renew: bearer.renew, notify: notify == .all ? .all : .none,
                // A stand-in on this machine can be asked as fast as it answers.
                pace: account.endpoint == nil ? GoogleProvider.pace : nil)
        }
    }

    /// How an account is signed in; one for all its providers, so that a token is refreshed once.
    private mutating func bearer(_ account: Account) -> Bearer {
        if let bearer = bearers[account.name] { return bearer }
        let http = client(account)
        let bearer = SignIns(environment: environment).bearer(account) {
            switch account.provider {
            case .google: .google(account, http: http)
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
        let client = HTTPClient(options)
        clients[account.name] = client
        return client
    }
}
