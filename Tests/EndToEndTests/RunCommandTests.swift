import Foundation
import Sandbox
import Testing

/// `sync -i`, `resolve --take edit`, `check --remote`, `repair --dedupe`, and the filters of `log` and `why`.
@Suite struct RunCommandTests {
    @Test func `interactive knows all, quit and help, and asks about look-alikes`() async throws {
        try await World.with { world in
            for (day, name) in ["Apple", "Banana", "Cherry"].enumerated() {
                try world.write("family/\(name).ics", Events.single("\(name)@x", name, day: day + 1))
            }
            try world.sandbox.putEvent(
                [
                    "iCalUID": "other@x", "summary": "Apple",
                    "start": ["dateTime": "2026-12-01T10:00:00", "timeZone": "Europe/Berlin"],
                    "end": ["dateTime": "2026-12-01T11:00:00", "timeZone": "Europe/Berlin"],
                ], in: World.family)
            let terminal = try #require(PseudoTerminal())
            terminal.type("y\n?\nn\nq\n")
            let first = try await Program.run(
                ["sync", "-i"], in: world.folder, environment: world.environment, terminal: terminal.slave)
            let screen = terminal.screen()
            #expect(first.code == 0 && screen.contains("Take the two for one event?"), "\(screen)")
            #expect(screen.contains("leave it out of this run"))
            #expect(world.remote().keys.sorted() == ["other@x"])
            #expect(try world.eventFiles().count == 3)
            terminal.type("a\n")
            let second = try await Program.run(
                ["sync", "-i"], in: world.folder, environment: world.environment, terminal: terminal.slave)
            #expect(second.code == 0 && world.remote().count == 3, "\(second.out)")
            try await world.expectQuiet()
        }
    }

    /// A world with a title in conflict, and an editor that is a shell command on the file `$1`.
    private func conflict(_ body: (World) async throws -> Void) async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await world.sync()
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Black tea")
            try world.phone(
                "tea@x",
                [
                    "summary": "Green tea", "start": ["dateTime": "2026-12-10T12:00:00", "timeZone": "Europe/Berlin"],
                    "end": ["dateTime": "2026-12-10T13:00:00", "timeZone": "Europe/Berlin"],
                ])
            try world.edit("family/tea.ics", "20261210T110000", "20261210T113000")
            #expect(try await world.calsync("sync").code == 3)
            try await body(world)
        }
    }

    @Test func `resolve takes what the editor makes of both values`() async throws {
        try await conflict { world in
            let script =
                #"sh -c 'sed -i -e "/^<<<<<<<\|^=======\|^>>>>>>>/d" -e "s/^Black tea/Tea for two/" -e "/^Green tea/d" -e "/113000\|T100000/d" "$1"' editor"#
            let outcome = try await world.calsync(
                "resolve", "family/tea.ics", "--take", "edit", with: ["VISUAL": script])
            #expect(outcome.code == 0, "\(outcome.out)\(outcome.err)")
            let text = try world.read("family/tea.ics")
            #expect(
                text.contains("SUMMARY:Tea for two\n") && text.contains("DTSTART;TZID=Europe/Berlin:20261210T120000"))
            #expect(world.remoteTitle("tea@x") == "Tea for two")
            try await world.expectQuiet()
        }
    }

    @Test(arguments: ["true", "sh -c ': > \"$1\"' editor", "false", "sed -i s/20261210T1/junk/", "sed -i /^=====/d"])
    func `an editor that changes nothing, fails or leaves marks settles nothing`(editor: String) async throws {
        try await conflict { world in
            let (writes, before) = (world.sandbox.writes, try world.read("family/tea.ics"))
            let outcome = try await world.calsync("resolve", "tea", "--take", "edit", with: ["EDITOR": editor])
            #expect(outcome.code == 3 || outcome.code == 2, "\(outcome.out)\(outcome.err)")
            #expect(world.sandbox.writes == writes)
            #expect(try world.read("family/tea.ics") == before)
            #expect(try await world.calsync("conflicts").code == 3)
        }
    }

    @Test func `an editor is asked for where there is none`() async throws {
        try await conflict { world in
            let outcome = try await world.calsync("resolve", "tea", "--take", "edit")
            #expect(outcome.code == 2 && outcome.err.contains("EDITOR"))
        }
    }

    @Test func `duplicates are found and removed after a yes`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await world.sync()
            #expect(try await world.calsync("check", "--remote").code == 0)
            // What copying an event in some clients does: the copy takes calsync's marker along.
            for title in ["Tea", "Coffee"] {
                try world.sandbox.putEvent(
                    [
                        "summary": .string(title), "extendedProperties": ["private": ["calsync.uid": "tea@x"]],
                        "start": ["dateTime": "2026-12-10T10:00:00+01:00", "timeZone": "Europe/Berlin"],
                        "end": ["dateTime": "2026-12-10T11:00:00+01:00", "timeZone": "Europe/Berlin"],
                    ], in: World.family)
            }
            let check = try await world.calsync("check", "--remote")
            #expect(check.code == 3 && check.out.contains("repair --dedupe"), "\(check.out)\(check.err)")
            let dry = try await world.calsync("repair", "--dedupe", "-n", "--json")
            #expect(dry.code == 3 && dry.json["duplicates"]?.array?.count == 2, "\(dry.out)\(dry.err)")
            let blind = try await world.calsync("repair", "--dedupe")
            #expect(blind.code == 2 && blind.err.contains("--yes"))
            #expect(world.sandbox.events(in: World.family).count == 3)
            let yes = try await world.calsync("repair", "--dedupe", "--yes")
            #expect(yes.code == 3 && yes.out.contains("1 removed, 1 left."), "\(yes.out)\(yes.err)")
            let titles = world.sandbox.events(in: World.family).compactMap { $0["summary"]?.string }.sorted()
            #expect(titles == ["Coffee", "Tea"] && world.remoteTitle("tea@x") == "Tea")
            try await world.expectQuiet()
        }
    }

    @Test func `log and why are narrowed by time, pair, run and number, and know events that are gone`() async throws {
        try await World.with { world in
            for day in 1...4 {
                try world.write("family/\(day).ics", Events.single("e\(day)@x", "Day \(day)", day: day))
            }
            try await world.sync()
            try world.remove("family/1.ics")
            try await world.sync()
            func count(_ arguments: String...) async throws -> Int? {
                let outcome = try await Program.run(
                    ["log", "--json"] + arguments, in: world.folder, environment: world.environment)
                #expect(outcome.code == 0, "\(outcome.err)")
                return outcome.json.array?.count
            }
            #expect(try await count() == 5)
            #expect(try await count("--limit", "2") == 2)
            #expect(try await count("--since", "today") == 5)
            #expect(try await count("--since", "2100-01-01") == 0)
            #expect(try await count("--pair", "family") == 5)
            #expect(try await count("family/1.ics") == 2)
            #expect(try await count("e1@x") == 2)
            #expect(try await count("day 1") == 2)
            let run = try await world.calsync("log", "--json").json.array?.last?["run"]?.string ?? ""
            #expect(try await count("--run", String(run.prefix(8))) == 1)
            let bad = try await world.calsync("log", "--since", "soon")
            #expect(bad.code == 2)
            let pair = try await world.calsync("log", "--pair", "famly")
            #expect(pair.code == 2 && pair.err.contains("Did you mean family?"))
            let why = try await world.calsync("why", "Day 2", "--json")
            #expect(why.json["history"]?.array?.count == 1)
            let late = try await world.calsync("why", "Day 2", "--since", "2100-01-01T09:30", "--json")
            #expect(late.json["history"] == [])
        }
    }
}
