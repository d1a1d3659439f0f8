import ProviderKit
import ProviderNotion
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Bad input, a sentence each, and requests that go wrong.
@Suite struct NotionFaultTests {
    /// A world with the event a, agreed on.
    private func with(
        _ settings: NotionSandbox.Options = .usual(), _ more: String = "LOCATION:Hall",
        _ body: (NotionFolder, _ page: String) async throws -> Void
    ) async throws {
        try await NotionFolder.with(settings) { world in
            try world.folder.write("plans/a.ics", event("a", more))
            try await world.sync()
            try await body(world, try world.page("a"))
        }
    }

    @Test func `a page without a date is no event, and nobody is told`() async throws {
        try await with { world, _ in
            try world.notion.addRow(["Name": .title("learn the cello")])
            #expect(try await world.sync().words == "nothing")
            try await world.expectIdle()
        }
    }

    @Test func `an event whose date was emptied is held with a sentence`() async throws {
        try await with { world, page in
            try world.notion.editRow(page, ["Date": ["date": .null]])
            let report = try await world.sync()
            #expect(report.words == "held service")
            #expect(report.heldSentences.contains("The page has no date"))
            try world.notion.editRow(page, ["Date": .date("2026-01-16")])
            #expect(try await world.sync().words == "edit-file")
        }
    }

    @Test func `the file of an event without a date can be deleted`() async throws {
        try await with { world, page in
            try world.notion.editRow(page, ["Date": ["date": .null]])
            try await world.sync()
            try world.folder.remove("plans/a.ics")
            #expect(try await world.sync().words == "delete-remote")
            #expect(world.notion.row(page)?["in_trash"] == true)
        }
    }

    @Test func `an empty title is an event without one`() async throws {
        try await with { world, page in
            try world.notion.editRow(page, ["Name": ["title": []]])
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read("plans/a.ics")?.contains("SUMMARY") == false)
            try await world.expectIdle()
        }
    }

    @Test func `a page that ends before it starts is held with a sentence`() async throws {
        try await with(.usual { $0.switches.backwardDates = .accepted }) { world, page in
            try world.notion.editRow(page, ["Date": .date("2026-01-16T10:00:00Z", "2026-01-16T09:00:00Z")])
            let report = try await world.sync()
            #expect(report.words == "held service")
            #expect(report.heldSentences.contains("ends before it starts"))
        }
    }

    @Test func `case 66, a deleted option empties nothing, and another choice ends the wait`() async throws {
        try await with(.usual(), "CATEGORIES:Work") { world, page in
            #expect(world.value("Calendar", of: page)?["select"]?["name"]?.string == "Work")
            try world.notion.deleteOption("Work", of: "Calendar")
            let report = try await world.sync()
            #expect(report.words == "adopt, held service")
            #expect(report.heldSentences.contains("The option Work was deleted"))
            #expect(world.folder.read("plans/a.ics")?.contains("CATEGORIES:Work") == true)
            try world.notion.editRow(page, ["Calendar": ["select": ["name": "Family"]]])
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read("plans/a.ics")?.contains("CATEGORIES:Family") == true)
            try await world.expectIdle()
        }
    }

    @Test func `a category that was emptied by hand is emptied`() async throws {
        try await with(.usual(), "CATEGORIES:Work") { world, page in
            try world.notion.editRow(page, ["Calendar": ["select": .null]])
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read("plans/a.ics")?.contains("CATEGORIES") == false)
        }
    }

    @Test func `a renamed property breaks nothing`() async throws {
        try await with { world, page in
            try world.notion.editSchema(["Location": ["name": "Ort"], "Date": ["name": "Wann"]])
            try await world.expectIdle()
            #expect(try await world.sync(SyncRequest(isFull: true)).held.isEmpty)
            try world.notion.editRow(page, ["Ort": .words("Garden")])
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read("plans/a.ics")?.contains("LOCATION:Garden") == true)
            try world.folder.edit("plans/a.ics", "LOCATION:Garden", "LOCATION:Hall")
            #expect(try await world.sync().words == "edit-remote")
            #expect(world.notion.text("Ort", of: page) == "Hall")
        }
    }

    @Test func `a retyped or deleted property is told and takes nothing away`() async throws {
        try await with { world, page in
            try world.notion.editSchema(["Location": ["number": [:]]])
            let report = try await world.sync()
            #expect(report.heldSentences.contains("Location is now a number"))
            #expect(world.folder.read("plans/a.ics")?.contains("LOCATION:Hall") == true)
            try world.notion.editRow(page, ["Name": .title("b")])
            try await world.sync()
            #expect(world.folder.read("plans/a.ics")?.contains("SUMMARY:b\nLOCATION:Hall") == true)
            try world.notion.editSchema(["Date": .null])
            let next = try await world.sync()
            #expect(next.words.contains("trouble"))
            #expect(next.troubles.first?.error.sentence.contains("date property Date is gone") == true)
            #expect(world.folder.eventFiles == ["plans/a.ics"])
        }
    }

    @Test func `two data sources are asked about, not guessed`() async throws {
        try await NotionFolder.with { world in
            _ = try world.notion.addDataSource("Second", NotionFolder.properties, to: world.notion.database)
            let report = try await world.sync()
            #expect(report.words == "trouble")
            #expect(report.troubles.first?.error.sentence.contains("several data sources") == true)
            #expect(report.troubles.first?.error.sentence.contains("data-source = ") == true)
        }
    }

    @Test func `a revoked token is a question of signing in`() async throws {
        try await with { world, _ in
            world.notion.inject(.expiredToken, times: 5)
            let report = try await world.sync()
            #expect(report.exitCode == .signIn)
            #expect(report.troubles.first?.error.sentence.contains("refuses the token") == true)
        }
    }

    @Test func `an HTML page instead of an answer is an outage`() async throws {
        try await with { world, _ in
            world.notion.inject(.htmlError(502), times: 5)
            let report = try await world.sync()
            #expect(report.troubles.first?.error.sentence.contains("out of order") == true)
            world.notion.clearFaults()
            world.notion.inject(.garbageBody, times: 1)
            let next = try await world.sync()
            #expect(next.troubles.first?.error.sentence.contains("isn't what its API describes") == true)
            #expect(world.folder.eventFiles == ["plans/a.ics"])
        }
    }

    @Test func `a page that was saved though the answer says 503 is taken over`() async throws {
        try await NotionFolder.with { world in
            try world.folder.write("plans/a.ics", event("a"))
            world.notion.inject(.savedButUnavailable, matching: Matcher(operation: "pages.create"))
            #expect(try await world.sync().words == "create-remote")
            #expect(world.titles == ["a"])
            try await world.expectIdle()
        }
    }

    @Test func `an update that was saved though the answer says 503 is done`() async throws {
        try await with { world, page in
            try world.folder.edit("plans/a.ics", "SUMMARY:a", "SUMMARY:b")
            world.notion.inject(.savedButUnavailable, matching: Matcher(operation: "pages.update"))
            #expect(try await world.sync().words == "edit-remote")
            #expect(world.notion.text("Name", of: page) == "b")
            try await world.expectIdle()
        }
    }

    @Test func `a create whose answer was lost is one page, also while the index lags behind`() async throws {
        for lag in [0, 90] {
            try await NotionFolder.with { world in
                world.notion.turn { $0.indexLag = lag }
                try world.folder.write("plans/a.ics", event("a"))
                world.notion.inject(.answerLost, matching: Matcher(operation: "pages.create"))
                try await world.sync()
                for _ in 0..<4 { try await world.sync() }
                #expect(world.titles == ["a"], "lag \(lag)")
                try await world.expectIdle()
            }
        }
    }

    @Test func `an edit in Notion between reading and writing is merged, not overwritten`() async throws {
        try await with { world, page in
            try world.folder.edit("plans/a.ics", "SUMMARY:a", "SUMMARY:b")
            world.notion.resetLog()
            // The listing is from before the edit.
            let session = try world.folder.open()
            let planned = try await session.plan(SyncRequest())
            try world.notion.editRow(page, ["Location": .words("Garden")])
            _ = try await session.carryOut(planned)
            try await session.close()
            #expect(world.notion.text("Name", of: page) == "b")
            #expect(world.notion.text("Location", of: page) == "Garden")
            #expect(world.folder.read("plans/a.ics")?.contains("LOCATION:Garden") == true)
        }
    }

    @Test func `409, 429 and 529 are waited for`() async throws {
        for status in [409, 429, 529] {
            try await with { world, page in
                try world.folder.edit("plans/a.ics", "SUMMARY:a", "SUMMARY:b")
                world.notion.inject(
                    .status(status, reason: "rate_limited", retryAfter: 7), matching: Matcher(operation: "pages.update")
                )
                #expect(try await world.sync().words == "edit-remote", "\(status)")
                #expect(world.folder.waited.contains { $0 >= 7 || status == 409 })
                #expect(world.notion.text("Name", of: page) == "b")
            }
        }
    }

    @Test func `without the marker property nothing new is sent, and edits go both ways`() async throws {
        try await NotionFolder.with(
            .usual {
                $0.databases = [NotionSandbox.Database(title: "Plans")]
            }
        ) { world in
            let id = try world.add("page", "2026-01-20")
            try world.folder.write("plans/a.ics", event("a"))
            let report = try await world.sync()
            #expect(report.words == "create-file, held service")
            #expect(report.heldSentences.contains("calsync id"))
            let path = try #require(world.folder.eventFiles.first { $0 != "plans/a.ics" })
            try world.folder.edit(path, "SUMMARY:page", "SUMMARY:new")
            try await world.sync()
            #expect(world.notion.text("Name", of: id) == "new")
        }
    }
}
