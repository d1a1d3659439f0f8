import Glibc
import ICalendar
import ProviderGoogle
import ProviderKit
import SyncEngine

/// How a provider gets its bearer tokens.
struct Bearer: Sendable {
    /// Returns a token that is good now.
    let token: @Sendable () async throws(ProviderError) -> String
    /// Returns another token than one that the service refused; `nil` where there is none.
    let renew: @Sendable (_ refused: String) async throws(ProviderError) -> String?
}

/// Where the sign-ins of this machine are, and which one an account uses.
///
/// `CALSYNC_TOKEN_<ACCOUNT>` goes before `password-command`, and that before what `calsync login` stored.
struct SignIns: Sendable {
    private let environment: [String: String]

    /// Seconds since 1970.
    static let now: @Sendable () -> Double = { Double(Clock.now()) / 1e9 }

    init(environment: [String: String]) { self.environment = environment }

    /// The stored sign-ins.
    func store() throws(Failure) -> TokenStore {
        guard let state = KnownFolders.stateFolder(environment: environment),
            let accounts = Accounts.path(environment: environment)
        else { throw Failure(.usage, "There is no place for calsync's state.", "Set HOME or XDG_STATE_HOME.") }
        let keys = TokenKeys(environment: environment, keyFile: Path.parent(accounts) + "/token.key")
        return TokenStore(stateFolder: state, keys: keys)
    }

    /// The token that the environment has for an account.
    func variable(_ account: String) -> String? {
        environment[ProviderError.tokenVariable(account)].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// How `account` is signed in; nothing is read or asked yet.
    ///
    /// - Parameter service: Makes what is needed to refresh a stored sign-in; `nil` where tokens are good as they are.
    func bearer(_ account: Account, service: () -> TokenSupply.Service?) -> Bearer {
        let name = account.name
        if let token = variable(name) { return Bearer(token: { token }, renew: { _ in nil }) }
        if let command = account.passwordCommand { return bearer(of: command) }
        let store: TokenStore
        do throws(Failure) { store = try self.store() } catch {
            let failure = ProviderError.unauthorized(error.description)
            return Bearer(
                token: { () async throws(ProviderError) in throw failure },
                renew: { _ async throws(ProviderError) in throw failure })
        }
        let supply = TokenSupply(account: name, store: store, service: service(), now: Self.now)
        return Bearer(
            token: { () async throws(ProviderError) in try await supply.token() },
            renew: { refused async throws(ProviderError) in try await supply.renewed(after: refused) })
    }

    private func bearer(of command: PasswordCommand) -> Bearer {
        let (known, environment) = (Locked<String?>(nil), environment)
        let run: @Sendable () async throws(ProviderError) -> String = {
            () async throws(ProviderError) in
            do throws(SignInProblem) {
                let secret = try await command.secret(environment: environment)
                known.withLock { $0 = secret.text }
                return secret.text
            } catch {
                throw .unauthorized("\(error.sentence) \(error.remedy)")
            }
        }
        return Bearer(
            token: { () async throws(ProviderError) in
                if let token = known.withLock({ $0 }) { return token }
                return try await run()
            },
            renew: { refused async throws(ProviderError) in
                let token = try await run()
                return token == refused ? nil : token
            })
    }
}

extension TokenSupply.Service {
    /// How Google's sign-ins are refreshed.
    static func google(_ account: Account, http: HTTPClient) -> TokenSupply.Service {
        let endpoint = TokenEndpoint(
            url: account.tokenEndpoint ?? GoogleSignIn.tokenURL, http: http, now: SignIns.now)
        let name = account.name
        return TokenSupply.Service(endpoint: endpoint) { error, credential in
            let grant: OAuthGrant? = if case .oauth(let grant) = credential { grant } else { nil }
            return GoogleSignIn.providerError(error, account: name, grant: grant, now: SignIns.now())
        }
    }
}
