import Foundation
import Sandbox
import Testing

@Suite struct ServerTests {
    @Test func `the sandbox stops, starts again on its port, and remembers`() async throws {
        let google = GoogleSandbox()
        let address = try await google.start()
        try google.putEvent(timed(), in: me)
        await google.stop()
        let client = Client(address, token: google.token)
        await #expect(throws: Unreachable.self) { try await client.get(events) }
        let again = try await google.start()
        let items = try await list(Client(again, token: google.token)).items
        #expect(items.count == 1)
        await google.stop()
    }

    @Test func `a port that is taken is said`() async throws {
        let first = GoogleSandbox()
        let address = try await first.start()
        var options = GoogleSandbox.Options()
        options.port = Int(address.split(separator: ":").last ?? "") ?? 0
        let second = GoogleSandbox(options: options)
        await #expect(throws: (any Error).self) { try await second.start() }
        await first.stop()
    }

    @Test func `gzip wants both headers`() async throws {
        try await withSandbox { google, client in
            let both = try await client.get("colors", ["Accept-Encoding": "gzip", "User-Agent": "calsync (gzip)"])
            #expect(both.headers["content-encoding"] == "gzip" && both.body.starts(with: [0x1F, 0x8B, 8]))
            let one = try await client.get("colors", ["Accept-Encoding": "gzip", "User-Agent": "calsync"])
            #expect(one.headers["content-encoding"] == nil && one.json["kind"] == "calendar#colors")
        }
    }

    @Test func `answers are indented unless told otherwise`() async throws {
        try await withSandbox { google, client in
            let pretty = try await client.get("colors")
            let plain = try await client.get("colors?prettyPrint=false&key=k&quotaUser=q&alt=json")
            #expect(pretty.json == plain.json && pretty.body.count > plain.body.count)
        }
    }

    @Test func `the page edits as a phone would: unlogged, unstruck, without a token`() async throws {
        try await withSandbox { google, client in
            google.inject(.status(500, reason: "backendError"))
            let page = try await client.raw("GET", "/")
            #expect(page.status == 200 && page.headers["content-type"] == "text/html; charset=UTF-8")
            let body = timed("From the phone").bytes()
            let headers = ["Content-Type": "application/json"]
            let made = try await client.raw("POST", "/_sandbox/phone/\(events)", body, headers)
            #expect(made.status == 200 && google.events(in: me).count == 1)
            #expect(google.log.isEmpty && google.writes == 0)
        }
    }

    @Test func `another site's page is refused`() async throws {
        try await withSandbox { google, client in
            let origin = try await client.raw("POST", "/_sandbox/reset", [], ["Origin": "https://example.org"])
            #expect(origin.status == 403)
        }
    }

    @Test func `a state file outlives the process`() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("sandbox-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        var token = ""
        var saved: [JSON] = []
        try await withSandbox { options in
            options.stateFile = file.path
        } _: { google, client in
            try google.putEvent(weekly(["reminders": ["overrides": [["method": "popup", "minutes": 5]]]]), in: me)
            try google.cancelInstance(of: "series", at: "2026-03-12T13:00:00Z", in: me)
            let id = try await client.send("POST", events, timed("Gone")).id
            try google.deleteEvent(id, in: me)
            token = try await list(client).token ?? ""
            saved = google.allEvents(in: me)
            try google.saveState()
        }
        try await withSandbox { options in
            options.stateFile = file.path
        } _: { google, client in
            #expect(google.allEvents(in: me) == saved)
            let delta = try await list(client, "syncToken=\(escaped(token))").items
            #expect(delta.isEmpty)
            let new = try await client.send("POST", events, timed("New"))
            #expect(new.status == 200)
        }
    }

    @Test func `the demo can be seeded twice`() async throws {
        try await withSandbox { google, client in
            try google.seedDemo()
            let first = google.events(in: me) + google.events(in: family)
            try google.seedDemo()
            #expect(first.count == 6 && google.events(in: me) + google.events(in: family) == first)
        }
    }
}
