import Sandbox
import Testing

@Suite struct CreateTests {
    @Test func `an inserted event is answered in full, without defaults`() async throws {
        try await withSandbox { google, client in
            let sent = timed("Dentist", ["transparency": "opaque", "visibility": "default", "description": ""])
            let event = try await client.send("POST", events, sent).json
            #expect(
                event.keys == [
                    "kind", "etag", "id", "status", "htmlLink", "created", "updated", "summary", "creator", "organizer",
                    "start", "end", "iCalUID", "sequence", "reminders", "eventType",
                ])
            #expect(event["iCalUID"]?.string == "\(event["id"]?.string ?? "")@google.com")
            #expect(event["id"]?.string?.count == 26)
            #expect(event["organizer"] == ["email": .string(me), "self": true])
            #expect(event["start"] == ["dateTime": "2026-03-05T14:00:00+01:00", "timeZone": "Europe/Berlin"])
            #expect(event["created"] == "2026-03-02T08:00:00.000Z" && event["sequence"] == 0)
            let number = event["etag"]?.string.flatMap { Int($0.dropFirst().dropLast()) } ?? 0
            #expect(number / 2_000_000 == 1_772_438_400, "twice the microseconds of the change")
        }
    }

    @Test func `a secondary calendar organizes its own events`() async throws {
        try await withSandbox { google, client in
            let event = try await client.send("POST", "calendars/\(escaped(family))/events", timed()).json
            #expect(event["organizer"] == ["email": .string(family), "displayName": "Family", "self": true])
            #expect(event["creator"] == ["email": .string(me)])
        }
    }

    @Test(arguments: ["abc", "UPPER", "has-dash", "wxyz1", "_underscore"])
    func `a client id outside of base32hex is refused`(id: String) async throws {
        try await withSandbox { google, client in
            let answer = try await client.send("POST", events, timed("X", ["id": .string(id)]))
            #expect(answer.status == 400 && answer.message == "Invalid resource id value.")
        }
    }

    @Test func `ids and UIDs are taken once, for ever`() async throws {
        try await withSandbox { google, client in
            let named = timed("X", ["id": "abcde"])
            let uid = timed("Y", ["iCalUID": "y@example.org"])
            #expect(try await client.send("POST", events, named).json["iCalUID"] == "abcde@google.com")
            let other = try await client.send("POST", events, uid).id
            for body in [named, uid] {
                let answer = try await client.send("POST", events, body)
                #expect(answer.status == 409 && answer.reason == "duplicate")
            }
            try google.deleteEvent("abcde", in: me)
            try google.deleteEvent(other, in: me)
            for body in [named, uid] { #expect(try await client.send("POST", events, body).status == 409) }
            #expect(try await client.send("POST", "calendars/\(escaped(family))/events", uid).status == 200)
        }
    }

    @Test(
        arguments: [
            (timed().without("end"), "required", "Missing end time."),
            (timed().without("start"), "required", "Missing start time."),
            (
                timed().with(["end": ["dateTime": "2026-03-05T14:00:00+01:00"]]), "timeRangeEmpty",
                "The specified time range is empty."
            ),
            (
                timed().with(["end": ["dateTime": "2026-03-05T13:00:00+01:00"]]), "timeRangeEmpty",
                "The specified time range is empty."
            ),
            (allDay().with(["end": ["date": "2026-03-05"]]), "timeRangeEmpty", "The specified time range is empty."),
            (
                allDay().with(["end": ["dateTime": "2026-03-06T00:00:00Z"]]), "invalid",
                "Start and end times must either both be date or both be dateTime."
            ),
            (
                timed().with(["start": ["dateTime": "2026-03-05T14:00:00"]]), "required",
                "Missing time zone definition for start time."
            ),
            (
                timed().with(["start": ["dateTime": "2026-03-05T14:00:00", "timeZone": "W. Europe Standard Time"]]),
                "invalid",
                "Invalid time zone definition for start time."
            ),
            (timed().with(["start": ["dateTime": "2026-03-05 14:00:00"]]), "invalid", "Invalid start time."),
            (timed().with(["start": ["dateTime": "2026-02-30T14:00:00Z"]]), "invalid", "Invalid start time."),
            (
                timed().with(["start": ["dateTime": "2026-03-05T14:00:00Z", "date": "2026-03-05"]]), "invalid",
                "Invalid start time."
            ),
            (timed().with(["colorId": "12"]), "invalid", "Invalid value for: colorId"),
            (timed().with(["visibility": "secret"]), "invalid", "Invalid value for: visibility"),
            (timed().with(["attendees": [["displayName": "Ada"]]]), "required", "Missing attendee email."),
            (timed().with(["eventType": "birthday"]), "invalid", "Invalid value for: eventType"),
            (timed().with(["source": ["url": "ftp://example.org"]]), "invalid", "Invalid source URL."),
        ] as [(JSON, String, String)])
    func `an event that makes no sense is refused`(event: JSON, reason: String, message: String) async throws {
        try await withSandbox { google, client in
            let answer = try await client.send("POST", events, event)
            #expect(answer.status == 400 && answer.reason == reason && answer.message == message)
            #expect(google.events(in: me).isEmpty && google.writes == 0)
        }
    }

    @Test func `an all-day event keeps its dates and no zone`() async throws {
        try await withSandbox { google, client in
            let sent = allDay().with(["start": ["date": "2026-03-05", "timeZone": "Asia/Tokyo"]])
            let event = try await client.send("POST", events, sent).json
            #expect(event["start"] == ["date": "2026-03-05"] && event["end"] == ["date": "2026-03-06"])
        }
    }

    @Test func `times are read in the calendar's zone unless another is asked for`() async throws {
        try await withSandbox { google, client in
            let zoned: JSON = ["dateTime": "2026-03-05T09:00:00", "timeZone": "America/New_York"]
            let end: JSON = ["dateTime": "2026-03-05T15:30:00Z"]
            let event = try await client.send("POST", events, timed().with(["start": zoned, "end": end]))
            #expect(event.json["start"] == ["dateTime": "2026-03-05T15:00:00+01:00", "timeZone": "America/New_York"])
            #expect(event.json["end"] == ["dateTime": "2026-03-05T16:30:00+01:00", "timeZone": "Europe/Berlin"])
            let utc = try await client.get("\(events)/\(event.id)?timeZone=UTC").json
            #expect(utc["start"]?["dateTime"] == "2026-03-05T14:00:00Z")
        }
        try await withSandbox { options in
            options.timesInEventZone = true
        } _: { google, client in
            let zoned: JSON = ["dateTime": "2026-03-05T09:00:00", "timeZone": "America/New_York"]
            let event = try await client.send(
                "POST", events, timed().with(["start": zoned, "end": ["dateTime": "2026-03-05T15:00:00Z"]])
            ).json
            #expect(event["start"]?["dateTime"] == "2026-03-05T09:00:00-05:00")
        }
    }

    @Test func `extended properties are limited without a word`() async throws {
        try await withSandbox { google, client in
            let long = String(repeating: "k", count: 45)
            let properties: JSON = [
                "private": .object([long: "x", "kept": .string(String(repeating: "v", count: 1100))])
            ]
            let event = try await client.send("POST", events, timed().with(["extendedProperties": properties])).json
            #expect(event["extendedProperties"]?["private"]?.keys == ["kept"])
            #expect(event["extendedProperties"]?["private"]?["kept"]?.string?.count == 1024)
        }
    }

    @Test func `the conference block of a description is deleted`() async throws {
        try await withSandbox { google, client in
            let line = "-::~:~::~:~:~:~:~::~:~::-"
            let text = "Agenda\n\(line)\nJoin: https://meet.example\n\(line)\n<b>Bring cake</b>"
            let event = try await client.send("POST", events, timed().with(["description": .string(text)])).json
            #expect(event["description"] == "Agenda\n<b>Bring cake</b>")
        }
    }

    @Test func `conference data and attachments need their parameters`() async throws {
        try await withSandbox { google, client in
            let meeting: JSON = [
                "createRequest": ["requestId": "r1", "conferenceSolutionKey": ["type": "hangoutsMeet"]]
            ]
            let sent = timed().with(["conferenceData": meeting, "attachments": [["fileUrl": "https://example.org/a"]]])
            let plain = try await client.send("POST", events, sent).json
            #expect(plain["conferenceData"] == nil && plain["hangoutLink"] == nil && plain["attachments"] == nil)
            let full = try await client.send("POST", "\(events)?conferenceDataVersion=1&supportsAttachments=true", sent)
                .json
            #expect(full["conferenceData"]?["createRequest"]?["status"]?["statusCode"] == "success")
            #expect(full["hangoutLink"]?.string?.hasPrefix("https://meet.google.com/") == true)
            #expect(full["attachments"]?.array?.count == 1)
        }
    }

    @Test func `quickAdd makes an hour of a text`() async throws {
        try await withSandbox { google, client in
            let event = try await client.send("POST", "\(events)/quickAdd?text=Call%20Ada").json
            #expect(event["summary"] == "Call Ada" && event["start"]?["dateTime"] == "2026-03-02T10:00:00+01:00")
        }
    }

    @Test func `guests are mailed when asked, and outside only with externalOnly`() async throws {
        try await withSandbox { google, client in
            let guests: JSON = [
                "attendees": [["email": "ada@example.com"], ["email": "grace@example.org"], ["email": .string(me)]]
            ]
            for query in ["", "?sendUpdates=none", "?sendUpdates=externalOnly", "?sendUpdates=all"] {
                _ = try await client.send("POST", events + query, timed().with(guests))
            }
            #expect(google.mails.map(\.guests) == [["grace@example.org"], ["ada@example.com", "grace@example.org"]])
        }
    }
}
