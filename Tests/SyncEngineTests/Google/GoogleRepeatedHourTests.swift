import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// The hour of an autumn night that the clocks show twice, in which a wall clock with its zone means the first.
@Suite struct GoogleRepeatedHourTests {
    private static let file = """
        BEGIN:VCALENDAR
        VERSION:2.0
        BEGIN:VEVENT
        UID:a@test
        DTSTAMP:20260101T000000Z
        DTSTART;TZID=Europe/Berlin:{start}
        DURATION:{length}
        SUMMARY:Night
        END:VEVENT
        END:VCALENDAR

        """

    @Test(arguments: [
        ("20261024T220000", "PT5H", "2026-10-25T02:00:00+01:00"),
        ("20261025T010000", "PT2H", "2026-10-25T02:00:00+01:00"),
        ("20261025T023000", "PT45M", "2026-10-25T02:15:00+01:00"),
        ("20261025T010000", "PT1H", "2026-10-25T02:00:00+02:00"),
    ])
    func `an event lasts as long at Google as its file says`(_ start: String, _ length: String, _ end: String)
        async throws
    {
        try await GoogleFolder.with { google in
            let text = Self.file.replacing("{start}", with: start).replacing("{length}", with: length)
            try google.folder.write("work/a.ics", text)
            try await google.sync()
            #expect(try google.remote()["end"]?["dateTime"]?.string == end)
            try await google.expectIdle()
            #expect(try google.text() == text)
        }
    }

    @Test func `an event in the second of the two hours is that in the file`() async throws {
        try await GoogleFolder.with { google in
            try google.put([
                "start": ["dateTime": "2026-10-25T02:15:00+01:00", "timeZone": "Europe/Berlin"],
                "end": ["dateTime": "2026-10-25T02:45:00+01:00", "timeZone": "Europe/Berlin"],
            ])
            try await google.sync()
            let text = try google.text()
            #expect(text.contains("DTSTART:20261025T011500Z") && text.contains("DTEND:20261025T014500Z"), "\(text)")
            try await google.expectIdle()
            try google.folder.edit(google.folder.eventFiles[0], "SUMMARY:Talk", "SUMMARY:Late talk")
            try await google.sync()
            try await google.expectIdle()
            #expect(try google.remote()["summary"] == "Late talk")
        }
    }
}
