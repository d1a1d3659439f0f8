import Sandbox
import Testing

@Suite struct CalendarTests {
    @Test func `the list shows each calendar with the user's own settings`() async throws {
        try await withSandbox { google, client in
            let list = try await client.get("users/me/calendarList").items
            #expect(list.map { $0["id"] } == [.string(me), .string(family)])
            #expect(list[0]["primary"] == true && list[1]["primary"] == nil && list[1]["dataOwner"] == .string(me))
            #expect(list[0]["accessRole"] == "owner" && list[0]["timeZone"] == "Europe/Berlin")
        }
    }

    @Test func `the list has sync tokens and filters of its own`() async throws {
        try await withSandbox { google, client in
            let path = "users/me/calendarList"
            google.addCalendar(id: "read@example.org", summary: "Read", accessRole: "reader")
            let writable = try await client.get("\(path)?minAccessRole=writer").items
            #expect(writable.count == 2)
            let token = escaped(try await client.get(path).json["nextSyncToken"]?.string ?? "")
            _ = try await client.send("PATCH", "\(path)/\(escaped(family))", ["summaryOverride": "Us"])
            let delta = try await client.get("\(path)?syncToken=\(token)").items
            #expect(delta.map { $0["summaryOverride"] } == ["Us"])
            let refused = try await client.get("\(path)?syncToken=\(token)&minAccessRole=writer")
            #expect(refused.status == 400)
            let unknown = try await client.get("\(path)?syncToken=rubbish")
            #expect(unknown.status == 410)
        }
    }

    @Test func `a calendar is made, renamed, left, joined and deleted`() async throws {
        try await withSandbox { google, client in
            let made = try await client.send("POST", "calendars", ["summary": "New", "timeZone": "Asia/Tokyo"])
            let path = "calendars/\(escaped(made.id))"
            let entry = "users/me/calendarList/\(escaped(made.id))"
            let renamed = try await client.send("PATCH", path, ["summary": "Newer"])
            #expect(made.json["timeZone"] == "Asia/Tokyo" && renamed.json["summary"] == "Newer")
            let stale = try await client.send("PATCH", path, ["summary": "X"], ["If-Match": made.etag])
            #expect(stale.status == 412)
            let left = try await client.send("DELETE", entry)
            let missing = try await client.get(entry)
            #expect(left.status == 204 && missing.status == 404)
            let joined = try await client.send("POST", "users/me/calendarList", ["id": .string(made.id)])
            #expect(joined.json["summary"] == "Newer")
            let deleted = try await client.send("DELETE", path)
            let gone = try await client.get(path)
            #expect(deleted.status == 204 && gone.status == 404)
            let primary = try await client.send("DELETE", "calendars/primary")
            #expect(primary.status == 403)
            let nameless = try await client.send("POST", "calendars", [:])
            #expect(nameless.status == 400 && nameless.reason == "required")
        }
    }

    @Test func `clearing the primary calendar leaves tombstones`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(timed(), in: me)
            let token = try await list(client).token ?? ""
            let cleared = try await client.send("POST", "calendars/primary/clear")
            let delta = try await list(client, "syncToken=\(escaped(token))").items
            #expect(cleared.status == 204 && delta.map { $0["status"] } == ["cancelled"])
        }
    }

    @Test(arguments: ["reader", "freeBusyReader"])
    func `a reader cannot write`(role: String) async throws {
        try await withSandbox { google, client in
            try google.putEvent(timed("X", ["id": "abcde"]), in: me)
            google.setAccessRole(role, of: me)
            for (method, path) in [("POST", events), ("PATCH", "\(events)/abcde"), ("PUT", "\(events)/abcde")] {
                let answer = try await client.send(method, path, timed())
                #expect(answer.status == 403 && answer.reason == "requiredAccessLevel")
            }
            let deleted = try await client.send("DELETE", "\(events)/abcde")
            #expect(deleted.status == 403 && google.events(in: me).count == 1)
        }
    }

    @Test func `a reader sees of a private event only when it is`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(timed("Secret", ["id": "abcde", "visibility": "private", "location": "There"]), in: me)
            try google.putEvent(timed("Open"), in: me)
            google.setAccessRole("reader", of: me)
            let items = try await list(client).items
            #expect(items[0]["summary"] == nil && items[0]["location"] == nil && items[0]["visibility"] == "private")
            #expect(items[0]["start"] != nil && items[1]["summary"] == "Open")
        }
    }

    @Test func `an unshared calendar is not found`() async throws {
        try await withSandbox { google, client in
            google.removeCalendar(family)
            let answer = try await client.get("calendars/\(escaped(family))/events")
            let list = try await client.get("users/me/calendarList").items
            #expect(answer.status == 404 && list.count == 1)
        }
    }

    @Test func `busy spans are merged`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(timed(), in: me)
            try google.putEvent(timed("Longer", ["end": ["dateTime": "2026-03-05T16:00:00+01:00"]]), in: me)
            try google.putEvent(
                timed("Free", ["transparency": "transparent", "end": ["dateTime": "2026-03-05T20:00:00Z"]]), in: me)
            let answer = try await client.send(
                "POST", "freeBusy",
                [
                    "timeMin": "2026-03-05T00:00:00Z", "timeMax": "2026-03-06T00:00:00Z",
                    "items": [["id": .string(me)], ["id": "nobody@example.com"]],
                ]
            ).json
            #expect(
                answer["calendars"]?[me]?["busy"] == [["start": "2026-03-05T13:00:00Z", "end": "2026-03-05T15:00:00Z"]])
            #expect(answer["calendars"]?["nobody@example.com"]?["errors"]?[0]?["reason"] == "notFound")
            #expect(google.writes == 0)
        }
    }

    @Test func `colours and settings are there`() async throws {
        try await withSandbox { google, client in
            let colors = try await client.get("colors").json
            #expect(colors["event"]?["1"]?["background"] == "#a4bdfc" && colors["event"]?.keys.count == 11)
            let zone = try await client.get("users/me/settings/timezone").json
            #expect(zone["value"] == "Europe/Berlin")
            let all = try await client.get("users/me/settings")
            #expect(all.items.count > 5 && all.json["nextSyncToken"] != nil)
            let none = try await client.get("users/me/settings/nothing")
            #expect(none.status == 404)
        }
    }
}
