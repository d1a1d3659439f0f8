import Crypto
import HummingbirdCore
import ICalendar
import ProviderKit
import SyncEngine

/// Who may look and who may change something: scripts with the token, and the browser that came by a link.
///
/// A link's key is made from the token, so that every calsync of this person can make one without asking the server.
package struct Access: Sendable {
    private let token: Secret
    private let port: UInt16
    /// Seconds since 1970.
    private let now: @Sendable () -> Double
    /// The keys that were used, with when they end.
    private let used = Locked<[String: Double]>([:])

    /// How long a link is good, in seconds.
    static let patience = 300.0

    init(token: Secret, port: UInt16, now: @escaping @Sendable () -> Double) {
        (self.token, self.port, self.now) = (token, port, now)
    }

    /// A link that opens the page on `port` once, within five minutes.
    ///
    /// - Parameters:
    ///   - now: Seconds since 1970.
    ///   - random: Bytes that nobody can guess.
    package static func link(port: UInt16, token: Secret, now: Double, random: (Int) -> [UInt8]) -> Secret {
        let nonce = "\(Int(now + patience))-\(Base64URL.text(random(16)))"
        return Secret("http://127.0.0.1:\(port)/?key=\(nonce)-\(proof("key:\(port):\(nonce)", token))")
    }

    /// Whether `key` opens the page; it is used up then.
    func opens(_ key: String) -> Bool {
        guard let dash = key.lastIndex(of: "-"), let first = key.firstIndex(of: "-"), first < dash,
            let end = Double(key[..<first]), end > now(), end <= now() + Self.patience
        else { return false }
        let nonce = String(key[..<dash])
        guard Self.isSame(String(key[key.index(after: dash)...]), Self.proof("key:\(port):\(nonce)", token)) else {
            return false
        }
        return used.withLock { used in
            used = used.filter { $0.value > now() }
            return used.updateValue(end, forKey: nonce) == nil
        }
    }

    /// The cookie that a browser gets in exchange for a key.
    var cookie: String {
        "\(cookieName)=\(session); HttpOnly; SameSite=Strict; Path=/"
    }

    // Cookies don't know ports, so two dashboards need two names.
    private var cookieName: String { "calsync-\(port)" }
    private var session: String { Self.proof("session:\(port)", token) }

    /// Whether the request came to this address, and not to a name that somebody made lead here.
    func isHere(_ request: Request) -> Bool {
        ["127.0.0.1:\(port)", "localhost:\(port)"].contains(request.head.authority ?? "")
    }

    /// Whether the browser that asks came by a link.
    func hasSession(_ request: Request) -> Bool {
        (request.headers[values: .cookie]).flatMap { $0.split(separator: ";") }.contains { pair in
            let sides = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            return sides.count == 2 && sides[0] == cookieName && Self.isSame(String(sides[1]), session)
        }
    }

    /// Throws unless the request may be fulfilled.
    ///
    /// - Parameter isSafe: Whether it changes nothing.
    /// - Throws: ``Problem`` with 401 or 403.
    func check(_ request: Request, isSafe: Bool) throws {
        let origin = request.headers[.origin]
        let isOwn = origin == request.head.authority.map { "http://\($0)" }
        if let header = request.headers[.authorization] {
            let isToken =
                header.lowercased().hasPrefix("bearer ") && Self.isSame(String(header.dropFirst(7)), token.text)
            guard isToken else { throw Self.stranger }
            guard origin == nil || isOwn else { throw Self.elsewhere }
            return
        }
        guard hasSession(request) else { throw Self.stranger }
        let site = request.header("sec-fetch-site")
        guard site == nil || site == "same-origin" || site == "none" else { throw Self.elsewhere }
        guard isSafe || isOwn && request.header("x-calsync") == "1" else { throw Self.elsewhere }
    }

    private static let stranger = Problem(
        .unauthorized, "The request has neither the cookie of a link nor the token.",
        "Open the link that `calsync dashboard` prints; scripts send the token that `calsync dashboard --token` prints."
    )
    private static let elsewhere = Problem(
        .forbidden, "The request did not come from this page.",
        "Browsers send Origin and X-Calsync: 1 from the page itself; scripts send the token.")

    private static func proof(_ text: String, _ token: Secret) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(text.utf8), using: SymmetricKey(data: Array(token.text.utf8)))
        return Hex.text(code)
    }

    /// Compares in a time that does not tell where two texts differ: digests are compared whole.
    private static func isSame(_ a: String, _ b: String) -> Bool {
        SHA256.hash(data: Array(a.utf8)) == SHA256.hash(data: Array(b.utf8))
    }
}

extension Request {
    /// The value of a header; `nil` where it isn't there.
    ///
    /// - Parameter name: In lower case.
    fileprivate func header(_ name: String) -> String? { headers.first { $0.name.canonicalName == name }?.value }
}
