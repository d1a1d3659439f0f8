import ProviderNotion
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// A folder and a Notion database, from one end to the other.
@Suite struct NotionSyncTests {
    @Test func `a file becomes a page, and a page a file`() async throws {
        try await NotionFolder.with { world in
            try world.folder.write("plans/a.ics", event("a", "LOCATION:Hall", "X-MINE:kept"))
            try world.add("Dentist", "2026-01-20T09:00:00+01:00", "2026-01-20T10:00:00+01:00")
            #expect(try await world.sync().words == "create-file, create-remote")
            #expect(world.titles == ["Dentist", "a"])
            let page = try world.page("a")
            #expect(world.notion.text("Location", of: page) == "Hall")
            #expect(world.notion.text("calsync id", of: page).hasPrefix("a@test/"))
            #expect(world.value("Date", of: page)?["date"]?["start"]?.string == "2026-01-15T10:00:00.000+01:00")
            let file = try #require(world.folder.eventFiles.first { $0 != "plans/a.ics" })
            #expect(file == "plans/2026-01-20-dentist.ics")
            #expect(world.folder.read(file)?.contains("DTSTART;TZID=Europe/Berlin:20260120T090000") == true)
            try await world.expectIdle()
        }
    }

    @Test func `case 64, an edit in Notion touches one line of the file`() async throws {
        try await NotionFolder.with { world in
            let text = event(
                "a", "ATTENDEE;CN=Bob:mailto:bob@example.org", "X-ODD;P=\"q\":kept", "BEGIN:VALARM", "ACTION:AUDIO",
                "TRIGGER:-PT5M", "END:VALARM")
            try world.folder.write("plans/a.ics", text)
            try await world.sync()
            try world.notion.editRow(try world.page("a"), ["Name": .title("b")])
            try await world.sync()
            #expect(world.folder.read("plans/a.ics") == text.replacing("SUMMARY:a", with: "SUMMARY:b"))
            try await world.expectIdle()
        }
    }

    @Test func `case 65, a date edited in Notion keeps the file's zone and seconds`() async throws {
        try await NotionFolder.with { world in
            let text = file([
                "UID:a@test", "DTSTAMP:20260101T000000Z", "DTSTART;TZID=America/New_York:20260115T090010",
                "DTEND;TZID=America/New_York:20260115T100050", "SUMMARY:a",
            ])
            try world.folder.write("plans/a.ics", text)
            try await world.sync()
            let date = JSON.date("2026-01-15T15:00:00+01:00", "2026-01-15T18:30:00+01:00")
            try world.notion.editRow(try world.page("a"), ["Date": date])
            try await world.sync()
            #expect(world.folder.read("plans/a.ics") == text.replacing("T100050", with: "T123000"))
            try await world.expectIdle()
        }
    }

    @Test func `all-day events keep their days both ways`() async throws {
        try await NotionFolder.with { world in
            try world.folder.write(
                "plans/a.ics",
                file([
                    "UID:a@test", "DTSTAMP:20260101T000000Z", "DTSTART;VALUE=DATE:20260115",
                    "DTEND;VALUE=DATE:20260118", "SUMMARY:a",
                ]))
            try world.add("Fair", "2026-02-01", "2026-02-03")
            try await world.sync()
            let date = world.value("Date", of: try world.page("a"))?["date"]
            #expect(date?["start"]?.string == "2026-01-15")
            #expect(date?["end"]?.string == "2026-01-17")
            let text = world.folder.read("plans/2026-02-01-fair.ics")
            #expect(text?.contains("DTSTART;VALUE=DATE:20260201") == true)
            #expect(text?.contains("DTEND;VALUE=DATE:20260204") == true)
            try await world.expectIdle()
        }
    }

    @Test func `formatting survives while the text stays, and only changed properties are sent`() async throws {
        try await NotionFolder.with { world in
            let bold: JSON = [
                "rich_text": [
                    ["text": ["content": "two "]], ["text": ["content": "words"], "annotations": ["bold": true]],
                ]
            ]
            let id = try world.add("a", "2026-01-20", nil, ["Description": bold])
            try await world.sync()
            let path = try #require(world.folder.eventFiles.first)
            try world.folder.edit(path, "SUMMARY:a", "SUMMARY:b")
            world.notion.resetLog()
            try await world.sync()
            let body = world.notion.log.last { $0.method == "PATCH" }?.body
            #expect(Set(body?["properties"]?.object?.map(\.key) ?? []).count == 2)
            let runs = world.value("Description", of: id)?["rich_text"]?.array ?? []
            #expect(runs.last?["annotations"]?["bold"] == true)
            #expect(world.titles == ["b"])
            try await world.expectIdle()
        }
    }

    @Test func `a row edited twice in one minute is read twice`() async throws {
        try await NotionFolder.with { world in
            let id = try world.add("a", "2026-01-20")
            try await world.sync()
            let path = try #require(world.folder.eventFiles.first)
            try world.notion.editRow(id, ["Name": .title("b")])
            try await world.folder.sync()
            try world.notion.editRow(id, ["Name": .title("c")])
            try await world.folder.sync()
            #expect(world.folder.read(path)?.contains("SUMMARY:c") == true)
            try await world.expectIdle()
        }
    }

    @Test func `a page without an end takes the default time, and stays without when the file moves it`() async throws {
        try await NotionFolder.with(options: NotionOptions(defaultDuration: 30, timeZone: "Europe/Berlin")) { world in
            let id = try world.add("a", "2026-01-20T09:00:00+01:00")
            try await world.sync()
            let path = try #require(world.folder.eventFiles.first)
            #expect(world.folder.read(path)?.contains("DTEND;TZID=Europe/Berlin:20260120T093000") == true)
            try await world.expectIdle()
            try world.folder.edit(path, "T090000", "T110000")
            try world.folder.edit(path, "T093000", "T113000")
            try await world.sync()
            #expect(world.value("Date", of: id)?["date"]?["start"]?.string == "2026-01-20T11:00:00.000+01:00")
            #expect(world.value("Date", of: id)?["date"]?["end"] == .null)
            try await world.expectIdle()
        }
    }

    @Test func `several comments are shown, and an edit of them in Notion waits`() async throws {
        try await NotionFolder.with { world in
            let text = event("a", "COMMENT:one", "COMMENT:two")
            try world.folder.write("plans/a.ics", text)
            try await world.sync()
            let id = try world.page("a")
            #expect(world.notion.text("Notes", of: id) == "one\n\ntwo")
            try world.notion.editRow(id, ["Notes": .words("three"), "Location": .words("Hall")])
            let report = try await world.sync()
            #expect(report.words == "edit-file, conflict comments")
            #expect(report.conflicts.first?.fields.first?.reason?.contains("several COMMENT lines") == true)
            #expect(world.folder.read("plans/a.ics")?.contains("COMMENT:one\nCOMMENT:two") == true)
            // The file's own are written back when a person says so.
            #expect(try await world.resolve("a", .local) == 1)
            try await world.sync()
            #expect(world.notion.text("Notes", of: id) == "one\n\ntwo")
            try await world.expectIdle()
        }
    }

    @Test func `a duplicated page becomes an event of its own`() async throws {
        try await NotionFolder.with { world in
            try world.folder.write("plans/a.ics", event("a", "X-MINE:kept"))
            try await world.sync()
            let copy = try world.notion.duplicateRow(try world.page("a"))
            let report = try await world.sync()
            #expect(report.words == "create-file, edit-remote")
            #expect(world.folder.eventFiles.count == 2)
            #expect(world.notion.text("calsync id", of: copy) == copy + "@copy.calsync")
            try await world.expectIdle()
            try world.notion.editRow(copy, ["Name": .title("copy")])
            try await world.sync()
            #expect(world.folder.read("plans/a.ics")?.contains("SUMMARY:a") == true)
            try await world.expectIdle()
        }
    }

    @Test func `a tick at Deleted deletes the event, and taking it away brings the same file back`() async throws {
        try await NotionFolder.with { world in
            let text = event("a", "X-MINE:kept")
            try world.folder.write("plans/a.ics", text)
            try await world.sync()
            let id = try world.page("a")
            try world.notion.editRow(id, ["Deleted": ["checkbox": true]])
            #expect(try await world.sync().words == "delete-file")
            try await world.expectIdle()
            try world.notion.editRow(id, ["Deleted": ["checkbox": false]])
            #expect(try await world.sync().words == "create-file")
            #expect(world.folder.read(try #require(world.folder.eventFiles.first)) == text)
            try await world.expectIdle()
        }
    }
}

extension NotionFolder {
    /// Settles the conflicts of an event; returns how many.
    func resolve(_ name: String, _ take: Take) async throws -> Int {
        let session = try folder.open()
        let settled = try await session.resolve(uid(name), field: nil, take: take)
        try await session.close()
        return settled.count
    }
}
