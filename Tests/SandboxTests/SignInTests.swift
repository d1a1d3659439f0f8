import Crypto
import Foundation
import Sandbox
import Testing

/// Signing in at the stand-in, as a browser and a client do it by hand.
@Suite struct SignInTests {
    private static let verifier = String(repeating: "v", count: 43)
    private static let scope = "https://www.googleapis.com/auth/calendar.events"

    private func ask(_ changes: [String: String?] = [:]) -> String {
        let challenge = Data(SHA256.hash(data: Data(Self.verifier.utf8))).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
        let usual: [String: String?] = [
            "client_id": "sandbox.apps.googleusercontent.com", "redirect_uri": "http://127.0.0.1:5555",
            "response_type": "code", "scope": Self.scope, "state": "st", "code_challenge": challenge,
            "code_challenge_method": "S256",
        ]
        let pairs = usual.merging(changes) { $1 }.compactMap { name, value in value.map { "\(name)=\(escaped($0))" } }
        return "/o/oauth2/v2/auth?" + pairs.sorted().joined(separator: "&")
    }

    private func token(
        _ client: Client, _ changes: [String: String?], path: String = "/token", form: Bool = true
    ) async throws -> Answer {
        let usual: [String: String?] =
            path == "/token"
            ? ["client_id": "sandbox.apps.googleusercontent.com", "client_secret": "GOCSPX-sandbox"] : [:]
        let pairs = usual.merging(changes) { $1 }.compactMap { name, value in value.map { "\(name)=\(escaped($0))" } }
        let type = form ? "application/x-www-form-urlencoded" : "application/json"
        return try await client.raw(
            "POST", path, Array(pairs.joined(separator: "&").utf8), ["Content-Type": type])
    }

    private func exchange(_ client: Client, _ code: String, _ changes: [String: String?] = [:]) async throws -> Answer {
        let usual: [String: String?] = [
            "grant_type": "authorization_code", "code": code, "code_verifier": Self.verifier,
            "redirect_uri": "http://127.0.0.1:5555",
        ]
        return try await token(client, usual.merging(changes) { $1 })
    }

    /// The parameter of the address that the browser is sent to.
    private func parameter(_ name: String, _ answer: Answer) -> String? {
        URLComponents(string: answer.headers["location"] ?? "")?.queryItems?.first { $0.name == name }?.value
    }

    private func code(_ client: Client) async throws -> String {
        try #require(parameter("code", try await client.raw("GET", ask())))
    }

    private func approving(
        at clock: Clock = Clock(), _ body: (GoogleSandbox, Client) async throws -> Void
    ) async throws {
        let setClock = { (options: inout GoogleSandbox.Options) in options.now = clock.now }
        try await withSandbox(setClock) { google, client in
            google.setSignIn { $0.consent = "approve" }
            try await body(google, client)
        }
    }

    @Test func `the page asks, and sends the browser back with what was ticked`() async throws {
        try await withSandbox { google, client in
            let page = try await client.raw("GET", ask())
            #expect(page.status == 200 && page.text.contains("Continue") && page.text.contains(Self.scope))
            let form = ["Content-Type": "application/x-www-form-urlencoded"]
            let approved = try await client.raw(
                "POST", ask(), Array("decision=approve&scope=\(escaped(Self.scope))".utf8), form)
            #expect(approved.status == 303 && parameter("state", approved) == "st")
            #expect(parameter("scope", approved) == Self.scope)
            let denied = try await client.raw("POST", ask(), Array("decision=deny".utf8), form)
            #expect(parameter("error", denied) == "access_denied" && parameter("state", denied) == "st")
        }
    }

    @Test(arguments: [
        ("client_id", "nobody", 401, "invalid_client"),
        ("redirect_uri", "https://example.com", 400, "redirect_uri_mismatch"),
        ("response_type", "token", 400, "unsupported_response_type"), ("scope", "everything", 400, "invalid_scope"),
        ("code_challenge_method", "none", 400, "invalid_request"), ("code_challenge", nil, 400, "invalid_request"),
        ("state", nil, 400, "invalid_request"), ("scope", nil, 400, "invalid_request"),
        ("x", "y", 400, "invalid_request"),
        ("client_id", "web.apps.googleusercontent.com", 400, "redirect_uri_mismatch"),
    ])
    func `a wrong request is blocked on the page and never sent back`(
        name: String, value: String?, status: Int, word: String
    ) async throws {
        try await approving { _, client in
            let answer = try await client.raw("GET", ask([name: value]))
            #expect(answer.status == status && answer.text.contains(word) && answer.headers["location"] == nil)
        }
    }

    @Test func `tokens are given for a code once, with the right verifier, address and secret`() async throws {
        try await approving { google, client in
            let wrong: [([String: String?], String)] = [
                (["code_verifier": nil], "Missing code verifier."),
                (["code_verifier": String(repeating: "w", count: 43)], "Invalid code verifier."),
                (["client_secret": nil], "client_secret is missing."), (["client_secret": "x"], "Unauthorized"),
                (["client_id": "x"], "The OAuth client was not found."), (["code": "4/x"], "Malformed auth code."),
                (["x": "y"], "Unknown parameter: x"), (["grant_type": "password"], "Invalid grant_type: password"),
                (["grant_type": nil], "Required parameter is missing: grant_type"),
            ]
            for (changes, text) in wrong {
                let answer = try await exchange(client, try await code(client), changes)
                #expect(answer.json["error_description"]?.string == text)
                #expect((400...401).contains(answer.status) && answer.json["access_token"] == nil)
            }
            let elsewhere = try await exchange(
                client, try await code(client), ["redirect_uri": "http://127.0.0.1:5556"])
            #expect(elsewhere.json["error"] == "redirect_uri_mismatch")
            #expect(google.signIns == 0)

            let code = try await code(client)
            let good = try await exchange(client, code)
            #expect(good.status == 200 && good.json["expires_in"] == 3599 && good.json["scope"]?.string == Self.scope)
            #expect(good.json["refresh_token_expires_in"] == nil && google.signIns == 1)
            let again = try await exchange(client, code)
            #expect(again.json["error"] == "invalid_grant" && google.signIns == 0)
        }
    }

    @Test func `a code lives for ten minutes`() async throws {
        let clock = Clock()
        try await approving(at: clock) { _, client in
            let code = try await code(client)
            clock.advance(by: 601)
            #expect(try await exchange(client, code).json["error"] == "invalid_grant")
        }
    }

    @Test func `an access token opens what its scopes say, until it expires or is taken back`() async throws {
        let clock = Clock()
        try await approving(at: clock) { google, client in
            let first = try await exchange(client, try await code(client))
            let refresh = try #require(first.json["refresh_token"]?.string)
            let read = { (token: String, path: String) in
                try await client.get(path, ["Authorization": "Bearer " + token])
            }
            let access = try #require(first.json["access_token"]?.string)
            #expect(try await read(access, events).status == 200)
            let list = try await read(access, "users/me/calendarList")
            #expect(list.status == 403 && list.reason == "insufficientPermissions")
            clock.advance(by: 3600)
            #expect(try await read(access, events).status == 401)

            let second = try await token(client, ["grant_type": "refresh_token", "refresh_token": refresh])
            #expect(second.json["refresh_token"] == nil)
            let fresh = try #require(second.json["access_token"]?.string)
            #expect(fresh != access)
            #expect(try await read(fresh, events).status == 200)
            #expect(try await token(client, ["token": refresh], path: "/revoke").status == 200)
            #expect(try await read(fresh, events).status == 401)
            let over = try await token(client, ["grant_type": "refresh_token", "refresh_token": refresh])
            #expect(over.status == 400 && over.json["error"] == "invalid_grant")
            #expect(try await token(client, ["token": refresh], path: "/revoke").json["error"] == "invalid_token")
        }
    }

    @Test func `an app in Testing says when its sign-ins end, and lets only its test users in`() async throws {
        let clock = Clock()
        try await approving(at: clock) { google, client in
            google.setSignIn { $0.isTesting = true }
            let first = try await exchange(client, try await code(client))
            #expect(first.json["refresh_token_expires_in"] == 604_799)
            clock.advance(by: 604_800)
            let refresh = try #require(first.json["refresh_token"]?.string)
            let over = try await token(client, ["grant_type": "refresh_token", "refresh_token": refresh])
            #expect(over.json["error"] == "invalid_grant")
            google.setSignIn { $0.isTestUser = false }
            let blocked = try await client.raw("GET", ask())
            #expect(blocked.status == 403 && blocked.text.contains("has not completed the Google verification process"))
        }
    }

    @Test func `a body that is no form is refused, and so is a parameter that comes twice`() async throws {
        try await approving { _, client in
            let json = try await token(client, ["grant_type": "refresh_token"], form: false)
            #expect(json.json["error"] == "invalid_request")
            let twice = try await client.raw(
                "POST", "/token", Array("grant_type=x&grant_type=x".utf8),
                ["Content-Type": "application/x-www-form-urlencoded"])
            #expect(twice.json["error_description"]?.string?.contains("single value") == true)
        }
    }

    @Test func `a client may send its id and secret as HTTP Basic, but not in both ways`() async throws {
        try await approving { _, client in
            let basic = Data("sandbox.apps.googleusercontent.com:GOCSPX-sandbox".utf8).base64EncodedString()
            let headers = [
                "Content-Type": "application/x-www-form-urlencoded", "Authorization": "Basic " + basic,
            ]
            let body = {
                "grant_type=authorization_code&code=\(escaped($0))&code_verifier=\(Self.verifier)"
                    + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A5555" + $1
            }
            let good = try await client.raw("POST", "/token", Array(body(try await code(client), "").utf8), headers)
            #expect(good.status == 200)
            let twice = body(try await code(client), "&client_id=sandbox.apps.googleusercontent.com")
            let both = try await client.raw("POST", "/token", Array(twice.utf8), headers)
            #expect(both.json["error"] == "invalid_request")
        }
    }

    @Test func `the downloads name this sandbox`() async throws {
        try await withSandbox { _, client in
            let file = try await client.raw("GET", "/_sandbox/sign-in/client_secret_sandbox.json")
            #expect(file.json["installed"]?["token_uri"]?.string == "http://127.0.0.1:\(client.port)/token")
            let robot = try await client.raw("GET", "/_sandbox/sign-in/service_account_sandbox.json")
            #expect(robot.json["type"] == "service_account")
            #expect(robot.json["private_key"]?.string?.hasPrefix("-----BEGIN PRIVATE KEY-----") == true)
        }
    }
}
