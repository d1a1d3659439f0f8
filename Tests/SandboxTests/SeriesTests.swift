import Sandbox
import Testing

@Suite struct SeriesTests {
    @Test(arguments: [
        ["RRULE:FREQ=WEEKLY;COUNT=6", "EXDATE;TZID=Europe/Berlin:20260312T140000"],
        ["RRULE:FREQ=MONTHLY;BYDAY=1TH;UNTIL=20261231T225959Z"],
        ["RDATE;TZID=Europe/Berlin:20260306T140000,20260309T140000"],
        ["RRULE:FREQ=DAILY;INTERVAL=2", "EXDATE:20260307T130000Z"], ["rrule:freq=yearly"],
    ])
    func `recurrence lines are taken as they are`(lines: [String]) async throws {
        try await withSandbox { google, client in
            let sent = timed().with(["recurrence": .array(lines.map { .string($0) })])
            let event = try await client.send("POST", events, sent)
            #expect(event.status == 200 && event.json["recurrence"] == sent["recurrence"])
        }
    }

    @Test(arguments: [
        ["DTSTART:20260305T140000Z", "RRULE:FREQ=DAILY"], ["DTEND:20260305T140000Z"], ["RRULE:FREQ=FORTNIGHTLY"],
        ["FREQ=DAILY"], ["RRULE:FREQ=DAILY;COUNT=0"], ["RRULE:FREQ=DAILY;COUNT=2;UNTIL=20260401T000000Z"],
        ["RRULE:FREQ=WEEKLY;BYDAY=XX"], ["RRULE:FREQ=HOURLY"], ["EXDATE;VALUE=DATE:20260305", "RRULE:FREQ=DAILY"],
        ["RRULE:FREQ=DAILY;COUNT=1", "EXDATE:20260305T130000Z"], ["EXDATE;TZID=Mars/Olympus:20260305T140000"],
    ])
    func `lines that are no recurrence are refused`(lines: [String]) async throws {
        try await withSandbox { google, client in
            let answer = try await client.send(
                "POST", events, timed().with(["recurrence": .array(lines.map { .string($0) })]))
            #expect(answer.status == 400 && answer.message == "Invalid recurrence rule.")
        }
    }

    @Test func `a timed series needs zones`() async throws {
        try await withSandbox { google, client in
            let bare: JSON = ["dateTime": "2026-03-05T14:00:00+01:00"]
            let start = try await client.send("POST", events, weekly(["start": bare]))
            #expect(start.message == "Missing time zone definition for start time.")
            let end = try await client.send("POST", events, weekly(["end": ["dateTime": "2026-03-05T15:00:00+01:00"]]))
            #expect(end.message == "Missing time zone definition for end time.")
            let day = try await client.send("POST", events, allDay().with(["recurrence": ["RRULE:FREQ=DAILY;COUNT=2"]]))
            #expect(day.status == 200)
        }
    }

    @Test func `an occurrence is found by its original start in UTC`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(weekly(), in: me)
            try google.putEvent(allDay("Days", ["id": "days0", "recurrence": ["RRULE:FREQ=DAILY;COUNT=3"]]), in: me)
            let summer = try await client.get("\(events)/series_20260402T120000Z").json
            #expect(summer["recurringEventId"] == "series" && summer["recurrence"] == nil)
            #expect(summer["originalStartTime"]?["dateTime"] == "2026-04-02T14:00:00+02:00")
            #expect(summer["iCalUID"] == "series@google.com")
            let day = try await client.get("\(events)/days0_20260307").json
            #expect(day["start"] == ["date": "2026-03-07"] && day["end"] == ["date": "2026-03-08"])
            for absent in [
                "series_20260402T130000Z", "series_20260402", "days0_20260308", "days0_20260307T000000Z", "series_",
            ] {
                let answer = try await client.get("\(events)/\(absent)")
                #expect(answer.status == 404)
            }
        }
    }

    @Test func `the instance of an imported series is split at the last underscore`() async throws {
        try await withSandbox { google, client in
            let body = timed("Imported", ["iCalUID": "a@example.org", "recurrence": ["RRULE:FREQ=DAILY;COUNT=3"]])
            let id = try await client.send("POST", "\(events)/import", body).id
            let event = try await client.send("PATCH", "\(events)/\(id)_20260306T130000Z", ["summary": "Changed"])
            #expect(event.json["recurringEventId"] == .string(id) && event.json["summary"] == "Changed")
        }
    }

    @Test func `changing an occurrence makes an exception and leaves the series alone`() async throws {
        try await withSandbox { google, client in
            let master = try google.putEvent(weekly(), in: me)
            let path = "\(events)/series_20260312T130000Z"
            let etag = master["etag"]?.string ?? ""
            let moved = try await client.send(
                "PATCH", path,
                ["start": ["dateTime": "2026-03-12T16:00:00+01:00"], "end": ["dateTime": "2026-03-12T17:00:00+01:00"]],
                ["If-Match": etag])
            #expect(moved.json["originalStartTime"]?["dateTime"] == "2026-03-12T14:00:00+01:00")
            #expect(moved.json["start"]?["dateTime"] == "2026-03-12T16:00:00+01:00")
            #expect(google.event("series", in: me) == master)
            let ids = try await client.get("\(events)/series/instances").items.map { $0["id"] }
            #expect(ids.count == 6 && ids[1] == "series_20260312T130000Z")
            let refused = try await client.send("PATCH", path, ["recurrence": ["RRULE:FREQ=DAILY"]])
            #expect(refused.status == 400)
        }
    }

    @Test func `a cancelled occurrence is gone until it is confirmed again`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(weekly(), in: me)
            let path = "\(events)/series_20260312T130000Z"
            let first = try await client.send("DELETE", path)
            let second = try await client.send("DELETE", path)
            #expect(first.status == 204 && second.status == 410)
            let instances = try await client.get("\(events)/series/instances").items
            let all = try await client.get("\(events)/series/instances?showDeleted=true").items
            #expect(instances.count == 5 && all.count == 6)
            let single = try await client.get("\(path)/instances")
            #expect(single.status == 200 && single.items.isEmpty)
            let back = try await client.send("PATCH", path, ["status": "confirmed"])
            #expect(back.json["status"] == "confirmed")
            let again = try await client.get("\(events)/series/instances").items
            #expect(again.count == 6)
        }
    }

    @Test func `instances are found by window and original start`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(weekly(), in: me)
            let window = "timeMin=2026-03-12T00:00:00Z&timeMax=2026-03-20T00:00:00Z"
            let inside = try await client.get("\(events)/series/instances?\(window)").items
            #expect(inside.map { $0["id"] } == ["series_20260312T130000Z", "series_20260319T130000Z"])
            let start = escaped("2026-03-19T14:00:00+01:00")
            let one = try await client.get("\(events)/series/instances?originalStart=\(start)").items
            #expect(one.map { $0["id"] } == ["series_20260319T130000Z"])
        }
    }

    @Test func `a new start or rule resets the exceptions`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(weekly(), in: me)
            try google.editEvent("series_20260312T130000Z", in: me, ["summary": "Changed"])
            try google.editEvent("series_20260409T120000Z", in: me, ["summary": "Changed too"])
            let token = try await list(client).token ?? ""
            let answer = try await client.send(
                "PATCH", "\(events)/series", ["recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]])
            #expect(answer.status == 200)
            let delta = try await list(client, "syncToken=\(escaped(token))").items
            let byID = Dictionary(uniqueKeysWithValues: delta.map { ($0["id"]?.string ?? "", $0) })
            #expect(byID["series_20260312T130000Z"]?["summary"] == "Weekly", "still in the series: as the series says")
            #expect(byID["series_20260409T120000Z"]?["status"] == "cancelled", "no longer in the series")
            #expect(google.events(in: me).count == 1)
        }
    }

    @Test func `excepting a date keeps the other exceptions`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(weekly(), in: me)
            try google.editEvent("series_20260312T130000Z", in: me, ["summary": "Changed"])
            let lines: JSON = ["RRULE:FREQ=WEEKLY;COUNT=6", "EXDATE:20260319T130000Z"]
            let answer = try await client.send("PATCH", "\(events)/series", ["recurrence": lines])
            #expect(answer.status == 200)
            #expect(google.event("series_20260312T130000Z", in: me)?["summary"] == "Changed")
            #expect(google.event("series_20260319T130000Z", in: me) == nil)
        }
    }

    @Test func `a series that loses its rule is a single event`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(weekly(), in: me)
            let event = try await client.send("PATCH", "\(events)/series", ["recurrence": nil]).json
            #expect(event["recurrence"] == nil)
            let instance = try await client.get("\(events)/series_20260312T130000Z")
            #expect(instance.status == 404)
        }
    }
}
