import Foundation
import Sandbox
import TestSupport
import Testing

/// The first evening with a CalDAV server, with the real program and real servers.
@Suite(.enabled(if: RealServer.isThere)) struct CalDAVCommandTests {
    /// Runs the program with a line on its standard input.
    private func run(_ words: [String], _ world: World, says line: String = "") async throws -> Outcome {
        let launcher = line.isEmpty ? [] : ["/bin/sh", "-c", "echo '\(line)' | \"$@\"", "sh"]
        return try await Program.run(words, in: world.folder, environment: world.environment, as: launcher)
    }

    @Test(arguments: RealServer.Kind.all)
    func `login, pair, plan, sync, and no password anywhere`(_ kind: RealServer.Kind) async throws {
        let there = try RealServer.shared(kind).makeCalendar()
        let name = there.path.split(separator: "/").last.map(String.init) ?? ""
        let address = "http://127.0.0.1:\(there.server.port)"
        try await World.with { world in
            let login = try await run(
                ["login", "caldav", address, "--user", there.user], world, says: RealServer.password)
            #expect(login.code == 0, "\(login.out)\(login.err)")
            #expect(login.out.contains(there.path) && login.out.contains("calsync pair add"))
            let add = try await run(["pair", "add", "home", "--account", "caldav", "--calendar", name], world)
            #expect(add.code == 0, "\(add.out)\(add.err)")

            try world.write("home/tea.ics", Events.single("tea@x", "Tea"))
            let plan = try await run(["plan", "home"], world)
            #expect(plan.code == 0 && plan.out.contains("Tea"), "\(plan.out)\(plan.err)")
            let sync = try await run(["sync", "home"], world)
            #expect(sync.code == 0, "\(sync.out)\(sync.err)")
            #expect(try await run(["plan", "home"], world).out.contains("Nothing to do."))

            #expect(try there.paths().count == 1)
            for file in try FileManager.default.subpathsOfDirectory(atPath: world.place) {
                let bytes = FileManager.default.contents(atPath: world.place + "/" + file) ?? Data()
                // What is sealed may spell anything.
                guard !file.hasSuffix("tokens/caldav.json") else { continue }
                #expect(!String(decoding: bytes, as: UTF8.self).contains("\(there.user):secret"), "\(file)")
            }
        }
    }

    @Test func `a sign-in is renewed from the dashboard's page`() async throws {
        let there = try RealServer.shared(.radicale).makeCalendar()
        let name = there.path.split(separator: "/").last.map(String.init) ?? ""
        let address = "http://127.0.0.1:\(there.server.port)"
        try await World.with { world in
            _ = try await run(["login", "caldav", address, "--user", there.user], world, says: RealServer.password)
            _ = try await run(["pair", "add", "home", "--account", "caldav", "--calendar", name], world)
            try world.write("home/tea.ics", Events.single("tea@x", "Tea"))
            #expect(try await run(["logout", "caldav"], world).code == 0)
            try await Page.with(world) { page in
                #expect(try await page.get("/api/status").json["pairs"]?[1]?["signIn"]?["state"] == "missing")
                let wrong = try await page.post("/api/accounts/caldav/login", ["password": "wrong"])
                #expect(wrong.status == 424, "\(wrong)")
                let good = try await page.post(
                    "/api/accounts/caldav/login", ["password": .string(RealServer.password)])
                #expect(good.status == 200 && good.json["state"] == "done", "\(good)")
                let sync = try await page.post("/api/calendar/sync", ["pair": "home"])
                #expect(sync.json["done"]?.array?.count == 1, "\(sync)")
            }
            #expect(try there.paths().count == 1)
        }
    }

    @Test(arguments: [RealServer.Kind.radicale, .xandikos])
    func `what vdirsyncer kept in step goes on without a write`(_ kind: RealServer.Kind) async throws {
        let there = try RealServer.shared(kind).makeCalendar()
        let name = there.path.split(separator: "/").last.map(String.init) ?? ""
        let address = "http://127.0.0.1:\(there.server.port)/"
        let text = Events.single("tea@x", "Tea")
        try there.put(text, at: there.path + "tea.ics")
        try await World.with { world in
            try world.write("vdir/\(name)/tea.ics", text)
            let settings = """
                [pair all]
                a = "here"
                b = "server"
                collections = ["\(name)"]
                [storage here]
                type = "filesystem"
                path = "\(world.folder)/vdir"
                [storage server]
                type = "caldav"
                url = "\(address)"
                username = "\(there.user)"
                """
            try Data(settings.utf8).write(to: URL(fileURLWithPath: world.place + "/vdirsyncer"))
            let words = ["import", "--from", "vdirsyncer", world.place + "/vdirsyncer"]
            let first = try await run(words, world)
            #expect(
                first.code == 5 && first.err.contains("calsync login caldav \(address) --account server"),
                "\(first.err)")
            let login = try await run(
                ["login", "caldav", address, "--account", "server", "--user", there.user], world,
                says: RealServer.password)
            #expect(login.code == 0, "\(login.err)")
            let second = try await run(words, world)
            #expect(second.code == 0 && second.out.contains("Added \(name)"), "\(second.out)\(second.err)")
            let tag = try there.send("GET", there.path + "tea.ics")["ETag"]
            let sync = try await run(["sync", name], world)
            #expect(sync.code == 0, "\(sync.out)\(sync.err)")
            #expect(try there.send("GET", there.path + "tea.ics")["ETag"] == tag)
            #expect(try world.read("vdir/\(name)/tea.ics") == text)
            #expect(try await run(["plan", name], world).out.contains("Nothing to do."))
        }
    }

    @Test func `what khal shows gets the calendars of its names, and goes on without a write`() async throws {
        let server = try RealServer.shared(.radicale)
        let (one, other) = (try server.makeCalendar(), try server.makeCalendar())
        let names = [one, other].map { $0.path.split(separator: "/").last.map(String.init) ?? "" }
        let text = Events.single("tea@x", "Tea")
        try one.put(text, at: one.path + "tea.ics")
        try await World.with { world in
            try world.write("cal/\(names[0])/tea.ics", text)
            try world.write("cal/nobodys/tea.ics", Events.single("cake@x", "Cake"))
            try world.write("extra/\(names[1])/none.txt", "")
            let settings = """
                [calendars]
                  [[all]]
                    path = \(world.folder)/cal/*
                    type = discover
                  [[work]]
                    path = \(world.folder)/extra/\(names[1])
                  [[away]]
                    path = /usr
                [locale]
                """
            try Data(settings.utf8).write(to: URL(fileURLWithPath: world.place + "/khal"))
            let words = ["import", "--from", "khal", world.place + "/khal"]
            let first = try await run(words, world)
            #expect(first.code == 0 && !first.out.contains("Added"), "\(first.out)\(first.err)")
            #expect(first.err.contains("no calendar of your accounts has its name"), "\(first.err)")
            let login = try await run(
                ["login", "caldav", "http://127.0.0.1:\(server.port)/", "--user", RealServer.user], world,
                says: RealServer.password)
            #expect(login.code == 0, "\(login.err)")
            let second = try await run(words, world)
            #expect(second.code == 0, "\(second.err)")
            #expect(
                second.out.contains("Added \(names[0]): cal/\(names[0])") && second.out.contains("Added work: extra"))
            #expect(second.err.contains("cal/nobodys: no calendar") && second.err.contains("/usr is outside"))
            #expect(try await run(words, world).out.contains("Added") == false)
            let tag = try one.send("GET", one.path + "tea.ics")["ETag"]
            let sync = try await run(["sync", names[0], "work"], world)
            #expect(sync.code == 0, "\(sync.out)\(sync.err)")
            #expect(try one.send("GET", one.path + "tea.ics")["ETag"] == tag)
            #expect(try world.read("cal/\(names[0])/tea.ics") == text)
        }
    }

    @Test func `what is shared only to read is read, and an edit waits in the folder with a sentence`() async throws {
        let there = try RealServer.shared(.radicale).makeCalendar()
        let text = Events.single("tea@x", "Tea")
        try there.put(text, at: there.path + "tea.ics")
        try await World.with { world in
            let login = try await run(
                ["login", "caldav", "http://127.0.0.1:\(there.server.port)", "--user", RealServer.reader], world,
                says: RealServer.password)
            #expect(login.code == 0, "\(login.err)")
            let add = try await run(["pair", "add", "hers", "--account", "caldav", "--calendar", there.path], world)
            #expect(add.code == 0 && (add.out + add.err).contains("only to read"), "\(add.out)\(add.err)")
            let first = try await run(["sync", "hers"], world)
            #expect(first.code == 0 && first.out.contains("Tea"), "\(first.out)\(first.err)")
            let path = try #require(try world.eventFiles().first)

            try world.edit(path, "SUMMARY:Tea", "SUMMARY:Mint tea")
            try world.write("hers/mine.ics", Events.single("mine@x", "Mine"))
            for command in ["plan", "sync"] {
                let held = try await run([command, "hers"], world)
                #expect(held.code == 3, "\(held.out)\(held.err)")
                #expect(held.out.contains("You changed title, which can't be sent. You may only read"), "\(held.out)")
                #expect(held.out.contains("the calendar is read-only for this account, so the event stays"))
            }
            #expect(try there.paths().count == 1 && there.text(there.path + "tea.ics").contains("SUMMARY:Tea\r\n"))
            #expect(try world.read(path).contains("SUMMARY:Mint tea"))

            // Hers still come, and what is taken back is in step again.
            try there.edit(there.path + "tea.ics") { $0.replacingOccurrences(of: "T110000", with: "T113000") }
            try world.remove("hers/mine.ics")
            let merged = try await run(["sync", "hers"], world)
            #expect(merged.code == 3 && merged.out.contains("time"), "\(merged.out)\(merged.err)")
            try world.edit(path, "SUMMARY:Mint tea", "SUMMARY:Tea")
            let again = try await run(["sync", "hers"], world)
            #expect(again.code == 0, "\(again.out)\(again.err)")

            try world.remove(path)
            let deleted = try await run(["sync", "hers"], world)
            #expect(deleted.code == 3 && deleted.out.contains("but the event stays"), "\(deleted.out)")
            #expect(try there.paths().count == 1)
        }
    }

    @Test func `a certificate that nobody vouches for is refused, with what to do about it`() async throws {
        let server = try RealServer.shared(.radicale)
        try await World.with { world in
            let proxy = try await Python.tlsProxy(before: server.port, in: world.place)
            let login = try await run(
                ["login", "caldav", "https://127.0.0.1:\(proxy.port)", "--user", "alice"], world,
                says: RealServer.password)
            kill(proxy.process, SIGTERM)
            _ = await Child.end(of: proxy.process)
            #expect(login.code == 4 && login.err.contains("certificate"), "\(login.err)")
            #expect(login.err.contains("Nothing was sent") && login.err.contains("Nothing was stored"), "\(login.err)")
        }
    }

    @Test(arguments: [
        (["icloud"], "https://account.apple.com"), (["fastmail"], "https://app.fastmail.com"),
        (["nextcloud", "https://127.0.0.1:1"], "Create new app password"),
    ])
    func `at a terminal a known service says which password it wants, and where to make it`(
        words: [String], place: String
    ) async throws {
        try await World.with { world in
            let terminal = try #require(PseudoTerminal())
            let running = try Program.start(
                ["login"] + words + ["--user", "ann@example.org"], in: world.folder, environment: world.environment,
                terminal: terminal.slave)
            var screen = ""
            try await World.until("it asks for the password") {
                screen += terminal.screen()
                return screen.contains("Password")
            }
            #expect(screen.contains(place) && screen.contains("not your usual one") != (words.count > 1), "\(screen)")
            terminal.type("\n")
            let outcome = try await running.outcome.value
            #expect(outcome.code == 2 && !world.has("../state/calsync/tokens"), "\(screen)\(terminal.screen())")
        }
    }

    @Test func `another server under the name of one is refused`() async throws {
        let (one, other) = (try RealServer.shared(.radicale), try RealServer.shared(.xandikos))
        try await World.with { world in
            for (server, code) in [(one, 0), (one, 0), (other, 2)] as [(RealServer, Int32)] {
                let login = try await run(
                    ["login", "caldav", "http://127.0.0.1:\(server.port)", "--user", "alice"], world, says: "secret")
                #expect(login.code == code, "\(login.err)")
                #expect(code == 0 || login.err.contains("--account"), "\(login.err)")
            }
            let again = try await run(["login", "caldav", "--user", "alice"], world, says: "secret")
            #expect(again.code == 0, "\(again.err)")
        }
    }

    @Test func `a wrong password, no server and no address are told apart`() async throws {
        let server = try RealServer.shared(.radicale)
        try await World.with { world in
            let wrong = try await run(
                ["login", "caldav", "http://127.0.0.1:\(server.port)", "--user", "alice"], world, says: "wrong")
            #expect(wrong.code == 5 && wrong.err.contains("app password"), "\(wrong.err)")
            let nobody = try await run(
                ["login", "caldav", "http://127.0.0.1:1", "--user", "alice"], world, says: "secret")
            #expect(nobody.code != 0 && nobody.err.contains("127.0.0.1"), "\(nobody.err)")
            let nonsense = try await run(["login", "caldav", "nonsense", "--user", "alice"], world, says: "secret")
            #expect(nonsense.code == 2 && nonsense.err.contains("https://"), "\(nonsense.err)")
            let unnamed = try await run(["login", "icloud"], world, says: "secret")
            #expect(unnamed.code == 2 && unnamed.err.contains("--user"), "\(unnamed.err)")
            let accounts = try String(contentsOfFile: world.place + "/config/calsync/accounts.toml", encoding: .utf8)
            #expect(!accounts.contains("caldav"))
        }
    }
}
