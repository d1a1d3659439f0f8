import Glibc

/// Hands out access tokens of one account that are good now.
///
/// It refreshes them a minute before their time, or when the service refuses one; however many ask, one request is made.
/// Another process may have refreshed meanwhile: what is stored is read again under the account's lock first.
package actor TokenSupply {
    /// What differs from service to service.
    package struct Service: Sendable {
        /// Where tokens are asked for.
        package var endpoint: TokenEndpoint
        /// Says what a failure means, and what to do.
        package var explain: @Sendable (OAuthError, Credential) -> ProviderError

        /// Keeps the parts as they are given.
        package init(
            endpoint: TokenEndpoint, explain: @escaping @Sendable (OAuthError, Credential) -> ProviderError
        ) {
            self.endpoint = endpoint
            self.explain = explain
        }
    }

    private let account: String
    private let store: TokenStore
    private let service: Service?
    private let now: @Sendable () -> Double
    private var known: AccessToken?
    private var underWay: Task<Result<AccessToken, ProviderError>, Never>?

    /// - Parameters:
    ///   - service: How sign-ins are refreshed; `nil` for a service whose tokens are good as they are.
    ///   - now: Seconds since 1970.
    package init(
        account: String, store: TokenStore, service: Service?, now: @escaping @Sendable () -> Double
    ) {
        self.account = account
        self.store = store
        self.service = service
        self.now = now
    }

    /// Returns a token that is good for another minute.
    package func token() async throws(ProviderError) -> String {
        if let known, known.isGood(at: now()) { return known.secret.text }
        return try await fresh(refused: nil)
    }

    /// Returns another token than `refused`, which the service didn't take.
    package func renewed(after refused: String) async throws(ProviderError) -> String? {
        if let known, known.secret.text != refused, known.isGood(at: now()) { return known.secret.text }
        return try await fresh(refused: refused)
    }

    private func fresh(refused: String?) async throws(ProviderError) -> String {
        while true {
            // Not a child of whoever asks first: that one's end must not be everybody's.
            let isMine = underWay == nil
            let task = underWay ?? Task { await self.result(refused: refused) }
            underWay = task
            let token = try await task.value.get().secret.text
            // What others asked for may be the very token that was refused here.
            if isMine || token != refused { return token }
        }
    }

    private func result(refused: String?) async -> Result<AccessToken, ProviderError> {
        defer { underWay = nil }
        do {
            let token = try await store.alone(with: account) { try await self.renew(refused: refused) }
            known = token
            return .success(token)
        } catch let error as ProviderError {
            return .failure(error)
        } catch let error as TokenStoreError {
            return .failure(.unauthorized(error.sentence + " " + error.remedy(account: account)))
        } catch {
            return .failure(.cancelled)
        }
    }

    /// Uses what is stored, or refreshes it and stores that.
    private func renew(refused: String?) async throws -> AccessToken {
        guard var credential = try await store.credential(of: account) else {
            throw ProviderError.unauthorized("There is no sign-in for the account \(account).")
        }
        let access: AccessToken
        switch credential {
        case .token(let secret), .password(_, let secret): return AccessToken(secret, expires: .infinity)
        case .oauth(var grant):
            if let stored = usable(grant.access, refused) { return stored }
            let service = try refreshing()
            let answer = try await explained(credential, service) { [grant] () async throws(OAuthError) in
                try await service.endpoint.refresh(grant.refreshToken, client: grant.client)
            }
            access = answer.access
            grant.access = access
            // Google's don't rotate; others' do.
            grant.refreshToken = answer.refreshToken ?? grant.refreshToken
            grant.scopes = answer.scopes ?? grant.scopes
            grant.ends = answer.ends ?? grant.ends
            credential = .oauth(grant)
        case .serviceAccount(var grant):
            if let stored = usable(grant.access, refused) { return stored }
            let service = try refreshing()
            access = try await explained(credential, service) { [grant, now] () async throws(OAuthError) in
                try await grant.token(from: service.endpoint, now: now())
            }
            grant.access = access
            credential = .serviceAccount(grant)
        }
        // A token that can't be kept is good all the same; the next process asks for its own.
        try? await store.save(credential, of: account)
        return access
    }

    private func refreshing() throws(ProviderError) -> Service {
        if let service { return service }
        throw .unauthorized("What is stored for the account \(account) is no sign-in at this service.")
    }

    private func usable(_ token: AccessToken?, _ refused: String?) -> AccessToken? {
        guard let token, token.isGood(at: now()), token.secret.text != refused else { return nil }
        return token
    }

    private func explained<Success>(
        _ credential: Credential, _ service: Service, _ body: () async throws(OAuthError) -> Success
    ) async throws -> Success {
        do throws(OAuthError) { return try await body() } catch { throw service.explain(error, credential) }
    }
}

extension ServiceAccountGrant {
    /// Asks for an access token with the account's key.
    ///
    /// A clock that is wrong makes the assertion invalid: then the service's own time is used, once.
    package func token(from endpoint: TokenEndpoint, now: Double) async throws(OAuthError) -> AccessToken {
        let key: ServiceAccountKey
        do {
            guard let bytes = try PrivateFile.read(keyFile) else {
                throw OAuthError.refused(.init(code: "key_file", message: "The key file \(keyFile) is gone."))
            }
            key = try ServiceAccountKey(json: bytes)
        } catch let error as OAuthError {
            throw error
        } catch let flaw as SignInProblem {
            throw .refused(.init(code: "key_file", message: "\(keyFile): \(flaw.sentence) \(flaw.remedy)"))
        } catch {
            throw .refused(.init(code: "key_file", message: "The key file \(keyFile) can't be read."))
        }
        do throws(OAuthError) {
            return try await token(from: endpoint, key: key, at: now)
        } catch {
            guard case .refused(let refusal) = error, refusal.code == "invalid_grant", let lag = refusal.lag,
                abs(lag) > 30
            else { throw error }
            return try await token(from: endpoint, key: key, at: now + lag)
        }
    }

    private func token(
        from endpoint: TokenEndpoint, key: ServiceAccountKey, at time: Double
    ) async throws(OAuthError) -> AccessToken {
        guard let assertion = key.assertion(scopes: scopes, at: time) else {
            throw .refused(.init(code: "key_file", message: "The key in \(keyFile) can't sign."))
        }
        return try await endpoint.assert(assertion).access
    }
}
