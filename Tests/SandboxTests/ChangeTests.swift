import Sandbox
import Testing

@Suite struct ChangeTests {
    @Test func `a patch merges objects, replaces arrays and deletes with null`() async throws {
        try await withSandbox { google, client in
            let sent = timed(
                "Dentist",
                [
                    "location": "Here", "attendees": [["email": "ada@example.com"], ["email": "grace@example.org"]],
                    "extendedProperties": ["private": ["a": "1", "b": "2"]],
                ])
            let id = try await client.send("POST", events, sent).id
            let event = try await client.send(
                "PATCH", "\(events)/\(id)",
                [
                    "location": nil, "attendees": [["email": "grace@example.org"]],
                    "extendedProperties": ["private": ["a": nil, "c": "3"]],
                    "start": ["dateTime": "2026-03-05T14:30:00"],
                ]
            ).json
            #expect(event["summary"] == "Dentist" && event["location"] == nil)
            #expect(event["attendees"]?.array?.count == 1)
            #expect(event["extendedProperties"] == ["private": ["b": "2", "c": "3"]])
            #expect(event["start"] == ["dateTime": "2026-03-05T14:30:00+01:00", "timeZone": "Europe/Berlin"])
        }
    }

    @Test func `a put clears what it does not name`() async throws {
        try await withSandbox { google, client in
            let sent = timed("Dentist", ["location": "Here", "extendedProperties": ["private": ["a": "1"]]])
            let id = try await client.send("POST", events, sent).id
            let event = try await client.send("PUT", "\(events)/\(id)", timed("Only this")).json
            #expect(event["location"] == nil && event["extendedProperties"] == nil && event["summary"] == "Only this")
            #expect(event["iCalUID"]?.string == "\(id)@google.com")
            let answer = try await client.send("PUT", "\(events)/\(id)", ["summary": "No times"])
            #expect(answer.status == 400 && answer.reason == "required")
        }
    }

    @Test func `a put of the whole answer changes nothing`() async throws {
        try await withSandbox { google, client in
            let created = try await client.send("POST", events, weekly(["reminders": ["useDefault": true]]))
            let put = try await client.send("PUT", "\(events)/series", created.json)
            #expect(put.json == created.json)
        }
    }

    @Test(arguments: ["PATCH", "PUT", "DELETE", "move"])
    func `a write that names an older revision is refused`(method: String) async throws {
        try await withSandbox { google, client in
            let created = try await client.send("POST", events, timed())
            let path = "\(events)/\(created.id)"
            try google.editEvent(created.id, in: me, ["summary": "Phone"])
            func write(_ etag: String) async throws -> Answer {
                let target = method == "move" ? "\(path)/move?destination=\(escaped(family))" : path
                let body: JSON? = ["PATCH", "PUT"].contains(method) ? .some(timed("Mine")) : .none
                return try await client.send(method == "move" ? "POST" : method, target, body, ["If-Match": etag])
            }
            let stale = try await write(created.etag)
            #expect(stale.status == 412 && stale.reason == "conditionNotMet")
            #expect(stale.json["error"]?["errors"]?[0]?["location"] == "If-Match")
            #expect(google.event(created.id, in: me)?["summary"] == "Phone")
            let current = google.event(created.id, in: me)?["etag"]?.string ?? ""
            let fresh = try await write(current)
            #expect(fresh.status < 300 && google.writes == 2)
        }
    }

    @Test func `a star names every revision`() async throws {
        try await withSandbox { google, client in
            let id = try await client.send("POST", events, timed()).id
            let answer = try await client.send("PATCH", "\(events)/\(id)", ["summary": "New"], ["If-Match": "*"])
            #expect(answer.json["summary"] == "New")
        }
    }

    @Test func `a known revision is not sent again`() async throws {
        try await withSandbox { google, client in
            let created = try await client.send("POST", events, timed())
            let same = try await client.get("\(events)/\(created.id)", ["If-None-Match": created.etag])
            #expect(same.status == 304 && same.body.isEmpty)
            let other = try await client.get("\(events)/\(created.id)", ["If-None-Match": "\"1\""])
            #expect(other.status == 200)
        }
    }

    @Test func `a patch that changes nothing keeps the revision`() async throws {
        try await withSandbox { google, client in
            let created = try await client.send("POST", events, timed())
            let patched = try await client.send("PATCH", "\(events)/\(created.id)", ["summary": "Dentist"])
            #expect(patched.etag == created.etag)
        }
    }

    @Test func `revisions rise even when the clock stands still`() async throws {
        try await withSandbox { google, client in
            let created = try await client.send("POST", events, timed())
            let patched = try await client.send("PATCH", "\(events)/\(created.id)", ["summary": "New"])
            #expect(patched.etag > created.etag)
        }
    }

    @Test func `switching between a day and a time needs the other key nulled`() async throws {
        try await withSandbox { google, client in
            let id = try await client.send("POST", events, timed()).id
            let day: JSON = ["start": ["date": "2026-03-05"], "end": ["date": "2026-03-06"]]
            let refused = try await client.send("PATCH", "\(events)/\(id)", day)
            #expect(refused.status == 400)
            let nulled: JSON = [
                "start": ["date": "2026-03-05", "dateTime": nil, "timeZone": nil],
                "end": ["date": "2026-03-06", "dateTime": nil, "timeZone": nil],
            ]
            let event = try await client.send("PATCH", "\(events)/\(id)", nulled).json
            #expect(event["start"] == ["date": "2026-03-05"])
            let back: JSON = [
                "start": ["date": nil, "dateTime": "2026-03-05T14:00:00+01:00"],
                "end": ["date": nil, "dateTime": "2026-03-05T15:00:00+01:00"],
            ]
            let again = try await client.send("PATCH", "\(events)/\(id)", back)
            #expect(again.json["start"]?["dateTime"] == "2026-03-05T14:00:00+01:00")
        }
    }

    @Test func `a change of time is a new sequence, a change of title is not, a lower one is refused`() async throws {
        try await withSandbox { google, client in
            let id = try await client.send("POST", events, timed()).id
            let title = try await client.send("PATCH", "\(events)/\(id)", ["summary": "New"])
            #expect(title.json["sequence"] == 0)
            let time = try await client.send(
                "PATCH", "\(events)/\(id)", ["end": ["dateTime": "2026-03-05T16:00:00+01:00"]])
            #expect(time.json["sequence"] == 1)
            let lower = try await client.send("PATCH", "\(events)/\(id)", ["sequence": 0])
            #expect(lower.status == 400 && lower.message?.hasPrefix("Invalid sequence value.") == true)
        }
    }

    @Test func `a guest changes only the own answer`() async throws {
        try await withSandbox { google, client in
            let invitation = timed(
                "Meeting",
                [
                    "id": "meeting", "organizer": ["email": "boss@example.org"],
                    "attendees": [["email": "boss@example.org"], ["email": .string(me)]],
                ])
            try google.putEvent(invitation, in: me)
            let answer = try await client.send(
                "PATCH", "\(events)/meeting",
                [
                    "attendees": [["email": .string(me), "responseStatus": "accepted"]]
                ])
            let guests = answer.json["attendees"]?.array ?? []
            #expect(guests.count == 2 && guests[1]["responseStatus"] == "accepted" && guests[0]["organizer"] == true)
            let refused = try await client.send("PATCH", "\(events)/meeting", ["guestsCanModify": true])
            #expect(refused.status == 403 && refused.reason == "forbiddenForNonOrganizer")
        }
    }

    @Test func `the type of an event cannot be changed`() async throws {
        try await withSandbox(strict: false) { google, client in
            try google.putEvent(timed("Focus", ["id": "focus", "eventType": "focusTime"]), in: me)
            let answer = try await client.send("PATCH", "\(events)/focus", ["eventType": "default"])
            #expect(answer.status == 400)
            let listed = try await client.get("\(events)?eventTypes=focusTime")
            #expect(listed.items.map { $0["id"] } == ["focus"])
        }
    }

    @Test func `unknown events and calendars are not found`() async throws {
        try await withSandbox { google, client in
            for path in ["\(events)/nothing", "calendars/nobody@example.com/events/nothing"] {
                for method in ["GET", "DELETE"] {
                    let answer = try await client.send(method, path)
                    #expect(answer.status == 404 && answer.reason == "notFound")
                }
            }
        }
    }
}

@Suite struct RareChangeTests {
    @Test func `an event that was moved away can come back`() async throws {
        try await withSandbox { google, client in
            let id = try await client.send("POST", events, timed()).id
            _ = try await client.send("POST", "\(events)/\(id)/move?destination=\(escaped(family))")
            let back = try await client.send(
                "POST", "calendars/\(escaped(family))/events/\(id)/move?destination=primary")
            #expect(back.status == 200 && google.events(in: me).count == 1 && google.events(in: family).isEmpty)
        }
    }

    @Test func `a locked event keeps its main fields`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(timed("Locked", ["id": "abcde", "locked": true]), in: me)
            let title = try await client.send("PATCH", "\(events)/abcde", ["summary": "New"])
            #expect(title.status == 403)
            let color = try await client.send("PATCH", "\(events)/abcde", ["colorId": "3"])
            #expect(color.json["colorId"] == "3" && color.json["locked"] == true)
        }
    }

    @Test func `a null within an array is as good as absent`() async throws {
        try await withSandbox { google, client in
            let guest: JSON = ["email": "ada@example.com", "displayName": nil]
            let event = try await client.send("POST", events, timed().with(["attendees": [guest]])).json
            #expect(event["attendees"]?[0] == ["email": "ada@example.com", "responseStatus": "needsAction"])
        }
    }
}
