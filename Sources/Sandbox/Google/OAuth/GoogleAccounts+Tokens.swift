import Crypto
import Foundation

/// The three ways to a token.
extension GoogleAccounts {
    /// `grant_type=authorization_code`.
    mutating func exchange(_ form: Form, at now: Date) throws(TokenRefusal) -> JSON {
        let app = try app(form)
        guard let text = form["code"], !text.isEmpty else {
            throw TokenRefusal("invalid_request", "Missing required parameter: code")
        }
        guard let code = codes[text], code.app == app.id else {
            throw TokenRefusal("invalid_grant", "Malformed auth code.")
        }
        if let grant = code.grant {
            // RFC 6749 section 4.1.2: a code that comes twice takes back what it gave.
            revoke(grant)
            throw TokenRefusal("invalid_grant", "Bad Request")
        }
        guard now.timeIntervalSince(code.made) < Self.codeLife else {
            throw TokenRefusal("invalid_grant", "Bad Request")
        }
        guard form["redirect_uri"] == code.redirect else { throw TokenRefusal("redirect_uri_mismatch", "Bad Request") }
        if let challenge = code.challenge {
            guard let verifier = form["code_verifier"], !verifier.isEmpty else {
                throw TokenRefusal("invalid_grant", "Missing code verifier.")
            }
            // RFC 7636 sections 4.1 and 4.6.
            guard (43...128).contains(verifier.utf8.count), Self.challenge(verifier) == challenge else {
                throw TokenRefusal("invalid_grant", "Invalid code verifier.")
            }
        }
        guard let grant = grant(text, at: now) else { throw TokenRefusal("invalid_grant", "Malformed auth code.") }
        var answer = self.answer(grant, at: now)
        answer["refresh_token"] = .string(grants[grant].refreshToken)
        return answer
    }

    /// `grant_type=refresh_token`. The refresh token stays the same, and is not in the answer.
    mutating func refresh(_ form: Form, at now: Date) throws(TokenRefusal) -> JSON {
        let app = try app(form)
        guard let token = form["refresh_token"], !token.isEmpty else {
            throw TokenRefusal("invalid_request", "Missing required parameter: refresh_token")
        }
        guard let grant = grant(refreshToken: token, at: now), grants[grant].app == app.id else {
            throw TokenRefusal("invalid_grant", "Token has been expired or revoked.")
        }
        return answer(grant, at: now)
    }

    /// The JWT grant of service accounts ("Using OAuth 2.0 for Server to Server Applications").
    mutating func assert(_ form: Form, tokenURL: String, at now: Date) throws(TokenRefusal) -> JSON {
        guard let assertion = form["assertion"], let claims = serviceAccount?.claims(of: assertion) else {
            throw TokenRefusal("invalid_grant", "Invalid JWT Signature.")
        }
        guard claims["iss"]?.string == serviceAccount?.email else {
            throw TokenRefusal("invalid_grant", "Invalid grant: account not found")
        }
        // google-auth for Python always claims Google's own address, wherever it asks.
        guard [tokenURL, "https://oauth2.googleapis.com/token"].contains(claims["aud"]?.string) else {
            throw TokenRefusal("invalid_grant", "Invalid JWT: Failed audience check.")
        }
        let (made, expires, time) = (claims["iat"]?.int ?? 0, claims["exp"]?.int ?? 0, Int(now.timeIntervalSince1970))
        guard expires > time, made <= time + 60, expires - made <= 3600, claims["sub"] == nil else {
            throw TokenRefusal(
                "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
                    + "Check your iat and exp values in the JWT claim.")
        }
        let scopes = (claims["scope"]?.string ?? "").split(separator: " ").map(String.init)
        guard !scopes.isEmpty else { throw TokenRefusal("invalid_scope", "Empty or missing scope not allowed.") }
        let token = newAccess(grant: nil, scopes: scopes, at: now)
        return ["access_token": .string(token), "expires_in": .int(accessLife), "token_type": "Bearer"]
    }

    private mutating func answer(_ grant: Int, at now: Date) -> JSON {
        let scopes = grants[grant].scopes
        let token = newAccess(grant: grant, scopes: scopes, at: now)
        var answer: JSON = [
            "access_token": .string(token), "expires_in": .int(accessLife), "token_type": "Bearer",
            "scope": .string(scopes.joined(separator: " ")),
        ]
        if let ends = grants[grant].ends {
            answer["refresh_token_expires_in"] = .int(Int(ends.timeIntervalSince(now)))
        }
        return answer
    }

    /// LIVE 2026-08-09: a desktop client's secret is wanted even with PKCE.
    private func app(_ form: Form) throws(TokenRefusal) -> App {
        guard let id = form["client_id"], !id.isEmpty else {
            throw TokenRefusal("invalid_request", "Could not determine client ID from request.")
        }
        guard let app = apps.first(where: { $0.id == id }) else {
            throw TokenRefusal("invalid_client", "The OAuth client was not found.", status: 401)
        }
        guard let secret = form["client_secret"], !secret.isEmpty else {
            throw TokenRefusal("invalid_request", "client_secret is missing.")
        }
        guard secret == app.secret else { throw TokenRefusal("invalid_client", "Unauthorized", status: 401) }
        return app
    }

    private static func challenge(_ verifier: String) -> String {
        Data(SHA256.hash(data: Data(verifier.utf8))).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}
