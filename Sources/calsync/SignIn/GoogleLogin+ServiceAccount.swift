import ProviderGoogle
import ProviderKit
import SyncEngine

extension GoogleLogin {
    /// Signs in with a key file: nobody is asked.
    mutating func withServiceAccount(_ file: String) async throws {
        let files = DiskFileStore()
        guard let path = try files.resolve(Context.absolute(file)) else {
            throw Failure(.usage, "There is no file \(file).", "Check the path.")
        }
        let key: ServiceAccountKey
        do throws(SignInProblem) {
            key = try ServiceAccountKey(json: try bytes(of: path, files))
        } catch {
            throw Failure(.usage, "\(file): \(error.sentence)", error.remedy)
        }
        if let mode = try files.status(path)?.mode, mode & 0o077 != 0 {
            output.note("\(path) is open to other users of this machine; close it: chmod 600 \(path)")
        }
        if key.tokenURL != GoogleSignIn.tokenURL {
            account.tokenEndpoint = key.tokenURL
            try requireEndpoint(file, names: key.tokenURL)
        }
        let accounts = try AccountFile(environment: environment)
        _ = try accounts.text(with: account)
        var grant = ServiceAccountGrant(
            keyFile: path, email: key.email, scopes: GoogleSignIn.serviceAccountScopes)
        var providers = Providers(environment: environment, accounts: Accounts([account]))
        let http = providers.client(account)
        let endpoint = TokenEndpoint(url: account.tokenEndpoint ?? GoogleSignIn.tokenURL, http: http, now: SignIns.now)
        do throws(OAuthError) {
            grant.access = try await grant.token(from: endpoint, now: SignIns.now())
        } catch {
            await http.close()
            throw Self.failure(error, account.name)
        }
        await http.close()
        let store = try SignIns(environment: environment).store()
        do { try await store.save(.serviceAccount(grant), of: account.name) } catch {
            throw Failure(error, account: account.name)
        }
        try accounts.write(account)
        try await LoginReport(command.options, account, environment).show(robot: key.email, adding: command.calendar)
    }

    private func bytes(of path: String, _ files: DiskFileStore) throws(SignInProblem) -> [UInt8] {
        do { return try files.read(path, limit: 1 << 16) } catch {
            throw SignInProblem(error.sentence, error.remedy)
        }
    }
}
