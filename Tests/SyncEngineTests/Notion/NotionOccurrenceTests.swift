import ProviderNotion
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Events that repeat: a page for each occurrence of some days (`recurring = "occurrences"`).
@Suite struct NotionOccurrenceTests {
    @Test func `the occurrences of the days that are shown have pages, each with its mark`() async throws {
        try await NotionFolder.withPages("EXDATE;TZID=Europe/Berlin:20260122T090000") { world in
            #expect(world.starts == ["2026-01-15T09:00", "2026-01-29T09:00"])
            let mark = world.notion.text("calsync id", of: try world.page(at: "2026-01-29"))
            #expect(mark.hasPrefix("s@test/@20260129T090000/"))
            try await world.expectIdle()
        }
    }

    @Test func `a page is made by two requests, and a quiet look is one`() async throws {
        try await NotionFolder.withPages { world in
            world.notion.resetLog()
            try await world.folder.sync()
            #expect(world.requests == ["POST query"])
            world.notion.resetLog()
            try world.folder.edit("plans/s.ics", "SUMMARY:s", "SUMMARY:t")
            try await world.sync()
            #expect(world.requests.count { $0 == "PATCH pages" } == 3)
            #expect(world.requests.count == 1 + 3 * 2)
            #expect(world.titles == ["t", "t", "t"])
            try await world.expectIdle()
        }
    }

    @Test func `what is edited on a page becomes an exception in the file`() async throws {
        try await NotionFolder.withPages { world in
            let before = try #require(world.folder.read("plans/s.ics"))
            try world.notion.editRow(
                try world.page(at: "2026-01-22"),
                ["Name": .title("longer"), "Date": .date("2026-01-22T10:00:00+01:00", "2026-01-22T12:00:00+01:00")])
            #expect(try await world.sync().words == "edit-file")
            let file = try #require(world.folder.read("plans/s.ics"))
            #expect(file.hasPrefix(before.replacing("END:VCALENDAR\n", with: "")))
            #expect(file.contains("RECURRENCE-ID;TZID=Europe/Berlin:20260122T090000"))
            #expect(file.contains("DTSTART;TZID=Europe/Berlin:20260122T100000"))
            #expect(file.contains("DTEND;TZID=Europe/Berlin:20260122T120000"))
            #expect(file.contains("SUMMARY:longer"))
            try await world.expectIdle()
            try world.notion.editRow(try world.page(at: "2026-01-22"), ["Name": .title("again")])
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read("plans/s.ics") == file.replacing("SUMMARY:longer", with: "SUMMARY:again"))
            try await world.expectIdle()
        }
    }

    @Test func `a page in the trash is an instance that does not take place, and restored it takes place`() async throws
    {
        try await NotionFolder.withPages { world in
            let id = try world.page(at: "2026-01-22")
            try world.notion.trashRow(id)
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read("plans/s.ics")?.contains("EXDATE;TZID=Europe/Berlin:20260122T090000") == true)
            try await world.expectIdle()
            try world.notion.restoreRow(id)
            try await world.sync()
            #expect(world.folder.read("plans/s.ics")?.contains("EXDATE") == false)
            #expect(world.starts.count == 3)
            try await world.expectIdle()
        }
    }

    @Test func `a page that says it is deleted is an instance that does not take place`() async throws {
        try await NotionFolder.withPages { world in
            try world.notion.editRow(try world.page(at: "2026-01-22"), ["Deleted": ["checkbox": true]])
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read("plans/s.ics")?.contains("EXDATE;TZID=Europe/Berlin:20260122T090000") == true)
            try await world.expectIdle()
        }
    }

    @Test func `as the day moves on pages come, and those that fall behind stay`() async throws {
        try await NotionFolder.withPages(back: 1) { world in
            let before = world.folder.read("plans/s.ics")
            let first = try world.page(at: "2026-01-15")
            world.notion.advanceClock(by: 7 * 86_400)
            let report = try await world.sync()
            #expect(report.held.isEmpty)
            #expect(
                world.starts
                    == ["2026-01-15T09:00", "2026-01-22T09:00", "2026-01-29T09:00", "2026-02-05T09:00"])
            try await world.expectIdle()
            // What is behind is nobody's matter any more.
            try world.notion.editRow(first, ["Name": .title("mine")])
            #expect(try await world.sync().done.filter { $0.kind.side != nil }.isEmpty)
            try world.notion.trashRow(first)
            #expect(try await world.sync().done.filter { $0.kind.side != nil }.isEmpty)
            #expect(world.folder.read("plans/s.ics") == before)
            try await world.expectIdle()
        }
    }

    @Test func `a series that moves takes its pages along`() async throws {
        try await NotionFolder.withPages { world in
            let ids = Set(world.notion.rows().compactMap { $0["id"]?.string })
            var text = try #require(world.folder.read("plans/s.ics"))
            text = text.replacing("20260115T090000", with: "20260115T093000")
                .replacing("20260115T100000", with: "20260115T103000")
            try world.folder.write("plans/s.ics", text)
            try await world.sync()
            #expect(Set(world.notion.rows().compactMap { $0["id"]?.string }) == ids)
            #expect(world.starts == ["2026-01-15T09:30", "2026-01-22T09:30", "2026-01-29T09:30"])
            #expect(
                world.notion.text("calsync id", of: try world.page(at: "2026-01-22"))
                    .hasPrefix("s@test/@20260122T093000/"))
            try await world.expectIdle()
        }
    }

    @Test func `a series with another rule has other pages`() async throws {
        try await NotionFolder.withPages { world in
            try world.folder.edit("plans/s.ics", "RRULE:FREQ=WEEKLY;COUNT=8", "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=8")
            try await world.sync()
            #expect(world.starts == ["2026-01-15T09:00", "2026-01-29T09:00"])
            try await world.expectIdle()
        }
    }

    @Test func `an exception in the file is what its page says`() async throws {
        let moved = [
            "RECURRENCE-ID;TZID=Europe/Berlin:20260122T090000", "DTSTART;TZID=Europe/Berlin:20260501T090000",
            "DTEND;TZID=Europe/Berlin:20260501T100000", "SUMMARY:in May",
        ]
        try await NotionFolder.withPages(others: [moved]) { world in
            #expect(world.starts == ["2026-01-15T09:00", "2026-01-29T09:00", "2026-05-01T09:00"])
            #expect(world.titles == ["in May", "s", "s"])
            try await world.expectIdle()
        }
    }

    @Test func `a copied page is an event of its own`() async throws {
        try await NotionFolder.withPages { world in
            _ = try world.notion.duplicateRow(try world.page(at: "2026-01-22"))
            try await world.sync()
            #expect(world.folder.eventFiles.count == 2)
            #expect(world.folder.read("plans/s.ics")?.contains("RECURRENCE-ID") == false)
            try await world.expectIdle()
        }
    }

    @Test func `an edit beats a deletion of the same occurrence`() async throws {
        try await NotionFolder.withPages { world in
            try world.notion.trashRow(try world.page(at: "2026-01-22"))
            try world.folder.edit("plans/s.ics", "SUMMARY:s", "SUMMARY:t")
            try await world.sync()
            #expect(world.titles == ["t", "t", "t"])
            try await world.expectIdle()
        }
    }

    @Test func `one page of a series becomes one for each occurrence and back`() async throws {
        try await NotionFolder.with { world in
            try world.folder.write("plans/s.ics", series("s"))
            try await world.sync()
            let before = world.folder.read("plans/s.ics")
            #expect(world.titles == ["s"])
            let many = NotionOptions(recurring: .occurrences, daysAhead: 14, timeZone: "Europe/Berlin")
            try await world.switched(to: many)
            #expect(world.starts == ["2026-01-15T09:00", "2026-01-22T09:00", "2026-01-29T09:00"])
            try await world.switched(to: NotionOptions(timeZone: "Europe/Berlin"))
            #expect(world.starts == ["2026-01-15T09:00"])
            #expect(world.folder.read("plans/s.ics") == before)
            try await world.expectIdle()
        }
    }

    @Test func `an event that begins to repeat has pages, and one that ends it has one`() async throws {
        try await NotionFolder.withPages { world in
            try world.folder.write("plans/a.ics", event("a"))
            try await world.sync()
            try world.folder.edit("plans/a.ics", "SUMMARY:a", "RRULE:FREQ=DAILY;COUNT=3\nSUMMARY:a")
            try await world.sync()
            #expect(world.titles.count { $0 == "a" } == 3)
            try await world.expectIdle()
            try world.folder.edit("plans/a.ics", "RRULE:FREQ=DAILY;COUNT=3\n", "")
            try await world.sync()
            #expect(world.titles.count { $0 == "a" } == 1)
            try await world.expectIdle()
        }
    }
}
