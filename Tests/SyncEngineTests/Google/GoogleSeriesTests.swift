import ICalendar
import ProviderKit
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Series whose dates are named otherwise on one side than on the other.
@Suite struct GoogleSeriesTests {
    private static func file(_ lines: [String]) -> String {
        ([
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//me//EN", "BEGIN:VEVENT", "UID:s@test",
            "DTSTAMP:20260101T000000Z",
        ]
            + lines + ["SUMMARY:s", "END:VEVENT", "END:VCALENDAR", ""]).joined(separator: "\n")
    }

    /// The starts of what takes place, as Google lists them.
    private func starts(_ google: GoogleFolder) async throws -> [String] {
        let calendar = try #require(
            try await google.provider.calendars().first { $0.id == GoogleFolder.work })
        let changes = try await google.provider.changes(in: calendar, since: nil)
        let found = RemoteChanges(changes.items, known: { _ in nil }, knownMaster: { _ in nil }).events.values.first
        let event = try #require(found)
        return event.view.exceptions.filter { $0.value == .excluded }.map(\.key.text).sorted()
    }

    @Test func `a series put off by a day leaves out the day that it left out, moved along`() async throws {
        try await GoogleFolder.with { google in
            let text = Self.file([
                "DTSTART;VALUE=DATE:20260115", "RRULE:FREQ=DAILY;COUNT=20", "EXDATE;VALUE=DATE:20260122",
            ])
            try google.folder.write("work/s.ics", text)
            try await google.sync()
            try google.folder.write(
                "work/s.ics", text.replacing("20260115", with: "20260116").replacing("20260122", with: "20260123"))
            try await google.sync()
            #expect(try await starts(google) == ["20260123"])
            try await google.expectIdle()
            #expect(try google.text().contains("EXDATE;VALUE=DATE:20260123"))
        }
    }

    @Test func `a series an hour later leaves out at once what it left out`() async throws {
        try await GoogleFolder.with { google in
            let text = Self.file([
                "DTSTART;TZID=Europe/Berlin:20260115T090000", "DTEND;TZID=Europe/Berlin:20260115T100000",
                "RRULE:FREQ=WEEKLY;COUNT=8", "EXDATE;TZID=Europe/Berlin:20260122T090000",
            ])
            try google.folder.write("work/s.ics", text)
            try await google.sync()
            try google.folder.write(
                "work/s.ics", text.replacing("T100000", with: "T110000").replacing("T090000", with: "T100000"))
            let report = try await google.sync()
            #expect(report.words == "edit-remote")
            #expect(try await starts(google) == ["20260122T100000"])
            try await google.expectIdle()
        }
    }

    @Test(arguments: ["DTSTART;TZID=UTC:20261201T090000", "DTSTART;TZID=Etc/GMT:20261201T090000"])
    func `an occurrence of a series in UTC by name is left out and changed in the file too`(start: String) async throws
    {
        try await GoogleFolder.with { google in
            try google.folder.write(
                "work/s.ics",
                Self.file([
                    start, start.replacing("DTSTART", with: "DTEND").replacing("T09", with: "T10"),
                    "RRULE:FREQ=WEEKLY;COUNT=6",
                ]))
            try await google.sync()
            let id = try #require(try google.remote()["id"]?.string)
            try google.sandbox.cancelInstance(of: id, at: "2026-12-08T09:00:00Z", in: GoogleFolder.work)
            try google.sandbox.editEvent(
                id + "_20261215T090000Z", in: GoogleFolder.work, ["summary": "another"])
            #expect(try await google.sync().words == "edit-file")
            let text = try google.text()
            #expect(text.contains("EXDATE") && text.contains("20261208T090000"), "\(text)")
            #expect(text.contains("RECURRENCE-ID") && text.contains("SUMMARY:another"), "\(text)")
            try await google.expectIdle()
            try google.sandbox.editEvent(id + "_20261215T090000Z", in: GoogleFolder.work, ["summary": "a third"])
            try await google.sync()
            #expect(try google.text().contains("SUMMARY:a third"))
            try await google.expectIdle()
        }
    }

    @Test func `a series that was split at Google has instances under another id`() async throws {
        try await GoogleFolder.with { google in
            try google.put(
                [
                    "id": "abc_R20260302T090000", "summary": "Standup", "recurrence": ["RRULE:FREQ=DAILY;COUNT=9"],
                    "start": ["dateTime": "2026-03-02T09:00:00Z", "timeZone": "UTC"],
                    "end": ["dateTime": "2026-03-02T09:15:00Z", "timeZone": "UTC"],
                ])
            try await google.sync()
            let path = try #require(google.folder.eventFiles.first)
            let text = try #require(google.folder.read(path))
            let left = text.replacing(
                "RRULE:FREQ=DAILY;COUNT=9", with: "RRULE:FREQ=DAILY;COUNT=9\r\nEXDATE:20260304T090000Z")
            #expect(left != text)
            try google.folder.write(path, left)
            #expect(try await google.sync().words == "edit-remote-instance")
            #expect(google.sandbox.event("abc_20260304T090000Z", in: GoogleFolder.work)?["status"] == "cancelled")
            try await google.expectIdle()
        }
    }

    @Test func `a reminder taken away on the phone takes no alarm that Google can't hold`() async throws {
        try await GoogleFolder.with { google in
            let alarms = [5, 10, 15, 30, 60, 120, 1440].flatMap { minutes in
                ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:s", "TRIGGER:-PT\(minutes)M", "END:VALARM"]
            }
            let lines = ["DTSTART:20260302T090000Z", "DTEND:20260302T100000Z"] + alarms
            try google.folder.write(
                "work/s.ics", Self.file(lines))
            try await google.sync()
            let event = try google.remote()
            let id = try #require(event["id"]?.string)
            let rest = (event["reminders"]?["overrides"]?.array ?? []).filter { $0["minutes"] != 5 }
            #expect(rest.count == 4)
            try google.sandbox.editEvent(
                id, in: GoogleFolder.work, ["reminders": ["useDefault": false, "overrides": .array(rest)]])
            try await google.sync()
            let text = try google.text()
            #expect(!text.contains("TRIGGER:-PT5M"))
            for minutes in [10, 15, 30, 60, 120, 1440] {
                #expect(text.contains("TRIGGER:-PT\(minutes)M\n"), "\(minutes)")
            }
            try await google.sync()
            try await google.expectIdle()
        }
    }

    @Test func `a guest who stands in the file twice is left as written`() async throws {
        try await GoogleFolder.with { google in
            let text = Self.file([
                "DTSTART:20260302T090000Z", "DTEND:20260302T100000Z", "ATTENDEE;CN=Ann:mailto:ann@example.org",
                "ATTENDEE;CN=Ann B.;ROLE=OPT-PARTICIPANT:mailto:ann@example.org",
            ])
            try google.folder.write("work/s.ics", text)
            try await google.sync()
            try await google.sync()
            #expect(try google.text() == text)
            try await google.expectIdle()
        }
    }
}
