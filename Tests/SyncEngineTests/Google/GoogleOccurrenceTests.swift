import Sandbox
import SyncEngine
import Testing

/// An invitation to one occurrence of somebody's series: the row names a series that the guest's calendar doesn't have.
@Suite struct GoogleOccurrenceTests {
    private static let series = "weekly"
    private static let id = "weekly_20260302T090000Z"

    /// The row as Google shows it to the guest.
    private static let row: JSON = [
        "id": .string(id), "iCalUID": "weekly@google.com", "summary": "Review", "recurringEventId": .string(series),
        "originalStartTime": ["dateTime": "2026-03-02T09:00:00Z", "timeZone": "UTC"],
        "start": ["dateTime": "2026-03-02T11:00:00Z"], "end": ["dateTime": "2026-03-02T12:00:00Z"],
        "organizer": ["email": "boss@example.org"],
        "attendees": [["email": .string(GoogleFolder.home), "responseStatus": "needsAction"]],
    ]

    @Test func `it is an event of its own, both ways`() async throws {
        try await GoogleFolder.with { google in
            try google.sandbox.putEvent(Self.row, in: GoogleFolder.home)
            try google.sandbox.putEvent(
                ["summary": "Other", "start": ["date": "2026-03-05"], "end": ["date": "2026-03-06"]],
                in: GoogleFolder.home)
            try await google.sync()
            let path = try #require(google.folder.eventFiles.first { $0.contains("review") })
            #expect(google.folder.eventFiles.count == 2)
            #expect(try google.text(path).contains("SUMMARY:Review"))
            #expect(try google.text(path).contains("UID:\(Self.id)@google.com"))
            #expect(try !google.text(path).contains("RECURRENCE-ID"))
            try await google.expectIdle()

            try google.sandbox.editEvent(Self.id, in: GoogleFolder.home, ["summary": "Big review"])
            #expect(try await google.sync().words == "edit-file")
            #expect(try google.text(path).contains("SUMMARY:Big review"))
            let mine = try google.text(path).replacing("END:VEVENT", with: "TRANSP:TRANSPARENT\nEND:VEVENT")
            try google.folder.write(path, mine)
            #expect(try await google.sync().words == "edit-remote")
            #expect(google.sandbox.event(Self.id, in: GoogleFolder.home)?["transparency"] == "transparent")
            try await google.expectIdle()
        }
    }

    @Test func `a listing of everything changes nothing, and a cancelled one goes`() async throws {
        try await GoogleFolder.with { google in
            try google.sandbox.putEvent(Self.row, in: GoogleFolder.home)
            try await google.sync()
            google.sandbox.expireSyncTokens()
            #expect(try await google.sync().words == "nothing")
            try google.sandbox.deleteEvent(Self.id, in: GoogleFolder.home)
            #expect(try await google.sync().words == "delete-file")
            #expect(google.folder.eventFiles.isEmpty)
            try await google.expectIdle()
        }
    }

    @Test(arguments: [false, true]) func `once the guest is invited to all of it, it is part of the series`(
        hasExpired: Bool
    ) async throws {
        try await GoogleFolder.with { google in
            try google.sandbox.putEvent(Self.row, in: GoogleFolder.home)
            try await google.sync()
            try google.sandbox.putEvent(
                [
                    "id": .string(Self.series), "iCalUID": "weekly@google.com", "summary": "Review",
                    "start": ["dateTime": "2026-02-23T09:00:00Z", "timeZone": "UTC"],
                    "end": ["dateTime": "2026-02-23T10:00:00Z", "timeZone": "UTC"],
                    "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=4"], "organizer": ["email": "boss@example.org"],
                ], in: GoogleFolder.home)
            if hasExpired {
                google.sandbox.expireSyncTokens()
            } else {
                try google.sandbox.editEvent(Self.id, in: GoogleFolder.home, ["location": "Room 1"])
            }
            try await google.sync()
            try await google.sync()
            #expect(google.folder.eventFiles.count == 1)
            #expect(try google.text().contains("UID:weekly@google.com"))
            #expect(try google.text().contains("RECURRENCE-ID"))
            try await google.expectIdle()
        }
    }
}
