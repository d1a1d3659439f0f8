import Foundation
import Sandbox
import Testing

/// State that was damaged, lost or rolled back, folders that went away, configuration that is wrong.
@Suite struct BadStateTests {
    /// A world with two events in step.
    private func synced(_ body: (World) async throws -> Void) async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try world.write("family/run.ics", Events.series("run@x", "Run"))
            try await world.sync()
            try await body(world)
        }
    }

    /// Every command that needs the state refuses with exit 7 and names `repair`; that mends it, and nothing is lost or
    /// doubled.
    private func expectRepair(_ world: World) async throws {
        let before = world.sandbox.writes
        for command in ["sync", "plan", "status"] {
            let outcome = try await world.calsync(command)
            #expect(outcome.code == 7 && outcome.err.contains("calsync repair"), "\(command): \(outcome.err)")
        }
        let json = try await world.calsync("sync", "--json")
        #expect(json.code == 7 && json.json["code"] == 7 && json.json["remedy"]?.string?.contains("repair") == true)
        let blind = try await world.calsync("repair")
        #expect(blind.code == 2 && blind.err.contains("--yes"))
        let repaired = try await world.calsync("repair", "--yes")
        #expect(repaired.code == 0, "\(repaired.out)\(repaired.err)")
        #expect(world.sandbox.writes == before && world.remote().count == 2)
        #expect(try world.eventFiles() == ["family/run.ics", "family/tea.ics"])
        try await world.expectQuiet()
    }

    @Test func `a damaged manifest is refused and repaired`() async throws {
        try await synced { world in
            let text = try world.read(".calsync/manifest.json")
            try world.write(".calsync/manifest.json", String(text.prefix(text.count / 2)))
            try await expectRepair(world)
        }
    }

    @Test func `a lost manifest is refused and repaired`() async throws {
        try await synced { world in
            try world.remove(".calsync/manifest.json")
            try await expectRepair(world)
        }
    }

    @Test func `a manifest from a backup is refused and repaired`() async throws {
        try await synced { world in
            let old = try world.read(".calsync/manifest.json")
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
            try await world.sync()
            try world.write(".calsync/manifest.json", old)
            try await expectRepair(world)
            #expect(world.remoteTitle("tea@x") == "Mint tea")
        }
    }

    @Test func `a lost state folder is refused and repaired`() async throws {
        try await synced { world in
            try world.remove(".calsync")
            let outcome = try await world.calsync("sync")
            #expect(outcome.code == 7 && outcome.err.contains("calsync repair"), "\(outcome.err)")
            let repaired = try await world.calsync("repair", "--yes", "--new-folder")
            #expect(repaired.code == 0, "\(repaired.out)\(repaired.err)")
            #expect(world.remote().count == 2)
            try await world.expectQuiet()
        }
    }

    @Test func `after a repair what differs is asked, not guessed`() async throws {
        try await synced { world in
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
            try world.remove(".calsync/manifest.json")
            let repaired = try await world.calsync("repair", "--yes")
            #expect(repaired.code == 3 && repaired.out.contains("Mint tea"), "\(repaired.out)\(repaired.err)")
            #expect(world.remoteTitle("tea@x") == "Tea")
            #expect(try world.read("family/tea.ics").contains("Mint tea"))
        }
    }

    @Test func `a torn journal line is as if it had not been written`() async throws {
        try await synced { world in
            let path = world.folder + "/.calsync/journal.jsonl"
            let bytes = FileManager.default.contents(atPath: path) ?? Data()
            try (bytes + Data("{\"intent\":{\"oper".utf8)).write(to: URL(fileURLWithPath: path))
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
            try await world.sync()
            #expect(world.remoteTitle("tea@x") == "Mint tea" && world.remote().count == 2)
            try await world.expectQuiet()
        }
    }

    @Test func `a folder that is gone or emptied loses nothing`() async throws {
        try await World.with { world in
            for day in 1...5 {
                try world.write("family/\(day).ics", Events.single("e\(day)@x", "Day \(day)", day: day))
            }
            try await world.sync()
            try FileManager.default.moveItem(atPath: world.folder + "/family", toPath: world.place + "/aside")
            let gone = try await world.calsync("sync")
            #expect(gone.code == 1 && gone.out.contains("not mounted") && gone.out.contains("calsync pair remove"))
            try FileManager.default.createDirectory(
                atPath: world.folder + "/family", withIntermediateDirectories: false)
            let emptied = try await world.calsync("sync")
            #expect(emptied.code == 6 && emptied.out.contains("--allow-mass-change"), "\(emptied.out)")
            #expect(world.remote().count == 5)
            try world.remove("family")
            try FileManager.default.moveItem(atPath: world.place + "/aside", toPath: world.folder + "/family")
            try await world.sync()
            #expect(world.remote().count == 5)
            #expect(try world.eventFiles().count == 5)
            try await world.expectQuiet()
        }
    }

    @Test func `an emptied calendar folder is not taken for a new one`() async throws {
        try await synced { world in
            try FileManager.default.moveItem(atPath: world.folder, toPath: world.place + "/aside")
            try world.write("calsync.toml", "[pair.family]\naccount = \"google\"\ncalendar = \"\(World.family)\"\n")
            let outcome = try await world.calsync("sync")
            #expect(outcome.code == 7 && outcome.err.contains("Mount it, or restore it."), "\(outcome.err)")
            #expect(try world.eventFiles().isEmpty && world.remote().count == 2)
        }
    }

    @Test func `wrong configuration names the line and the nearest key`() async throws {
        try await World.with { world in
            let good = try world.read("calsync.toml")
            try world.write("calsync.toml", good + "drection = \"pull\"\n")
            let key = try await world.calsync("sync")
            #expect(
                key.code == 2 && key.err.contains("calsync.toml:4:") && key.err.contains("`direction`"), "\(key.err)")
            let json = try await world.calsync("sync", "--json")
            #expect(
                json.json["error"]?.string?.contains(":4:") == true && json.json["remedy"]?.string?.isEmpty == false)
            try world.write("calsync.toml", good + "direction = \"pul\"\ndeletions = 3\n")
            let values = try await world.calsync("status")
            #expect(values.code == 2 && values.err.contains(":4:") && values.err.contains(":5:"), "\(values.err)")
            try world.write("calsync.toml", "[pair.family\n")
            #expect(try await world.calsync("plan").err.contains("calsync.toml:1:"))
            try world.write("calsync.toml", good.replacingOccurrences(of: "\"google\"", with: "\"gogle\""))
            let account = try await world.calsync("sync")
            #expect(account.code == 2 && account.err.contains("google"))
            #expect(world.sandbox.log.isEmpty)
        }
    }
}
