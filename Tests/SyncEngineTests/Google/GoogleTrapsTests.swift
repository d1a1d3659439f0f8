import ICalendar
import ProviderKit
import Sandbox
import SyncCore
import SyncEngine
import Testing

/// The 31 traps of facts/google-calendar.md 8, those that need a folder: the file a person sees, the state between runs.
///
/// Where each is tested: 1, 12, 13, 22, 23, 29 in `GoogleTrapTests`; 6 in `GoogleEventIDTests`; 10, 11 in
/// `GoogleMappingTests`; 24, 25 in `GoogleErrorTests` (all in ProviderTests). 2 to 5, 7 to 9, 14 to 21, 26 to 28, 30 and
/// 31 are here, each named by its number.
@Suite struct GoogleTrapsTests {
    @Test func `trap 2: a listing that breaks off on its second page commits no token`() async throws {
        try await GoogleFolder.with {
            $0.pageLimit = 1
        } _: { google in
            for day in 1...3 { try google.put(["summary": .string("\(day)")]) }
            google.sandbox.inject(
                .status(500, reason: "backendError"), matching: Matcher(path: "family", operation: "events.list"),
                skip: 1)
            #expect(try await google.sync().words.contains("trouble"))
            #expect(try await google.folder.open(writes: false).manifest.pairs[PairID("work")]?.cursor == nil)
            #expect(google.folder.eventFiles.isEmpty)
            try await google.sync()
            #expect(google.folder.eventFiles.count == 3)
            try await google.expectIdle()
        }
    }

    @Test func `trap 3: a tombstone has an id and no UID, and finds its file`() async throws {
        try await GoogleFolder.with { google in
            for name in ["a", "b"] { try google.folder.write("work/\(name).ics", event(name)) }
            try await google.sync()
            let id = try #require(
                google.sandbox.events(in: GoogleFolder.work).first { $0["summary"] == "a" }?["id"]?.string)
            try google.sandbox.deleteEvent(id, in: GoogleFolder.work)
            #expect(try await google.sync().words == "delete-file")
            #expect(google.folder.eventFiles == ["work/b.ics"])
            try await google.expectIdle()
        }
    }

    @Test func `trap 4: a cancelled instance, which has no start, is an EXDATE`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("work/s.ics", series("s"))
            try await google.sync()
            let id = try #require(try google.remote()["id"]?.string)
            try google.sandbox.cancelInstance(
                of: id, at: "2026-01-22T09:00:00+01:00", in: GoogleFolder.work)
            #expect(try await google.sync().words == "edit-file")
            #expect(try google.text().contains("EXDATE;TZID=Europe/Berlin:20260122T090000"))
            try await google.expectIdle()
        }
    }

    @Test func `trap 5: an exception may come before its master`() async throws {
        try await GoogleFolder.with {
            $0.exceptionsFirst = true
            $0.pageLimit = 1
        } _: { google in
            let id = try google.put([
                "start": ["dateTime": "2026-03-02T09:00:00Z", "timeZone": "Europe/Berlin"],
                "end": ["dateTime": "2026-03-02T10:00:00Z", "timeZone": "Europe/Berlin"],
                "recurrence": ["RRULE:FREQ=DAILY;COUNT=5"],
            ])
            let instance = GoogleSandbox.instanceID(of: id, at: "2026-03-04T09:00:00Z")
            try google.sandbox.editEvent(instance, in: GoogleFolder.work, ["summary": "Other talk"])
            try await google.sync()
            #expect(try google.text().contains("RECURRENCE-ID;TZID=Europe/Berlin:20260304T100000"))
            #expect(try google.text().contains("SUMMARY:Other talk"))
            try await google.expectIdle()
        }
    }

    @Test func `trap 7: an all-day event's default reminders write no alarm into the file`() async throws {
        try await GoogleFolder.with { google in
            try google.put(["start": ["date": "2026-03-02"], "end": ["date": "2026-03-03"]])
            try await google.sync()
            #expect(try !google.text().contains("VALARM"))
            try google.folder.edit(google.folder.eventFiles[0], "SUMMARY:Talk", "SUMMARY:Walk")
            try await google.sync()
            #expect(google.sent.last == ["summary": "Walk"])
            try await google.expectIdle()
        }
    }

    @Test func `trap 8: a change of reminders alone arrives`() async throws {
        try await GoogleFolder.with { google in
            let id = try google.put()
            try await google.sync()
            try google.sandbox.editEvent(
                id, in: GoogleFolder.work,
                ["reminders": ["useDefault": false, "overrides": [["method": "popup", "minutes": 5]]]])
            #expect(try await google.sync().words == "edit-file")
            #expect(try google.text().contains("TRIGGER:-PT5M"))
            try await google.expectIdle()
        }
    }

    @Test func `trap 9: a moment is widened at Google, and stays a moment in the file`() async throws {
        try await GoogleFolder.with { google in
            let text = file(["UID:m@test", "DTSTAMP:20260101T000000Z", "DTSTART:20260115T090000Z", "SUMMARY:Now"])
            try google.folder.write("work/m.ics", text)
            #expect(try await google.sync().words == "create-remote")
            #expect(try google.remote()["end"]?["dateTime"]?.string?.contains(":01:00") == true)
            #expect(google.folder.read("work/m.ics") == text)
            try await google.expectIdle()
            let id = try #require(try google.remote()["id"]?.string)
            try google.sandbox.editEvent(id, in: GoogleFolder.work, ["summary": "Later"])
            try await google.sync()
            #expect(google.folder.read("work/m.ics") == text.replacing("SUMMARY:Now", with: "SUMMARY:Later"))
        }
    }

    @Test func `trap 14: a create that Google knows already is our own`() async throws {
        try await GoogleFolder.with(policy: Policy(notify: .all)) { google in
            try google.folder.write("work/a.ics", event("a", "ATTENDEE:mailto:ann@example.com"))
            google.sandbox.inject(.answerLost, matching: Matcher(operation: "events.insert"))
            google.sandbox.inject(
                .status(503, reason: "backendError"), matching: Matcher(method: "GET"), times: 20, skip: 3)
            try await google.sync()
            google.sandbox.clearFaults()
            google.folder.advance(by: 7200)
            try await google.sync()
            #expect(try google.remote()["iCalUID"] == "a@test")
            #expect(google.sandbox.mails.count == 1)
            try await google.expectIdle()
        }
    }

    @Test func `trap 15: a 412 that our own lost PATCH has made is no conflict`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("work/a.ics", event("a"))
            try await google.sync()
            try google.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:b")
            google.sandbox.inject(.answerLost, matching: Matcher(method: "PATCH"))
            google.sandbox.inject(
                .status(503, reason: "backendError"), matching: Matcher(method: "GET"), times: 3, skip: 3)
            _ = try await google.sync()
            google.sandbox.clearFaults()
            google.folder.advance(by: 7200)
            let report = try await google.sync()
            #expect(report.conflicts.isEmpty)
            #expect(try google.remote()["summary"] == "b")
            try await google.expectIdle()
        }
    }

    @Test func `trap 16: what is deleted already is deleted`() async throws {
        try await GoogleFolder.with { google in
            for name in ["a", "b"] { try google.folder.write("work/\(name).ics", event(name)) }
            try await google.sync()
            try google.folder.remove("work/a.ics")
            let session = try google.folder.open()
            let planned = try await session.plan(SyncRequest())
            let id = try #require(
                google.sandbox.events(in: GoogleFolder.work).first { $0["summary"] == "a" }?["id"]?.string)
            try google.sandbox.deleteEvent(id, in: GoogleFolder.work)
            #expect(try await session.carryOut(planned).words == "delete-remote")
            try await session.close()
            try await google.expectIdle()
        }
    }

    @Test func `trap 17: a calendar that is no longer shared deletes no file`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("work/a.ics", event("a"))
            try await google.sync()
            google.sandbox.removeCalendar(GoogleFolder.work)
            let report = try await google.sync()
            #expect(report.done.isEmpty)
            #expect(report.troubles.map(\.pair) == [PairID("work")])
            #expect(google.folder.eventFiles == ["work/a.ics"])
        }
    }

    @Test func `trap 18: a mass deletion at Google asks first`() async throws {
        try await GoogleFolder.with { google in
            for number in 1...6 { try google.folder.write("work/e\(number).ics", event("e\(number)")) }
            try await google.sync()
            for event in google.sandbox.events(in: GoogleFolder.work).prefix(5) {
                try google.sandbox.deleteEvent(event["id"]?.string ?? "", in: GoogleFolder.work)
            }
            let report = try await google.sync()
            #expect(report.done.isEmpty)
            #expect(report.held.allSatisfy { $0.cause == .safety } && report.held.count == 5)
            #expect(google.folder.eventFiles.count == 6)
        }
    }

    @Test func `trap 19: a calendar that may only be read is a mirror, and edits are held with a sentence`()
        async throws
    {
        try await GoogleFolder.with { google in
            try google.put()
            google.sandbox.setAccessRole("reader", of: GoogleFolder.work)
            #expect(try await google.sync().words == "create-file")
            let writes = google.sandbox.log.count { $0.method != "GET" }
            try google.folder.edit(google.folder.eventFiles[0], "SUMMARY:Talk", "SUMMARY:Mine")
            try google.folder.write("work/new.ics", event("new"))
            let report = try await google.sync()
            #expect(report.words == "held service, held service")
            #expect(report.held.allSatisfy { $0.reason.contains("read-only") })
            #expect(report.queued.isEmpty)
            #expect(google.sandbox.log.count { $0.method != "GET" } == writes)
            #expect(try google.text("work/new.ics").contains("SUMMARY:new"))
        }
    }

    @Test func `trap 20: hidden details of a private event never blank the file`() async throws {
        try await GoogleFolder.with { google in
            let id = try google.put(["location": "Hall"])
            try await google.sync()
            let before = try google.text()
            google.sandbox.setAccessRole("reader", of: GoogleFolder.work)
            try google.sandbox.editEvent(id, in: GoogleFolder.work, ["visibility": "private"])
            try await google.sync()
            #expect(try google.text() == before)
        }
    }

    @Test func `trap 21: markup in a description goes both ways as it is`() async throws {
        try await GoogleFolder.with { google in
            let markup = "<b>Bring</b> a <a href=\"https://example.com/?a=1&amp;b=2\">map</a><br>and water"
            let id = try google.put(["description": .string(markup)])
            try await google.sync()
            try await google.expectIdle()
            try google.folder.edit(google.folder.eventFiles[0], "<b>Bring</b>", "<i>Take</i>")
            try await google.sync()
            let stored = try #require(google.sandbox.event(id, in: GoogleFolder.work)?["description"]?.string)
            #expect(stored == markup.replacing("<b>Bring</b>", with: "<i>Take</i>"))
            try await google.expectIdle()
        }
    }
}
