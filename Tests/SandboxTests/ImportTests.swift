import Sandbox
import Testing

@Suite struct ImportTests {
    private let uid = "3005f0fe-f096-4d2c-91f5-21271388b12a"
    private let path = "\(events)/import"

    private func body(_ more: JSON = [:]) -> JSON { timed("Imported", ["iCalUID": .string(uid)]).with(more) }

    @Test func `the id is the UID in base32hex behind an underscore`() async throws {
        try await withSandbox { google, client in
            let event = try await client.send("POST", path, body())
            #expect(event.id == "_6co30db661j6abb660sjcb9kcgp66b9p65j3ab9i64p3ec9j70s64c9ic4")
            #expect(event.json["iCalUID"] == .string(uid))
        }
    }

    @Test func `importing again is the same event, and the same revision when nothing changed`() async throws {
        try await withSandbox { google, client in
            let first = try await client.send("POST", path, body(["location": "Here"]))
            let again = try await client.send("POST", path, body(["location": "Here"]))
            #expect(again.id == first.id && again.etag == first.etag)
            let third = try await client.send("POST", path, body(["description": "New"]))
            #expect(third.id == first.id && third.etag != first.etag)
            #expect(third.json["location"] == nil, "an import replaces the whole event")
            #expect(google.events(in: me).count == 1)
        }
    }

    @Test func `an event with the UID but another id is updated`() async throws {
        try await withSandbox { google, client in
            let id = try await client.send("POST", events, body()).id
            #expect(try await client.send("POST", path, body(["summary": "Again"])).id == id)
        }
    }

    @Test func `an import needs a UID`() async throws {
        try await withSandbox { google, client in
            let answer = try await client.send("POST", path, timed())
            #expect(answer.status == 400 && answer.message == "Missing iCalUID.")
        }
    }

    @Test func `a lower sequence is refused, an equal one passes`() async throws {
        try await withSandbox { google, client in
            #expect(try await client.send("POST", path, body(["sequence": 3])).status == 200)
            let answer = try await client.send("POST", path, body(["summary": "Old"]))
            #expect(answer.status == 400 && answer.message?.hasPrefix("Invalid sequence value.") == true)
            #expect(try await client.send("POST", path, body(["sequence": 3, "summary": "New"])).status == 200)
        }
    }

    @Test func `a foreign organizer wants the owner among the guests`() async throws {
        try await withSandbox { google, client in
            let foreign = body(["organizer": ["email": "boss@example.org"]])
            let refused = try await client.send("POST", path, foreign)
            #expect(refused.status == 400 && refused.reason == "participantIsNeitherOrganizerNorAttendee")
            let invited = foreign.with(["attendees": [["email": .string(me), "responseStatus": "accepted"]]])
            let event = try await client.send("POST", path, invited).json
            #expect(event["privateCopy"] == true && event["organizer"]?["email"] == "boss@example.org")
            #expect(event["attendees"]?[0]?["self"] == true)
            let own = body(["iCalUID": "own@example.org", "organizer": ["email": .string(me)]])
            #expect(try await client.send("POST", path, own).json["privateCopy"] == nil)
        }
    }

    @Test func `an import mails nobody and takes no sendUpdates`() async throws {
        try await withSandbox { google, client in
            let guests = body(["attendees": [["email": "ada@example.com"]]])
            let refused = try await client.send("POST", "\(path)?sendUpdates=all", guests)
            let accepted = try await client.send("POST", path, guests)
            #expect(refused.status == 400 && accepted.status == 200 && google.mails.isEmpty)
        }
    }

    @Test(arguments: [false, true])
    func `a deleted UID comes back only when the option says so`(revives: Bool) async throws {
        try await withSandbox { options in
            options.importRevives = revives
        } _: { google, client in
            let id = try await client.send("POST", path, body()).id
            try google.deleteEvent(id, in: me)
            let answer = try await client.send("POST", path, body())
            #expect(answer.status == (revives ? 200 : 409))
            #expect(google.events(in: me).count == (revives ? 1 : 0))
        }
    }

    @Test func `an exception cannot be imported`() async throws {
        try await withSandbox { google, client in
            let exception = body(["recurringEventId": "series", "originalStartTime": ["date": "2026-03-05"]])
            let answer = try await client.send("POST", path, exception)
            #expect(answer.status == 400)
        }
    }
}
