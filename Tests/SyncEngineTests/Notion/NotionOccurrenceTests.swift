import ProviderKit
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

@testable import ProviderNotion

/// Events that repeat: a page for each occurrence of some days (`recurring = "occurrences"`).
@Suite struct NotionOccurrenceTests {
    /// Thursdays 9:00 in Berlin from 2026-01-15, eight times, of which the first three have pages; it is the first of them.
    private func with(
        _ more: String..., others: [[String]] = [], back: Int = 30,
        _ body: (NotionFolder) async throws -> Void
    ) async throws {
        let options = NotionOptions(
            recurring: .occurrences, daysBack: back, daysAhead: 14, timeZone: "Europe/Berlin")
        try await NotionFolder.with(options: options) { world in
            try world.folder.write(
                "plans/s.ics",
                series("s", "X-MINE:kept", others: others).replacing(
                    "X-MINE:kept", with: (["X-MINE:kept"] + more).joined(separator: "\n")))
            try await world.sync()
            try await body(world)
        }
    }

    /// The starts of the pages, sorted.
    private func starts(_ world: NotionFolder) -> [String] {
        world.notion.rows().compactMap { $0["properties"]?["Date"]?["date"]?["start"]?.string }
            .map { String($0.prefix(16)) }.sorted()
    }

    /// The page that starts so.
    private func page(_ world: NotionFolder, _ start: String, sourceLocation: SourceLocation = #_sourceLocation) throws
        -> String
    {
        let row = world.notion.rows().first {
            $0["properties"]?["Date"]?["date"]?["start"]?.string?.hasPrefix(start) == true
        }
        return try #require(row?["id"]?.string, sourceLocation: sourceLocation)
    }

    @Test func `the occurrences of the days that are shown have pages, each with its mark`() async throws {
        try await with("EXDATE;TZID=Europe/Berlin:20260122T090000") { world in
            #expect(starts(world) == ["2026-01-15T09:00", "2026-01-29T09:00"])
            let mark = world.notion.text("calsync id", of: try page(world, "2026-01-29"))
            #expect(mark.hasPrefix("s@test/@20260129T090000/"))
            try await world.expectIdle()
        }
    }

    @Test func `a page is made by two requests, and a quiet look is one`() async throws {
        try await with { world in
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
        try await with { world in
            let before = try #require(world.folder.read("plans/s.ics"))
            try world.notion.editRow(
                try page(world, "2026-01-22"),
                ["Name": .title("longer"), "Date": .date("2026-01-22T10:00:00+01:00", "2026-01-22T12:00:00+01:00")])
            #expect(try await world.sync().words == "edit-file")
            let file = try #require(world.folder.read("plans/s.ics"))
            #expect(file.hasPrefix(before.replacing("END:VCALENDAR\n", with: "")))
            #expect(file.contains("RECURRENCE-ID;TZID=Europe/Berlin:20260122T090000"))
            #expect(file.contains("DTSTART;TZID=Europe/Berlin:20260122T100000"))
            #expect(file.contains("DTEND;TZID=Europe/Berlin:20260122T120000"))
            #expect(file.contains("SUMMARY:longer"))
            try await world.expectIdle()
            try world.notion.editRow(try page(world, "2026-01-22"), ["Name": .title("again")])
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read("plans/s.ics") == file.replacing("SUMMARY:longer", with: "SUMMARY:again"))
            try await world.expectIdle()
        }
    }

    @Test func `a page in the trash is an instance that does not take place, and restored it takes place`() async throws
    {
        try await with { world in
            let id = try page(world, "2026-01-22")
            try world.notion.trashRow(id)
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read("plans/s.ics")?.contains("EXDATE;TZID=Europe/Berlin:20260122T090000") == true)
            try await world.expectIdle()
            try world.notion.restoreRow(id)
            try await world.sync()
            #expect(world.folder.read("plans/s.ics")?.contains("EXDATE") == false)
            #expect(starts(world).count == 3)
            try await world.expectIdle()
        }
    }

    @Test func `a page that says it is deleted is an instance that does not take place`() async throws {
        try await with { world in
            try world.notion.editRow(try page(world, "2026-01-22"), ["Deleted": ["checkbox": true]])
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read("plans/s.ics")?.contains("EXDATE;TZID=Europe/Berlin:20260122T090000") == true)
            try await world.expectIdle()
        }
    }

    @Test func `a page that is no longer shared or archived takes no instance away`() async throws {
        try await with { world in
            let before = world.folder.read("plans/s.ics")
            try world.notion.archiveRow(try page(world, "2026-01-22"))
            #expect(try await world.sync().done.filter { $0.kind.side != nil }.isEmpty)
            try world.notion.share(try page(world, "2026-01-29"), false)
            #expect(try await world.sync().done.filter { $0.kind.side != nil }.isEmpty)
            #expect(world.folder.read("plans/s.ics") == before)
        }
    }

    @Test func `pages that are gone all at once are held`() async throws {
        try await with(others: []) { world in
            try world.folder.write("plans/u.ics", series("u"))
            try await world.sync()
            for row in world.notion.rows() { try world.notion.trashRow(row["id"]?.string ?? "") }
            let report = try await world.sync()
            #expect(report.heldSentences.contains("6 of 6 pages of series are gone"))
            #expect(world.folder.read("plans/u.ics")?.contains("EXDATE") == false)
            var request = SyncRequest()
            request.allowsMassChange = true
            try await world.sync(request)
            #expect(world.folder.read("plans/u.ics")?.contains("EXDATE") == true)
        }
    }

    @Test func `as the day moves on pages come, and those that fall behind stay`() async throws {
        try await with(back: 1) { world in
            let before = world.folder.read("plans/s.ics")
            let first = try page(world, "2026-01-15")
            world.notion.advanceClock(by: 7 * 86_400)
            let report = try await world.sync()
            #expect(report.held.isEmpty)
            #expect(
                starts(world)
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
        try await with { world in
            let ids = Set(world.notion.rows().compactMap { $0["id"]?.string })
            var text = try #require(world.folder.read("plans/s.ics"))
            text = text.replacing("20260115T090000", with: "20260115T093000")
                .replacing("20260115T100000", with: "20260115T103000")
            try world.folder.write("plans/s.ics", text)
            try await world.sync()
            #expect(Set(world.notion.rows().compactMap { $0["id"]?.string }) == ids)
            #expect(starts(world) == ["2026-01-15T09:30", "2026-01-22T09:30", "2026-01-29T09:30"])
            #expect(
                world.notion.text("calsync id", of: try page(world, "2026-01-22"))
                    .hasPrefix("s@test/@20260122T093000/"))
            try await world.expectIdle()
        }
    }

    @Test func `a series with another rule has other pages`() async throws {
        try await with { world in
            try world.folder.edit("plans/s.ics", "RRULE:FREQ=WEEKLY;COUNT=8", "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=8")
            try await world.sync()
            #expect(starts(world) == ["2026-01-15T09:00", "2026-01-29T09:00"])
            try await world.expectIdle()
        }
    }

    @Test func `an exception in the file is what its page says`() async throws {
        let moved = [
            "RECURRENCE-ID;TZID=Europe/Berlin:20260122T090000", "DTSTART;TZID=Europe/Berlin:20260501T090000",
            "DTEND;TZID=Europe/Berlin:20260501T100000", "SUMMARY:in May",
        ]
        try await with(others: [moved]) { world in
            #expect(starts(world) == ["2026-01-15T09:00", "2026-01-29T09:00", "2026-05-01T09:00"])
            #expect(world.titles == ["in May", "s", "s"])
            try await world.expectIdle()
        }
    }

    @Test func `a deleted file puts all pages into the trash, and a half-done deletion is finished`() async throws {
        try await with { world in
            try world.folder.remove("plans/s.ics")
            world.notion.inject(.htmlError(502), matching: Matcher(method: "PATCH", path: "pages"), times: 3, skip: 1)
            try await world.sync()
            #expect(world.folder.eventFiles.isEmpty)
            var request = SyncRequest()
            request.retriesNow = true
            try await world.sync(request)
            #expect(world.notion.rows().isEmpty)
            #expect(world.folder.eventFiles.isEmpty)
            try await world.expectIdle()
        }
    }

    @Test func `a copied page is an event of its own`() async throws {
        try await with { world in
            _ = try world.notion.duplicateRow(try page(world, "2026-01-22"))
            try await world.sync()
            #expect(world.folder.eventFiles.count == 2)
            #expect(world.folder.read("plans/s.ics")?.contains("RECURRENCE-ID") == false)
            try await world.expectIdle()
        }
    }

    @Test func `an edit beats a deletion of the same occurrence`() async throws {
        try await with { world in
            try world.notion.trashRow(try page(world, "2026-01-22"))
            try world.folder.edit("plans/s.ics", "SUMMARY:s", "SUMMARY:t")
            try await world.sync()
            #expect(world.titles == ["t", "t", "t"])
            try await world.expectIdle()
        }
    }

    @Test func `an answer that is lost makes no page twice`() async throws {
        let options = NotionOptions(recurring: .occurrences, daysAhead: 14, timeZone: "Europe/Berlin")
        for lost in 0..<3 {
            try await NotionFolder.with(options: options) { world in
                try world.folder.write("plans/s.ics", series("s"))
                world.notion.inject(.answerLost, matching: Matcher(method: "POST", path: "v1/pages"), skip: lost)
                for _ in 0..<4 {
                    try await world.sync()
                    world.folder.advance(by: 180)
                }
                #expect(starts(world).count == 3, "answer \(lost)")
                try await world.expectIdle()
            }
        }
    }

    @Test func `a crash at any step makes no page twice and loses none`() async throws {
        let options = NotionOptions(recurring: .occurrences, daysAhead: 14, timeZone: "Europe/Berlin")
        for step in 1...16 {
            try await NotionFolder.with(options: options) { world in
                try world.folder.write("plans/s.ics", series("s"))
                do {
                    try await world.folder.sync(checkpoint: crash(at: step))
                } catch is Crash {}
                for _ in 0..<3 {
                    try await world.sync()
                    world.folder.advance(by: 180)
                }
                #expect(starts(world) == ["2026-01-15T09:00", "2026-01-22T09:00", "2026-01-29T09:00"], "step \(step)")
                #expect(world.folder.read("plans/s.ics") == series("s"), "step \(step)")
                try await world.expectIdle()
            }
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
            #expect(starts(world) == ["2026-01-15T09:00", "2026-01-22T09:00", "2026-01-29T09:00"])
            try await world.switched(to: NotionOptions(timeZone: "Europe/Berlin"))
            #expect(starts(world) == ["2026-01-15T09:00"])
            #expect(world.folder.read("plans/s.ics") == before)
            try await world.expectIdle()
        }
    }

    @Test func `an event that begins to repeat has pages, and one that ends it has one`() async throws {
        try await with { world in
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

    @Test func `a series of too many occurrences is held with a sentence`() async throws {
        try await with { world in
            try world.folder.write("plans/m.ics", event("m", "RRULE:FREQ=MINUTELY"))
            let report = try await world.sync()
            #expect(report.heldSentences.contains("more than 400 times"))
            #expect(world.titles.contains("m") == false)
        }
    }

    @Test func `an option that is deleted in Notion empties no instance`() async throws {
        try await with("CATEGORIES:Work") { world in
            let before = world.folder.read("plans/s.ics")
            try world.notion.deleteOption("Work", of: "Calendar")
            _ = try await world.sync()
            #expect(world.folder.read("plans/s.ics") == before)
        }
    }

    @Test func `a text that Notion can't hold whole is never taken from a page`() async throws {
        let long = String(repeating: "x", count: 2_500)
        try await with("LOCATION:" + long) { world in
            let before = world.folder.read("plans/s.ics")
            try world.notion.editRow(try page(world, "2026-01-22"), ["Location": .words("Hall")])
            let report = try await world.sync()
            #expect(report.conflicts.isEmpty == false)
            #expect(world.folder.read("plans/s.ics") == before)
        }
    }
}

extension NotionFolder {
    /// Syncs with the pair set up otherwise.
    @discardableResult
    func switched(to options: NotionOptions) async throws -> RunReport {
        notion.advanceClock(by: 60)
        folder.advance(by: 60)
        let other = NotionProvider(
            account: "notion", endpoint: provider.api.endpoint, http: HTTPClient(), token: { [notion] in notion.token },
            options: options)
        let setup = PairSetup(
            id: PairID("plans"), folder: "plans", account: "notion", calendar: notion.database, policy: Policy(),
            provider: other)
        let session = try folder.open(setups: [setup])
        let report = try await session.carryOut(try await session.plan(SyncRequest()))
        try await session.close()
        await other.close()
        return report
    }
}
