import ICalendar
import ProviderGoogle
import ProviderKit
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// How fast Google is written to, and what stops it.
@Suite struct GooglePaceTests {
    @Test func `a first upload keeps to five writes a second`() async throws {
        try await GoogleFolder.with(pace: GoogleProvider.pace) { google in
            for number in 1...60 { try google.folder.write("work/e\(number).ics", event("e\(number)")) }
            #expect(try await google.sync().done.count == 60)
            #expect(google.folder.waited.reduce(0, +) >= 10)
            #expect(google.sandbox.events(in: GoogleFolder.work).count == 60)
        }
    }

    @Test func `a throttle halves the pace, and Retry-After is obeyed`() {
        var pacing = Pacing(now: 0)
        let pace = Pace(unitsPerMinute: 600, writesPerSecond: 5, updateUnits: 3)
        func wait(_ now: Int64) -> Double {
            pacing.wait(for: .createRemote, of: PairID("work"), account: "me", pace: pace, at: now)
        }
        #expect((1...50).map { _ in wait(0) }.allSatisfy { $0 == 0 })
        #expect(wait(0) == 10)
        let later: Int64 = 60_000_000_000
        pacing.throttled(PairID("work"), account: "me", pace: pace, retryAfter: 7, at: later)
        #expect(wait(later) == 7)
        #expect((1...24).map { _ in wait(later) }.allSatisfy { $0 == 7 })
        #expect(wait(later) == 17)
    }

    @Test func `an update costs three units of the account's minute`() {
        var pacing = Pacing(now: 0)
        let pace = Pace(unitsPerMinute: 600, writesPerSecond: 1000, updateUnits: 3)
        let waits = (1...201).map { _ in
            pacing.wait(for: .editRemote(nil), of: PairID("work"), account: "me", pace: pace, at: 0)
        }
        #expect(waits.prefix(200).allSatisfy { $0 == 0 })
        #expect(waits.last == 60)
        #expect(pacing.wait(for: .deleteRemote, of: PairID("home"), account: "me", pace: pace, at: 0) >= 60)
        #expect(pacing.wait(for: .deleteRemote, of: PairID("home"), account: "other", pace: pace, at: 0) == 0)
    }

    @Test func `a used-up quota stops the account's writes for hours, also after a restart`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("home/a.ics", event("a"))
            try google.folder.write("work/b.ics", event("b"))
            google.sandbox.inject(.status(403, reason: "quotaExceeded"), matching: Matcher(method: "POST"))
            #expect(try await google.sync().words == "queued, queued")
            let before = google.sandbox.log.count { $0.method == "POST" }
            google.folder.advance(by: 3600)
            try google.put(["summary": "theirs"])
            // Reading goes on.
            #expect(try await google.sync().words == "create-file, queued, queued")
            #expect(google.sandbox.log.count { $0.method == "POST" } == before)
            google.folder.advance(by: 4 * 3600)
            #expect(try await google.sync().words == "create-remote, create-remote")
            try await google.expectIdle()
        }
    }

    @Test func `an event that another client makes during a long upload is not imported over`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("work/a.ics", event("a"))
            let session = try google.folder.open()
            let planned = try await session.plan(SyncRequest())
            try google.sandbox.putEvent(
                [
                    "iCalUID": "a@test", "summary": "theirs", "location": "Hall",
                    "start": ["dateTime": "2026-01-15T09:00:00Z"], "end": ["dateTime": "2026-01-15T10:00:00Z"],
                ], in: GoogleFolder.work)
            google.folder.advance(by: 30)
            let report = try await session.carryOut(planned)
            try await session.close()
            #expect(report.conflicts.flatMap(\.fields).map(\.path.words).contains("title"))
            #expect(try google.remote()["summary"] == "theirs")
            #expect(try google.text().contains("LOCATION:Hall"))
            #expect(google.sandbox.log.allSatisfy { $0.operation != "events.import" })
        }
    }
}
