import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// A series that was given one time here and another there, and whose occurrences that differ must survive the answer.
@Suite struct ResolvedTimeTests {
    /// The series at an hour, with all its exceptions.
    private func series(at hour: String, until end: String) -> String {
        SyncEngineTests.series(
            "s", "EXDATE;TZID=Europe/Berlin:20260122T\(hour)0000",
            others: [
                [
                    "RECURRENCE-ID;TZID=Europe/Berlin:20260129T\(hour)0000",
                    "DTSTART;TZID=Europe/Berlin:20260129T140000", "DTEND;TZID=Europe/Berlin:20260129T150000",
                    "SUMMARY:moved",
                ]
            ]
        ).replacing("DTEND;TZID=Europe/Berlin:20260115T100000", with: "DTEND;TZID=Europe/Berlin:20260115T\(end)0000")
            .replacing(
                "DTSTART;TZID=Europe/Berlin:20260115T090000", with: "DTSTART;TZID=Europe/Berlin:20260115T\(hour)0000")
    }

    private func resolve(_ take: Take, in folder: FolderWorld, _ pair: String) async throws -> String {
        #expect(try await folder.sync().conflicts.map { $0.fields.map(\.path) } == [[FieldPath(.when)]])
        let session = try folder.open()
        #expect(try await session.resolve(uid("s"), field: nil, take: take).count == 1)
        try await session.close()
        for _ in 0..<3 { try await folder.sync() }
        let text = try #require(folder.read(pair + "/s.ics"))
        let hour = take == .local ? "08" : "10"
        #expect(text.contains("DTSTART;TZID=Europe/Berlin:20260115T\(hour)0000"), "\(text)")
        #expect(text.contains("EXDATE;TZID=Europe/Berlin:20260122T\(hour)0000"), "\(text)")
        #expect(text.contains("RECURRENCE-ID;TZID=Europe/Berlin:20260129T\(hour)0000"), "\(text)")
        #expect(text.contains("SUMMARY:moved"))
        return text
    }

    /// Google drops a series' exceptions when it gets another time.
    @Test(arguments: [Take.local, .remote]) func `at Google`(_ take: Take) async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("work/s.ics", series(at: "09", until: "10"))
            try await google.sync()
            try google.move(hour: "10", until: "11")
            try google.folder.write("work/s.ics", series(at: "08", until: "09"))
            _ = try await resolve(take, in: google.folder, "work")
            try await google.expectIdle()
        }
    }

    /// Another client takes them along.
    @Test(arguments: RealServer.Kind.all, [Take.local, .remote])
    func `at CalDAV`(_ kind: RealServer.Kind, _ take: Take) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.folder.write("home/s.ics", series(at: "09", until: "10"))
            try await world.sync()
            let path = try world.path("UID:s@test")
            try world.there.put(
                series(at: "10", until: "11").replacing("\n", with: "\r\n"), at: path)
            try world.folder.write("home/s.ics", series(at: "08", until: "09"))
            let text = try await resolve(take, in: world.folder, "home")
            #expect(try view(world.there.text(path)).changes(to: view(text)) == [])
            try await world.expectIdle()
        }
    }
}
