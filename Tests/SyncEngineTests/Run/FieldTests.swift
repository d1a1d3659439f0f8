import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// cases.md 2.8, 51–71, end to end: merging, conflicts and how they end, services that hold less.
@Suite struct FieldTests {
    @Test func `case 51: edits of different fields are both kept`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine")
        try world.editRemote("a", .location, "Hall")
        #expect(try await world.sync().words == "edit-file, edit-remote")
        #expect(try world.remote("a").view.matches(view(event("a", title: "mine", "LOCATION:Hall"))))
        try await world.expectIdle()
    }

    private func conflict() async throws -> World {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine")
        try world.editRemote("a", .title, "theirs")
        let report = try await world.sync()
        #expect(report.conflicts.count == 1)
        #expect(report.exitCode == .attention)
        return world
    }

    @Test func `case 52: a conflict waits while other fields keep flowing`() async throws {
        let world = try await conflict()
        #expect(world.titles == ["theirs"])
        #expect(world.folder.read("work/a.ics") == event("a", title: "mine"))
        try await world.expectIdle()
        try world.editRemote("a", .location, "Hall")
        #expect(try await world.sync().words == "edit-file, conflict title")
        #expect(world.folder.read("work/a.ics")?.contains("LOCATION:Hall") == true)
        try await world.expectIdle()
    }

    @Test func `case 52: a conflict ends by itself when the sides become equal`() async throws {
        let world = try await conflict()
        try world.folder.edit("work/a.ics", "SUMMARY:mine", "SUMMARY:theirs")
        #expect(try await world.sync().conflicts.isEmpty)
        #expect(world.service.writes == 0)
        try await world.expectIdle()
    }

    @Test(arguments: Take.allCases) func `a conflict ends by resolving it`(take: Take) async throws {
        let world = try await conflict()
        let session = try world.folder.open()
        #expect(try await session.resolve(uid("a"), field: nil, take: take).count == 1)
        try await session.close()
        let report = try await world.sync()
        #expect(report.conflicts.isEmpty)
        switch take {
        case .local: #expect(world.titles == ["mine"])
        case .remote: #expect(world.titles == ["theirs"])
        case .both: #expect(world.titles == ["mine", "theirs"])
        }
        #expect(world.folder.eventFiles.count == (take == .both ? 2 : 1))
        try await world.expectIdle()
    }

    @Test(arguments: [Policy.Resolution.local, .remote]) func `on-conflict picks a winner`(
        resolution: Policy.Resolution
    ) async throws {
        let world = try await World.synced("a", policy: Policy(onConflict: resolution))
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine")
        try world.editRemote("a", .title, "theirs")
        #expect(try await world.sync().conflicts.isEmpty)
        #expect(world.titles == [resolution == .local ? "mine" : "theirs"])
        try await world.expectIdle()
    }

    @Test func `case 53: start and end are one field`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "DTSTART:20260115T090000Z", "DTSTART:20260115T080000Z")
        let theirs = view(event("a").replacing("T100000Z", with: "T110000Z")).master[.when]
        world.service.edit(try world.remote("a").id) { $0.master[.when] = theirs }
        #expect(try await world.sync().words == "adopt, conflict time")
        #expect(world.service.writes == 0)
        try await world.expectIdle()
    }

    @Test func `deletions = keep leaves the other side alone`() async throws {
        let world = try await World.synced("a", "b", "c", policy: Policy(deletions: .keep))
        try world.folder.remove("work/a.ics")
        try world.removeRemote("b")
        try await world.sync()
        #expect(world.titles == ["a", "c"])
        #expect(world.folder.eventFiles == ["work/b.ics", "work/c.ics"])
        try await world.expectIdle()
    }

    @Test func `case 64: a service that holds little changes just its line`() async throws {
        let world = World(.with { $0.fields = [.title, .when] })
        let text = event("a", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT5M", "END:VALARM", "X-A:1", "PRIORITY:3")
        try world.folder.write("work/a.ics", text)
        try await world.sync()
        try world.editRemote("a", .title, "new")
        try await world.sync()
        #expect(world.folder.read("work/a.ics") == text.replacing("SUMMARY:a", with: "SUMMARY:new"))
        try await world.expectIdle()
    }

    @Test func `cases 67 and 70: both sides change a series, and all of it is kept`() async throws {
        let world = World()
        try world.folder.write("work/a.ics", Scenario.exceptional)
        try await world.sync()
        let id = try world.remote("a").id
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine\nEXDATE;TZID=Europe/Berlin:20260212T090000")
        world.service.set(.excluded, at: InstanceKey("20260219T090000"), of: id)
        var part = try #require(try world.remote("a").view.exceptions[InstanceKey("20260205T090000")]?.part)
        part[.title] = .text("theirs")
        world.service.set(.changed(part), at: InstanceKey("20260205T090000"), of: id)
        #expect(try await world.sync().conflicts.isEmpty)
        let now = try world.remote("a").view
        #expect(now.exceptions.count == 4)
        #expect(now.title == "mine")
        #expect(now.exceptions[InstanceKey("20260205T090000")]?.part?[.title] == .text("theirs"))
        #expect(view(try #require(world.folder.read("work/a.ics"))).matches(now))
        try await world.expectIdle()
    }

    @Test(arguments: [false, true]) func `case 71: an override added at the old time follows a moved series`(
        resets: Bool
    ) async throws {
        let world = World(.with { $0.resetsExceptions = resets })
        try world.folder.write("work/a.ics", series("a"))
        try await world.sync()
        try world.folder.write("work/a.ics", series("a").at(hour: "10", end: "11"))
        world.service.set(
            .changed(Scenario.moved), at: InstanceKey("20260129T090000"), of: try world.remote("a").id)
        for _ in 0..<3 { try await world.sync() }
        let text = try #require(world.folder.read("work/a.ics"))
        #expect(text.contains("20260129T100000"))
        #expect(text.contains("SUMMARY:moved"))
        #expect(view(text).schedule == view(series("a").at(hour: "10", end: "11")).schedule)
        #expect(try world.remote("a").view.matches(view(text)))
        try await world.expectIdle()
    }

    @Test func `a change at one service reaches the other through the file in one run`() async throws {
        let (google, notion) = (MemoryProvider(), MemoryProvider(options: .with { $0.fields = [.title, .when] }))
        let folder = FolderWorld([.make("one", google, folder: "work"), .make("two", notion, folder: "work")])
        try folder.write("work/a.ics", event("a", "X-A:1"))
        try await folder.sync()
        let id = try #require(google.events().first?.id)
        google.edit(id) { $0.master[.title] = .text("new") }
        #expect(try await folder.sync().words == "edit-file, edit-remote")
        #expect(notion.events().map(\.view.title) == ["new"])
        google.remove(id)
        #expect(try await folder.sync().done.map(\.kind.word) == ["delete-file", "delete-remote"])
        #expect(notion.events().isEmpty)
        #expect(try await folder.sync().words == "nothing")
    }

    @Test(arguments: [Field.categories, .resources, .comments, .contacts])
    func `a newline within an element starts no line of its own`(_ field: Field) async throws {
        let world = World()
        var view = view(event("a"))
        view.master[field] = .set(["one\nSTATUS:CANCELLED", "two"])
        world.service.put(uid("a"), view)
        #expect(try await world.sync().words == "create-file")
        let path = try #require(world.path(uid("a")))
        let file = EventFile(Array(try #require(world.folder.read(path)).utf8))
        #expect(file.event?.content.master[field] == view.master[field])
        #expect(file.event?.content.master[.status] == nil && file.diagnostics.isEmpty)
        try await world.expectIdle()
    }
}
