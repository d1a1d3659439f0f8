import Crypto

/// A request for a person's consent, made in their browser (RFC 6749 §4.1.1, RFC 7636, RFC 8252).
package struct AuthorizationRequest: Hashable, Sendable {
    /// The app that asks.
    package let client: OAuthClient
    /// Where the browser is sent with the answer.
    package let redirectURI: String
    /// What ties the answer to this request.
    package let state: Secret
    /// What proves at the token endpoint that the one who asked is the one who exchanges.
    package let verifier: Secret
    /// What to open in a browser. It holds no secret: of the verifier only its hash.
    package let url: String

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - endpoint: The service's page for it.
    ///   - extra: Parameters of the service's own.
    ///   - random: Returns as many random bytes as asked for.
    package init(
        client: OAuthClient, endpoint: String, redirectURI: String, scopes: [String],
        extra: [(name: String, value: String)] = [], random: (Int) -> [UInt8]
    ) {
        self.client = client
        self.redirectURI = redirectURI
        state = Secret(Base64URL.text(random(24)))
        // RFC 7636 §4.1: 32 bytes give the 43 characters that it asks for at least.
        let verifier = Base64URL.text(random(32))
        self.verifier = Secret(verifier)
        let query: [(name: String, value: String)] =
            [
                ("client_id", client.id), ("redirect_uri", redirectURI), ("response_type", "code"),
                ("scope", scopes.joined(separator: " ")), ("code_challenge", Self.challenge(verifier)),
                ("code_challenge_method", "S256"), ("state", state.text),
            ] + extra
        url = endpoint + (endpoint.contains("?") ? "&" : "?") + FormText.text(query)
    }

    /// RFC 7636 §4.2, S256.
    static func challenge(_ verifier: String) -> String { Base64URL.text(SHA256.hash(data: Array(verifier.utf8))) }
}

/// What the browser brought back (RFC 6749 §4.1.2).
package enum AuthorizationAnswer: Hashable, Sendable {
    /// The person agreed.
    case code(Secret)
    /// They, or the service, didn't; the service's word for it, such as `access_denied`.
    case refused(String)

    /// Reads the query of the address that the browser was sent to; `nil` when it isn't the answer to `state`.
    package init?(query: some StringProtocol, state: Secret) {
        let pairs = FormText.pairs(query)
        let values = { (name: String) in pairs.filter { $0.name == name }.map(\.value) }
        guard let sent = values("state").first, values("state").count == 1, isSame(sent, state.text) else { return nil }
        if let error = values("error").first {
            self = .refused(String(error.prefix(100)))
        } else if let code = values("code").first, values("code").count == 1, !code.isEmpty {
            self = .code(Secret(code))
        } else {
            return nil
        }
    }
}

/// Compares two texts in a time that tells nothing of where they differ.
package func isSame(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}
