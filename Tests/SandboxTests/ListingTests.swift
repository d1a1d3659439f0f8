import Sandbox
import Testing

@Suite struct ListingTests {
    private func titles(_ client: Client, _ query: String) async throws -> [String] {
        try await list(client, query).items.compactMap { $0["summary"]?.string }.sorted()
    }

    @Test(arguments: [
        ("q=dentist", ["Dentist"]),
        ("q=ada@example.com", ["Review"]),
        ("q=dentist%20nowhere", []),
        ("timeMin=2026-03-05T14:00:00Z", ["All", "Later", "Review", "Weekly"]),
        ("timeMin=2026-03-05T23:00:00Z", ["Later", "Review", "Weekly"]),
        ("timeMax=2026-03-05T13:00:00Z", ["All"]),
        ("timeMin=2026-03-05T13:30:00Z&timeMax=2026-03-05T13:31:00%2B00:00", ["Dentist", "All", "Weekly"].sorted()),
        ("iCalUID=review@example.org", ["Review"]),
        ("privateExtendedProperty=calsync.hash%3Dabc", ["Later"]),
        ("sharedExtendedProperty=calsync.hash%3Dabc", []),
        ("eventTypes=birthday", []),
        ("eventTypes=birthday&eventTypes=default&q=later", ["Later"]),
        ("orderBy=updated", ["All", "Dentist", "Later", "Review", "Weekly"]),
    ])
    func `a filter picks its events`(query: String, expected: [String]) async throws {
        try await withSandbox { google, client in
            try google.putEvent(timed("Dentist"), in: me)
            try google.putEvent(allDay("All"), in: me)
            try google.putEvent(weekly(), in: me)
            let later: JSON = [
                "start": ["dateTime": "2026-05-01T10:00:00Z"], "end": ["dateTime": "2026-05-01T11:00:00Z"],
            ]
            try google.putEvent(
                timed("Review", later).with([
                    "iCalUID": "review@example.org", "attendees": [["email": "ada@example.com"]],
                ]),
                in: me)
            try google.putEvent(
                timed("Later", later).with(["extendedProperties": ["private": ["calsync.hash": "abc"]]]), in: me)
            let found = try await titles(client, query)
            #expect(found == expected)
        }
    }

    @Test(arguments: [
        "orderBy=startTime", "timeMin=2026-03-05", "timeMin=2026-03-05T10:00:00", "showDeleted=yes", "maxResults=many",
        "orderBy=title", "timeZone=Mars%2FOlympus", "timeMin=2026-03-05T10:00:00Z&timeMax=2026-03-05T10:00:00Z",
    ])
    func `a value that does not fit is refused`(query: String) async throws {
        try await withSandbox(strict: false) { google, client in
            let answer = try await client.get("\(events)?\(query)")
            #expect(answer.status == 400)
        }
    }

    @Test func `page sizes are clamped`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(timed("One"), in: me)
            try google.putEvent(timed("Two"), in: me)
            #expect(try await client.get("\(events)?maxResults=9999").items.count == 2)
            #expect(try await client.get("\(events)?maxResults=0").items.count == 1)
        }
    }

    @Test func `single events are expanded and ordered by start`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(weekly(), in: me)
            try google.putEvent(timed("Dentist"), in: me)
            try google.editEvent("series_20260319T130000Z", in: me, ["summary": "Moved"])
            try google.cancelInstance(of: "series", at: "2026-03-12T14:00:00+01:00", in: me)
            let items = try await list(client, "singleEvents=true&orderBy=startTime").items
            let starts = items.compactMap { $0["start"]?["dateTime"]?.string }
            #expect(starts.sorted() == starts && starts.count == 6)
            #expect(items.filter { $0["recurringEventId"] == "series" }.count == 5)
            #expect(items.allSatisfy { $0["recurrence"] == nil })
            #expect(starts.last == "2026-04-09T14:00:00+02:00", "summer time keeps the wall clock")
            #expect(items.contains { $0["summary"] == "Moved" && $0["id"] == "series_20260319T130000Z" })
        }
    }

    @Test func `deleted events show with showDeleted, in full`() async throws {
        try await withSandbox { google, client in
            let id = try await client.send("POST", events, timed()).id
            try google.deleteEvent(id, in: me)
            let items = try await list(client, "showDeleted=true").items
            #expect(items.map { $0["status"] } == ["cancelled"] && items[0]["summary"] == "Dentist")
            #expect(try await client.get("\(events)/\(id)").json["status"] == "cancelled")
            google.purgeTombstones(in: me)
            #expect(try await client.get("\(events)/\(id)").status == 404)
            #expect(try await client.send("POST", events, timed("Again", ["id": .string(id)])).status == 409)
        }
    }

    @Test func `a cancelled occurrence is in a plain listing, without times`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(weekly(), in: me)
            try google.cancelInstance(of: "series", at: "2026-03-12T13:00:00Z", in: me)
            let items = try await list(client).items
            #expect(items.count == 2, "the exception comes before its master")
            #expect(
                items[0].keys == ["kind", "etag", "id", "status", "recurringEventId", "originalStartTime"])
            #expect(items[0]["originalStartTime"]?["dateTime"] == "2026-03-12T14:00:00+01:00")
            #expect(items[1]["id"] == "series")
        }
    }

    @Test func `updatedMin shows deleted events too`() async throws {
        try await withSandbox { google, client in
            let id = try await client.send("POST", events, timed()).id
            try google.deleteEvent(id, in: me)
            let items = try await list(client, "updatedMin=2026-03-01T00:00:00Z").items
            #expect(items.map { $0["status"] } == ["cancelled"])
        }
    }

    @Test func `the answer names the calendar`() async throws {
        try await withSandbox { google, client in
            let json = try await client.get(events).json
            #expect(json["kind"] == "calendar#events" && json["summary"] == "You")
            #expect(json["timeZone"] == "Europe/Berlin" && json["accessRole"] == "owner")
            #expect(json["defaultReminders"] == [["method": "popup", "minutes": 30]])
        }
    }

    @Test func `calendar ids with special letters and the alias primary are found`() async throws {
        try await withSandbox { google, client in
            google.addCalendar(id: "nl.dutch#holiday@group.v.calendar.google.com", summary: "Holidays")
            #expect(
                try await client.get("calendars/nl.dutch%23holiday%40group.v.calendar.google.com/events").status == 200)
            #expect(try await client.get("calendars/you%40example.com").json["id"] == .string(me))
            let answer = try await client.get("calendars/nobody%40example.com/events")
            #expect(answer.status == 404 && answer.reason == "notFound")
        }
    }

    @Test func `an old endless series is expanded from the window's start`() async throws {
        try await withSandbox { google, client in
            let old: JSON = [
                "start": ["dateTime": "2001-01-01T09:00:00", "timeZone": "Europe/Berlin"],
                "end": ["dateTime": "2001-01-01T10:00:00", "timeZone": "Europe/Berlin"],
                "recurrence": ["RRULE:FREQ=DAILY"],
            ]
            try google.putEvent(timed("Daily", old), in: me)
            let query = "singleEvents=true&orderBy=startTime&timeMin=2026-03-05T00:00:00Z&maxResults=3"
            let items = try await client.get("\(events)?\(query)").items
            #expect(
                items.map { $0["start"]?["dateTime"]?.string?.prefix(10) } == [
                    "2026-03-05", "2026-03-06", "2026-03-07",
                ])
        }
    }

    @Test func `a moved occurrence is listed where it is now`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(weekly(), in: me)
            let moved: JSON = [
                "start": ["dateTime": "2026-05-20T14:00:00Z"], "end": ["dateTime": "2026-05-20T15:00:00Z"],
            ]
            try google.editEvent("series_20260312T130000Z", in: me, moved)
            let window = "timeMin=2026-05-01T00:00:00Z&timeMax=2026-06-01T00:00:00Z"
            for path in ["\(events)?singleEvents=true&\(window)", "\(events)/series/instances?\(window)"] {
                let items = try await client.get(path).items
                #expect(items.map { $0["id"] } == ["series_20260312T130000Z"])
            }
        }
    }
}
