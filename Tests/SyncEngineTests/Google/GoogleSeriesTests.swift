import ICalendar
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Series that get another time, after which Google tells of the occurrences that they had before as cancelled.
@Suite struct GoogleSeriesTests {
    private static let moved = [
        "RECURRENCE-ID;TZID=Europe/Berlin:20260129T090000", "DTSTART;TZID=Europe/Berlin:20260129T140000",
        "DTEND;TZID=Europe/Berlin:20260129T150000", "SUMMARY:moved",
    ]

    private func synced(_ google: GoogleFolder) async throws -> String {
        try google.folder.write(
            "work/s.ics", series("s", "EXDATE;TZID=Europe/Berlin:20260122T090000", others: [Self.moved]))
        try await google.sync()
        try await google.expectIdle()
        return try google.text()
    }

    @Test(arguments: [
        [("COUNT=8", "COUNT=1")],
        [
            ("DTEND;TZID=Europe/Berlin:20260115T10", "DTEND;TZID=Europe/Berlin:20260115T09"),
            ("DTSTART;TZID=Europe/Berlin:20260115T09", "DTSTART;TZID=Europe/Berlin:20260115T08"),
        ],
    ])
    func `an instance that its series has lost stays in the file, sync after sync`(
        _ edits: [(String, String)]
    ) async throws {
        try await GoogleFolder.with { google in
            let text = edits.reduce(try await synced(google)) { $0.replacing($1.0, with: $1.1) }
            try google.folder.write("work/s.ics", text)
            for _ in 0..<3 {
                let report = try await google.sync()
                #expect(report.held.count == 1, "\(report.words)")
                #expect(try google.text() == text)
            }
        }
    }

    @Test func `a series that is moved at Google takes its exceptions along`() async throws {
        try await GoogleFolder.with { google in
            let text = try await synced(google)
            try google.move(hour: "10", until: "11")
            for _ in 0..<3 { try await google.sync() }
            let moved = [
                ("DTEND;TZID=Europe/Berlin:20260115T10", "DTEND;TZID=Europe/Berlin:20260115T11"),
                ("DTSTART;TZID=Europe/Berlin:20260115T09", "DTSTART;TZID=Europe/Berlin:20260115T10"),
                ("EXDATE;TZID=Europe/Berlin:20260122T09", "EXDATE;TZID=Europe/Berlin:20260122T10"),
                ("RECURRENCE-ID;TZID=Europe/Berlin:20260129T09", "RECURRENCE-ID;TZID=Europe/Berlin:20260129T10"),
            ].reduce(text) { $0.replacing($1.0, with: $1.1) }
            #expect(try google.text() == moved)
            try await google.expectIdle()
        }
    }

    @Test func `a series that moved with all its exceptions is left as it was written`() async throws {
        try await GoogleFolder.with { google in
            let text = try await synced(google)
                .replacing("DTEND;TZID=Europe/Berlin:20260115T100000", with: "DTEND;TZID=Europe/Berlin:20260115T090000")
                .replacing(
                    "DTSTART;TZID=Europe/Berlin:20260115T090000", with: "DTSTART;TZID=Europe/Berlin:20260115T080000"
                )
                .replacing("EXDATE;TZID=Europe/Berlin:20260122T09", with: "EXDATE;TZID=Europe/Berlin:20260122T08")
                .replacing(
                    "RECURRENCE-ID;TZID=Europe/Berlin:20260129T09", with: "RECURRENCE-ID;TZID=Europe/Berlin:20260129T08"
                )
            try google.folder.write("work/s.ics", text)
            for _ in 0..<3 {
                try await google.sync()
                #expect(try google.text() == text)
            }
            try await google.expectIdle()
        }
    }
}
