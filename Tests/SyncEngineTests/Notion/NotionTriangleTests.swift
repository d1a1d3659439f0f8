import ICalendar
import ProviderNotion
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// A phone's calendar ⇄ the folder ⇄ Notion: two pairs on one folder.
@Suite struct NotionTriangleTests {
    /// A world with the event `a` everywhere, with much that Notion can't hold.
    private func with(_ body: (NotionFolder, MemoryProvider) async throws -> Void) async throws {
        let phone = MemoryProvider(options: .with { $0.name = "Phone" })
        try await NotionFolder.with(phone: phone) { world in
            phone.put(uid("a"), view(Self.rich))
            try await world.sync()
            try await world.expectIdle()
            try await body(world, phone)
        }
    }

    private static let rich = event(
        "a", "LOCATION:Hall", "PRIORITY:1", "X-MINE:kept", "ATTENDEE:mailto:b@example.org", "CATEGORIES:x,y",
        "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:a", "TRIGGER:-PT5M", "END:VALARM")

    @Test func `an event made on the phone stands in the file and in Notion after one sync`() async throws {
        try await with { world, phone in
            phone.put(uid("b"), view(event("b", "LOCATION:Garden")))
            #expect(try await world.sync().words == "create-file, create-remote")
            #expect(world.titles == ["a", "b"])
            #expect(world.notion.text("Location", of: try world.page("b")) == "Garden")
            try await world.expectIdle()
        }
    }

    @Test func `a page made in Notion is on the phone after one sync`() async throws {
        try await with { world, phone in
            try world.add("Dentist", "2026-01-20T09:00:00+01:00")
            #expect(try await world.sync().words == "create-file, create-remote")
            #expect(phone.events().map(\.view.title).sorted() == ["Dentist", "a"])
            try await world.expectIdle()
        }
    }

    @Test func `a title changed in Notion changes one line of the file, and the phone`() async throws {
        try await with { world, phone in
            let path = try #require(world.folder.eventFiles.first)
            let before = try #require(world.folder.read(path))
            let other = try #require(phone.events().first).view
            try world.notion.editRow(try world.page("a"), ["Name": .title("b")])
            #expect(try await world.sync().words == "edit-file, edit-remote")
            #expect(world.folder.read(path) == before.replacing("SUMMARY:a", with: "SUMMARY:b"))
            var expected = other
            expected.master[.title] = .text("b")
            #expect(phone.events().first?.view == expected)
            try await world.expectIdle()
        }
    }

    @Test func `what Notion can't hold is never taken from the phone or the file`() async throws {
        try await with { world, phone in
            let path = try #require(world.folder.eventFiles.first)
            let before = try #require(phone.events().first).view
            for title in ["b", "c", "d"] {
                try world.notion.editRow(
                    try world.page(title == "b" ? "a" : title == "c" ? "b" : "c"), ["Name": .title(title)])
                try await world.sync()
            }
            var expected = before
            expected.master[.title] = .text("d")
            #expect(phone.events().first?.view == expected)
            let text = try #require(world.folder.read(path))
            for line in [
                "X-MINE:kept", "PRIORITY:1", "CATEGORIES:x,y", "ATTENDEE:mailto:b@example.org", "TRIGGER:-PT5M",
            ] {
                #expect(text.contains(line))
            }
        }
    }

    @Test func `a deletion travels once, from either end`() async throws {
        for end in 0..<3 {
            try await with { world, phone in
                for name in ["x", "y"] { phone.put(uid(name), view(event(name))) }
                try await world.sync()
                switch end {
                case 0: phone.remove(try #require(phone.events().first { $0.uid == uid("a") }).id)
                case 1: try world.notion.trashRow(try world.page("a"))
                default: try world.folder.remove(try #require(world.folder.eventFiles.first { $0.contains("-a.") }))
                }
                let report = try await world.sync()
                #expect(report.done.count { $0.kind.isDeletion } == 2, "end \(end): \(report.words)")
                #expect(world.titles == ["x", "y"])
                #expect(phone.events().count == 2)
                #expect(world.folder.eventFiles.count == 2)
                try await world.expectIdle()
            }
        }
    }

    @Test func `case 39, deleted on the phone and edited in Notion, the edit wins everywhere`() async throws {
        try await with { world, phone in
            phone.remove(try #require(phone.events().first).id)
            try world.notion.editRow(try world.page("a"), ["Name": .title("b")])
            try await world.sync()
            #expect(phone.events().map(\.view.title) == ["b"])
            #expect(phone.events().first?.view.master[.priority] == .text("1"))
            #expect(world.titles == ["b"])
            try await world.expectIdle()
        }
    }

    @Test func `a conflict names the services, and other fields flow on`() async throws {
        try await with { world, phone in
            phone.edit(try #require(phone.events().first).id) { $0.master[.title] = .text("phone") }
            let page = try world.page("a")
            try world.notion.editRow(page, ["Name": .title("notion"), "Location": .words("Garden")])
            let report = try await world.sync()
            #expect(report.conflicts.map(\.key.pair) == [PairID("plans")])
            #expect(report.conflicts.first?.fields.map(\.path.field) == [.title])
            #expect(report.conflicts.first?.fields.first?.local == .text("phone"))
            #expect(report.conflicts.first?.fields.first?.remote == .text("notion"))
            #expect(phone.events().first?.view.master[.location] == .text("Garden"))
            #expect(try await world.resolve("a", .remote) == 1)
            try await world.sync()
            #expect(phone.events().map(\.view.title) == ["notion"])
            #expect(world.titles == ["notion"])
            try await world.expectIdle()
        }
    }

    @Test func `seconds and zones of the phone survive an edit of the date in Notion`() async throws {
        try await with { world, phone in
            let text = file([
                "UID:z@test", "DTSTAMP:20260101T000000Z", "DTSTART;TZID=America/New_York:20260115T090010",
                "DTEND;TZID=America/New_York:20260115T100050", "SUMMARY:z",
            ])
            phone.put(uid("z"), view(text))
            try await world.sync()
            let end = JSON.date("2026-01-15T15:00:00+01:00", "2026-01-15T18:30:00+01:00")
            try world.notion.editRow(try world.page("z"), ["Date": end])
            try await world.sync()
            let seen = try #require(phone.events().first { $0.uid == uid("z") }).view
            #expect(seen.matches(view(text.replacing("T100050", with: "T123000"))))
            try await world.expectIdle()
        }
    }
}
