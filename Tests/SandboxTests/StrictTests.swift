import Sandbox
import Testing

@Suite struct StrictTests {
    @Test(
        arguments: [
            ("POST", events + "?colour=red", timed(), "Unknown parameter: colour"),
            (
                "POST", events, timed().with(["colour": "red"]),
                "Unknown name \"colour\" at 'colour': cannot find field."
            ),
            (
                "POST", events, timed().with(["start": ["dateTime": "2026-03-05T13:00:00Z", "zone": "UTC"]]),
                "Unknown name \"zone\" at 'start.zone': cannot find field."
            ),
            (
                "POST", events, timed().with(["sendUpdates": "all"]),
                "Unknown name \"sendUpdates\" at 'sendUpdates': cannot find field."
            ),
            (
                "POST", events, timed().with(["created": "2026-03-05T14:00:00Z"]),
                "The field 'created' is set by the server and cannot be written."
            ),
            (
                "POST", events, timed().with(["etag": "\"1\""]),
                "The field 'etag' is set by the server and cannot be written."
            ),
            (
                "POST", events, timed().with(["organizer": ["email": .string(me)]]),
                "The field 'organizer' is set by the server and cannot be written."
            ),
            (
                "PATCH", events + "/abcde", ["htmlLink": "https://example.org"],
                "The field 'htmlLink' is set by the server and cannot be written."
            ),
            ("PATCH", events + "/abcde", ["id": "fffff"], "The field 'id' is set by the server and cannot be written."),
            (
                "PATCH", events + "/abcde", ["iCalUID": "other"],
                "The field 'iCalUID' is set by the server and cannot be written."
            ),
            (
                "PUT", events + "/abcde", timed().with(["creator": ["email": "x@example.org"]]),
                "The field 'creator' is set by the server and cannot be written."
            ),
            ("POST", "calendars/primary/clear", timed(), "The method calendars.clear takes no body."),
            (
                "POST", events, timed().with(["id": "ggggg", "iCalUID": "other"]),
                "Only one of id and iCalUID should be supplied."
            ),
            ("GET", events + "?q=a&q=b", nil, "The parameter q cannot be repeated."),
        ] as [(String, String, JSON?, String)])
    func `what the discovery document does not know is refused, and let pass when lenient`(
        method: String, path: String, body: JSON?, message: String
    ) async throws {
        try await withSandbox { google, client in
            try google.putEvent(timed("Stored", ["id": "abcde"]), in: me)
            let answer = try await client.send(method, path, body)
            #expect(answer.status == 400 && answer.message == message)
            #expect(google.writes == 0)
        }
        try await withSandbox(strict: false) { google, client in
            try google.putEvent(timed("Stored", ["id": "abcde"]), in: me)
            let answer = try await client.send(method, path, body)
            #expect(answer.status < 300)
            #expect(google.event("abcde", in: me)?["creator"] == ["email": .string(me), "self": true])
        }
    }

    @Test func `what a lenient sandbox lets pass is noted in the log`() async throws {
        try await withSandbox(strict: false) { google, client in
            _ = try await client.send("POST", events + "?colour=red", timed().with(["hue": 1]))
            #expect(google.log.first?.notes.count == 2)
            #expect(google.events(in: me)[0]["hue"] == nil)
        }
    }

    @Test func `what the stored event says already may be sent back`() async throws {
        try await withSandbox { google, client in
            let event = try google.putEvent(timed("Stored", ["id": "abcde"]), in: me)
            var patch: JSON = ["summary": "New"]
            for name in ["kind", "etag", "id", "iCalUID", "eventType"] { patch[name] = event[name] }
            let answer = try await client.send("PATCH", "\(events)/abcde", patch)
            #expect(answer.json["summary"] == "New")
        }
    }

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
    func `another content type is refused`(type: String) async throws {
        try await withSandbox { google, client in
            let answer = try await client.send("POST", events, timed(), ["Content-Type": type])
            #expect(answer.status == 400 && answer.message?.contains(type) == true)
        }
    }

    @Test(arguments: [
        timed().with(["summary": 7]), timed().with(["start": "2026-03-05"]),
        timed().with(["attendees": ["email": "x@y.z"]]),
        timed().with(["sequence": "1"]), timed().with(["guestsCanModify": "yes"]),
        timed().with(["recurrence": "RRULE:FREQ=DAILY"]),
        timed().with(["extendedProperties": ["private": ["number": 1]]]), timed().with(["start": ["date": "5 March"]]),
    ])
    func `a value of the wrong kind is always refused`(event: JSON) async throws {
        try await withSandbox(strict: false) { google, client in
            let answer = try await client.send("POST", events, event)
            #expect(answer.status == 400 && answer.reason == "invalid")
        }
    }

    @Test(arguments: ["{", "[]", "{\"a\":1}x", "{\"summary\":\"\u{1}\"}", "null"])
    func `a body that is no JSON object is a parse error`(text: String) async throws {
        try await withSandbox(strict: false) { google, client in
            let headers = ["Authorization": "Bearer \(google.token)", "Content-Type": "application/json"]
            let answer = try await client.raw("POST", "/calendar/v3/\(events)", Array(text.utf8), headers)
            #expect(answer.status == 400 && answer.reason == "parseError")
        }
    }

    @Test func `a body of more than a megabyte is refused`() async throws {
        try await withSandbox { google, client in
            let answer = try await client.send("POST", events, timed(String(repeating: "x", count: 1 << 20)))
            #expect(answer.status == 413 || answer.status == 0)
            #expect(google.log.isEmpty)
        }
    }

    @Test func `only the right token opens`() async throws {
        try await withSandbox { google, client in
            let bad = try await client.get(events, ["Authorization": "Bearer stolen"])
            #expect(bad.status == 401 && bad.reason == "authError" && bad.headers["www-authenticate"] != nil)
            let none = try await client.raw("GET", "/calendar/v3/\(events)")
            #expect(none.status == 401 && none.reason == "required")
            let query = try await client.raw("GET", "/calendar/v3/\(events)?oauth_token=\(google.token)")
            #expect(query.status == 200)
            #expect(google.log.allSatisfy { $0.headers["authorization"] ?? "redacted" == "redacted" })
        }
    }

    @Test func `an address that the service does not know is not found`() async throws {
        try await withSandbox { google, client in
            for (method, path) in [("GET", "nothing"), ("PUT", events), ("POST", "colors")] {
                let answer = try await client.send(method, path)
                #expect(answer.status == 404)
            }
            let elsewhere = try await client.raw("GET", "/somewhere")
            #expect(elsewhere.status == 404)
        }
    }
}
