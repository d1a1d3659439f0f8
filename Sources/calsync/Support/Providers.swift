import ProviderGoogle
import ProviderKit
import SyncCore
import SyncEngine

/// Makes the services that the configuration names: one `switch`, no registry.
struct Providers {
    let environment: [String: String]
    let accounts: Accounts
    private var made: [String: any Provider] = [:]
    private var clients: [String: HTTPClient] = [:]

    init(environment: [String: String], accounts: Accounts) {
        self.environment = environment
        self.accounts = accounts
    }

    /// The service behind an account.
    mutating func provider(_ name: String, notify: Policy.Notify = .none) throws -> any Provider {
        let key = name + "/" + notify.rawValue
        if let provider = made[key] { return provider }
        guard let account = accounts[name] else {
            let known = accounts.accounts.map(\.name)
            let nearest = Suggestion.nearest(name, in: known).map { " Did you mean \($0)?" } ?? ""
            let path = Accounts.path(environment: environment) ?? "accounts.toml"
            throw Failure(
                .usage, "There is no account \(name).\(nearest)",
                (known.isEmpty ? "" : "There is: \(known.joined(separator: ", ")). ")
                    + "A new one goes into \(path): a line [account.\(name)], below it provider = \"google\".")
        }
        let provider = make(account, notify: notify)
        made[key] = provider
        return provider
    }

    private mutating func make(_ account: Account, notify: Policy.Notify) -> any Provider {
        switch account.provider {
        case .google:
            GoogleProvider(
                account: account.name, endpoint: account.endpoint ?? "https://www.googleapis.com/calendar/v3",
                http: client(account), token: Self.token(account.name, environment),
                notify: notify == .all ? .all : .none)
        }
    }

    private mutating func client(_ account: Account) -> HTTPClient {
        if let client = clients[account.name] { return client }
        var options = HTTPClient.Options()
        options.userAgent = "calsync/\(Version.number) (gzip)"
        options.caFile = account.caFile
        let client = HTTPClient(options)
        clients[account.name] = client
        return client
    }

    /// A ready bearer token, from `CALSYNC_TOKEN_<ACCOUNT>`.
    private static func token(_ account: String, _ environment: [String: String])
        -> @Sendable () async throws(ProviderError) -> String
    {
        let name = ProviderError.tokenVariable(account)
        let token = environment[name]
        return { () async throws(ProviderError) in
            guard let token, !token.isEmpty else {
                throw .unauthorized("There is no sign-in for the account \(account): \(name) is not set.")
            }
            return token
        }
    }
}
