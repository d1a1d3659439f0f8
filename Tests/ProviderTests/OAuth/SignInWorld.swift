import Foundation
import ICalendar
import ProviderGoogle
import ProviderKit
import Sandbox
import Testing

/// A sandbox that agrees to everything, a token store in a temporary folder, and what is between them.
struct SignInWorld: Sendable {
    let sandbox: GoogleSandbox
    let address: String
    let place: String
    let store: TokenStore
    let http: HTTPClient
    let clock: TestClock

    /// A clock that stands still until it is moved; sandbox and client look at the same one.
    final class TestClock: Sendable {
        let start = 1_795_000_000.0
        private let seconds = Locked(1_795_000_000.0)

        var now: @Sendable () -> Double { { [seconds] in seconds.withLock { $0 } } }

        func advance(by amount: Double) { seconds.withLock { $0 += amount } }
    }

    /// Does `body` in a world of its own.
    static func with(_ body: (SignInWorld) async throws -> Void) async throws {
        let clock = TestClock()
        var options = GoogleSandbox.Options(strict: true)
        options.now = { Date(timeIntervalSince1970: clock.now()) }
        let sandbox = GoogleSandbox(options: options)
        let address = try await sandbox.start()
        sandbox.setSignIn { $0.consent = "approve" }
        let place = FileManager.default.temporaryDirectory.path + "/calsync-signin-" + UUID().uuidString
        let store = TokenStore(
            stateFolder: place, keys: TokenKeys(environment: [:], keyFile: place + "/key"))
        let world = SignInWorld(
            sandbox: sandbox, address: address, place: place, store: store, http: HTTPClient(), clock: clock)
        defer { try? FileManager.default.removeItem(atPath: place) }
        do {
            try await body(world)
        } catch {
            await world.finish()
            throw error
        }
        await world.finish()
    }

    private func finish() async {
        await http.close()
        await sandbox.stop()
    }

    var endpoint: TokenEndpoint { endpoint(lag: 0) }

    /// The token endpoint as a machine sees it whose clock is `lag` seconds behind.
    func endpoint(lag: Double) -> TokenEndpoint {
        TokenEndpoint(url: address + "/token", http: http) { [clock] in clock.now() - lag }
    }

    var client: OAuthClient {
        let file = sandbox.clientFile(address: address)["installed"]
        return OAuthClient(
            id: file?["client_id"]?.string ?? "", secret: Secret(file?["client_secret"]?.string ?? ""))
    }

    /// A request whose browser goes to `receiver`.
    func request(_ receiver: LoopbackReceiver) -> AuthorizationRequest {
        GoogleSignIn.request(
            client: client, at: address + "/o/oauth2/v2/auth", redirectURI: receiver.redirectURI, random: Random.bytes)
    }

    /// Signs in as a person with a browser would.
    func signIn() async throws -> TokenEndpoint.Answer {
        let receiver = try LoopbackReceiver()
        let request = request(receiver)
        async let answer = receiver.answer(to: request.state, within: .seconds(60))
        let page = try await http.send(HTTPRequest(url: request.url))
        #expect(page.status == 200 && String(decoding: page.body, as: UTF8.self).contains("close this tab"))
        guard case .code(let code) = try await answer else { throw OAuthError.cancelled }
        return try await endpoint.exchange(code, of: request)
    }

    /// Signs in and stores that as the account `google`.
    func signedIn() async throws {
        let answer = try await signIn()
        let token = try #require(answer.refreshToken)
        let grant = OAuthGrant(
            client: client, refreshToken: token, access: answer.access, scopes: answer.scopes ?? [], ends: answer.ends)
        try await store.save(.oauth(grant), of: "google")
    }

    /// What hands out the tokens of `google`.
    func supply() -> TokenSupply {
        TokenSupply(
            account: "google", store: store,
            service: .init(endpoint: endpoint) { [clock] error, credential in
                let grant: OAuthGrant? = if case .oauth(let grant) = credential { grant } else { nil }
                return GoogleSignIn.providerError(error, account: "google", grant: grant, now: clock.now())
            }, now: clock.now)
    }

    /// Google as `supply` signs it in.
    func provider(_ supply: TokenSupply) -> GoogleProvider {
        GoogleProvider(
            account: "google", endpoint: address + "/calendar/v3", http: http,
            token: { () async throws(ProviderError) in try await supply.token() },
            renew: { refused async throws(ProviderError) in try await supply.renewed(after: refused) })
    }
}
