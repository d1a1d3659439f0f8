import ProviderNotion
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Events that repeat: one page a series, with the next occurrence and the rule as text.
@Suite struct NotionSeriesTests {
    /// Thursdays 9:00 in Berlin from 2026-01-15, eight times; it is the first of them, at 9:00:30.
    private func with(_ body: (NotionFolder, _ page: String) async throws -> Void) async throws {
        try await NotionFolder.with { world in
            try world.folder.write("plans/s.ics", series("s", "EXDATE;TZID=Europe/Berlin:20260122T090000"))
            try await world.sync()
            try await body(world, try world.page("s"))
        }
    }

    private func start(_ world: NotionFolder, _ page: String) -> String? {
        world.value("Date", of: page)?["date"]?["start"]?.string
    }

    @Test func `a page shows the next occurrence and the rule`() async throws {
        try await with { world, page in
            #expect(start(world, page) == "2026-01-15T09:00:00.000+01:00")
            #expect(
                world.notion.text("Recurrence", of: page) == "RRULE:COUNT=8;FREQ=WEEKLY"
                    || world.notion.text("Recurrence", of: page) == "RRULE:FREQ=WEEKLY;COUNT=8")
            try await world.expectIdle()
        }
    }

    @Test func `the date moves on once a day, by Notion's clock, past what is left out`() async throws {
        try await with { world, page in
            world.notion.advanceClock(by: 86_400)
            let report = try await world.sync()
            #expect(report.words == "edit-remote")
            #expect(start(world, page) == "2026-01-29T09:00:00.000+01:00")
            try await world.expectIdle()
            world.notion.advanceClock(by: 86_400)
            #expect(try await world.sync().words == "nothing")
            try await world.expectIdle()
        }
    }

    @Test func `a series that is over shows its last occurrence`() async throws {
        try await with { world, page in
            world.notion.advanceClock(by: 400 * 86_400)
            try await world.sync()
            #expect(start(world, page) == "2026-03-05T09:00:00.000+01:00")
            try await world.expectIdle()
        }
    }

    @Test func `a date edited in Notion waits, and is set back when a person says so`() async throws {
        try await with { world, page in
            let before = world.folder.read("plans/s.ics")
            try world.notion.editRow(page, ["Date": .date("2026-01-16T10:00:00+01:00"), "Name": .title("t")])
            let report = try await world.sync()
            #expect(report.words == "edit-file, conflict time")
            #expect(report.conflicts.first?.fields.first?.reason?.contains("can't change them") == true)
            #expect(world.folder.read("plans/s.ics") == before?.replacing("SUMMARY:s", with: "SUMMARY:t"))
            #expect(start(world, page) == "2026-01-16T10:00:00.000+01:00")
            await #expect(throws: (any Error).self) { try await world.resolve("s", .remote) }
            #expect(try await world.resolve("s", .local) == 1)
            try await world.sync()
            #expect(start(world, page) == "2026-01-15T09:00:00.000+01:00")
            try await world.expectIdle()
        }
    }

    @Test func `an edited rule waits as well`() async throws {
        try await with { world, page in
            try world.notion.editRow(page, ["Recurrence": .words("every day")])
            let report = try await world.sync()
            #expect(report.words == "adopt, conflict time")
        }
    }

    @Test func `a series that is moved in the file moves in Notion`() async throws {
        try await with { world, page in
            try world.folder.edit(
                "plans/s.ics", "DTSTART;TZID=Europe/Berlin:20260115T090000",
                "DTSTART;TZID=Europe/Berlin:20260115T093000")
            #expect(try await world.sync().words == "edit-remote")
            #expect(start(world, page) == "2026-01-15T09:30:00.000+01:00")
            try await world.expectIdle()
        }
    }

    @Test func `many series that move on with the day are no mass change`() async throws {
        try await NotionFolder.with { world in
            for number in 0..<12 { try world.folder.write("plans/s\(number).ics", series("s\(number)")) }
            try await world.sync()
            world.notion.advanceClock(by: 86_400)
            let report = try await world.sync()
            #expect(report.held.isEmpty)
            #expect(report.done.count { $0.kind == .editRemote(nil) } == 12)
            try await world.expectIdle()
        }
    }

    @Test func `the file of a series that is edited in Notion while it is deleted comes back whole`() async throws {
        try await with { world, page in
            let before = world.folder.read("plans/s.ics")
            try world.folder.remove("plans/s.ics")
            try world.notion.editRow(page, ["Name": .title("t")])
            try await world.sync()
            #expect(world.folder.read("plans/s.ics") == before?.replacing("SUMMARY:s", with: "SUMMARY:t"))
            try await world.expectIdle()
        }
    }
}
