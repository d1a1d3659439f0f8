import Glibc
import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// I11: a file that is gone while another can't be read may be that one, and is not taken for deleted.
@Suite struct MissingFileTests {
    private static let unreadable = [
        "", "BEGIN:VCALENDAR\n", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a\n<<<<<<< HEAD\n",
        String(repeating: "x", count: 11_000_000),
    ]

    @Test(arguments: unreadable.indices)
    func `a file that was renamed is still there, though nobody can tell that it is this one`(_ index: Int) async throws
    {
        let world = try await World.synced("a", "b", "c", "d", "e")
        try world.folder.remove("work/a.ics")
        try world.folder.write("work/new.ics", Self.unreadable[index])
        for _ in 1...2 {
            let report = try await world.sync()
            #expect(report.words == "held unread")
            #expect(report.held.first?.reason.contains("work/new.ics") == true)
            #expect(Set(report.problems.map(\.path)) == ["work/new.ics"])
        }
        #expect(world.titles == ["a", "b", "c", "d", "e"] && world.service.writes == 0)
        try world.folder.write("work/new.ics", event("a", title: "mended"))
        #expect(try await world.sync().words == "edit-remote")
        #expect(world.titles == ["b", "c", "d", "e", "mended"])
        try await world.expectIdle()
    }

    @Test func `what the service changed meanwhile makes no second file`() async throws {
        let world = try await World.synced("a", "b", "c", "d", "e")
        try world.folder.remove("work/a.ics")
        try world.folder.write("work/new.ics", "")
        try world.editRemote("a", .location, "Hall")
        #expect(try await world.sync().words == "adopt, held unread")
        #expect(world.folder.eventFiles.count == 5)
        try world.folder.write("work/new.ics", event("a"))
        #expect(try await world.sync().words == "edit-file")
        #expect(world.folder.read("work/new.ics")?.contains("LOCATION:Hall") == true)
        try await world.expectIdle()
    }

    @Test func `a broken file that is moved away no longer stands in a deletion's way`() async throws {
        let world = try await World.synced("a", "b", "c", "d", "e")
        try world.folder.write("work/notes.ics", "BEGIN:VCALENDAR\n")
        try world.folder.remove("work/a.ics")
        #expect(try await world.sync().words == "held unread")
        try world.folder.remove("work/notes.ics")
        #expect(try await world.sync().words == "delete-remote")
        #expect(world.titles == ["b", "c", "d", "e"])
        try await world.expectIdle()
    }

    @Test func `a broken file whose UID can be told stands in no other's way`() async throws {
        let world = try await World.synced("a", "b", "c", "d", "e")
        try world.folder.edit("work/b.ics", "DTEND:20260115T1", "DTEND:20250115T1")
        try world.folder.remove("work/a.ics")
        #expect(try await world.sync().words == "delete-remote, held paused")
        #expect(world.titles == ["b", "c", "d", "e"])
    }

    @Test func `a file that is renamed again between the look and the reading is not taken for deleted`() async throws {
        let world = try await World.synced("a", "b", "c", "d", "e")
        let (root, files) = (world.folder.root, world.folder.files)
        let manifest = try await world.folder.open(writes: false).manifest
        try world.folder.move("work/a.ics", to: "work/once.ics")
        let look = FolderScan(root: root, files: files).look(against: manifest)
        try world.folder.move("work/once.ics", to: "work/twice.ics")
        var folder = LocalFolder(root: root, files: files, manifest: manifest, pairFolders: ["work"], look: look)
        guard case .unknown(let reason, _) = folder.state(of: Planner.LocalKey("work", uid("a"))) else {
            Issue.record("it is known what became of it")
            return
        }
        #expect(reason.contains("work/once.ics"))
    }

    @Test(arguments: ["m\u{FC}ller as Latin-1", "a link"])
    func `a name that no path stands for, and a link to elsewhere, may be the file that is gone`(_ way: String)
        async throws
    {
        let world = World(onDisk: Policy())
        for name in ["a", "b", "c", "d"] { try world.folder.write("work/\(name).ics", event(name)) }
        try await world.sync()
        let folder = world.folder.root + "/work"
        let latin = Array(folder.utf8CString.dropLast()) + "/m".utf8CString.dropLast() + [-4] + ".ics".utf8CString
        if way == "a link" {
            #expect(rename(folder + "/a.ics", folder + "/../../elsewhere.ics") == 0)
            #expect(symlink("../../elsewhere.ics", folder + "/new.ics") == 0)
        } else {
            #expect(rename(folder + "/a.ics", latin) == 0)
        }
        #expect(try await world.sync().words == "held unread")
        #expect(world.titles == ["a", "b", "c", "d"])
        if way == "a link" {
            #expect(unlink(folder + "/new.ics") == 0)
            #expect(rename(folder + "/../../elsewhere.ics", folder + "/new.ics") == 0)
        } else {
            #expect(rename(latin, folder + "/new.ics") == 0)
        }
        #expect(try await world.sync().words == "nothing")
        try await world.expectIdle()
    }
}
