import ProviderKit
import ProviderNotion
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Properties that are made anew, replaced or ticked: what a table lacks was not emptied by anybody.
@Suite struct NotionPropertyTests {
    /// A world with the event a, agreed on.
    private func with(
        _ more: String = "LOCATION:Hall", options: NotionOptions = NotionOptions(timeZone: "Europe/Berlin"),
        _ body: (NotionFolder, _ page: String) async throws -> Void
    ) async throws {
        try await NotionFolder.with(options: options) { world in
            try world.folder.write("plans/a.ics", event("a", more))
            try await world.sync()
            try await body(world, try world.page("a"))
        }
    }

    /// Two more syncs send what the file says to the property that plays the role now.
    private func expectSent(_ world: NotionFolder, _ page: String, to property: String) async throws {
        for _ in 1...2 {
            try await world.sync()
            #expect(world.folder.read("plans/a.ics")?.contains("LOCATION:Hall") == true)
        }
        try await world.sync()
        #expect(world.notion.text(property, of: page) == "Hall")
        try await world.expectIdle()
    }

    @Test func `a property that is deleted and made anew empties nothing`() async throws {
        try await with { world, page in
            try world.notion.editSchema(["Location": .null])
            try world.notion.editSchema(["Location": ["rich_text": [:]]])
            try await expectSent(world, page, to: "Location")
        }
    }

    @Test func `a second property with a usual name empties nothing when the first goes`() async throws {
        try await with { world, page in
            try world.notion.editSchema(["Place": ["rich_text": [:]]])
            try await world.sync()
            try world.notion.editSchema(["Location": .null])
            try await expectSent(world, page, to: "Place")
        }
    }

    @Test func `a property that calsync toml names, and that is made anew, empties nothing`() async throws {
        let options = NotionOptions(properties: [.location: "Location"], timeZone: "Europe/Berlin")
        try await with(options: options) { world, page in
            try world.notion.editSchema(["Location": .null])
            try world.notion.editSchema(["Location": ["rich_text": [:]]])
            try await expectSent(world, page, to: "Location")
        }
    }

    @Test func `another name in calsync toml empties nothing`() async throws {
        try await with { world, page in
            try world.notion.editSchema(["Ort": ["rich_text": [:]]])
            let other = NotionOptions(properties: [.location: "Ort"], timeZone: "Europe/Berlin")
            for _ in 1...3 {
                try await world.switched(to: other)
                #expect(world.folder.read("plans/a.ics")?.contains("LOCATION:Hall") == true)
            }
            #expect(world.notion.text("Ort", of: page) == "Hall")
        }
    }

    @Test func `another date is not taken for the one that is gone`() async throws {
        try await with { world, page in
            try world.notion.editSchema(["Deadline": ["date": [:]]])
            try world.notion.editRow(page, ["Deadline": .date("2026-05-05")])
            try await world.sync()
            try world.notion.editSchema(["Date": .null])
            #expect(try await world.sync().words == "trouble")
            #expect(world.folder.read("plans/a.ics")?.contains("20260505") == false)
        }
    }

    @Test func `a file that comes back takes the tick at Deleted away`() async throws {
        try await with { world, page in
            let text = try #require(world.folder.read("plans/a.ics"))
            try world.notion.editRow(page, ["Deleted": ["checkbox": true]])
            #expect(try await world.sync().words == "delete-file")
            try world.folder.write("plans/a.ics", text)
            #expect(try await world.sync().words == "create-remote")
            #expect(world.value("Deleted", of: page)?["checkbox"] == false)
            #expect(world.titles == ["a"])
            try await world.expectIdle()
            #expect(world.folder.read("plans/a.ics") == text)
        }
    }

    @Test func `an edit of the file wins over a tick at Deleted`() async throws {
        try await with { world, page in
            try world.notion.editRow(page, ["Deleted": ["checkbox": true]])
            try world.folder.edit("plans/a.ics", "LOCATION:Hall", "LOCATION:Garden")
            #expect(try await world.sync().words == "create-remote")
            #expect(world.value("Deleted", of: page)?["checkbox"] == false)
            #expect(world.notion.text("Location", of: page) == "Garden")
            #expect(world.titles == ["a"])
            try await world.expectIdle()
        }
    }

    @Test func `an instance that takes place again loses its page's tick`() async throws {
        try await NotionFolder.withPages { world in
            let page = try world.page(at: "2026-01-22")
            try world.notion.editRow(page, ["Deleted": ["checkbox": true]])
            try await world.sync()
            let text = try #require(world.folder.read("plans/s.ics"))
            let without = text.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.hasPrefix("EXDATE") }.joined(separator: "\n")
            #expect(without != text)
            try world.folder.write("plans/s.ics", without)
            let report = try await world.sync()
            #expect(report.words == "edit-remote-instance", "\(report.heldSentences) \(report.queued.map(\.error))")
            #expect(world.value("Deleted", of: page)?["checkbox"] == false)
            #expect(world.starts.count == 3)
            try await world.expectIdle()
            #expect(world.folder.read("plans/s.ics") == without)
        }
    }

    @Test func `a status of the person's own is not replaced`() async throws {
        try await with("STATUS:TENTATIVE") { world, page in
            try world.notion.editRow(page, ["Status": ["select": ["name": "Waiting for Ann"]]])
            try await world.sync()
            try world.folder.edit("plans/a.ics", "SUMMARY:a", "STATUS:CONFIRMED\nSUMMARY:a")
            let report = try await world.sync()
            #expect(report.heldSentences.contains("“Waiting for Ann”"), "\(report.words)")
            #expect(world.value("Status", of: page)?["select"]?["name"]?.string == "Waiting for Ann")
            try world.folder.edit("plans/a.ics", "SUMMARY:a", "SUMMARY:b")
            try await world.sync()
            #expect(world.titles == ["b"])
        }
    }

    @Test func `a comment that is longer than Notion can hold keeps its end`() async throws {
        let long = String(repeating: "word ", count: 500) + "finis"
        try await with("COMMENT:" + long) { world, page in
            try world.notion.editRow(page, ["Notes": .words("mine")])
            let report = try await world.sync()
            #expect(
                report.conflicts.first?.fields.first?.reason?.contains("longer than Notion can hold") == true,
                "\(report.words)")
            #expect(world.folder.read("plans/a.ics")?.contains("finis") == true)
        }
    }
}
