import Foundation
import Sandbox
import TestSupport
import Testing

/// One folder between Google, Notion and two real CalDAV servers, kept in step by one watcher.
@Suite(.enabled(if: RealServer.isThere), .serialized) struct FourServicesTests {
    /// The services beside Google, which is the world's.
    private struct Services {
        let notion: NotionSandbox
        let radicale, xandikos: RealCalendar

        /// Whether Google has events with these titles, and the others with those. The servers are asked last: each question
        /// is several requests.
        func have(_ world: World, google: [String], others: [String]) throws -> Bool {
            let events = world.remote().values.flatMap { $0 }.compactMap { $0["summary"]?.string }
            guard events.sorted() == google.sorted() else { return false }
            let pages = notion.rows().compactMap { $0["id"]?.string }.map { notion.text("Name", of: $0) }
            guard pages.sorted() == others.sorted() else { return false }
            return try [radicale, xandikos].allSatisfy { try titles($0).sorted() == others.sorted() }
        }

        private func titles(_ calendar: RealCalendar) throws -> [String] {
            try calendar.paths().compactMap { path in
                try calendar.text(path).split(whereSeparator: \.isNewline).first { $0.hasPrefix("SUMMARY:") }
                    .map { String($0.dropFirst("SUMMARY:".count)) }
            }
        }
    }

    /// A world whose pair's folder has four services.
    private func with(_ body: (World, Services, [String: String]) async throws -> Void) async throws {
        let notion = NotionSandbox()
        let address = try await notion.start()
        let database = try #require(notion.databases.first?.id)
        let services = Services(
            notion: notion, radicale: try RealServer.shared(.radicale).makeCalendar(),
            xandikos: try RealServer.shared(.xandikos).makeCalendar())
        try await World.with { world in
            let accounts = world.place + "/config/calsync/accounts.toml"
            var text = try String(contentsOfFile: accounts, encoding: .utf8)
            var pairs = "[watch]\npoll = 1\n" + (try world.read("calsync.toml"))
            text += "[account.notion]\nprovider = \"notion\"\nendpoint = \"\(address)/v1\"\n"
            for calendar in [services.radicale, services.xandikos] {
                let (name, port) = (calendar.server.kind.rawValue, calendar.server.port)
                text += "[account.\(name)]\nprovider = \"caldav\"\nendpoint = \"http://127.0.0.1:\(port)/\"\n"
                text += "user = \"\(calendar.user)\"\n"
                pairs += "[pair.\(name)]\nfolder = \"family\"\naccount = \"\(name)\"\ncalendar = \"\(calendar.path)\"\n"
            }
            try Data(text.utf8).write(to: URL(fileURLWithPath: accounts))
            try world.write("calsync.toml", pairs)
            let tokens = [
                "CALSYNC_TOKEN_NOTION": notion.token, "CALSYNC_TOKEN_RADICALE": RealServer.password,
                "CALSYNC_TOKEN_XANDIKOS": RealServer.password,
            ]
            let added = try await world.calsync(
                "pair", "add", "plans", "--account", "notion", "--database", database, "--add-properties", "--in",
                "family", with: tokens)
            #expect(added.code == 0, "\(added.out)\(added.err)")
            try await body(world, services, tokens)
        }
        await notion.stop()
    }

    private func edit(_ calendar: RealCalendar, _ title: String, to new: String) throws {
        for path in try calendar.paths() where try calendar.text(path).contains("SUMMARY:\(title)") {
            try calendar.edit(path) { $0.replacingOccurrences(of: "SUMMARY:\(title)", with: "SUMMARY:\(new)") }
        }
    }

    @Test func `an edit on each of five sides reaches the others, and nothing is doubled`() async throws {
        try await with { world, services, tokens in
            let names = ["file", "google", "notion", "radicale", "xandikos"]
            for name in names { try world.write("family/\(name).ics", Events.single("\(name)@x", name)) }
            let everywhere = { (titles: [String]) in try services.have(world, google: titles, others: titles) }
            try await Watcher.with(world, with: tokens) { watcher in
                try await World.until("all have all") { try everywhere(names) }

                try world.edit("family/file.ics", "SUMMARY:file", "SUMMARY:file!")
                try world.phone("google@x", ["summary": "google!"])
                let page = try #require(
                    services.notion.rows().compactMap { $0["id"]?.string }
                        .first { services.notion.text("Name", of: $0) == "notion" })
                try services.notion.editRow(page, ["Name": ["title": [["text": ["content": "notion!"]]]]])
                try edit(services.radicale, "radicale", to: "radicale!")
                try edit(services.xandikos, "xandikos", to: "xandikos!")
                try await World.until("all edits are everywhere") { try everywhere(names.map { $0 + "!" }) }
                for name in names {
                    #expect(try world.read("family/\(name).ics") == Events.single("\(name)@x", name + "!"))
                }

                // Deleted at one, gone from all.
                try services.radicale.send(
                    "DELETE",
                    try #require(
                        services.radicale.paths().first {
                            try services.radicale.text($0).contains("SUMMARY:file!")
                        }))
                try await World.until("what was deleted is gone") { try everywhere(names.dropFirst().map { $0 + "!" }) }
                #expect(!world.has("family/file.ics") && !watcher.log.contains("error: "), "\(watcher.log)")
            }
            try await expectRest(world, services, tokens, names.dropFirst().map { $0 + "!" })
        }
    }

    @Test func `two edits of one title wait as a conflict, and the other services and fields go on`() async throws {
        try await with { world, services, tokens in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await Watcher.with(world, with: tokens) { watcher in
                try await World.until { try services.have(world, google: ["Tea"], others: ["Tea"]) }
                // While the watcher can't look, so that neither edit was made with the other in view.
                kill(watcher.pid, SIGSTOP)
                try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Black tea")
                try world.phone("tea@x", ["summary": "Green tea"])
                kill(watcher.pid, SIGCONT)
                try await World.until { try services.have(world, google: ["Green tea"], others: ["Black tea"]) }
                #expect(try await world.calsync("conflicts", with: tokens).out.contains("Green tea"))
                let resolved = try await world.calsync("resolve", "tea", "--take", "remote", with: tokens)
                #expect(resolved.code == 0, "\(resolved.out)\(resolved.err)")
                try await World.until { try services.have(world, google: ["Green tea"], others: ["Green tea"]) }
            }
            try await expectRest(world, services, tokens, ["Green tea"])
        }
    }

    /// Expects that a second plan is empty, and that a sync writes nowhere.
    private func expectRest(
        _ world: World, _ services: Services, _ tokens: [String: String], _ titles: [String]
    ) async throws {
        // What the watcher was about to write when it was stopped.
        #expect(try await world.calsync("sync", with: tokens).code == 0)
        let plan = try await world.calsync("plan", with: tokens)
        #expect(plan.code == 0 && plan.out.contains("Nothing to do."), "\(plan.out)\(plan.err)")
        let (google, notion) = (world.sandbox.writes, services.notion.writes)
        let sync = try await world.calsync("sync", "--json", with: tokens)
        #expect(sync.json["done"] == [] && world.sandbox.writes == google && services.notion.writes == notion)
        #expect(try services.have(world, google: titles, others: titles))
    }
}
