import ArgumentParser
import ProviderGoogle
import ProviderKit
import SyncEngine

/// `calsync logout`: gives a sign-in back.
struct LogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Take a sign-in back at the service, and forget it here. Events stay.")

    @Argument(help: "The account, from accounts.toml.") var account: String
    @OptionGroup var options: GlobalOptions

    /// The stable shape in `--json`.
    private struct LogoutJSON: Encodable {
        let account: String
        let removed, revoked: Bool
    }

    func run() async throws {
        let environment = Context.processEnvironment
        let accounts = try SettingsFiles.loadAccounts(environment: environment, files: DiskFileStore())
        guard let account = accounts[account] else { throw Providers.unknown(self.account, accounts, environment) }
        let store = try SignIns(environment: environment).store()
        guard try store.note(of: account.name) != nil else {
            throw Failure(.usage, "\(account.name) isn't signed in here; there is nothing to take back.")
        }
        let revoked = await revoke(account, store)
        try store.remove(account.name)
        if options.json {
            return try Output.standard.json(LogoutJSON(account: account.name, removed: true, revoked: revoked))
        }
        Output.standard.print("Signed out of \(account.name). Its files and calendars stay as they are.")
    }

    /// Tells the service; what can't be told now doesn't keep anybody signed in here.
    private func revoke(_ account: Account, _ store: TokenStore) async -> Bool {
        do {
            switch try await store.credential(of: account.name) {
            case .oauth(let grant):
                var providers = Providers(environment: Context.processEnvironment, accounts: Accounts([account]))
                let http = providers.client(account)
                let tokenURL = account.tokenEndpoint ?? GoogleSignIn.tokenURL
                let endpoint = TokenEndpoint(url: tokenURL, http: http, now: SignIns.now)
                do throws(OAuthError) {
                    try await endpoint.revoke(grant.refreshToken, at: GoogleSignIn.revocationURL(besides: tokenURL))
                } catch {
                    await http.close()
                    throw error
                }
                await http.close()
                return true
            case .serviceAccount(let grant):
                Output.standard.note("The key file \(grant.keyFile) stays where it is.")
                return false
            case .token, .password:
                Output.standard.note("The service still knows the secret; take it back there.")
                return false
            case nil: return false
            }
        } catch {
            let page = "https://myaccount.google.com/connections"
            Output.standard.note("The service could not be told; take the consent back there: \(page)")
            return false
        }
    }
}
