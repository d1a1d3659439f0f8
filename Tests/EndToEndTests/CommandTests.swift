import Sandbox
import Testing

@Suite struct CommandTests {
    @Test func `version and help answer anywhere, without a folder`() async throws {
        try await World.with { world in
            try world.remove("calsync.toml")
            let version = try await world.calsync("--version")
            #expect(version.code == 0 && version.out.hasPrefix("calsync 0."))
            let help = try await world.calsync("--help")
            #expect(help.code == 0 && help.out.contains("sync") && help.out.contains("plan"))
            let wrong = try await world.calsync("plam")
            #expect(wrong.code == 2 && wrong.out.isEmpty && wrong.err.contains("plam"))
            let nowhere = try await world.calsync("status")
            #expect(nowhere.code == 2 && nowhere.err.contains("calsync init"))
        }
    }

    @Test func `a usage error is JSON where JSON was asked for`() async throws {
        try await World.with { world in
            let outcome = try await world.calsync("sync", "--bad", "--json")
            #expect(outcome.code == 2 && outcome.json["code"] == 2)
            #expect(outcome.json["error"]?.string?.contains("--bad") == true)
            #expect(outcome.json["remedy"]?.string?.contains("--help") == true)
        }
    }

    @Test func `init makes a folder once and leaves a made one alone`() async throws {
        try await World.with { world in
            let made = try await world.calsync("init", "new", "--git")
            #expect(made.code == 0 && world.has("new/calsync.toml") && world.has("new/.gitattributes"))
            #expect(world.has("new/.calsync/.gitignore"))
            try world.write("new/calsync.toml", "# mine\n")
            let again = try await world.calsync("init", "new", "--json")
            #expect(again.code == 0 && again.json["folder"]?.string == world.folder + "/new")
            #expect(try world.read("new/calsync.toml") == "# mine\n")
        }
    }

    @Test func `pairs are added, listed and removed`() async throws {
        try await World.with { world in
            let added = try await world.calsync("pair", "add", "work", "--account", "google", "--calendar", "You")
            #expect(added.code == 0 && added.out.contains("Added work"), "\(added.err)")
            #expect(try world.read("calsync.toml").contains("[pair.work]"))
            let twice = try await world.calsync("pair", "add", "work", "--account", "google")
            #expect(twice.code == 2 && twice.err.contains("work"))
            let unknown = try await world.calsync("pair", "add", "x", "--account", "gogle")
            #expect(unknown.code == 2 && unknown.err.contains("Did you mean google?"))
            let wrong = try await world.calsync("pair", "add", "x", "--account", "google", "--calendar", "famly")
            #expect(wrong.code == 2 && wrong.err.contains("Did you mean Family?"))

            let list = try await world.calsync("pair", "list", "--json")
            #expect(list.json.array?.compactMap { $0["name"]?.string } == ["family", "work"])
            let text = try await world.calsync("pair", "list")
            #expect(text.code == 0 && text.out.contains("work"))

            let removed = try await world.calsync("pair", "remove", "work", "--json")
            #expect(removed.code == 0 && removed.json["removed"] == "work")
            let rest = try await world.calsync("pair", "list", "--json")
            #expect(rest.json.array?.count == 1)
            let none = try await world.calsync("pair", "remove", "famly")
            #expect(none.code == 2 && none.err.contains("Did you mean family?"))
        }
    }

    @Test func `a folder without a pair says how to get one`() async throws {
        try await World.with { world in
            try world.write("calsync.toml", "")
            for command in ["plan", "sync", "status"] {
                let outcome = try await world.calsync(command)
                #expect(outcome.code == 0 && (outcome.out + outcome.err).contains("calsync pair add"), "\(command)")
            }
            let list = try await world.calsync("pair", "list", "--json")
            #expect(list.code == 0 && list.out == "[]\n")
        }
    }

    @Test func `calendars shows what the account has`() async throws {
        try await World.with { world in
            let text = try await world.calsync("calendars")
            #expect(text.code == 0 && text.out.contains(World.family) && text.out.contains("family"))
            let json = try await world.calsync("calendars", "google", "--json")
            #expect(json.json.array?.compactMap { $0["id"]?.string } == [World.primary, World.family])
            #expect(json.json[1]?["pairs"] == ["family"])
            let wrong = try await world.calsync("calendars", "gogle")
            #expect(wrong.code == 2 && wrong.err.contains("Did you mean google?"))
        }
    }

    @Test func `plan says what sync then does`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            let offline = try await world.calsync("plan", "--offline", "--json")
            #expect(offline.code == 0 && offline.json["operations"]?.array?.count == 1)
            let plan = try await world.calsync("plan", "--json")
            #expect(plan.json["operations"]?[0]?["operation"] == "create-remote")
            let dry = try await world.calsync("sync", "-n", "--json")
            #expect(dry.json == plan.json && world.sandbox.writes == 0)
            let text = try await world.calsync("plan")
            #expect(text.out.contains("Tea") && text.out.contains("1 to the services."))

            let done = try await world.calsync("sync", "--json")
            #expect(done.code == 0 && done.json["done"]?.array?.count == 1)
            let empty = try await world.calsync("plan", "--json")
            for key in ["operations", "conflicts", "held", "skipped", "diagnostics", "troubles", "matches"] {
                #expect(empty.json[key] == [], "\(key)")
            }
            let quick = try await world.calsync("plan", "--offline", "--json")
            #expect(quick.json == empty.json)
            #expect(try await world.calsync("plan", "--offline").out == "Nothing to do.\n")
        }
    }

    @Test func `one direction leaves the other for later`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try world.sandbox.putEvent(
                [
                    "iCalUID": "phone@x", "summary": "Phone", "start": ["date": "2026-12-01"],
                    "end": ["date": "2026-12-02"],
                ], in: World.family)
            try await world.sync("--pull")
            #expect(try world.eventFiles().count == 2 && world.remote()["tea@x"] == nil)
            try world.phone("phone@x", ["summary": "Phone call"])
            try await world.sync("--push")
            #expect(world.remote()["tea@x"]?.count == 1)
            #expect(try !world.read("family/2026-12-01-phone.ics").contains("Phone call"))
            try await world.sync()
            #expect(try world.read("family/2026-12-01-phone.ics").contains("Phone call"))
            let both = try await world.calsync("sync", "--pull", "--push")
            #expect(both.code == 2)
            try await world.expectQuiet()
        }
    }

    @Test func `a whole listing finds nothing more`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.series("tea@x", "Tea"))
            try await world.sync()
            let writes = world.sandbox.writes
            try await world.sync("--full")
            #expect(world.sandbox.writes == writes)
            try await world.expectQuiet()
        }
    }

    @Test func `look-alikes are adopted on demand`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try world.sandbox.putEvent(
                [
                    "iCalUID": "other@x", "summary": "Tea",
                    "start": ["dateTime": "2026-12-10T10:00:00", "timeZone": "Europe/Berlin"],
                    "end": ["dateTime": "2026-12-10T11:00:00", "timeZone": "Europe/Berlin"],
                ], in: World.family)
            let plan = try await world.calsync("plan")
            #expect(plan.out.contains("--adopt-matches"))
            try await world.sync("--adopt-matches")
            #expect(try world.eventFiles() == ["family/tea.ics"] && world.remote().count == 1)
            try await world.expectQuiet()
        }
    }

    @Test func `a mass deletion is held until it is allowed`() async throws {
        try await World.with { world in
            for day in 1...6 {
                try world.write("family/\(day).ics", Events.single("e\(day)@x", "Day \(day)", day: day))
            }
            try await world.sync()
            for day in 1...4 { try world.remove("family/\(day).ics") }
            let held = try await world.calsync("sync")
            #expect(held.code == 6 && held.out.contains("--allow-mass-change") && world.remote().count == 6)
            let status = try await world.calsync("status")
            #expect(status.code == 6)
            try await world.sync("--allow-mass-change")
            #expect(world.remote().count == 2)
            try await world.expectQuiet()
        }
    }

    @Test func `log and why tell of an event`() async throws {
        try await World.with { world in
            let nothing = try await world.calsync("log", "--json")
            #expect(nothing.code == 0 && nothing.out == "[]\n")
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await world.sync()
            try world.phone("tea@x", ["summary": "Green tea"])
            try await world.sync()

            let log = try await world.calsync("log", "family/tea.ics", "--json")
            #expect(log.json.array?.compactMap { $0["operation"]?.string } == ["create-remote", "edit-file"])
            let change: JSON = ["field": "title", "instance": .null, "from": "Tea", "to": "Green tea"]
            #expect(log.json[1]?["changes"] == [change])
            let text = try await world.calsync("log", "--limit", "1")
            #expect(text.out.contains("“Tea” → “Green tea”") && !text.out.contains("create-remote"))

            let why = try await world.calsync("why", "green")
            #expect(why.code == 0 && why.out.contains("tea@x") && why.out.contains("family/tea.ics"))
            let json = try await world.calsync("why", "tea@x", "--json")
            #expect(json.json["files"] == ["family/tea.ics"] && json.json["plan"]?["operations"] == [])
            let unknown = try await world.calsync("why", "coffee")
            #expect(unknown.code == 2 && unknown.err.contains("coffee"))
        }
    }

    @Test func `check --strict asks libical as well, and says where it is missing`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea", lines: ["LOCATION:"]))
            let plain = try await world.calsync("check")
            #expect(plain.code == 0 && !plain.out.contains("libical"))
            let strict = try await world.calsync("check", "--strict")
            if strict.code == 0 {
                #expect(strict.out.contains("family/tea.ics:9: libical says: No value for LOCATION property"))
            } else {
                #expect(strict.code == 1 && strict.err.contains("apt-get install libical3"))
            }
        }
    }

    @Test func `case 78, an instance that the series does not have is told by line, and stays in the file`()
        async throws
    {
        try await World.with { world in
            let text = Events.series("choir@x", "Choir", lines: ["EXDATE;TZID=Europe/Berlin:20261211T100000"])
                .replacing(
                    "END:VCALENDAR\n", with: Events.override("choir@x", "20261218", "Choir!") + "END:VCALENDAR\n")
            try world.write("family/choir.ics", text)
            let check = try await world.calsync("check")
            #expect(check.code == 0)
            #expect(check.out.contains("family/choir.ics:10: EXDATE names an instance that the series doesn't have"))
            #expect(check.out.contains("family/choir.ics:15: RECURRENCE-ID names an instance"))
            let sync = try await world.calsync("sync")
            #expect(sync.code == 3 && sync.out.contains("the series has no instance on 2026-12-18 10:00"))
            #expect(world.remote().keys.sorted() == ["choir@x"])
            #expect(try world.read("family/choir.ics") == text)
            try await world.expectQuiet(code: 3)
        }
    }

    @Test func `check names file and line, and fixes what it can`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            let fine = try await world.calsync("check", "--json")
            #expect(fine.code == 0 && fine.out == "[]\n")
            try world.write("family/copy.ics", try world.read("family/tea.ics"))
            let doubled = try await world.calsync("check")
            #expect(doubled.code == 3 && doubled.out.contains("calsync check --fix"))
            let bare = try await world.calsync("check", "--fix")
            #expect(bare.code == 2 && bare.err.contains("FILE"))
            let fixed = try await world.calsync("check", "--fix", "family/copy.ics")
            #expect(fixed.code == 0, "\(fixed.out)\(fixed.err)")
            #expect(try !world.read("family/copy.ics").contains("UID:tea@x\n"))
            try await world.sync()
            #expect(world.remote().count == 2)

            try world.edit(
                "family/copy.ics", "DTEND;TZID=Europe/Berlin:20261210T110000", "DTEND;TZID=Mars:20261210T110000")
            let broken = try await world.calsync("check", "family/copy.ics")
            #expect(broken.code == 3 && broken.out.contains("family/copy.ics:8:"), "\(broken.out)")
        }
    }

    @Test func `repair has nothing to do where the state is sound`() async throws {
        try await World.with { world in
            try await world.sync()
            let text = try await world.calsync("repair")
            #expect(text.code == 0 && text.out.contains("sound"))
            let json = try await world.calsync("repair", "--json")
            #expect(json.json["repaired"] == false)
        }
    }

    @Test func `status has one line a fact for scripts`() async throws {
        try await World.with { world in
            let fresh = try await world.calsync("status", "--porcelain")
            #expect(fresh.out == "pair family events=0 to-sync=0 last=never error=no\n")
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try world.write("family/empty.ics", "")
            let before = try await world.calsync("status", "--porcelain")
            #expect(
                before.code == 3 && before.out.contains("to-sync=1") && before.out.contains("error family/empty.ics"))
            try world.remove("family/empty.ics")
            try await world.sync()
            let json = try await world.calsync("status", "--json")
            #expect(json.code == 0 && json.json["pairs"]?[0]?["events"] == 1 && json.json["queue"] == [])
        }
    }
}
