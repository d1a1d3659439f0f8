import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// cases.md 2.8, 1–15: which file is which event.
@Suite struct IdentityTests {
    @Test func `case 1: a renamed file is the same event`() async throws {
        let world = try await World.synced("a", "b")
        try world.folder.move("work/a.ics", to: "work/deep/er/new name.ics")
        #expect(try await world.sync().words == "nothing")
        #expect(world.service.writes == 0)
        let files = try await world.folder.open(writes: false).manifest.files.keys.sorted()
        #expect(files == ["work/b.ics", "work/deep/er/new name.ics"])
        try await world.expectIdle()
    }

    @Test func `case 2: a file moved to another pair's folder is created there and deleted here`() async throws {
        let (home, job) = (MemoryProvider(), MemoryProvider())
        let folder = FolderWorld([.make("home", home), .make("job", job)])
        try folder.write("home/a.ics", event("a", "X-MINE:kept"))
        try await folder.sync()
        try folder.move("home/a.ics", to: "job/a.ics")
        let bytes = folder.read("job/a.ics")
        #expect(try await folder.sync().words == "create-remote, delete-remote")
        #expect(home.events().isEmpty)
        #expect(job.events().map(\.view.title) == ["a"])
        #expect(folder.read("job/a.ics") == bytes)
        #expect(try await folder.sync().words == "nothing")
    }

    @Test func `case 2: a moved event is not deleted where it was while its create fails`() async throws {
        let (home, job) = (MemoryProvider(), MemoryProvider())
        let folder = FolderWorld([.make("home", home), .make("job", job)])
        try folder.write("home/a.ics", event("a"))
        try await folder.sync()
        try folder.move("home/a.ics", to: "job/a.ics")
        job.fail(.create, with: .refusal(.unavailable("down", retryAfter: nil)), times: 5)
        try await folder.sync()
        #expect(home.events().count == 1)
        folder.advance(by: 7_200)
        try await folder.sync()
        #expect(home.events().isEmpty)
        #expect(job.events().count == 1)
    }

    @Test func `case 3: a file renamed and edited sends just the edit`() async throws {
        let world = try await World.synced("a")
        try world.folder.write("work/b.ics", event("a", title: "new"))
        try world.folder.remove("work/a.ics")
        let report = try await world.sync()
        #expect(report.words == "edit-remote")
        #expect(report.done.first?.changes.words == "title")
        #expect(world.titles == ["new"])
        try await world.expectIdle()
    }

    @Test func `case 4: a UID edited by hand is asked about, and accepted`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "UID:a@test", "UID:b@test")
        let report = try await world.sync()
        #expect(report.words == "held paused, held paused")
        #expect(report.exitCode == .attention)
        #expect(world.service.writes == 0)
        try await world.expectIdle()
        let session = try world.folder.open()
        #expect(try await session.acceptUID(of: "work/a.ics"))
        try await session.close()
        #expect(try await world.sync().words == "create-remote, delete-remote")
        #expect(world.service.events().map(\.uid) == [uid("b")])
        try await world.expectIdle()
    }

    @Test(arguments: [("a", "b"), ("b", "a")]) func `case 3: two files that swap their names are no changed UIDs`(
        first: String, second: String
    ) async throws {
        let world = try await World.synced("a")
        try world.folder.write("work/b.ics", event("b"))
        try await world.sync()
        let writes = world.service.writes
        try world.folder.move("work/\(first).ics", to: "work/c.ics")
        try world.folder.move("work/\(second).ics", to: "work/\(first).ics")
        try world.folder.move("work/c.ics", to: "work/\(second).ics")
        #expect(try await world.sync().words == "nothing")
        #expect(world.service.writes == writes)
        try world.folder.edit("work/a.ics", "SUMMARY:b", "SUMMARY:c")
        #expect(try await world.sync().words == "edit-remote")
        #expect(world.service.events().map(\.view.title).sorted() == ["a", "c"])
        try await world.expectIdle()
    }

    @Test func `case 4: putting the old UID back ends the question`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "UID:a@test", "UID:b@test")
        try await world.sync()
        try world.folder.edit("work/a.ics", "UID:b@test", "UID:a@test")
        #expect(try await world.sync().words == "nothing")
        #expect(world.service.writes == 0)
        try await world.expectIdle()
    }

    @Test func `case 5: a copy is paused and the original keeps syncing`() async throws {
        let world = try await World.synced("a")
        try world.folder.write("work/b.ics", event("a", title: "copy"))
        var report = try await world.sync()
        #expect(report.problems.map(\.path) == ["work/b.ics"])
        #expect(report.exitCode == .attention)
        #expect(world.service.writes == 0)
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:edited")
        report = try await world.sync()
        #expect(world.titles == ["edited"])
        #expect(report.problems.map(\.path) == ["work/b.ics"])
        try await world.expectIdle()
        try world.folder.edit("work/b.ics", "UID:a@test", "UID:b@test")
        #expect(try await world.sync().words == "create-remote")
        #expect(world.titles == ["copy", "edited"])
    }

    @Test func `case 5: a remote edit reaches the original beside a copy`() async throws {
        let world = try await World.synced("a")
        try world.folder.write("work/b.ics", event("a", title: "copy"))
        try await world.sync()
        try world.editRemote("a", .location, "Hall")
        #expect(try await world.sync().words == "edit-file")
        #expect(world.folder.read("work/a.ics")?.contains("LOCATION:Hall") == true)
        #expect(world.folder.read("work/b.ics") == event("a", title: "copy"))
        try await world.expectIdle()
    }

    @Test func `case 6: two files with the UID of one that is gone are both paused`() async throws {
        let world = try await World.synced("a")
        try world.folder.remove("work/a.ics")
        try world.folder.write("work/b.ics", event("a", title: "one"))
        try world.folder.write("work/c.ics", event("a", title: "two"))
        let report = try await world.sync()
        #expect(report.words == "held paused")
        #expect(Set(report.problems.map(\.path)) == ["work/b.ics", "work/c.ics"])
        #expect(world.titles == ["a"])
        try await world.expectIdle()
        try world.folder.remove("work/c.ics")
        #expect(try await world.sync().words == "edit-remote")
        #expect(world.titles == ["one"])
    }

    @Test func `case 7: two events in one file pause it, and nothing is deleted`() async throws {
        let world = try await World.synced("a")
        try world.folder.write(
            "work/a.ics",
            file(["UID:a@test", "DTSTART:20260115T090000Z"], [["UID:b@test", "DTSTART:20260116T090000Z"]]))
        let report = try await world.sync()
        #expect(report.words == "held paused")
        #expect(report.problems.first?.diagnostic.remedy.contains("calsync import") == true)
        #expect(world.titles == ["a"])
        try await world.expectIdle()
    }

    @Test func `case 8: two masters with one UID in a file pause it`() async throws {
        let world = try await World.synced("a")
        try world.folder.write(
            "work/a.ics",
            file(["UID:a@test", "DTSTART:20260115T090000Z"], [["UID:a@test", "DTSTART:20260116T090000Z"]]))
        #expect(try await world.sync().words == "held paused")
        #expect(world.titles == ["a"])
        try await world.expectIdle()
    }

    @Test func `case 9: overrides without a series are held`() async throws {
        let world = World()
        try world.folder.write(
            "work/a.ics",
            file([
                "UID:a@test", "DTSTAMP:20260101T000000Z", "RECURRENCE-ID:20260115T090000Z", "DTSTART:20260115T100000Z",
            ]))
        #expect(try await world.sync().words == "held service")
        #expect(world.service.events().isEmpty)
        try await world.expectIdle()
    }

    @Test func `case 10: a file without UID is completed by its lines and then sent`() async throws {
        let world = World()
        let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260115T090000Z\nsummary:Lunch\nEND:VEVENT\nEND:VCALENDAR"
        try world.folder.write("work/a.ics", text)
        let planned = try await world.folder.plan()
        #expect(planned.plan.operations.map(\.reason) == ["complete file: add UID", "new in the folder"])
        #expect(try await world.sync().words == "complete-file, create-remote")
        let after = try #require(world.folder.read("work/a.ics"))
        let added = after.split(separator: "\n").filter { !text.split(separator: "\n").contains($0) }
        #expect(added.count == 2)
        #expect(added.allSatisfy { $0.hasPrefix("UID:") || $0.hasPrefix("DTSTAMP:") })
        try await world.expectIdle()
    }

    @Test func `case 10: two clones complete a file alike`() async throws {
        let text = file(["DTSTART:20260115T090000Z", "SUMMARY:Lunch"])
        var uids: [UID] = []
        for _ in 0..<2 {
            let world = World()
            try world.folder.write("work/a.ics", text)
            try await world.sync()
            uids += world.service.events().map(\.uid)
        }
        #expect(uids.count == 2)
        #expect(uids.first == uids.last)
    }
}
