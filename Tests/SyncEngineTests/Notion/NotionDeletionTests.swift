import ProviderNotion
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// What is gone, and what only looks like it: nothing is deleted without proof (cases 41, 42 and 44).
@Suite struct NotionDeletionTests {
    /// A world with the events a, b and c, agreed on.
    private func with(_ body: (NotionFolder) async throws -> Void) async throws {
        try await NotionFolder.with { world in
            for name in ["a", "b", "c"] { try world.folder.write("plans/\(name).ics", event(name, "X-MINE:kept")) }
            try await world.sync()
            try await body(world)
        }
    }

    @Test func `case 41, a page in the trash is a deletion, and restored it is the same file`() async throws {
        try await with { world in
            let before = world.folder.read("plans/a.ics")
            let id = try world.page("a")
            try world.notion.trashRow(id)
            #expect(try await world.sync().words == "delete-file")
            #expect(world.folder.eventFiles == ["plans/b.ics", "plans/c.ics"])
            try await world.expectIdle()
            world.notion.advanceClock(by: 60)
            try world.notion.restoreRow(id)
            #expect(try await world.sync().words == "create-file")
            let file = try #require(world.folder.eventFiles.first { $0 != "plans/b.ics" && $0 != "plans/c.ics" })
            #expect(world.folder.read(file) == before)
            try await world.expectIdle()
        }
    }

    @Test func `a deleted file puts its page into the trash`() async throws {
        try await with { world in
            let id = try world.page("a")
            try world.folder.remove("plans/a.ics")
            #expect(try await world.sync().words == "delete-remote")
            #expect(world.notion.row(id)?["in_trash"] == true)
            try await world.expectIdle()
        }
    }

    @Test func `an archived page is none that was deleted`() async throws {
        try await with { world in
            try world.notion.archiveRow(try world.page("a"))
            #expect(try await world.sync().done.filter { $0.kind.side != nil }.isEmpty)
            #expect(world.folder.eventFiles.count == 3)
            try await world.expectIdle()
            world.notion.resetLog()
            try await world.folder.sync()
            #expect(world.requests == ["POST query", "POST query"])
        }
    }

    @Test func `a template of the database is no event, nor what is done to it`() async throws {
        try await with { world in
            let dated: JSON = ["Name": .title("Template"), "Date": .date("2026-01-16")]
            let id = try world.notion.addTemplate(dated, isDefault: true)
            _ = try world.notion.addTemplate(["Name": .title("Empty")])
            #expect(try await world.sync().words == "nothing")
            world.notion.advanceClock(by: 120)
            try world.notion.editRow(id, ["Name": .title("Better template")])
            #expect(try await world.sync().words == "nothing")
            #expect(world.folder.eventFiles == ["plans/a.ics", "plans/b.ics", "plans/c.ics"])
            try await world.expectIdle()
        }
    }

    @Test func `case 42, a page that is no longer shared is held, not deleted`() async throws {
        try await with { world in
            try world.notion.share(try world.page("a"), false)
            let report = try await world.sync()
            #expect(report.words == "held unread")
            #expect(report.heldSentences.contains("no longer shared"))
            #expect(world.folder.eventFiles.count == 3)
        }
    }

    @Test func `a page that was purged is held, not deleted`() async throws {
        try await with { world in
            let id = try world.page("a")
            world.notion.purgeRow(id)
            let report = try await world.sync()
            #expect(report.words == "held unread")
            #expect(report.heldSentences.contains("If it is to be gone here as well, delete its file"))
            #expect(world.folder.eventFiles.count == 3)
            // The person has decided.
            try world.folder.remove("plans/a.ics")
            #expect(try await world.sync().words == "forget")
            try await world.expectIdle()
        }
    }

    @Test func `a page that was moved to another database is held, not deleted`() async throws {
        try await with { world in
            let other = try world.notion.addDatabase("Other")
            try world.notion.moveRow(try world.page("a"), to: other.source)
            let report = try await world.sync()
            #expect(report.words == "held unread")
            #expect(report.heldSentences.contains("moved to another database"))
        }
    }

    @Test func `case 44, a database that is no longer shared or lies in the trash deletes nothing`() async throws {
        try await with { world in
            try world.notion.share(world.notion.database, false)
            let report = try await world.sync()
            #expect(report.words == "trouble")
            #expect(report.troubles.first?.error.sentence.contains("not shared") == true)
            try world.notion.share(world.notion.database, true)
            try world.notion.trashDatabase(world.notion.database)
            #expect(try await world.sync().done.filter { $0.kind.side != nil }.isEmpty)
            #expect(world.folder.eventFiles.count == 3)
        }
    }

    @Test func `deleted in the folder and edited in Notion, the edit wins`() async throws {
        try await with { world in
            try world.folder.remove("plans/a.ics")
            try world.notion.editRow(try world.page("a"), ["Name": .title("new")])
            #expect(try await world.sync().words == "create-file")
            #expect(world.folder.read("plans/a.ics")?.contains("X-MINE:kept") == true)
            #expect(world.folder.read("plans/a.ics")?.contains("SUMMARY:new") == true)
            try await world.expectIdle()
        }
    }

    @Test func `case 37, deleted in Notion and an alarm edited in the folder, the edit wins`() async throws {
        try await with { world in
            try world.notion.trashRow(try world.page("a"))
            try world.folder.edit("plans/a.ics", "X-MINE:kept", "X-MINE:changed")
            #expect(try await world.sync().words == "create-remote")
            #expect(world.titles == ["a", "b", "c"])
            try await world.expectIdle()
        }
    }

    @Test func `in a large table deletions are seen at every tenth look`() async throws {
        try await NotionFolder.with(polls: 0) { world in
            for number in 0..<101 { try world.add("p\(number)", "2026-02-01") }
            try await world.sync()
            #expect(world.folder.eventFiles.count == 101)
            try world.notion.trashRow(try world.page("p7"))
            for _ in 2...9 { #expect(try await world.folder.sync().words == "nothing") }
            #expect(try await world.folder.sync().words == "delete-file")
            try await world.expectIdle()
        }
    }

    @Test func `an emptied table is held`() async throws {
        try await NotionFolder.with { world in
            for name in ["a", "b", "c", "d"] { try world.folder.write("plans/\(name).ics", event(name)) }
            try await world.sync()
            for name in ["a", "b", "c", "d"] { try world.notion.trashRow(try world.page(name)) }
            #expect(try await world.sync().held.allSatisfy { $0.cause == .safety })
            #expect(world.folder.eventFiles.count == 4)
        }
    }
}
