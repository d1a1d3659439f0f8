import Glibc
import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// cases.md 2.8, 11–23: odd names, links, rights, and files that a person is in the middle of.
@Suite struct DamagedFileTests {
    @Test func `case 11: odd UIDs are compared by their bytes and never become paths`() async throws {
        let world = World()
        let odd = ["../../etc/x", "A b", "a b", String(repeating: "u", count: 1_000)]
        for (index, text) in odd.enumerated() {
            let id = try #require(UID(text))
            world.service.put(id, view(event("x", title: "../t/\(index)")))
        }
        try await world.sync()
        #expect(world.folder.eventFiles.count == 4)
        #expect(world.folder.eventFiles.allSatisfy { $0.hasPrefix("work/2026-01-15-t-") })
        let uids = world.folder.eventFiles.compactMap { path in
            world.folder.read(path).map { EventFile(Array($0.utf8)).uid?.text }
        }
        #expect(Set(uids) == Set(odd))
        try await world.expectIdle()
    }

    @Test func `case 12: names that differ in case only both sync, and none is made`() async throws {
        let world = World()
        try world.folder.write("work/Lunch.ics", event("a"))
        try world.folder.write("work/lunch.ics", event("b"))
        try world.folder.write("work/2026-01-15-DINNER.ics", event("c"))
        world.service.put(uid("d"), view(event("d", title: "Dinner")))
        try await world.sync()
        #expect(world.titles == ["Dinner", "a", "b", "c"])
        #expect(world.folder.eventFiles.contains("work/2026-01-15-dinner-2.ics"))
        try await world.expectIdle()
    }

    @Test func `case 13: a link inside the folder is followed and stays a link`() async throws {
        let world = World(onDisk: Policy())
        try world.folder.write("shared/a.ics", event("a"))
        try world.folder.write("work/x.ics", event("x"))
        symlink("../shared/a.ics", world.folder.root + "/work/a.ics")
        symlink("/etc/hostname", world.folder.root + "/work/out.ics")
        let report = try await world.sync()
        #expect(world.titles == ["a", "x"])
        #expect(report.problems.map(\.path) == ["work/out.ics"])
        try world.editRemote("a", .title, "new")
        #expect(try await world.sync().words == "edit-file")
        #expect(world.folder.read("shared/a.ics")?.contains("SUMMARY:new") == true)
        let status = try world.folder.files.status(world.folder.root + "/work/a.ics")
        #expect(status?.kind == .link)
        #expect(try await world.sync().done.isEmpty)
    }

    @Test func `case 13: what a link hides is not gone`() async throws {
        let world = World(onDisk: Policy())
        let (root, elsewhere) = (world.folder.root, Path.parent(world.folder.root) + "/elsewhere")
        for name in ["a", "b", "deep/c", "d"] { try world.folder.write("work/\(name).ics", event(Path.name(name))) }
        try await world.sync()
        #expect(mkdir(elsewhere, 0o700) == 0)
        // A file on a disk that isn't there, a file of elsewhere, and a folder of elsewhere.
        for name in ["a.ics", "b.ics", "deep"] {
            #expect(rename("\(root)/work/\(name)", "\(elsewhere)/\(name)") == 0)
            #expect(symlink(name == "a.ics" ? "/nowhere/a.ics" : "\(elsewhere)/\(name)", "\(root)/work/\(name)") == 0)
        }
        for _ in 1...2 {
            #expect(try await world.sync().done.isEmpty)
            #expect(world.titles == ["a", "b", "c", "d"])
        }
        for name in ["a.ics", "b.ics", "deep"] {
            #expect(unlink("\(root)/work/\(name)") == 0)
            #expect(rename("\(elsewhere)/\(name)", "\(root)/work/\(name)") == 0)
        }
        #expect(try await world.sync().done.isEmpty)
        try await world.expectIdle()
        try world.folder.remove("work/d.ics")
        try await world.sync()
        #expect(world.titles == ["a", "b", "c"])
    }

    @Test(.disabled(if: getuid() == 0, "root may write anywhere"))
    func `case 14: a folder that can't be written holds its pulls on the disk`() async throws {
        let world = World(onDisk: Policy())
        try world.folder.write("work/a.ics", event("a"))
        try await world.sync()
        chmod(world.folder.root + "/work", 0o500)
        try world.editRemote("a", .title, "new")
        #expect(try await world.sync().words == "held paused")
        chmod(world.folder.root + "/work", 0o700)
        #expect(try await world.sync().words == "edit-file")
    }

    @Test func `case 14: a pull that the disk refuses is held, the others go on, and nothing is lost`() async throws {
        let world = try await World.synced("a", "b")
        try world.editRemote("a", .title, "a2")
        try world.editRemote("b", .title, "b2")
        world.refuseWrites(to: "work/a.ics")
        let report = try await world.sync()
        #expect(report.words == "edit-file, held paused")
        #expect(report.exitCode == .attention)
        #expect(world.folder.read("work/a.ics") == event("a"))
        #expect(world.folder.read("work/b.ics")?.contains("SUMMARY:b2") == true)
        world.refuseWrites(to: nil)
        #expect(try await world.sync().words == "edit-file")
        #expect(world.folder.read("work/a.ics")?.contains("SUMMARY:a2") == true)
        try await world.expectIdle()
    }

    @Test(arguments: [true, false])
    func `case 14: what the service said stays while its file can't be written, and what you said goes later`(
        isRefused: Bool
    ) async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine")
        try world.editRemote("a", .location, "Hall")
        // A swap file counts while it is young on the world's own clock.
        world.folder.advance(by: -3_700)
        if isRefused { world.refuseWrites(to: "work/a.ics") } else { try world.folder.write("work/.a.ics.swp", "vim") }
        let report = try await world.sync()
        #expect(report.done.isEmpty)
        #expect(report.held.count == 1 && report.queued.count == 1)
        #expect(world.service.writes == 0)
        if isRefused { world.refuseWrites(to: nil) } else { try world.folder.remove("work/.a.ics.swp") }
        #expect(try await world.sync().words == "edit-file, edit-remote")
        #expect(try world.remote("a").view.matches(view(event("a", title: "mine", "LOCATION:Hall"))))
        #expect(world.folder.read("work/a.ics")?.contains("LOCATION:Hall") == true)
        try await world.expectIdle()
    }

    @Test func `case 14: a new event that the disk refuses comes with a later sync`() async throws {
        let world = try await World.synced("a")
        world.service.put(uid("b"), view(event("b")))
        world.refuseWrites(to: "work/2026-01-15-b.ics")
        #expect(try await world.sync().words == "held paused")
        try world.folder.write("work/c.ics", event("c"))
        try await world.sync()
        world.refuseWrites(to: nil)
        #expect(try await world.sync().words == "create-file")
        try await world.expectIdle()
    }

    @Test func `case 15: hidden, backup and swap files are no events`() async throws {
        let world = World()
        for name in [".a.ics", ".a.ics.swp", "a.ics~", "4913", ".#b.ics", ".hidden/c.ics", "notes.txt"] {
            try world.folder.write("work/" + name, event(String(name.utf8.count)))
        }
        #expect(try await world.sync().words == "nothing")
        #expect(world.service.events().isEmpty)
        try await world.expectIdle()
    }

    @Test(arguments: ["BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a@test\nSUMMARY", "", "\u{0}\u{1}\u{2}"])
    func `cases 16 and 17: a broken, empty or cut file is paused and resumes`(broken: String) async throws {
        let world = try await World.synced("a")
        try world.folder.write("work/a.ics", broken)
        try world.editRemote("a", .location, "Hall")
        let report = try await world.sync()
        #expect(report.exitCode == .attention)
        #expect(report.problems.contains { $0.path == "work/a.ics" })
        #expect(world.folder.read("work/a.ics") == broken)
        #expect(world.service.writes == 0)
        try await world.expectIdle()
        try world.folder.write("work/a.ics", event("a", title: "mine"))
        #expect(try await world.sync().words == "edit-file, edit-remote")
        #expect(try world.remote("a").view.matches(view(event("a", title: "mine", "LOCATION:Hall"))))
        #expect(world.folder.read("work/a.ics")?.contains("LOCATION:Hall") == true)
        try await world.expectIdle()
    }

    @Test func `case 16: a deletion at the service waits for a paused file`() async throws {
        let world = try await World.synced("a")
        try world.folder.write("work/a.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a@test\nSUMMARY")
        try world.removeRemote("a")
        #expect(try await world.sync().exitCode == .attention)
        try world.folder.write("work/z.ics", event("z"))
        try await world.sync()
        #expect(world.folder.read("work/a.ics")?.isEmpty == false)
        try world.folder.write("work/a.ics", event("a"))
        #expect(try await world.sync().words == "delete-file")
        #expect(world.titles == ["z"])
        try await world.expectIdle()
    }

    @Test func `case 18: conflict markers pause the file and are named`() async throws {
        let world = try await World.synced("a")
        let marked = event("a").replacing("SUMMARY:a", with: "<<<<<<< HEAD\nSUMMARY:x\n=======\nSUMMARY:y\n>>>>>>> b")
        try world.folder.write("work/a.ics", marked)
        let report = try await world.sync()
        #expect(report.words == "held paused")
        #expect(report.problems.contains { $0.diagnostic.message.lowercased().contains("conflict") })
        #expect(world.folder.read("work/a.ics") == marked)
        try await world.expectIdle()
    }

    @Test func `case 19: a save while a pull is written wins, and both edits meet`() async throws {
        let world = try await World.synced("a")
        try world.editRemote("a", .location, "Hall")
        let model = try #require(world.folder.model)
        let path = world.folder.root + "/work/a.ics"
        model.onStep { [model] step in
            guard step == "exchange \(path)" else { return }
            model.onStep(nil)
            model.put(path, event("a", title: "saved"))
        }
        try await world.sync()
        try await world.sync()
        let text = try #require(world.folder.read("work/a.ics"))
        #expect(text.contains("SUMMARY:saved") && text.contains("LOCATION:Hall"))
        #expect(try world.remote("a").view.matches(view(text)))
        try await world.expectIdle()
    }

    @Test func `case 21: bytes that are not UTF-8 stay as they are`() async throws {
        let world = World()
        let parts = event("a").replacing("SUMMARY:a", with: "SUMMARY:a\nCOMMENT:caf|").split(separator: "|")
        let bytes = Array(parts[0].utf8) + [0xE9] + Array(parts[1].utf8)
        try world.folder.write("work/a.ics", bytes)
        try await world.sync()
        #expect(world.titles == ["a"])
        try world.editRemote("a", .title, "b")
        #expect(try await world.sync().words == "edit-file")
        let after = try world.folder.files.read(world.folder.root + "/work/a.ics", limit: 1 << 20)
        #expect(after.contains(0xE9))
        #expect(after.count == bytes.count)
        try await world.expectIdle()
    }

    @Test func `case 22: unknown components and properties stay`() async throws {
        let world = World()
        let text = event("a", "X-UNKNOWN;A=b:1", "BEGIN:X-THING", "X-IN:2", "END:X-THING")
        try world.folder.write("work/a.ics", text)
        try world.folder.write("work/todo.ics", "BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:t\nEND:VTODO\nEND:VCALENDAR\n")
        try await world.sync()
        try world.editRemote("a", .title, "b")
        try await world.sync()
        #expect(world.folder.read("work/a.ics") == text.replacing("SUMMARY:a", with: "SUMMARY:b"))
        #expect(world.titles == ["b"])
        try await world.expectIdle()
    }

    @Test func `case 23: one date that can't be read pauses one event`() async throws {
        let world = try await World.synced("a", "b")
        try world.folder.edit("work/a.ics", "DTSTART:20260115T090000Z", "DTSTART:2026-01-15")
        try world.folder.edit("work/b.ics", "SUMMARY:b", "SUMMARY:new")
        #expect(try await world.sync().words == "edit-remote, held paused")
        #expect(world.titles == ["a", "new"])
    }
}

extension World {
    /// Has the disk refuse writes to one file; `nil` allows them again.
    func refuseWrites(to path: String?) {
        let (root, model) = (folder.root, folder.model)
        model?.onStep { [weak model] step in
            guard let path, step.hasSuffix(" " + root + "/" + path) else { return }
            model?.failNext(0, FileError(.notPermitted, root + "/" + path))
        }
    }
}
