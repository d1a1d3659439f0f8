import Foundation
import Glibc
import Sandbox
import Testing

/// `calsync watch`, the real program.
@Suite struct WatchTests {
    /// A world with one event that is in step, watched.
    private func watched(_ body: (World, Watcher) async throws -> Void) async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await Watcher.with(world) { watcher in
                try await World.until { world.remoteTitle("tea@x") == "Tea" }
                try await body(world, watcher)
            }
        }
    }

    @Test func `a saved file is one update at the service`() async throws {
        try await watched { world, _ in
            let before = world.sandbox.writes
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
            try await World.until { world.remoteTitle("tea@x") == "Mint tea" }
            #expect(world.sandbox.writes == before + 1)
        }
    }

    @Test func `new, moved and deleted files and folders are noticed`() async throws {
        try await watched { world, _ in
            try world.write("family/2027/deep/new.ics", Events.single("new@x", "New", day: 4))
            try await World.until { world.remoteTitle("new@x") == "New" }
            try FileManager.default.moveItem(
                atPath: world.folder + "/family/2027", toPath: world.folder + "/family/2028")
            try world.edit("family/2028/deep/new.ics", "SUMMARY:New", "SUMMARY:Newer")
            try await World.until { world.remoteTitle("new@x") == "Newer" }
            try world.remove("family/2028/deep/new.ics")
            try await World.until { world.remote()["new@x"] == nil }
            #expect(world.remoteTitle("tea@x") == "Tea")
        }
    }

    @Test func `commands are carried out by the watcher`() async throws {
        try await watched { world, watcher in
            try world.phone("tea@x", ["summary": "Black tea"])
            let sync = try await world.calsync("sync")
            #expect(sync.code == 0 && sync.out.contains("Black tea"), "\(sync.out)\(sync.err)")
            #expect(try world.read("family/tea.ics").contains("SUMMARY:Black tea"))
            let json = try await world.calsync("sync", "--json")
            #expect(json.code == 0 && json.json["done"] == [], "\(json.out)")

            let undo = try await world.calsync("undo", "--yes")
            #expect(undo.code == 0, "\(undo.out)\(undo.err)")
            try await World.until { world.remoteTitle("tea@x") == "Tea" }

            let wrong = try await world.calsync("sync", "fmaily")
            #expect(wrong.code == 2 && wrong.err.contains("family"))
            let second = try await world.calsync("watch")
            #expect(second.code == 8 && second.err.contains("watched already"), "\(second.err)")
            #expect(!watcher.log.contains("rror"), "\(watcher.log)")
        }
    }

    @Test func `a conflict is settled by hand beside the watcher, in one editor`() async throws {
        try await watched { world, watcher in
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Black tea")
            try world.phone("tea@x", ["summary": "Green tea"])
            try await World.until { watcher.log.contains("calsync resolve family/tea.ics") }
            let editor = "sh -c 'echo x >> \(world.place)/edited; sed -i \"/^<<<</,/^>>>>/c Mint tea\" \"$0\"'"
            let outcome = try await world.calsync("resolve", "tea", "--take", "edit", with: ["EDITOR": editor])
            #expect(outcome.code == 0, "\(outcome.out)\(outcome.err)")
            #expect(world.remoteTitle("tea@x") == "Mint tea")
            #expect(try String(contentsOfFile: world.place + "/edited", encoding: .utf8) == "x\n")
        }
    }

    @Test func `a pair that is added is kept in step`() async throws {
        try await watched { world, _ in
            let added = try await world.calsync("pair", "add", "own", "--account", "google", "--calendar", "primary")
            #expect(added.code == 0, "\(added.err)")
            try world.write("own/walk.ics", Events.single("walk@x", "Walk"))
            try await World.until { world.remote(World.primary)["walk@x"] != nil }
        }
    }

    @Test func `it goes on where it was killed`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            let first = try await Watcher.start(world)
            try await World.until { world.remoteTitle("tea@x") == "Tea" }
            #expect(await first.stop(SIGKILL) == 128 + SIGKILL)
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
            try await Watcher.with(world) { _ in
                try await World.until { world.remoteTitle("tea@x") == "Mint tea" }
            }
            try await world.expectQuiet()
        }
    }

    @Test func `its timer goes on while the machine sleeps`() async throws {
        try await watched { _, watcher in
            let descriptors = "/proc/\(watcher.pid)/fd"
            // CLOCK_BOOTTIME is 7 (time.h): such a timer is over at once when a machine wakes after its time.
            try await World.until {
                (try? FileManager.default.contentsOfDirectory(atPath: descriptors))?.contains { name in
                    let target = try? FileManager.default.destinationOfSymbolicLink(atPath: descriptors + "/" + name)
                    let about = try? String(contentsOfFile: "/proc/\(watcher.pid)/fdinfo/\(name)", encoding: .utf8)
                    return target == "anon_inode:[timerfd]" && about?.contains("clockid: 7\n") == true
                } == true
            }
        }
    }

    @Test func `a folder that git is busy with waits until it is done`() async throws {
        try await World.with { world in
            try world.write(".git/HEAD", "ref: refs/heads/main\n")
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await Watcher.with(world) { watcher in
                try await World.until { world.remoteTitle("tea@x") == "Tea" }
                try world.write(".git/MERGE_HEAD", String(repeating: "a", count: 40))
                try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
                try await World.until { watcher.log.contains("a merge is not finished") }
                #expect(world.remoteTitle("tea@x") == "Tea")
                try world.remove(".git/MERGE_HEAD")
                try await World.until { world.remoteTitle("tea@x") == "Mint tea" }
            }
        }
    }

    @Test func `settings that can't be read leave those before in force`() async throws {
        try await watched { world, watcher in
            let settings = try world.read("calsync.toml")
            try world.write("calsync.toml", settings + "[pair.oops\n")
            try await World.until { watcher.log.contains("settings are left") }
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
            try await World.until { world.remoteTitle("tea@x") == "Mint tea" }
        }
    }
}
