import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Who is mailed, on a server that mails guests by itself (`make test-servers`).
@Suite(.enabled(if: RealServer.isThere && RealServer.Kind.all.contains(.cyrus)), .serialized) struct CalDAVGuestTests {
    private func meeting(_ world: CalDAVFolder) -> String {
        event(
            "m", "ORGANIZER:mailto:\(world.there.user)@example.com", "ATTENDEE;CN=Bob:mailto:bob@example.org", day: 15
        )
        .replacing("20260115", with: "20380115")
    }

    @Test func `a meeting of one's own is made, changed and deleted without a mail`() async throws {
        try await CalDAVFolder.with(.cyrus) { world in
            let before = world.there.server.mails
            try world.folder.write("home/m.ics", meeting(world))
            #expect(try await world.sync().words == "create-remote")
            #expect(try world.there.text(try world.path("UID:m@")).contains("SCHEDULE-AGENT=CLIENT"))
            #expect(world.folder.read("home/m.ics") == meeting(world))
            try await world.expectIdle()
            try world.folder.edit("home/m.ics", "SUMMARY:m", "SUMMARY:later")
            #expect(try await world.sync().words == "edit-remote")
            try world.folder.remove("home/m.ics")
            #expect(try await world.sync().words == "delete-remote")
            #expect(world.there.server.mails == before)
        }
    }

    @Test func `a meeting that the server tells of is held but for what is one's own, until guests may be told`()
        async throws
    {
        try await CalDAVFolder.with(.cyrus) { world in
            try world.add("m.ics", meeting(world))
            try await world.sync()
            let before = world.there.server.mails
            #expect(before > 0)
            let path = try #require(world.folder.eventFiles.first)
            try world.folder.edit(path, "SUMMARY:m", "SUMMARY:later")
            #expect(try await world.sync().words == "held service")
            try world.folder.edit(path, "SUMMARY:later", "SUMMARY:m")
            try world.folder.edit(path, "END:VEVENT", "TRANSP:TRANSPARENT\nEND:VEVENT")
            #expect(try await world.sync().words == "edit-remote")
            let kept = try #require(world.folder.read(path))
            try world.folder.remove(path)
            let report = try await world.sync()
            #expect(report.words == "held service")
            // It is one's own: there is nothing to decline.
            #expect(report.held.first?.remedy.contains("PARTSTAT") == false)
            #expect(world.there.server.mails == before)
            try world.folder.write(path, kept)
            #expect(try await world.sync().words == "nothing")
            try await world.expectIdle()
        }
    }
}
