import ProviderKit
import TestSupport
import Testing

@testable import Dashboard

/// Who gets in, and who does not.
@Suite struct AccessTests {
    private func access(at now: Double = 1_000) -> Access {
        Access(token: PageWorld.token, port: 7341, now: { now })
    }

    private func key(port: UInt16 = 7341, token: Secret = PageWorld.token, at now: Double = 1_000) -> String {
        let link = Access.link(port: port, token: token, now: now) { [UInt8](repeating: 7, count: $0) }
        return String(link.text.split(separator: "=").last ?? "")
    }

    @Test func `a link opens the page once`() {
        let access = access()
        #expect(access.opens(key()))
        #expect(!access.opens(key()))
    }

    @Test func `a link is good for five minutes, on its own port, from its own token`() {
        #expect(access(at: 1_299).opens(key()))
        #expect(!access(at: 1_300).opens(key()))
        #expect(!access(at: 900).opens(key()))
        #expect(!access().opens(key(port: 7342)))
        #expect(!access().opens(key(token: Secret("another"))))
        for text in ["", "-", "1200", "1200--", "x-y-z", String(repeating: "9", count: 400) + "-a-b"] {
            #expect(!access().opens(text))
        }
    }

    @Test func `a link becomes a cookie, and the key leaves the address`() async throws {
        try await PageWorld.with { world in
            let link = Access.link(port: world.port, token: PageWorld.token, now: PageWorld.now, random: Random.bytes)
            let path = String(link.text.drop { $0 != "?" })
            let answer = try await world.ask("GET", "/" + path, as: .nobody)
            #expect(answer.status == 303)
            #expect(answer["Location"] == "/")
            let cookie = try #require(answer["Set-Cookie"])
            #expect(cookie.hasSuffix("; HttpOnly; SameSite=Strict; Path=/"))
            let pair = cookie.split(separator: ";")[0]
            let page = try await world.ask("GET", "/", as: .nobody, ["Cookie: other=1; \(pair)"])
            #expect(page.status == 200)
            let again = try await world.ask("GET", "/" + path, as: .nobody)
            #expect(again.status == 401)
        }
    }

    @Test func `a stranger sees how to get in, and nothing else`() async throws {
        try await PageWorld.with { world in
            let page = try await world.ask("GET", "/", as: .nobody)
            #expect(page.status == 401)
            #expect(page.text.contains("calsync dashboard"))
            for headers in [[], ["Authorization: Bearer guess"], ["Authorization: Basic YTpi"], ["Cookie: calsync=x"]] {
                let answer = try await world.ask("GET", "/api/status", as: .nobody, headers)
                #expect(answer.status == 401)
                #expect(answer["Content-Type"] == "application/problem+json")
                #expect(answer.json["remedy"]?.string?.contains("calsync dashboard") == true)
            }
            let health = try await world.ask("GET", "/healthz", as: .nobody)
            #expect(health.text == "ok\n")
        }
    }

    @Test func `a name that was made to lead here is not this address`() async throws {
        try await PageWorld.with { world in
            for host in ["evil.example", "127.0.0.1", "127.0.0.1.evil.example:\(world.port)", "[::1]:\(world.port)"] {
                let script = try await world.ask("GET", "/api/status", host: host)
                let browser = try await world.ask("GET", "/", as: .browser, host: host)
                #expect(script.status == 421 && browser.status == 421, "\(host)")
            }
            let here = try await world.ask("GET", "/api/status", host: "localhost:\(world.port)")
            #expect(here.status == 200)
        }
    }

    @Test func `another page can't use the cookie`() async throws {
        try await PageWorld.with { world in
            let cookie = "Cookie: \(world.cookie)"
            let own = "Origin: http://127.0.0.1:\(world.port)"
            let refused = [
                [cookie], [cookie, own], [cookie, "X-Calsync: 1"],
                [cookie, "Origin: http://127.0.0.1:1", "X-Calsync: 1"], [cookie, "Origin: null", "X-Calsync: 1"],
                [cookie, own, "X-Calsync: 1", "Sec-Fetch-Site: same-site"],
            ]
            for headers in refused {
                let answer = try await world.ask("POST", "/api/calendar/sync", as: .nobody, headers)
                #expect(answer.status == 403, "\(headers)")
            }
            #expect(world.commands.withLock { $0 } == [])
            let look = try await world.ask("GET", "/api/status", as: .nobody, [cookie, "Sec-Fetch-Site: cross-site"])
            #expect(look.status == 403)
            let token = try await world.ask("POST", "/api/calendar/sync", as: .script, ["Origin: https://evil.example"])
            #expect(token.status == 403)
            #expect(try await world.ask("POST", "/api/calendar/sync", as: .browser).status == 200)
            #expect(world.commands.withLock { $0 } == [["sync"]])
        }
    }

    @Test func `every answer keeps strangers out of the page`() async throws {
        try await PageWorld.with { world in
            for path in ["/", "/style.css", "/api/status", "/nothing"] {
                let answer = try await world.ask("GET", path, as: .browser)
                #expect(answer["Content-Security-Policy"]?.hasPrefix("default-src 'none'; script-src 'self'") == true)
                #expect(answer["X-Content-Type-Options"] == "nosniff")
                #expect(answer["Access-Control-Allow-Origin"] == nil)
            }
            let status = try await world.ask("GET", "/api/status")
            #expect(status["Cache-Control"] == "no-store")
        }
    }

    @Test func `a file of the page is sent once`() async throws {
        try await PageWorld.with { world in
            let first = try await world.ask("GET", "/style.css", as: .nobody)
            #expect(first["Content-Type"] == "text/css; charset=utf-8")
            let tag = try #require(first["ETag"])
            let second = try await world.ask("GET", "/style.css", as: .nobody, ["If-None-Match: \(tag)"])
            #expect(second.status == 304)
            #expect(second.body.isEmpty)
        }
    }

    @Test func `what isn't there, and what can't be done, is told apart`() async throws {
        try await PageWorld.with { world in
            #expect(try await world.ask("GET", "/api/nothing").status == 404)
            let wrong = try await world.ask("PUT", "/api/events")
            #expect(wrong.status == 405)
            #expect(wrong["Allow"] == "GET, POST")
            #expect(try await world.ask("OPTIONS", "/api/events").status == 405)
            let head = try await world.ask("HEAD", "/api/status")
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            let large = try await world.ask("POST", "/api/events", String(repeating: " ", count: 1_100_000))
            #expect(large.status == 413)
        }
    }
}
