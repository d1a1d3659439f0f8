import Sandbox
import Testing

@Suite struct FaultTests {
    @Test func `a status refuses the request and carries its reason and delay`() async throws {
        try await withSandbox { google, client in
            google.inject(
                .status(503, reason: "backendError", retryAfter: 7), matching: Matcher(method: "POST"), times: 2)
            for _ in 0..<2 {
                let answer = try await client.send("POST", events, timed())
                #expect(answer.status == 503 && answer.reason == "backendError" && answer.headers["retry-after"] == "7")
            }
            let third = try await client.send("POST", events, timed())
            #expect(third.status == 200 && google.writes == 1)
        }
    }

    @Test func `an answer is lost after the write`() async throws {
        try await withSandbox { google, client in
            google.inject(.answerLost, matching: Matcher(operation: "events.import"))
            let body = timed("Once", ["iCalUID": "once@example.org"])
            let lost = try await client.send("POST", "\(events)/import", body)
            #expect(lost.status == 0 && lost.isCut && google.events(in: me).count == 1)
            let again = try await client.send("POST", "\(events)/import", body)
            #expect(again.status == 200 && google.events(in: me).count == 1)
            #expect(google.log.map(\.status) == [0, 200] && google.writes == 2)
        }
    }

    @Test func `a connection is dropped before the write`() async throws {
        try await withSandbox { google, client in
            google.inject(.dropConnection)
            let lost = try await client.send("POST", events, timed())
            #expect(lost.status == 0 && google.events(in: me).isEmpty && google.writes == 0)
        }
    }

    @Test func `a body arrives by half, or as something else`() async throws {
        try await withSandbox { google, client in
            google.inject(.truncatedBody)
            let half = try await client.get(events)
            #expect(half.status == 200 && half.isCut && !half.body.isEmpty)
            google.inject(.garbageBody)
            let garbage = try await client.get(events)
            #expect(garbage.status == 200 && garbage.text.hasPrefix("<html>"))
        }
    }

    @Test func `tokens expire on demand`() async throws {
        try await withSandbox { google, client in
            let token = escaped(try await list(client).token ?? "")
            google.inject(.expireSyncTokens)
            let gone = try await client.get("\(events)?syncToken=\(token)")
            #expect(gone.status == 410)
            google.inject(.expiredToken)
            let expired = try await client.get(events)
            #expect(expired.status == 401 && expired.reason == "authError")
        }
    }

    @Test func `a listing is short, and a page empty, on demand`() async throws {
        try await withSandbox { options in
            options.pageLimit = 2
        } _: { google, client in
            for index in 0..<5 { try google.putEvent(timed("Event \(index)"), in: me) }
            google.inject(.shortListing(dropping: 2))
            let short = try await list(client)
            #expect(short.items.count == 3 && short.token != nil)
            google.inject(.emptyPages(1))
            let empty = try await client.get(events)
            #expect(empty.items.isEmpty && empty.json["nextPageToken"] != nil)
        }
    }

    @Test func `a delayed answer is the answer`() async throws {
        try await withSandbox { google, client in
            google.inject(.delay(.milliseconds(1)))
            let answer = try await client.get(events)
            #expect(answer.status == 200 && google.log.first?.fault == .delay(.milliseconds(1)))
        }
    }

    @Test func `a fault waits for its request`() async throws {
        try await withSandbox { google, client in
            google.inject(
                .status(500, reason: "backendError"), matching: Matcher(path: "import", body: "second"), skip: 1)
            for (uid, expected) in [("first", 200), ("second", 200), ("second", 500), ("second", 200)] {
                let answer = try await client.send("POST", "\(events)/import", timed("X", ["iCalUID": .string(uid)]))
                #expect(answer.status == expected)
            }
        }
    }

    @Test(arguments: [
        (#"{"fault":{"status":429,"reason":"rateLimitExceeded","retryAfter":3},"match":{"method":"GET"}}"#, 429),
        (#"{"fault":"expiredToken"}"#, 401), (#"{"fault":{"kind":"dropConnection"},"times":1}"#, 0),
        (#"{"fault":{"delay":0.001}}"#, 200), (#"{"fault":{"status":500},"match":{"operation":"events.get"}}"#, 200),
    ])
    func `faults are set over HTTP`(text: String, status: Int) async throws {
        try await withSandbox { google, client in
            let set = try await client.raw("POST", "/_sandbox/faults", Array(text.utf8))
            let answer = try await client.get(events)
            #expect(set.status == 204 && answer.status == status)
        }
    }

    @Test func `the log, the counters and a reset are there over HTTP`() async throws {
        try await withSandbox { google, client in
            _ = try await client.send("POST", events, timed())
            _ = try await client.get(events)
            let stats = try await client.raw("GET", "/_sandbox/stats").json
            #expect(stats == ["reads": 1, "writes": 1, "mails": 0, "requests": 2])
            let log = try await client.raw("GET", "/_sandbox/log").json
            #expect(log[0]?["operation"] == "events.insert" && log[0]?["body"]?["summary"] == "Dentist")
            let wrong = try await client.raw("POST", "/_sandbox/faults", Array("{}".utf8))
            #expect(wrong.status == 400)
            _ = try await client.raw("POST", "/_sandbox/reset")
            #expect(google.log.isEmpty && google.events(in: me).isEmpty)
        }
    }

    @Test func `the quota counts a patch three times, within a minute`() async throws {
        let clock = Clock()
        try await withSandbox { options in
            options.unitsPerMinute = 5
            options.now = clock.now
        } _: { google, client in
            let id = try await client.send("POST", events, timed()).id
            let patched = try await client.send("PATCH", "\(events)/\(id)", ["summary": "New"])
            let refused = try await client.send("PATCH", "\(events)/\(id)", ["summary": "Newer"])
            #expect(patched.status == 200 && refused.status == 403 && refused.reason == "rateLimitExceeded")
            clock.advance(by: 61)
            let later = try await client.send("PATCH", "\(events)/\(id)", ["summary": "Newer"])
            #expect(later.status == 200)
        }
    }
}
