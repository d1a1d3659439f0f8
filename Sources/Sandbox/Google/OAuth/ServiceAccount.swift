import CryptoExtras
import Foundation

/// A service account with its key pair.
struct ServiceAccount: Sendable {
    let email = "robot@sandbox.iam.gserviceaccount.com"
    private let key: _RSA.Signing.PrivateKey

    init() throws { key = try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    /// The key file as the console gives it.
    func file(address: String) -> JSON {
        [
            "type": "service_account", "project_id": "sandbox", "private_key_id": "sandbox-key",
            "private_key": .string(key.pkcs8PEMRepresentation), "client_email": .string(email),
            "client_id": "1", "auth_uri": .string(address + "/o/oauth2/auth"),
            "token_uri": .string(address + "/token"),
        ]
    }

    /// What a JWT claims, if this account signed it (RFC 7515, RS256); nil otherwise.
    func claims(of assertion: String) -> JSON? {
        let parts = assertion.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let head = Self.bytes(parts[0]), let body = Self.bytes(parts[1]),
            let signature = Self.bytes(parts[2]), let header = try? JSON(parsing: head),
            header["alg"] == "RS256", header["typ"]?.string ?? "JWT" == "JWT"
        else { return nil }
        let signed = Data((parts[0] + "." + parts[1]).utf8)
        let isSigned = key.publicKey.isValidSignature(
            .init(rawRepresentation: signature), for: signed, padding: .insecurePKCS1v1_5)
        return isSigned ? try? JSON(parsing: body) : nil
    }

    private static func bytes(_ text: String) -> Data? {
        // RFC 7515 section 2: base64url without padding.
        guard !text.contains(where: { "+/=".contains($0) }) else { return nil }
        let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
    }
}
