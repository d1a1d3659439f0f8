import ICalendar
import ProviderKit
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Traps 26 to 31: who an event is, and whether there is one of it.
extension GoogleTrapsTests {
    @Test func `trap 26: a sign-in that died keeps every edit until there is another`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("work/a.ics", event("a"))
            try await google.sync()
            google.token.withLock { $0 = nil }
            try google.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:b")
            try google.folder.write("work/c.ics", event("c"))
            let report = try await google.sync()
            #expect(report.troubles.count == 2 && report.done.isEmpty)
            google.token.withLock { $0 = google.sandbox.token }
            #expect(try await google.sync().words == "create-remote, edit-remote")
            try await google.expectIdle()
        }
    }

    @Test func `trap 27: two files with one UID don't import over each other`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("work/a.ics", event("a"))
            try await google.sync()
            try google.folder.write("work/copy.ics", event("a", title: "copy"))
            let report = try await google.sync()
            #expect(report.done.isEmpty)
            #expect(report.problems.map(\.path) == ["work/copy.ics"])
            #expect(try google.remote()["summary"] == "a")
        }
    }

    @Test func `trap 27: an import whose answer was lost isn't sent again before a look`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("work/a.ics", event("a"))
            // Someone changes the new event before the next request, whenever that is.
            let phone = Locked<(@Sendable () throws -> Void)?>(nil)
            let usePhone: @Sendable () -> Void = { try? phone.withLock { $0.take() }?() }
            google.folder.whileWaiting = usePhone
            try await google.folder.sync { step in
                guard step == "announced" else { return }
                google.sandbox.inject(.answerLost, matching: Matcher(operation: "events.import"))
                google.sandbox.inject(.dropConnection, matching: Matcher(method: "GET"), times: 20)
                phone.withLock {
                    $0 = {
                        google.sandbox.clearFaults()
                        let id = try #require(try google.remote()["id"]?.string)
                        try google.sandbox.editEvent(id, in: GoogleFolder.work, ["summary": "by phone"])
                    }
                }
            }
            usePhone()
            google.folder.advance(by: 600)
            try await google.sync()
            #expect(try google.remote()["summary"] == "by phone")
            #expect(try google.text().contains("SUMMARY:by phone\n"))
            try await google.expectIdle()
        }
    }

    @Test func `trap 28: one UID in two calendars is two events`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("work/a.ics", event("a"))
            try google.folder.write("home/a.ics", event("a", title: "other"))
            try await google.sync()
            #expect(try google.remote(GoogleFolder.work)["summary"] == "a")
            #expect(try google.remote(GoogleFolder.home)["summary"] == "other")
            try google.folder.edit("home/a.ics", "SUMMARY:other", "SUMMARY:third")
            try await google.sync()
            #expect(try google.remote(GoogleFolder.work)["summary"] == "a")
            try await google.expectIdle()
        }
    }

    @Test func `trap 30: an event restored from the bin brings its own lines back`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("work/a.ics", event("a", "X-MINE:kept"))
            try google.folder.write("work/b.ics", event("b"))
            try await google.sync()
            let id = try #require(
                google.sandbox.events(in: GoogleFolder.work).first { $0["summary"] == "a" }?["id"]?.string)
            try google.sandbox.deleteEvent(id, in: GoogleFolder.work)
            try await google.sync()
            #expect(google.folder.eventFiles == ["work/b.ics"])
            try google.sandbox.editEvent(id, in: GoogleFolder.work, ["status": "confirmed"])
            #expect(try await google.sync().words == "create-file")
            let restored = try #require(google.folder.eventFiles.first { $0 != "work/b.ics" })
            #expect(try google.text(restored).contains("X-MINE:kept"))
            try await google.expectIdle()
        }
    }

    @Test func `trap 31: a POST that the network library sends again makes one event`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("work/a.ics", event("a"))
            google.sandbox.inject(.answerLost, matching: Matcher(operation: "events.import"), times: 2)
            try await google.sync()
            google.folder.advance(by: 7200)
            try await google.sync()
            #expect(google.sandbox.allEvents(in: GoogleFolder.work).count == 1)
            try await google.expectIdle()
        }
    }
}
