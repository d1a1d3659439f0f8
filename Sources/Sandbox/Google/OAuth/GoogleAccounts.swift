import Foundation

/// Google's sign-in server: clients, consents, codes and tokens.
struct GoogleAccounts {
    /// An app as it is registered in the console.
    struct App {
        var id: String
        var secret: String
        var isDesktop: Bool
        /// The addresses of a web client; a desktop client takes any port of this machine.
        var redirects: [String] = []
    }

    /// A person's consent for an app.
    struct Grant {
        var app: String
        var scopes: [String]
        var refreshToken: String
        var isRevoked = false
        /// When it ends by itself: seven days on, for an app in Testing.
        var ends: Date?
    }

    /// What the browser carries back; good once, for ten minutes.
    struct Code {
        var app: String
        var redirect: String
        var scopes: [String]
        var challenge: String?
        var made: Date
        /// The grant it became.
        var grant: Int?
    }

    /// An access token.
    struct Access {
        /// The grant; nil for a service account.
        var grant: Int?
        var scopes: [String]
        var expires: Date
    }

    /// What the consent page does when it is asked for.
    enum Consent: String { case ask, approve, deny }

    var apps = [
        App(id: "sandbox.apps.googleusercontent.com", secret: "GOCSPX-sandbox", isDesktop: true),
        App(
            id: "web.apps.googleusercontent.com", secret: "GOCSPX-web", isDesktop: false,
            redirects: ["https://example.com/callback"]),
    ]
    var consent = Consent.ask
    /// Whether the app is in Testing rather than In production.
    var isTesting = false
    /// Whether the account is one of the test users.
    var isTestUser = true
    /// The word of a page that blocks everybody, such as `admin_policy_enforced`.
    var block: String?
    /// How long access tokens live, in seconds.
    var accessLife = 3599
    /// The scopes that an approval without a person leaves out.
    var unticked: Set<String> = []
    private(set) var grants: [Grant] = []
    private(set) var codes: [String: Code] = [:]
    private(set) var access: [String: Access] = [:]
    private(set) var serviceAccount: ServiceAccount?
    private var random: SandboxRandom

    init(seed: UInt64) { random = SandboxRandom(seed: seed) }

    static let codeLife: TimeInterval = 600
    static let scopePrefix = "https://www.googleapis.com/auth/"

    /// Makes a code for a consent.
    mutating func code(for request: ConsentRequest, scopes: [String], at now: Date) -> String {
        let code = "4/0A" + random.text(40)
        codes[code] = Code(
            app: request.app.id, redirect: request.redirect, scopes: scopes, challenge: request.challenge, made: now)
        return code
    }

    /// Turns a code into a grant.
    mutating func grant(_ code: String, at now: Date) -> Int? {
        guard let used = codes[code] else { return nil }
        let ends = isTesting ? now.addingTimeInterval(604_799) : nil
        grants.append(Grant(app: used.app, scopes: used.scopes, refreshToken: "1//0" + random.text(60), ends: ends))
        codes[code]?.grant = grants.count - 1
        return grants.count - 1
    }

    /// Makes an access token.
    mutating func newAccess(grant: Int?, scopes: [String], at now: Date) -> String {
        let token = "ya29." + random.text(80)
        access[token] = Access(
            grant: grant, scopes: scopes, expires: now.addingTimeInterval(TimeInterval(accessLife)))
        return token
    }

    /// The grant that a refresh token stands for, if it is good.
    func grant(refreshToken: String, at now: Date) -> Int? {
        grants.firstIndex { $0.refreshToken == refreshToken && !$0.isRevoked && ($0.ends.map { now < $0 } ?? true) }
    }

    /// Takes a grant back, with all its tokens.
    mutating func revoke(_ grant: Int) {
        grants[grant].isRevoked = true
        access = access.filter { $0.value.grant != grant }
    }

    /// Takes a token back; false for one that isn't good.
    mutating func revoke(token: String, at now: Date) -> Bool {
        if let index = grant(refreshToken: token, at: now) ?? access[token]?.grant {
            revoke(index)
            return true
        }
        return access.removeValue(forKey: token) != nil
    }

    /// Lets every access token expire.
    mutating func expireAccess() { access = [:] }

    /// Takes every grant back, as on the account's security page.
    mutating func revokeAll() {
        for index in grants.indices { revoke(index) }
    }

    /// The scopes of an access token that is good; nil for any other.
    func scopes(of token: String, at now: Date) -> [String]? {
        access[token].flatMap { now < $0.expires ? $0.scopes : nil }
    }

    /// The service account, made when first asked for.
    mutating func robot() throws -> ServiceAccount {
        if let serviceAccount { return serviceAccount }
        let made = try ServiceAccount()
        serviceAccount = made
        return made
    }
}

/// Texts that look random, the same for the same seed.
struct SandboxRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed ^ 0x9E37_79B9_7F4A_7C15 }

    /// Returns `count` letters and digits.
    mutating func text(_ count: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        return String((0..<count).map { _ in letters[Int(next() >> 58)] })
    }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
