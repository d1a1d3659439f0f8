import Foundation

/// A browser's request for the consent page, checked ("OAuth 2.0 for mobile & desktop apps", DOC native-app).
struct ConsentRequest {
    var app: GoogleAccounts.App
    var redirect: String
    var scopes: [String]
    var state: String?
    /// The S256 challenge (RFC 7636).
    var challenge: String?

    /// What the page shows instead of asking: these never go back to the client.
    struct Blocked: Error {
        var status: Int
        var word: String
        var text: String
    }

    private static let known: Set<String> = [
        "client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method",
        "access_type", "prompt", "login_hint", "include_granted_scopes", "enable_granular_consent",
    ]

    init(_ request: WireRequest, _ accounts: GoogleAccounts, isStrict: Bool) throws(Blocked) {
        let values = { (name: String) in request.query.filter { $0.name == name }.map(\.value) }
        let names = request.query.map(\.name)
        guard names.count == Set(names).count else {
            throw Blocked(
                status: 400, word: "invalid_request", text: "OAuth 2 parameters can only have a single value.")
        }
        if isStrict, let stranger = names.first(where: { !Self.known.contains($0) }) {
            throw Blocked(status: 400, word: "invalid_request", text: "Unknown parameter: \(stranger)")
        }
        func needed(_ name: String) throws(Blocked) -> String {
            guard let value = values(name).first, !value.isEmpty else {
                throw Blocked(status: 400, word: "invalid_request", text: "Missing required parameter: \(name)")
            }
            return value
        }
        let id = try needed("client_id")
        guard let app = accounts.apps.first(where: { $0.id == id }) else {
            throw Blocked(status: 401, word: "invalid_client", text: "The OAuth client was not found.")
        }
        let type = try needed("response_type")
        guard type == "code" else {
            throw Blocked(status: 400, word: "unsupported_response_type", text: "Invalid response_type: \(type)")
        }
        redirect = try needed("redirect_uri")
        guard app.isDesktop ? Self.isLoopback(redirect) : app.redirects.contains(redirect) else {
            throw Blocked(
                status: 400, word: "redirect_uri_mismatch",
                text: "The redirect URI in the request, \(redirect), does not match the ones authorized for the client."
            )
        }
        scopes = try needed("scope").split(separator: " ").map(String.init)
        if let wrong = scopes.first(where: { !Self.isScope($0) }) {
            throw Blocked(status: 400, word: "invalid_scope", text: "Some requested scopes were invalid: \(wrong)")
        }
        challenge = values("code_challenge").first
        let method = values("code_challenge_method").first
        guard challenge == nil || ((method == "S256" || method == "plain" && !isStrict) && challenge?.count == 43)
        else {
            throw Blocked(
                status: 400, word: "invalid_request", text: "Invalid code_challenge or code_challenge_method.")
        }
        // Strict: a desktop app without PKCE and state is one that anybody on the machine can listen to (RFC 8252 §8.1).
        if isStrict, app.isDesktop, challenge == nil || values("state").first?.isEmpty != false {
            throw Blocked(status: 400, word: "invalid_request", text: "A desktop app sends code_challenge and state.")
        }
        self.app = app
        state = values("state").first
        if let block = accounts.block {
            throw Blocked(status: 403, word: block, text: "Access to your account data is restricted by policies.")
        }
        guard !accounts.isTesting || accounts.isTestUser else {
            throw Blocked(
                status: 403, word: "access_denied",
                text: "calsync has not completed the Google verification process. The app is currently being tested.")
        }
    }

    /// The address that the browser is sent to with `pairs`.
    func address(_ pairs: [(String, String)]) -> String {
        let all = pairs + (state.map { [("state", $0)] } ?? [])
        let query = all.map { name, value in
            name + "=" + (value.addingPercentEncoding(withAllowedCharacters: Self.unreserved) ?? "")
        }
        return redirect + (redirect.contains("?") ? "&" : "?") + query.joined(separator: "&")
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    /// `http://127.0.0.1:port`, `http://[::1]:port` or `http://localhost:port`, any port, perhaps with a path.
    private static func isLoopback(_ text: String) -> Bool {
        guard let url = URLComponents(string: text), url.scheme == "http", url.fragment == nil, url.user == nil else {
            return false
        }
        return ["127.0.0.1", "[::1]", "::1", "localhost"].contains(url.host ?? "")
    }

    private static func isScope(_ text: String) -> Bool {
        ["openid", "email", "profile"].contains(text)
            || text.hasPrefix(GoogleAccounts.scopePrefix + "calendar")
            || text.hasPrefix(GoogleAccounts.scopePrefix + "userinfo.")
    }
}
