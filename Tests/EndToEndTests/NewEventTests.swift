import Foundation
import Sandbox
import Testing

/// `new` and `import`: files of one's own, without an editor.
@Suite struct NewEventTests {
    @Test func `a new event is a file that the next sync sends`() async throws {
        try await World.with { world in
            let new = try await world.calsync(
                "new", "Tea", "with", "Anna", "--at", "2026-12-10 10:00", "--for", "90m", "--where", "Kitchen")
            #expect(new.code == 0 && new.out == "family/2026-12-10-tea-with-anna.ics\n", "\(new.out)\(new.err)")
            #expect(new.err.contains("10:00–11:30 Europe/Berlin") && new.err.contains("calsync sync"))
            try await world.sync()
            let sent = try #require(world.remote().values.first?.first)
            #expect(sent["summary"] == "Tea with Anna" && sent["location"] == "Kitchen")
            #expect(sent["start"]?["dateTime"]?.string?.hasPrefix("2026-12-10T10:00:00") == true)
            try await world.expectQuiet()
            let check = try await world.calsync("check")
            #expect(check.code == 0, "\(check.out)")
        }
    }

    @Test func `two of one name get files of their own`() async throws {
        try await World.with { world in
            for _ in 1...2 { #expect(try await world.calsync("new", "Tea", "--on", "2026-12-10").code == 0) }
            #expect(try world.eventFiles() == ["family/2026-12-10-tea-2.ics", "family/2026-12-10-tea.ics"])
            let json = try await world.calsync("new", "Tea", "--on", "2026-12-10", "--json")
            #expect(json.json["path"] == "family/2026-12-10-tea-3.ics" && json.json["time"] == "2026-12-10")
            #expect(json.json["file"]?.string == world.folder + "/family/2026-12-10-tea-3.ics")
        }
    }

    @Test(arguments: [
        (["--on", "someday"], "names no day"), (["--at", "25:00"], "no time of day"), ([], "When is it?"),
        (["--at", "2026-12-10 10:00", "--for", "1"], "no length"),
        (["--on", "2026-12-10", "--in", "famly"], "in no pair's folder"),
        (["--on", "2026-12-10", "--in", ".calsync"], "hidden"),
        (["--on", "2026-12-10", "--in", "/"], "not in the calendar"),
        (["--at", "2026-12-10 10:00", "--all-day"], "no time of day"),
        (["--on", "2026-12-10", "--zone", "Berlin"], "no time zone"),
        (["--on", "2026-12-10", "--repeat", "often"], "no way to repeat"),
    ])
    func `what can't be understood writes nothing and says what to type`(arguments: [String], sentence: String)
        async throws
    {
        try await World.with { world in
            let outcome = try await Program.run(
                ["new", "Tea"] + arguments, in: world.folder, environment: world.environment)
            #expect(outcome.code == 2 && outcome.err.contains(sentence) && outcome.err.contains("→"), "\(outcome.err)")
            #expect(try world.eventFiles().isEmpty)
        }
    }

    @Test func `the editor opens the new file`() async throws {
        try await World.with { world in
            let edited = try await world.calsync(
                "new", "Tea", "--on", "2026-12-10", "--edit", with: ["EDITOR": "sed -i s/Tea/Coffee/"])
            #expect(
                try edited.code == 0 && world.read("family/2026-12-10-tea.ics").contains("SUMMARY:Coffee"),
                "\(edited.err)")
            let failed = try await world.calsync(
                "new", "Tea", "--on", "2026-12-11", "--edit", with: ["VISUAL": "false"])
            #expect(failed.code == 1 && failed.err.contains("EDITOR") && world.has("family/2026-12-11-tea.ics"))
        }
    }

    @Test func `an export becomes one file an event and is sent`() async throws {
        try await World.with { world in
            let export = world.place + "/export.ics"
            let text =
                Events.single("a@x", "Tea") + Events.series("b@x", "Weekly") + Events.single("c@x", "Cake", day: 12)
            try Data(text.utf8).write(to: URL(fileURLWithPath: export))
            let dry = try await world.calsync("import", export, "-n")
            #expect(dry.code == 0 && dry.out.contains("3 to write"), "\(dry.err)")
            #expect(try world.eventFiles().isEmpty)
            let done = try await world.calsync("import", export, "--json")
            #expect(done.json[0]?["events"]?.array?.map { $0["outcome"] } == ["written", "written", "written"])
            try await world.sync()
            #expect(Set(world.remote().keys) == ["a@x", "b@x", "c@x"])
            let again = try await world.calsync("import", export)
            #expect(again.code == 0 && again.out.contains("0 written, 3 skipped"))
            try await world.expectQuiet()
        }
    }

    @Test func `a file that two events pause is taken apart where it is`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("a@x", "Tea"))
            try await world.sync()
            try world.write("family/tea.ics", Events.single("a@x", "Tea") + Events.single("b@x", "Cake", day: 12))
            let paused = try await world.calsync("sync")
            #expect(paused.code == 3 && paused.out.contains("calsync import FILE"), "\(paused.out)")
            let taken = try await world.calsync("import", "family/tea.ics")
            #expect(taken.code == 0 && taken.out.contains("in the trash"), "\(taken.out)")
            #expect(try world.eventFiles() == ["family/2026-12-10-tea.ics", "family/2026-12-12-cake.ics"])
            try await world.sync()
            #expect(world.remote().mapValues(\.count) == ["a@x": 1, "b@x": 1])
            #expect(world.sandbox.log.allSatisfy { $0.method != "DELETE" })
            try await world.expectQuiet()
        }
    }

    @Test func `what is no calendar is refused with a sentence`() async throws {
        try await World.with { world in
            try world.write("notes.txt", "hello")
            let none = try await world.calsync("import", "notes.txt")
            #expect(none.code == 2 && none.err.contains("notes.txt"), "\(none.err)")
            let missing = try await world.calsync("import", "nothing.ics")
            #expect(missing.code == 1 && missing.err.contains("nothing.ics"))
            try world.write("family/tea.ics", Events.single("a@x", "Tea"))
            let single = try await world.calsync("import", "family/tea.ics")
            #expect(single.code == 2 && single.err.contains("holds one event"))
            let elsewhere = try await world.calsync("import", "family/tea.ics", "--into", "family")
            #expect(elsewhere.code == 2 && elsewhere.err.contains("already"))
        }
    }
}
