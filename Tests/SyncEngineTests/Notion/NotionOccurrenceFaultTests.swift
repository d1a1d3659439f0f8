import ProviderNotion
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// A page for each occurrence: what goes wrong, and what only looks like a deletion.
@Suite struct NotionOccurrenceFaultTests {
    @Test func `a page that is no longer shared or archived takes no instance away`() async throws {
        try await NotionFolder.withPages { world in
            let before = world.folder.read("plans/s.ics")
            try world.notion.archiveRow(try world.page(at: "2026-01-22"))
            #expect(try await world.sync().done.filter { $0.kind.side != nil }.isEmpty)
            try world.notion.share(try world.page(at: "2026-01-29"), false)
            #expect(try await world.sync().done.filter { $0.kind.side != nil }.isEmpty)
            #expect(world.folder.read("plans/s.ics") == before)
        }
    }

    @Test func `pages that are gone all at once are held`() async throws {
        try await NotionFolder.withPages(others: []) { world in
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

    @Test func `a deleted file puts all pages into the trash, and a half-done deletion is finished`() async throws {
        try await NotionFolder.withPages { world in
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
                #expect(world.starts.count == 3, "answer \(lost)")
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
                #expect(world.starts == ["2026-01-15T09:00", "2026-01-22T09:00", "2026-01-29T09:00"], "step \(step)")
                #expect(world.folder.read("plans/s.ics") == series("s"), "step \(step)")
                try await world.expectIdle()
            }
        }
    }

    @Test func `a series of too many occurrences is held with a sentence`() async throws {
        try await NotionFolder.withPages { world in
            try world.folder.write("plans/m.ics", event("m", "RRULE:FREQ=MINUTELY"))
            let report = try await world.sync()
            #expect(report.heldSentences.contains("more than 400 times"))
            #expect(world.titles.contains("m") == false)
        }
    }

    @Test func `an option that is deleted in Notion empties no instance`() async throws {
        try await NotionFolder.withPages("CATEGORIES:Work") { world in
            let before = world.folder.read("plans/s.ics")
            try world.notion.deleteOption("Work", of: "Calendar")
            _ = try await world.sync()
            #expect(world.folder.read("plans/s.ics") == before)
        }
    }

    @Test func `a text that Notion can't hold whole is never taken from a page`() async throws {
        let long = String(repeating: "x", count: 2_500)
        try await NotionFolder.withPages("LOCATION:" + long) { world in
            let before = world.folder.read("plans/s.ics")
            try world.notion.editRow(try world.page(at: "2026-01-22"), ["Location": .words("Hall")])
            let report = try await world.sync()
            #expect(report.conflicts.isEmpty == false)
            #expect(world.folder.read("plans/s.ics") == before)
        }
    }
}
