import Foundation
import Glibc
import Sandbox
import Testing

/// The first evening with Notion alone, and what goes wrong in it; with the real program.
@Suite struct NotionLoginTests {
    /// A calendar folder without pairs, and a Notion stand-in with one database.
    struct Evening: Sendable {
        let notion: NotionSandbox
        let address: String
        let place: String
        var environment: [String: String]

        var folder: String { place + "/calendar" }

        func calsync(_ arguments: String..., with more: [String: String] = [:]) async throws -> Outcome {
            try await Program.run(arguments, in: folder, environment: environment.merging(more) { $1 })
        }

        /// Signs in with a token that comes through a pipe.
        func login(_ token: String, _ more: String...) async throws -> Outcome {
            try write("../token", token + "\n")
            return try await Program.run(
                ["login", "notion", "--endpoint", address] + more, in: folder, environment: environment,
                as: ["/bin/sh", "-c", "exec \"$@\" < \"$0\"", place + "/token"])
        }

        func write(_ path: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + path))
        }

        func read(_ path: String) throws -> String {
            try String(contentsOfFile: folder + "/" + path, encoding: .utf8)
        }

        /// Whether any file but the piped token itself has the token in it.
        func keepsToken() throws -> Bool {
            try FileManager.default.subpathsOfDirectory(atPath: place).contains { path in
                let bytes = FileManager.default.contents(atPath: place + "/" + path) ?? Data()
                return path != "token" && String(decoding: bytes, as: UTF8.self).contains(notion.token)
            }
        }
    }

    private func with(
        _ change: (inout NotionSandbox.Options) -> Void = { _ in }, _ body: (Evening) async throws -> Void
    ) async throws {
        var options = NotionSandbox.Options()
        options.checksAnswers = true
        change(&options)
        let notion = NotionSandbox(options: options)
        let address = try await notion.start()
        let temporary = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        let place = temporary + "/calsync-notion-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: place + "/calendar", withIntermediateDirectories: true)
        let evening = Evening(
            notion: notion, address: address, place: place,
            environment: [
                "HOME": place, "XDG_CONFIG_HOME": place + "/config", "XDG_STATE_HOME": place + "/state",
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "TZ": "Europe/Berlin",
                "GIT_CONFIG_NOSYSTEM": "1", "SWIFT_BACKTRACE": "enable=no",
            ])
        defer { try? FileManager.default.removeItem(atPath: place) }
        do {
            try await body(evening)
        } catch {
            await notion.stop()
            throw error
        }
        await notion.stop()
    }

    @Test func `the first evening: login, pair with new properties, sync, and no token anywhere`() async throws {
        try await with { evening in
            #expect(try await evening.calsync("init").code == 0)
            let login = try await evening.login(evening.notion.token)
            #expect(login.code == 0, "\(login.out)\(login.err)")
            #expect(login.out.contains("Signed in to notion") && login.out.contains("Calendar"), "\(login.out)")
            #expect(login.out.contains("calsync pair add NAME --account notion --database LINK"))
            let pair = try await evening.calsync(
                "pair", "add", "plans", "--account", "notion", "--database", evening.notion.database,
                "--add-properties")
            #expect(pair.code == 0, "\(pair.out)\(pair.err)")
            #expect(pair.err.contains("in the workspace Sandbox") && pair.err.contains("Added them to the database"))
            try evening.write("plans/tea.ics", Events.single("tea@x", "Tea"))
            let sync = try await evening.calsync("sync")
            #expect(sync.code == 0, "\(sync.out)\(sync.err)")
            let row = try #require(evening.notion.rows().first?["id"]?.string)
            #expect(evening.notion.text("Name", of: row) == "Tea")
            #expect(evening.notion.text("calsync id", of: row).hasPrefix("tea@x/"))
            let again = try await evening.calsync("sync")
            #expect(again.code == 0 && again.out.contains("Everything is in step"), "\(again.out)")
            #expect(try !evening.keepsToken())
            let said = [login, pair, sync, again].map { $0.out + $0.err }.joined()
            #expect(!said.contains(evening.notion.token))
        }
    }

    @Test func `the token is typed unseen`() async throws {
        try await with { evening in
            let terminal = try #require(PseudoTerminal())
            let running = try Program.start(
                ["login", "notion", "--endpoint", evening.address], in: evening.folder,
                environment: evening.environment, terminal: terminal.slave)
            var screen = ""
            for _ in 0..<2_000 where !screen.contains("Its token") {
                screen += terminal.screen()
                try await Task.sleep(for: .milliseconds(5))
            }
            terminal.type(evening.notion.token + "\n")
            let outcome = try await running.outcome.value
            screen += terminal.screen()
            #expect(outcome.code == 0, "\(outcome.out)\(screen)")
            #expect(!screen.contains(evening.notion.token))
        }
    }

    @Test func `a wrong token, none, and no token at all are told apart, and nothing is stored`() async throws {
        try await with { evening in
            let wrong = try await evening.login("ntn_wrong")
            #expect(wrong.code == 5 && wrong.err.contains("Notion doesn't take this token"), "\(wrong.err)")
            let none = try await evening.login("")
            #expect(none.code == 2 && none.err.contains("No token was given"), "\(none.err)")
            let rubbish = try await evening.login("ntn_\u{e9}")
            #expect(rubbish.code == 2 && rubbish.err.contains("That is no token"), "\(rubbish.err)")
            #expect(!FileManager.default.fileExists(atPath: evening.place + "/config/calsync/accounts.toml"))
        }
    }

    @Test func `a sign-in is renewed from the dashboard's page`() async throws {
        try await with { evening in
            _ = try await evening.calsync("init")
            _ = try await evening.login(evening.notion.token)
            _ = try await evening.calsync(
                "pair", "add", "plans", "--account", "notion", "--database", evening.notion.database,
                "--add-properties")
            #expect(try await evening.calsync("logout", "notion").code == 0)
            let place = evening.place
            try await Page.with(folder: evening.folder, place: place, environment: evening.environment) { page in
                #expect(try await page.get("/api/status").json["pairs"]?[0]?["signIn"]?["state"] == "missing")
                let wrong = try await page.post("/api/accounts/notion/login", ["token": "ntn_wrong"])
                #expect(wrong.status == 424 && wrong.json["detail"]?.string?.contains("token") == true, "\(wrong)")
                let none = try await page.post("/api/accounts/notion/login")
                #expect(none.status == 400, "\(none)")
                let good = try await page.post("/api/accounts/notion/login", ["token": .string(evening.notion.token)])
                #expect(good.status == 200 && good.json["state"] == "done", "\(good)")
                #expect(try await page.get("/api/status").json["pairs"]?[0]?["signIn"]?["state"] == "ok")
                #expect(try await page.post("/api/calendar/sync").json["troubles"] == [])
            }
            #expect(try !evening.keepsToken())
        }
    }

    @Test func `a token that sees no database says where to click`() async throws {
        try await with { evening in
            try evening.notion.share(evening.notion.database, false)
            let login = try await evening.login(evening.notion.token)
            #expect(login.code == 0 && login.out.contains("It sees no database yet"), "\(login.out)")
            _ = try await evening.calsync("init")
            let pair = try await evening.calsync(
                "pair", "add", "plans", "--account", "notion", "--database", evening.notion.database)
            #expect(pair.code != 0 && pair.err.contains("not shared"), "\(pair.err)")
            #expect(try !evening.read("calsync.toml").contains("[pair.plans]"))
        }
    }

    @Test func `of several data sources one is asked for by name`() async throws {
        try await with { evening in
            let second = try evening.notion.addDataSource(
                "Second", NotionSandbox.Database.calendar, to: evening.notion.database)
            _ = try await evening.login(evening.notion.token)
            _ = try await evening.calsync("init")
            let asked = try await evening.calsync(
                "pair", "add", "plans", "--account", "notion", "--database", evening.notion.database)
            #expect(asked.code != 0 && asked.err.contains("several data sources"), "\(asked.err)")
            #expect(asked.err.contains("Second") && asked.err.contains(second), "\(asked.err)")
            let named = try await evening.calsync(
                "pair", "add", "plans", "--account", "notion", "--database", evening.notion.database, "--data-source",
                "Second", "--add-properties")
            #expect(named.code == 0, "\(named.err)")
            #expect(try evening.read("calsync.toml").contains("data-source = \"Second\""))
        }
    }

    @Test func `a token that was revoked asks for another, and edits wait`() async throws {
        try await with { evening in
            _ = try await evening.login(evening.notion.token)
            _ = try await evening.calsync("init")
            _ = try await evening.calsync(
                "pair", "add", "plans", "--account", "notion", "--database", evening.notion.database,
                "--add-properties")
            try evening.write("plans/tea.ics", Events.single("tea@x", "Tea"))
            evening.notion.inject(.expiredToken, times: 20)
            let sync = try await evening.calsync("sync")
            #expect(sync.code == 5, "\(sync.out)\(sync.err)")
            #expect(sync.out.contains("calsync login notion"), "\(sync.out)")
            evening.notion.clearFaults()
            #expect(try await evening.calsync("sync").code == 0)
            #expect(evening.notion.rows().count == 1)
        }
    }

    @Test func `a command of one's own prints the token, and the older version of the API works`() async throws {
        try await with { evening in
            try FileManager.default.createDirectory(
                atPath: evening.place + "/config/calsync", withIntermediateDirectories: true)
            try evening.write(
                "../config/calsync/accounts.toml",
                """
                [account.notion]
                provider = "notion"
                endpoint = "\(evening.address)"
                version = "2025-09-03"
                password-command = ["printf", "%s", "\(evening.notion.token)"]
                """)
            _ = try await evening.calsync("init")
            let pair = try await evening.calsync(
                "pair", "add", "plans", "--account", "notion", "--database", evening.notion.database,
                "--add-properties")
            #expect(pair.code == 0, "\(pair.out)\(pair.err)")
            try evening.write("plans/tea.ics", Events.single("tea@x", "Tea"))
            #expect(try await evening.calsync("sync").code == 0)
            try FileManager.default.removeItem(atPath: evening.folder + "/plans/tea.ics")
            #expect(try await evening.calsync("sync").code == 0)
            #expect(evening.notion.rows().isEmpty)
        }
    }

    @Test func `without a default zone floating times are this machine's`() async throws {
        try await with { evening in
            _ = try await evening.login(evening.notion.token)
            _ = try await evening.calsync("init")
            let pair = try await evening.calsync(
                "pair", "add", "plans", "--account", "notion", "--database", "calendar", "--add-properties")
            #expect(pair.code == 0, "a database goes by its name: \(pair.err)")
            try evening.write(
                "plans/tea.ics",
                Events.single("tea@x", "Tea").replacingOccurrences(
                    of: #"DTSTART[^\r\n]*"#, with: "DTSTART:20260715T090000", options: .regularExpression
                ).replacingOccurrences(
                    of: #"(DTEND|DURATION)[^\r\n]*"#, with: "DURATION:PT1H", options: .regularExpression))
            let sync = try await evening.calsync("sync")
            #expect(sync.code == 0, "\(sync.out)\(sync.err)")
            let row = try #require(evening.notion.rows().first?["id"]?.string)
            let date = evening.notion.row(row)?["properties"]?["Date"]?["date"]?["start"]?.string
            #expect(date == "2026-07-15T09:00:00.000+02:00")
        }
    }

    @Test func `config show tells what holds for a Notion pair`() async throws {
        try await with { evening in
            try FileManager.default.createDirectory(
                atPath: evening.place + "/config/calsync", withIntermediateDirectories: true)
            try evening.write(
                "../config/calsync/accounts.toml", "[account.notion]\nprovider = \"notion\"\n")
            try evening.write(
                "calsync.toml",
                """
                [pair.plans]
                account = "notion"
                database = "\(evening.notion.database)"
                recurring = "occurrences"
                days-ahead = 30
                [pair.plans.properties]
                location = "Ort"
                """)
            let shown = try await evening.calsync("config", "show")
            for line in ["recurring", "occurrences", "days-back", "30", "default-duration", "60", "Ort"] {
                #expect(shown.out.contains(line), "\(line): \(shown.out)\(shown.err)")
            }
            try evening.write(
                "calsync.toml",
                "[pair.plans]\naccount = \"notion\"\ndatabase = \"x\"\ndays-ahead = 0\nrecuring = \"series\"\n")
            let wrong = try await evening.calsync("config", "show")
            #expect(wrong.code == 2 && wrong.err.contains("from 1 to 3660"), "\(wrong.err)")
            #expect(wrong.err.contains("Did you mean `recurring`?"), "\(wrong.err)")
        }
    }
}
