import Foundation
import Sandbox
import Testing

/// `calsync undo` and `calsync discard`, as a person types them.
@Suite struct UndoCommandTests {
    /// A world in which the phone has renamed Tea, and a sync has taken it.
    private func renamed(_ body: (World) async throws -> Void) async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try world.write("family/run.ics", Events.series("run@x", "Run"))
            try await world.sync()
            try world.phone("tea@x", ["summary": "Green tea"])
            try await world.sync()
            try await body(world)
        }
    }

    @Test func `undo takes the last run back and says what the next sync sends`() async throws {
        try await renamed { world in
            let before = try world.snapshot()
            let dry = try await world.calsync("undo", "-n")
            #expect(dry.code == 0 && dry.out.contains("1 would be changed back"), "\(dry.out)\(dry.err)")
            #expect(try world.snapshot() == before)

            let undo = try await world.calsync("undo")
            #expect(undo.code == 0 && undo.out.contains("“Green tea” → “Tea”"), "\(undo.out)\(undo.err)")
            #expect(undo.out.contains("The next `calsync sync` would go on with:"))
            #expect(try world.read("family/tea.ics") == Events.single("tea@x", "Tea"))
            #expect(world.remoteTitle("tea@x") == "Green tea")
            try await world.sync()
            #expect(world.remoteTitle("tea@x") == "Tea")
            try await world.expectQuiet()
        }
    }

    @Test func `undo again takes the undo back`() async throws {
        try await renamed { world in
            #expect(try await world.calsync("undo").code == 0)
            let again = try await world.calsync("undo", "--json")
            #expect(again.code == 0 && again.json["operations"]?[0]?["operation"] == "edit-file")
            #expect(again.json["next"]?["operations"] == [])
            #expect(try world.read("family/tea.ics").contains("SUMMARY:Green tea"))
        }
    }

    @Test func `undo --sync sends it at once, and a run is named by its first letters`() async throws {
        try await renamed { world in
            let log = try await world.calsync("log", "--json", "tea")
            let run = try #require(log.json.array?.last?["run"]?.string)
            let undo = try await world.calsync("undo", String(run.prefix(6)), "family/tea.ics", "--sync", "--json")
            #expect(undo.code == 0 && undo.json["undone"]?.string == run, "\(undo.out)\(undo.err)")
            #expect(undo.json["sync"]?["done"]?[0]?["operation"] == "edit-remote")
            #expect(world.remoteTitle("tea@x") == "Tea")
            try await world.expectQuiet()
        }
    }

    @Test func `what was edited since is listed and left`() async throws {
        try await renamed { world in
            try world.edit("family/tea.ics", "SUMMARY:Green tea", "SUMMARY:Black tea")
            let undo = try await world.calsync("undo")
            #expect(undo.code == 3 && undo.out.contains("edited since") && undo.out.contains("1 left"))
            #expect(try world.read("family/tea.ics").contains("SUMMARY:Black tea"))
        }
    }

    @Test func `files go to the trash only after a yes`() async throws {
        try await renamed { world in
            try world.write("family/new.ics", Events.single("new@x", "New", day: 12))
            try await world.sync()
            let blind = try await world.calsync("undo")
            #expect(blind.code == 2 && blind.err.contains("--yes") && world.has("family/new.ics"))
            let yes = try await world.calsync("undo", "--yes")
            #expect(yes.code == 0 && yes.out.contains("put into the trash"), "\(yes.out)\(yes.err)")
            #expect(!world.has("family/new.ics") && world.remote().count == 3)
            try await world.sync()
            #expect(world.remote().count == 2)
        }
    }

    @Test func `undo of what never was is refused`() async throws {
        try await World.with { world in
            let nothing = try await world.calsync("undo")
            #expect(nothing.code == 0 && nothing.out == "Nothing to take back.\n")
            let unknown = try await world.calsync("undo", "coffee")
            #expect(unknown.code == 2 && unknown.err.contains("coffee"))
        }
    }

    @Test func `discard shows the edit, asks, and takes the file back`() async throws {
        try await renamed { world in
            let agreed = try world.read("family/tea.ics")
            try world.edit("family/tea.ics", "SUMMARY:Green tea", "SUMMARY:Mine")
            let blind = try await world.calsync("discard", "family/tea.ics")
            #expect(blind.code == 2 && blind.err.contains("“Mine” → “Green tea”") && blind.err.contains("--yes"))
            let terminal = try #require(PseudoTerminal())
            terminal.type("n\n")
            let no = try await Program.run(
                ["discard", "family/tea.ics"], in: world.folder, environment: world.environment,
                terminal: terminal.slave)
            #expect(no.code == 1 && terminal.screen().contains("Do it?"))
            #expect(try world.read("family/tea.ics").contains("Mine"))
            let yes = try await world.calsync("discard", "family/tea.ics", "--yes", "--json")
            #expect(yes.code == 0 && yes.json["operations"]?[0]?["path"] == "family/tea.ics")
            #expect(try world.read("family/tea.ics") == agreed)
            try await world.sync()
            try await world.expectQuiet()
        }
    }

    @Test func `discard brings a deleted file back, and refuses a new one`() async throws {
        try await renamed { world in
            try world.remove("family/run.ics")
            let back = try await world.calsync("discard", "family/run.ics", "--yes")
            #expect(back.code == 0 && world.has("family/run.ics"), "\(back.out)\(back.err)")
            try world.write("family/new.ics", Events.single("new@x", "New", day: 12))
            let new = try await world.calsync("discard", "family/new.ics", "--yes")
            #expect(new.code == 3 && new.out.contains("never synced") && world.has("family/new.ics"))
        }
    }
}
