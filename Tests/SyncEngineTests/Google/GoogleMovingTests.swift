import ICalendar
import ProviderKit
import Sandbox
import SyncCore
import SyncEngine
import Testing

/// Cases 2 and 91 at Google.
@Suite struct GoogleMovingTests {
    @Test func `case 2: a moved file is one events.move, the series' exceptions with it`() async throws {
        try await GoogleFolder.with { google in
            let override = [
                "RECURRENCE-ID;TZID=Europe/Berlin:20260129T090000", "DTSTART;TZID=Europe/Berlin:20260129T140000",
                "DTEND;TZID=Europe/Berlin:20260129T150000", "SUMMARY:moved",
            ]
            try google.folder.write("home/s.ics", series("s", "X-MINE:kept", others: [override]))
            try await google.sync()
            let id = try #require(
                google.sandbox.events(in: GoogleFolder.home).first { $0["recurrence"] != nil }?["id"]?.string)
            try google.folder.move("home/s.ics", to: "work/s.ics")
            try google.folder.edit("work/s.ics", "SUMMARY:s", "SUMMARY:t")
            #expect(try await google.folder.plan().plan.operations.map(\.kind.word) == ["move-remote"])
            #expect(try await google.sync().words == "edit-remote, move-remote")
            #expect(google.sandbox.events(in: GoogleFolder.home).isEmpty)
            #expect(google.sandbox.event(id, in: GoogleFolder.work)?["summary"] == "t")
            #expect(google.sandbox.events(in: GoogleFolder.work).count == 2)
            let move = try #require(google.sandbox.log.first { $0.operation == "events.move" })
            #expect(move.headers["if-match"] != nil && move.query["sendUpdates"] == "none")
            try await google.expectIdle()
        }
    }

    @Test func `the plan of a moved file says what Google changed of it meanwhile`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("home/a.ics", event("a"))
            try await google.sync()
            let id = try #require(try google.remote(GoogleFolder.home)["id"]?.string)
            try google.folder.move("home/a.ics", to: "work/a.ics")
            #expect(try await google.folder.plan().plan.operations.map(\.notes) == [[]])
            try google.sandbox.editEvent(id, in: GoogleFolder.home, ["location": "Room 1"])
            #expect(
                try await google.folder.plan().plan.operations.map(\.notes) == [
                    ["What Google changed follows once it is there: location."]
                ])
            #expect(try await google.sync().words == "edit-file, move-remote")
            #expect(try google.text().contains("LOCATION:Room 1"))
            try await google.expectIdle()
        }
    }

    @Test func `a lost answer to a move is looked up in the new calendar`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("home/a.ics", event("a"))
            try await google.sync()
            try google.folder.move("home/a.ics", to: "work/a.ics")
            google.sandbox.inject(.answerLost, matching: Matcher(operation: "events.move"))
            #expect(try await google.sync().words == "move-remote")
            #expect(try google.remote()["summary"] == "a")
            #expect(google.sandbox.events(in: GoogleFolder.home).isEmpty)
            try await google.expectIdle()
        }
    }

    @Test func `case 91: an event moved at Google takes its file along`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("home/my talk.ics", event("a", "X-MINE:kept"))
            try await google.sync()
            let bytes = google.folder.read("home/my talk.ics")
            let id = try #require(try google.remote(GoogleFolder.home)["id"]?.string)
            try google.sandbox.moveEvent(id, from: GoogleFolder.home, to: GoogleFolder.work)
            #expect(try await google.sync().words == "create-file, delete-file")
            #expect(google.folder.eventFiles == ["work/my talk.ics"])
            #expect(google.folder.read("work/my talk.ics") == bytes)
            try await google.expectIdle()
        }
    }

    @Test func `somebody else's event stays where it is`() async throws {
        try await GoogleFolder.with { google in
            try google.put(
                ["organizer": ["email": "ann@example.com"], "attendees": [["email": "you@example.com"]]],
                in: GoogleFolder.home)
            try await google.sync()
            let path = google.folder.eventFiles[0]
            try google.folder.move(path, to: "work/mine.ics")
            let report = try await google.sync()
            #expect(google.sandbox.log.allSatisfy { $0.operation != "events.move" && $0.method != "DELETE" })
            #expect(try google.remote(GoogleFolder.home)["summary"] == "Talk")
            #expect(!report.held.isEmpty)
        }
    }
}
