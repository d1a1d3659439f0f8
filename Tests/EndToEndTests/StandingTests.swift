import Sandbox
import Testing

/// What `status` tells when not all is well, and other answers that must not look as if all were.
@Suite struct StandingTests {
    private static let talk = """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//me//EN
        BEGIN:VEVENT
        UID:talk@example.com
        DTSTAMP:20260101T000000Z
        DTSTART:20260302T090000Z
        DTEND:20260302T100000Z
        SUMMARY:Talk
        END:VEVENT
        END:VCALENDAR

        """

    @Test func `what the last sync could not write into the folder is told until it is there`() async throws {
        try await World.with { world in
            try world.write("family/talk.ics", Self.talk)
            try await world.sync()
            let id = try #require(world.sandbox.events(in: World.family).first?["id"]?.string)
            try world.sandbox.editEvent(id, in: World.family, ["summary": "Long talk"])
            try world.write("family/.talk.ics.swp", "vim")
            let held = try await world.calsync("sync")
            #expect(held.code == 4 && held.out.contains("1 held"), "\(held.out)")
            let status = try await world.calsync("status")
            #expect(status.code == 4 && status.out.contains("held in family"), "\(status.out)")
            let json = try await world.calsync("status", "--json")
            #expect(json.json["held"]?.array?.compactMap { $0["uid"]?.string } == ["talk@example.com"])
            try world.remove("family/.talk.ics.swp")
            try await world.sync()
            let after = try await world.calsync("status")
            #expect(after.code == 0 && !after.out.contains("held"), "\(after.out)")
            #expect(try world.read("family/talk.ics").contains("SUMMARY:Long talk"))
        }
    }

    @Test func `without a sign-in, and after a run that was stopped, status ends with a code that says so`()
        async throws
    {
        try await World.with { world in
            let none = try await world.calsync("status", with: ["CALSYNC_TOKEN_GOOGLE": ""])
            #expect(none.code == 5 && none.out.contains("isn't signed in"), "\(none.out)")
            try await world.sync()
            #expect(try await world.calsync("status").code == 0)
            world.sandbox.inject(.status(503, reason: "backendError"), times: 50)
            #expect(try await world.calsync("sync").code == 4)
            let stopped = try await world.calsync("status")
            #expect(stopped.code == 4, "\(stopped.out)")
            world.sandbox.clearFaults()
            try await world.sync()
            #expect(try await world.calsync("status").code == 0)
        }
    }

    @Test func `without a pair nothing is said to be in step`() async throws {
        try await World.with { world in
            try world.write("calsync.toml", "")
            for command in [["plan"], ["plan", "--offline"], ["sync"]] {
                let outcome = try await Program.run(command, in: world.folder, environment: world.environment)
                #expect(outcome.code == 0 && outcome.out.isEmpty, "\(outcome.out)")
                #expect(outcome.err.contains("No pair yet"))
            }
            #expect(try await world.calsync("plan", "--json").json["operations"]?.array?.isEmpty == true)
        }
    }

    @Test func `a paused pair has its events all the same`() async throws {
        try await World.with { world in
            try world.write("family/talk.ics", Self.talk)
            try await world.sync()
            try await world.calsync("pair", "set", "family", "--pause")
            let status = try await world.calsync("status")
            #expect(status.out.contains("1 event") && status.out.contains("paused"), "\(status.out)")
        }
    }

    @Test func `a folder may be checked like a file`() async throws {
        try await World.with { world in
            try world.write("family/talk.ics", Self.talk)
            try world.write("family/deep/bad.ics", Self.talk.replacing("DTEND:20260302T10", with: "DTEND:20260302T08"))
            try world.write("other/bad.ics", "nothing")
            let family = try await world.calsync("check", "family")
            #expect(family.code == 3 && family.out.contains("family/deep/bad.ics:8"), "\(family.out)")
            #expect(family.out.contains("2 files checked") && !family.out.contains("other/"))
            let all = try await world.calsync("check", ".")
            #expect(all.out.contains("3 files checked"), "\(all.out)")
        }
    }

    @Test func `a pair whose folder is a file is not added`() async throws {
        try await World.with { world in
            try world.write("notes", "mine")
            let before = try world.read("calsync.toml")
            let outcome = try await world.calsync("pair", "add", "notes", "--account", "google", "--calendar", "You")
            #expect(outcome.code == 2 && outcome.err.contains("notes is no folder"), "\(outcome.err)")
            #expect(try world.read("calsync.toml") == before)
        }
    }
}
