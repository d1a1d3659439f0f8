import Sandbox
import Testing

@Suite struct ConflictTests {
    /// A world whose event has one title here and another at the service.
    private func conflict(_ body: (World) async throws -> Void) async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea", lines: ["LOCATION:Kitchen"]))
            try await world.sync()
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Black tea")
            try world.phone("tea@x", ["summary": "Green tea", "location": "Garden"])
            let outcome = try await world.calsync("sync")
            #expect(outcome.code == 3 && outcome.out.contains("Black tea") && outcome.out.contains("Green tea"))
            #expect(outcome.out.contains("calsync resolve family/tea.ics"))
            // What does not conflict went through.
            #expect(try world.read("family/tea.ics").contains("LOCATION:Garden"))
            try await world.expectQuiet(code: 3)
            try await body(world)
        }
    }

    @Test func `conflicts lists both values until they are settled`() async throws {
        try await conflict { world in
            let text = try await world.calsync("conflicts")
            #expect(text.code == 3 && text.out.contains("here “Black tea”, there “Green tea”, before “Tea”"))
            let json = try await world.calsync("conflicts", "--json")
            let field: JSON = [
                "field": "title", "instance": .null, "base": "Tea", "local": "Black tea", "remote": "Green tea",
                "edit": "Black tea", "reason": .null,
            ]
            #expect(json.json[0]?["fields"] == [field])
            let resolved = try await world.calsync("resolve", "family/tea.ics", "--take", "local", "--json")
            #expect(resolved.code == 0 && resolved.json["conflicts"] == [])
            let none = try await world.calsync("conflicts", "--json")
            #expect(none.code == 0 && none.out == "[]\n")
            let again = try await world.calsync("resolve", "family/tea.ics", "--take", "local")
            #expect(again.code == 2 && again.err.contains("calsync conflicts"))
        }
    }

    @Test(arguments: [("local", "Black tea"), ("remote", "Green tea")])
    func `one side wins`(side: String, title: String) async throws {
        try await conflict { world in
            let outcome = try await world.calsync("resolve", "tea", "--take", side)
            #expect(outcome.code == 0, "\(outcome.out)\(outcome.err)")
            #expect(try world.read("family/tea.ics").contains("SUMMARY:\(title)\n"))
            #expect(world.remoteTitle("tea@x") == title)
            try await world.expectQuiet()
        }
    }

    @Test func `both makes the service's version a second event`() async throws {
        try await conflict { world in
            let outcome = try await world.calsync("resolve", "tea", "--take", "both")
            #expect(outcome.code == 0, "\(outcome.out)\(outcome.err)")
            #expect(try world.eventFiles() == ["family/tea-google.ics", "family/tea.ics"])
            #expect(
                world.remote().values.flatMap { $0 }.compactMap { $0["summary"]?.string }.sorted() == [
                    "Black tea", "Green tea",
                ])
            try await world.expectQuiet()
        }
    }

    @Test func `one field is settled and the other waits`() async throws {
        try await conflict { world in
            try world.edit("family/tea.ics", "LOCATION:Garden", "LOCATION:Cellar")
            try world.phone("tea@x", ["location": "Attic"])
            #expect(try await world.calsync("sync").code == 3)
            let wrong = try await world.calsync("resolve", "tea", "--take", "local", "--field", "titel")
            #expect(wrong.code == 2 && wrong.err.contains("Did you mean title?"))
            let outcome = try await world.calsync("resolve", "tea", "--take", "remote", "--field", "title")
            #expect(outcome.code == 3)
            let text = try world.read("family/tea.ics")
            #expect(text.contains("SUMMARY:Green tea") && text.contains("LOCATION:Cellar"))
            let rest = try await world.calsync("resolve", "tea", "--take", "local")
            #expect(rest.code == 0 && world.remote()["tea@x"]?[0]["location"] == "Cellar")
            try await world.expectQuiet()
        }
    }

    @Test func `a value of one's own is said in the command line`() async throws {
        try await conflict { world in
            let wrong = try await world.calsync("resolve", "tea", "--set", "location=Attic")
            #expect(wrong.code == 2 && wrong.err.contains("In conflict: title"), "\(wrong.err)")
            for words in [
                ["resolve", "tea"], ["resolve", "--all", "--take", "both"],
                ["resolve", "tea", "--all", "--take", "local"],
            ] {
                let outcome = try await Program.run(words, in: world.folder, environment: world.environment)
                #expect(outcome.code == 2, "\(words)")
            }
            let outcome = try await world.calsync("resolve", "tea", "--set", "title=Oolong", "--pair", "family")
            #expect(outcome.code == 0, "\(outcome.out)\(outcome.err)")
            #expect(
                try world.read("family/tea.ics").contains("SUMMARY:Oolong") && world.remoteTitle("tea@x") == "Oolong")
            try await world.expectQuiet()
        }
    }

    @Test func `all conflicts are settled at once`() async throws {
        try await conflict { world in
            try world.write("family/run.ics", Events.single("run@x", "Run", day: 3))
            _ = try await world.calsync("sync")
            try world.edit("family/run.ics", "SUMMARY:Run", "SUMMARY:Long run")
            try world.phone("run@x", ["summary": "Short run"])
            #expect(try await world.calsync("sync").code == 3)
            let outcome = try await world.calsync("resolve", "--all", "--take", "remote", "--json")
            #expect(outcome.code == 0 && outcome.json["conflicts"] == [], "\(outcome.out)\(outcome.err)")
            #expect(try world.read("family/run.ics").contains("SUMMARY:Short run"))
            #expect(try world.read("family/tea.ics").contains("SUMMARY:Green tea"))
            let again = try await world.calsync("resolve", "--all", "--take", "local")
            #expect(again.code == 0 && again.out == "There was nothing to settle.\n")
        }
    }

    @Test func `a decision is noted now and carried out by the next sync`() async throws {
        try await conflict { world in
            let writes = world.sandbox.writes
            let noted = try await world.calsync("resolve", "tea", "--take", "local", "--no-sync", "--json")
            #expect(noted.code == 0 && noted.json["resolved"] == "tea" && world.sandbox.writes == writes)
            try await world.sync()
            #expect(world.remoteTitle("tea@x") == "Black tea")
        }
    }

    @Test func `interactive asks on a terminal and refuses without one`() async throws {
        try await World.with { world in
            try world.write("family/a.ics", Events.single("a@x", "Apple", day: 1))
            try world.write("family/b.ics", Events.single("b@x", "Banana", day: 2))
            let blind = try await world.calsync("sync", "-i")
            #expect(blind.code == 2 && blind.err.contains("terminal") && world.sandbox.writes == 0)

            let terminal = try #require(PseudoTerminal())
            terminal.type("n\ny\n")
            let outcome = try await Program.run(
                ["sync", "-i"], in: world.folder, environment: world.environment, terminal: terminal.slave)
            #expect(outcome.code == 0, "\(outcome.out)")
            #expect(terminal.screen().contains("Do it?") && world.remote().keys.sorted() == ["b@x"])
            try await world.sync()
            #expect(world.remote().keys.sorted() == ["a@x", "b@x"])
        }
    }
}
