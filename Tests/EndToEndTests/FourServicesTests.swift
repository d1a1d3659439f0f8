import Foundation
import Sandbox
import TestSupport
import Testing

/// One folder between Google's sandbox, Notion's and Radicale itself, kept in step by one watcher.
@Suite(.enabled(if: RealServer.isThere)) struct FourServicesTests {
    /// The services beside Google, which is the world's.
    private struct Services {
        let notion: NotionSandbox
        let radicale: RealCalendar
        let tokens: [String: String]

        /// The page of a title.
        func page(_ title: String) throws -> String {
            try #require(notion.rows().compactMap { $0["id"]?.string }.first { notion.text("Name", of: $0) == title })
        }

        /// The path on Radicale of the event of a title.
        func path(_ title: String) throws -> String {
            try #require(radicale.paths().first { try radicale.text($0).contains("SUMMARY:\(title)\r\n") })
        }
    }

    /// A world whose pair's folder has three services.
    private func with(_ body: (World, Services) async throws -> Void) async throws {
        let notion = NotionSandbox()
        let address = try await notion.start()
        let radicale = try RealServer.shared(.radicale).makeCalendar()
        let services = Services(
            notion: notion, radicale: radicale,
            tokens: ["CALSYNC_TOKEN_NOTION": notion.token, "CALSYNC_TOKEN_RADICALE": RealServer.password])
        try await World.with { world in
            let accounts = world.place + "/config/calsync/accounts.toml"
            let text = """
                \(try String(contentsOfFile: accounts, encoding: .utf8))
                [account.notion]
                provider = "notion"
                endpoint = "\(address)/v1"
                [account.radicale]
                provider = "caldav"
                endpoint = "http://127.0.0.1:\(radicale.server.port)/"
                user = "\(radicale.user)"
                """
            try Data(text.utf8).write(to: URL(fileURLWithPath: accounts))
            let pairs = """
                [watch]
                poll = 2
                \(try world.read("calsync.toml"))
                [pair.radicale]
                folder = "family"
                account = "radicale"
                calendar = "\(radicale.path)"

                """
            try world.write("calsync.toml", pairs)
            let added = try await world.calsync(
                "pair", "add", "plans", "--account", "notion", "--database", notion.database, "--add-properties",
                "--in", "family", with: services.tokens)
            #expect(added.code == 0, "\(added.out)\(added.err)")
            try await body(world, services)
        }
        await notion.stop()
    }

    /// Waits until all four sides have events of just these titles.
    ///
    /// Looked at calmly: what is asked too often has no time for the watcher. Radicale comes when the others are there.
    private func untilAllHave(
        _ titles: [String], _ world: World, _ services: Services, _ watcher: Watcher,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        func title(_ text: String) -> String {
            text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("SUMMARY:") }.map { String($0.dropFirst(8)) }
                ?? ""
        }
        let sides: [(String, () throws -> [String])] = [
            ("the folder", { try world.eventFiles().map { title(try world.read($0)) } }),
            ("Google", { world.remote().values.flatMap { $0 }.compactMap { $0["summary"]?.string } }),
            (
                "Notion",
                { services.notion.rows().compactMap { $0["id"]?.string }.map { services.notion.text("Name", of: $0) } }
            ),
            ("Radicale", { try services.radicale.paths().map { title(try services.radicale.text($0)) } }),
        ]
        let patience = ContinuousClock.now + .seconds(60)
        for (side, ask) in sides {
            var found = try ask().sorted()
            while found != titles.sorted(), ContinuousClock.now < patience {
                try await Task.sleep(for: .milliseconds(side == "Radicale" ? 2_000 : 200))
                found = try ask().sorted()
            }
            #expect(found == titles.sorted(), "\(side): \(watcher.log.suffix(4_000))", sourceLocation: sourceLocation)
        }
    }

    @Test func `an event, an edit and a deletion on each of four sides reach the others, and then rest is rest`()
        async throws
    {
        try await with { world, services in
            var titles = ["here", "google", "notion", "radicale", "stays"]
            try await Watcher.with(world, with: services.tokens) { watcher in
                // One made on each side.
                try world.write("family/here.ics", Events.single("here@x", "here", lines: ["X-MINE:kept"]))
                try world.write("family/stays.ics", Events.single("stays@x", "stays"))
                try world.sandbox.putEvent(
                    [
                        "summary": "google", "start": ["dateTime": "2026-12-11T10:00:00+01:00"],
                        "end": ["dateTime": "2026-12-11T11:00:00+01:00"],
                    ], in: World.family)
                try services.notion.addRow([
                    "Name": ["title": [["text": ["content": "notion"]]]],
                    "Date": ["date": ["start": "2026-12-12T10:00:00+01:00", "end": "2026-12-12T11:00:00+01:00"]],
                ])
                try services.radicale.put(
                    Events.single("radicale@x", "radicale", day: 13), at: services.radicale.path + "theirs.ics")
                try await untilAllHave(titles, world, services, watcher)

                // One edited on each side.
                try world.edit("family/here.ics", "SUMMARY:here", "SUMMARY:here!")
                let id = try #require(
                    world.sandbox.events(in: World.family).first { $0["summary"] == "google" }?["id"]?.string)
                try world.sandbox.editEvent(id, in: World.family, ["summary": "google!"])
                try services.notion.editRow(
                    try services.page("notion"), ["Name": ["title": [["text": ["content": "notion!"]]]]])
                try services.radicale.edit(try services.path("radicale")) {
                    $0.replacingOccurrences(of: "SUMMARY:radicale", with: "SUMMARY:radicale!")
                }
                titles = ["here!", "google!", "notion!", "radicale!", "stays"]
                try await untilAllHave(titles, world, services, watcher)
                #expect(
                    try world.read("family/here.ics") == Events.single("here@x", "here!", lines: ["X-MINE:kept"]))

                // Another one deleted on each side, in turn: each goes from all.
                try world.sandbox.deleteEvent(
                    try #require(
                        world.sandbox.events(in: World.family).first { $0["summary"] == "here!" }?["id"]?.string),
                    in: World.family)
                titles.removeAll { $0 == "here!" }
                try await untilAllHave(titles, world, services, watcher)
                try services.notion.trashRow(try services.page("google!"))
                titles.removeAll { $0 == "google!" }
                try await untilAllHave(titles, world, services, watcher)
                try services.radicale.send("DELETE", try services.path("notion!"))
                titles.removeAll { $0 == "notion!" }
                try await untilAllHave(titles, world, services, watcher)
                let file = try #require(
                    try world.eventFiles().first { try world.read($0).contains("SUMMARY:radicale!") })
                try world.remove(file)
                try await untilAllHave(["stays"], world, services, watcher)
                // What it has begun is done when it answers.
                #expect(try await world.calsync("sync", with: services.tokens).code == 0)
                #expect(!watcher.log.contains("error: "), "\(watcher.log)")
            }
            let plan = try await world.calsync("plan", with: services.tokens)
            #expect(plan.code == 0 && plan.out.contains("Nothing to do."), "\(plan.out)\(plan.err)")
            let (google, notion, radicale) = (
                world.sandbox.writes, services.notion.writes, try tags(services.radicale)
            )
            let sync = try await world.calsync("sync", "--json", with: services.tokens)
            #expect(sync.code == 0 && sync.json["done"] == [], "\(sync.out)\(sync.err)")
            #expect(world.sandbox.writes == google && services.notion.writes == notion)
            #expect(try tags(services.radicale) == radicale)
        }
    }

    /// The tags of a calendar's events.
    private func tags(_ calendar: RealCalendar) throws -> [String] {
        try calendar.paths().map { try calendar.send("GET", $0)["ETag"] ?? "" }
    }
}
