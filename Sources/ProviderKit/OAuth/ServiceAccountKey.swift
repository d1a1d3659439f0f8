import Crypto
import CryptoExtras
import FoundationEssentials

/// The key file of a service account, as Google's console gives it.
package struct ServiceAccountKey: Sendable {
    /// The account's address; calendars are shared with it.
    package let email: String
    /// Where its tokens are asked for.
    package let tokenURL: String
    private let keyID: String?
    private let key: _RSA.Signing.PrivateKey

    private struct Wire: Decodable {
        var type, clientEmail, privateKey, privateKeyId, tokenUri: String?
    }

    /// Reads a key file's text.
    package init(json: [UInt8]) throws(SignInProblem) {
        let remedy = "In the Google console: the service account, Keys, Add key, JSON."
        guard let wire = SnakeCase.decode(Wire.self, from: json) else {
            throw SignInProblem("The file is no JSON of Google's.", remedy)
        }
        guard wire.type == "service_account", let email = wire.clientEmail, let pem = wire.privateKey else {
            throw SignInProblem("The file is no service account's key.", remedy)
        }
        guard let key = try? _RSA.Signing.PrivateKey(pemRepresentation: pem) else {
            throw SignInProblem("The private key in the file can't be read.", remedy)
        }
        self.email = email
        self.key = key
        keyID = wire.privateKeyId
        tokenURL = wire.tokenUri ?? "https://oauth2.googleapis.com/token"
    }

    /// Returns a signed assertion (RFC 7523 §3, RS256), good for an hour.
    ///
    /// - Parameter time: Seconds since 1970, by the service's clock.
    package func assertion(scopes: [String], at time: Double) -> Secret? {
        let header = ["alg": "RS256", "typ": "JWT", "kid": keyID].compactMapValues { $0 }
        let claims = Claims(
            iss: email, scope: scopes.joined(separator: " "), aud: tokenURL, iat: Int(time), exp: Int(time) + 3600)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let head = try? encoder.encode(header), let body = try? encoder.encode(claims) else { return nil }
        let text = Base64URL.text(head) + "." + Base64URL.text(body)
        let digest = SHA256.hash(data: Array(text.utf8))
        guard let signature = try? key.signature(for: digest, padding: .insecurePKCS1v1_5) else { return nil }
        return Secret(text + "." + Base64URL.text(signature.rawRepresentation))
    }

    private struct Claims: Encodable {
        var iss, scope, aud: String
        var iat, exp: Int
    }
}
