import Sandbox
import Testing

@Suite struct DeleteTests {
    @Test func `a second delete is 410, a guarded one 412`() async throws {
        try await withSandbox { google, client in
            let created = try await client.send("POST", events, timed())
            let path = "\(events)/\(created.id)"
            let first = try await client.send("DELETE", path, nil, ["If-Match": created.etag])
            #expect(first.status == 204 && first.body.isEmpty)
            let open = try await client.send("DELETE", path)
            #expect(open.status == 410 && open.reason == "deleted")
            let guarded = try await client.send("DELETE", path, nil, ["If-Match": created.etag])
            #expect(guarded.status == 412)
            #expect(google.writes == 2)
        }
    }

    @Test func `a tombstone is restored by its status`() async throws {
        try await withSandbox { google, client in
            let id = try await client.send("POST", events, timed()).id
            try google.deleteEvent(id, in: me)
            let title = try await client.send("PATCH", "\(events)/\(id)", ["summary": "New"])
            #expect(title.status == 410)
            let restored = try await client.send(
                "PATCH", "\(events)/\(id)", ["status": "confirmed", "summary": "Back"])
            #expect(restored.json["status"] == "confirmed" && restored.json["summary"] == "Back")
            #expect(google.events(in: me).count == 1)
        }
    }

    @Test func `the status cancelled deletes`() async throws {
        try await withSandbox { google, client in
            let id = try await client.send("POST", events, timed()).id
            let answer = try await client.send("PATCH", "\(events)/\(id)", ["status": "cancelled"])
            #expect(answer.json["status"] == "cancelled")
            #expect(google.events(in: me).isEmpty)
        }
    }

    @Test func `a series takes its exceptions with it, and the delta says so`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(weekly(), in: me)
            try google.editEvent("series_20260319T130000Z", in: me, ["summary": "Moved"])
            let token = try await list(client).token ?? ""
            let answer = try await client.send("DELETE", "\(events)/series")
            #expect(answer.status == 204)
            let delta = try await list(client, "syncToken=\(escaped(token))").items
            #expect(delta.map { $0["id"] } == ["series_20260319T130000Z", "series"])
            #expect(delta.allSatisfy { $0["status"] == "cancelled" })
            let full = try await list(client).items
            #expect(full.isEmpty)
        }
    }

    @Test func `a move leaves a tombstone and answers with it`() async throws {
        try await withSandbox { google, client in
            let id = try await client.send("POST", events, timed()).id
            let moved = try await client.send("POST", "\(events)/\(id)/move?destination=\(escaped(family))")
            #expect(moved.status == 200 && moved.json["status"] == "cancelled")
            #expect(google.events(in: me).isEmpty)
            let there = google.events(in: family)
            #expect(there.map { $0["id"] } == [.string(id)] && there[0]["status"] == "confirmed")
            #expect(there[0]["organizer"]?["email"] == .string(family))
            let again = try await client.send("POST", "\(events)/\(id)/move?destination=\(escaped(family))")
            #expect(again.status == 410)
            let missing = try await client.send("POST", "\(events)/\(id)/move")
            #expect(missing.status == 400 && missing.reason == "required")
        }
    }
}
