import Foundation
import ProviderGoogle
import ProviderKit
import Sandbox
import Testing

@Suite struct AuthorizationTests {
    @Test func `a request carries what PKCE wants, and keeps its secrets to itself`() {
        // RFC 7636, appendix B.
        let octets: [UInt8] = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
            240, 91, 88, 5, 88, 83, 132, 141, 121,
        ]
        let request = AuthorizationRequest(
            client: OAuthClient(id: "me", secret: Secret("hidden")), endpoint: "https://example.com/auth",
            redirectURI: "http://127.0.0.1:9", scopes: ["a/b", "c"]
        ) { $0 == 32 ? octets : Array(repeating: 1, count: $0) }
        #expect(request.verifier.text == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        #expect(request.url.contains("code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"))
        #expect(
            request.url.contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A9") && request.url.contains("scope=a%2Fb%20c"))
        #expect(!request.url.contains("hidden") && !request.url.contains(request.verifier.text))
    }

    @Test func `two requests have nothing in common`() {
        let make = {
            GoogleSignIn.request(
                client: OAuthClient(id: "me"), at: "https://x/y", redirectURI: "http://127.0.0.1:9",
                random: Random.bytes)
        }
        let (one, other) = (make(), make())
        #expect(one.state != other.state && one.verifier != other.verifier)
    }

    @Test func `a code is no good with the verifier of another request`() async throws {
        try await SignInWorld.with { world in
            let receiver = try LoopbackReceiver()
            let (mine, other) = (world.request(receiver), world.request(receiver))
            async let answer = receiver.answer(to: mine.state, within: .seconds(60))
            // The other's answer has the other's state, and is not taken.
            let stranger = try await world.http.send(HTTPRequest(url: other.url))
            #expect(stranger.status == 400)
            _ = try await world.http.send(HTTPRequest(url: mine.url))
            guard case .code(let code) = try await answer else { return }
            await #expect(throws: OAuthError.self) { try await world.endpoint.exchange(code, of: other) }
            #expect(world.sandbox.signIns == 0)
        }
    }

    @Test func `a person who cancels, and one who unticks, are both told`() async throws {
        try await SignInWorld.with { world in
            world.sandbox.setSignIn { $0.unticked = ["calendar.events"] }
            let answer = try await world.signIn()
            #expect(GoogleSignIn.missing(in: answer.scopes ?? []).count == 1)
            world.sandbox.setSignIn { $0.consent = "deny" }
            let receiver = try LoopbackReceiver()
            let request = world.request(receiver)
            async let refused = receiver.answer(to: request.state, within: .seconds(60))
            _ = try await world.http.send(HTTPRequest(url: request.url))
            #expect(try await refused == .refused("access_denied"))
        }
    }

    @Test func `a redirect of a token request is not followed`() async throws {
        let other = try LoopbackServer { _ in [.answer(200, [], Array("{}".utf8))] }
        let first = try LoopbackServer { _ in [.answer(307, ["Location: \(other.url("/token"))"])] }
        let http = HTTPClient()
        let endpoint = TokenEndpoint(url: first.url("/token"), http: http, now: { 0 })
        await #expect(throws: OAuthError.self) {
            try await endpoint.refresh(Secret("hidden"), client: OAuthClient(id: "me"))
        }
        #expect(other.seen.isEmpty)
        await http.close()
    }

    @Test(arguments: [
        ("invalid_grant", nil, "revoked"), ("invalid_client", nil, "secret was replaced"),
        ("redirect_uri_mismatch", nil, "web page"), ("access_denied", nil, "without consent"),
        ("admin_policy_enforced", nil, "administrator"), ("invalid_request", "client_secret is missing.", "secret too"),
        ("something_new", "Because.", "something_new: Because."),
    ])
    func `each of Google's words has a sentence and a remedy of its own`(word: String, message: String?, told: String) {
        let grant = OAuthGrant(client: OAuthClient(id: "me"), refreshToken: Secret("x"), scopes: [])
        let problem = GoogleSignIn.advice(
            for: .refused(.init(code: word, message: message)), account: "google", grant: grant, now: 0)
        #expect(problem.sentence.contains(told) && !problem.remedy.isEmpty, "\(problem.sentence)")
    }

    @Test func `a clock that is wrong is named before anything else`() {
        let problem = GoogleSignIn.advice(
            for: .refused(.init(code: "invalid_grant", lag: 1200)), account: "google", now: 0)
        #expect(problem.sentence.contains("20 minutes behind"))
    }

    @Test func `the client's file is checked before a browser is opened`() throws {
        let file = { (text: String) throws(SignInProblem) in try GoogleClientFile(json: Array(text.utf8)) }
        let good = try file(
            #"{"installed":{"client_id":"a","client_secret":"b","auth_uri":"https://accounts.google.com/o/oauth2/auth","token_uri":"https://oauth2.googleapis.com/token"}}"#
        )
        #expect(good.client == OAuthClient(id: "a", secret: Secret("b")) && good.tokenURL == nil)
        for (text, told) in [
            (#"{"web":{"client_id":"a"}}"#, "Web application"), (#"{"type":"service_account"}"#, "service account"),
            ("not json", "no client's JSON"), (#"{"installed":{}}"#, "no `installed` client"), ("{}", "no `installed`"),
        ] {
            do {
                _ = try file(text)
                Issue.record("taken: \(text)")
            } catch {
                #expect(error.sentence.contains(told) && !error.remedy.isEmpty, "\(error.sentence)")
            }
        }
    }
}
