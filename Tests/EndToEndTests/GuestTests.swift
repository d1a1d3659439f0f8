import Sandbox
import Testing

/// What a person reads about guests, before anybody is mailed.
@Suite struct GuestTests {
    @Test func `with notify = all the plan says how many guests a write e-mails`() async throws {
        try await World.with { world in
            let guests = ["ATTENDEE;CN=Ann:mailto:ann@example.com", "ATTENDEE:mailto:bob@example.com"]
            try world.write("family/party.ics", Events.single("party@x", "Party", lines: guests))
            let quiet = try await world.calsync("plan")
            #expect(!quiet.out.contains("e-mail"))
            try world.write(
                "calsync.toml",
                "[pair.family]\naccount = \"google\"\ncalendar = \"\(World.family)\"\nnotify = \"all\"\n")
            let plan = try await world.calsync("plan")
            #expect(plan.out.contains("will e-mail 2 guests"), "\(plan.out)\(plan.err)")
            let json = try await world.calsync("plan", "--json")
            #expect(json.json["operations"]?[0]?["mails"] == 2)
        }
    }

    @Test func `somebody else's event is held with who organizes it and what is yours`() async throws {
        try await World.with { world in
            try world.write(
                "calsync.toml", "[pair.family]\naccount = \"google\"\ncalendar = \"\(World.primary)\"\n")
            try world.sandbox.putEvent(
                [
                    "summary": "Talk", "organizer": ["email": "ann@example.com", "displayName": "Ann"],
                    "attendees": [["email": "you@example.com"]], "start": ["date": "2026-12-10"],
                    "end": ["date": "2026-12-11"],
                ], in: World.primary)
            try await world.sync()
            let path = "family/2026-12-10-talk.ics"
            let text = try world.read(path)
            try world.write(path, text.replacing("SUMMARY:Talk", with: "SUMMARY:Mine"))
            let outcome = try await world.calsync("sync")
            #expect((outcome.out + outcome.err).contains("Ann organizes this event"), "\(outcome.out)\(outcome.err)")
            #expect(try world.read(path).contains("SUMMARY:Mine"))
            #expect(world.sandbox.writes == 0)
        }
    }
}
