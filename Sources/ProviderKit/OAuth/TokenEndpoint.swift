/// Where a service gives out tokens (RFC 6749 §3.2), a method a request. It neither waits nor repeats.
package struct TokenEndpoint: Sendable {
    /// Such as `https://oauth2.googleapis.com/token`.
    package let url: String
    private let http: HTTPClient
    /// Seconds since 1970.
    private let now: @Sendable () -> Double

    /// Speaks to `url`; nothing is sent yet.
    package init(url: String, http: HTTPClient, now: @escaping @Sendable () -> Double) {
        self.url = url
        self.http = http
        self.now = now
    }

    /// What a service gave.
    package struct Answer: Hashable, Sendable {
        /// A token for an hour or so.
        package var access: AccessToken
        /// What more of them are asked with; not in every answer.
        package var refreshToken: Secret?
        /// What was granted, where the service says.
        package var scopes: [String]?
        /// When the consent itself ends, in seconds since 1970, where the service says (Google: an app in Testing).
        package var ends: Int?
    }

    /// Exchanges the code that the browser brought (RFC 6749 §4.1.3, RFC 7636 §4.5).
    package func exchange(_ code: Secret, of request: AuthorizationRequest) async throws(OAuthError) -> Answer {
        try await ask(
            [
                ("grant_type", "authorization_code"), ("code", code.text), ("code_verifier", request.verifier.text),
                ("redirect_uri", request.redirectURI),
            ] + Self.pairs(request.client))
    }

    /// Asks for another access token (RFC 6749 §6).
    package func refresh(_ token: Secret, client: OAuthClient) async throws(OAuthError) -> Answer {
        try await ask([("grant_type", "refresh_token"), ("refresh_token", token.text)] + Self.pairs(client))
    }

    /// Asks for an access token with a signed assertion (RFC 7523 §2.1).
    package func assert(_ assertion: Secret) async throws(OAuthError) -> Answer {
        try await ask([
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion.text),
        ])
    }

    /// Takes a token back, and with it the whole consent (RFC 7009). One that is no good any more is no error.
    ///
    /// - Parameter url: Where that is done.
    package func revoke(_ token: Secret, at url: String) async throws(OAuthError) {
        let response = try await send([("token", token.text)], to: url)
        guard !(200...299).contains(response.status) else { return }
        let error = failure(response)
        if case .refused(let refusal) = error, refusal.code == "invalid_token" { return }
        throw error
    }

    private static func pairs(_ client: OAuthClient) -> [(name: String, value: String)] {
        [("client_id", client.id)] + (client.secret.map { [("client_secret", $0.text)] } ?? [])
    }

    private func ask(_ pairs: [(name: String, value: String)]) async throws(OAuthError) -> Answer {
        let response = try await send(pairs, to: url)
        guard response.status == 200 else { throw failure(response) }
        guard let wire = SnakeCase.decode(Wire.self, from: response.body),
            let token = wire.accessToken, !token.isEmpty, wire.tokenType?.lowercased() ?? "bearer" == "bearer"
        else { throw .unreadable("\(host) gave an answer that holds no token. Is something between here and there?") }
        let now = now()
        return Answer(
            access: AccessToken(Secret(token), expires: now + max(0, wire.expiresIn ?? 3600)),
            refreshToken: wire.refreshToken.flatMap { $0.isEmpty ? nil : Secret($0) },
            scopes: wire.scope.map { $0.split(separator: " ").map(String.init) },
            ends: wire.refreshTokenExpiresIn.map { Int(now + min(max(0, $0), 1e10)) })
    }

    private struct Wire: Decodable {
        var accessToken, refreshToken, tokenType, scope: String?
        var expiresIn, refreshTokenExpiresIn: Double?
        var error, errorDescription, errorSubtype: String?
    }

    private func send(_ pairs: [(name: String, value: String)], to url: String) async throws(OAuthError)
        -> HTTPResponse
    {
        var request = HTTPRequest(
            method: "POST", url: url,
            headers: [
                HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
                HTTPHeader("Accept", "application/json"),
            ], body: Array(FormText.text(pairs).utf8))
        request.timeout = .seconds(30)
        request.responseLimit = 1 << 16
        request.hasSecretBody = true
        do throws(HTTPError) {
            return try await http.send(request)
        } catch {
            if error == .cancelled { throw .cancelled }
            throw .unavailable(error.description, retryAfter: nil)
        }
    }

    private func failure(_ response: HTTPResponse) -> OAuthError {
        let wait = response.headers["retry-after"].flatMap { Double($0) }
        if response.status == 429 || response.status >= 500 {
            return .unavailable("\(host) answers \(response.status).", retryAfter: wait)
        }
        let wire = SnakeCase.decode(Wire.self, from: response.body)
        guard let wire, let code = wire.error else {
            return .unreadable("\(host) answers \(response.status) without a reason. Is the address right?")
        }
        let lag = response.headers["date"].flatMap(HTTPDate.seconds).map { $0 - now() }
        return .refused(
            OAuthError.Refusal(
                code: String(code.prefix(100)), subtype: wire.errorSubtype,
                message: wire.errorDescription.map { String($0.prefix(300)) }, lag: lag))
    }

    private var host: String {
        let authority = url.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
        return String(authority)
    }
}
