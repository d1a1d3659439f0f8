import Sandbox
import Testing

/// What only an organizer or a creator may do, as the discovery document's prose has it.
@Suite struct GuestTests {
    private let invitation: JSON = timed(
        "Meeting",
        [
            "id": "meeting", "organizer": ["email": "ada@example.com"], "creator": ["email": "ada@example.com"],
            "source": ["url": "https://example.com/", "title": "x"], "attendees": [["email": .string(me)]],
        ])

    @Test func `a guest can't change what all share, unless the organizer lets guests modify`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(invitation, in: me)
            let changes: [JSON] = [["summary": "Mine"], ["location": "x"], ["attachments": []]]
            for change in changes {
                let answer = try await client.send("PATCH", "\(events)/meeting?supportsAttachments=true", change)
                #expect(answer.status == 403 && answer.reason == "forbiddenForNonOrganizer", "\(change)")
            }
            let own = try await client.send(
                "PATCH", "\(events)/meeting", ["colorId": "3", "transparency": "transparent"])
            #expect(own.status == 200 && own.json["colorId"] == "3")
            try google.editEvent("meeting", in: me, ["guestsCanModify": true])
            #expect(try await client.send("PATCH", "\(events)/meeting", ["summary": "Ours"]).status == 200)
        }
    }

    @Test func `a source is seen and changed by the creator alone`() async throws {
        try await withSandbox { google, client in
            try google.putEvent(invitation, in: me)
            #expect(try await client.get("\(events)/meeting").json["source"] == nil)
            let refused = try await client.send(
                "PATCH", "\(events)/meeting", ["source": ["url": "https://example.com/"]])
            #expect(refused.status == 403)
            let own = try await client.send("POST", events, timed("Mine", ["source": ["url": "https://example.com/"]]))
            #expect(own.json["source"]?["url"] == "https://example.com/")
        }
    }

    @Test func `only the organizer moves an event`() async throws {
        try await withSandbox { google, client in
            google.addCalendar(id: family, summary: "Family")
            try google.putEvent(invitation, in: me)
            let refused = try await client.send("POST", "\(events)/meeting/move?destination=\(family)")
            #expect(refused.status == 403)
            let own = try await client.send("POST", events, timed()).id
            let moved = try await client.send("POST", "\(events)/\(own)/move?destination=\(family)")
            #expect(moved.status == 200 && moved.json["status"] == "cancelled")
        }
    }

    @Test func `an attachment needs a place`() async throws {
        try await withSandbox { _, client in
            let answer = try await client.send(
                "POST", events + "?supportsAttachments=true", timed("x", ["attachments": [["title": "A"]]]))
            #expect(answer.status == 400 && answer.reason == "required")
        }
    }

    @Test func `the conference's block stays while there is a conference`() async throws {
        try await withSandbox { google, client in
            let block = "-::~:~::~:~:~:~::~:~::-\nJoin\n-::~:~::~:~:~:~::~:~::-"
            let meeting: JSON = ["conferenceData": ["createRequest": ["requestId": "1"]]]
            let id = try await client.send("POST", events + "?conferenceDataVersion=1", timed("x", meeting)).id
            let kept = try await client.send("PATCH", "\(events)/\(id)", ["description": .string("a\n" + block)])
            #expect(kept.json["description"] == .string("a\n" + block))
            let other = try await client.send("POST", events, timed("y", ["description": .string("a\n" + block)]))
            #expect(other.json["description"] == "a")
        }
    }
}
