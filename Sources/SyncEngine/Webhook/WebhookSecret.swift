import Crypto
import FoundationEssentials
import ProviderKit

/// What only this machine and the services know: what proves that a message comes from them.
///
/// A channel's token is made from its id, so that none is kept, and a message of a channel that nobody remembers can still
/// be told from a stranger's.
package struct WebhookSecret: Sendable {
    private let key: SymmetricKey

    /// - Parameter secret: As it was stored; 32 bytes in hex.
    package init(_ secret: Secret) { key = SymmetricKey(data: Array(secret.text.utf8)) }

    /// The token of a channel: 64 letters and digits.
    package func token(of channel: String) -> Secret {
        Secret(Hex.text(HMAC<SHA256>.authenticationCode(for: Array(("channel:" + channel).utf8), using: key)))
    }

    /// Whether `token` is that of a channel; takes as long for a wrong one as for the right one.
    package func isToken(_ token: String, of channel: String) -> Bool {
        guard let bytes = Hex.decoded(token) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            bytes, authenticating: Array(("channel:" + channel).utf8), using: key)
    }

    /// A new one.
    package static func new(random: (Int) -> [UInt8]) -> Secret { Secret(Hex.text(random(32))) }

    /// Whether Notion signed `body` with `token`: `X-Notion-Signature: sha256=…` (reference/webhooks).
    package static func isSigned(_ body: [UInt8], _ signature: String, with token: Secret) -> Bool {
        guard signature.hasPrefix("sha256="), let code = Hex.decoded(signature.dropFirst(7)) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: body, using: SymmetricKey(data: Array(token.text.utf8)))
    }
}

extension Hex {
    /// The bytes of a text of hex digits, two each; `nil` for any other.
    fileprivate static func decoded(_ text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.map { byte in Character(Unicode.Scalar(byte)).hexDigitValue }
        guard digits.count.isMultiple(of: 2), digits.count <= 256 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}
