import Foundation
import Sandbox
import Testing

/// What the dashboard's page can do beyond looking, asked over HTTP of the real program.
@Suite struct PageDeskTests {
    /// A page on a world with three events that both sides have.
    private func page(_ body: (World, Page) async throws -> Void) async throws {
        try await World.with { world in
            for (day, name) in ["tea", "run", "film"].enumerated() {
                try world.write("family/\(name).ics", Events.single("\(name)@x", name, day: day + 1))
            }
            try await world.sync()
            try await Page.with(world) { try await body(world, $0) }
        }
    }

    @Test func `a planned change is skipped, allowed, and done alone`() async throws {
        try await page { world, page in
            for name in ["tea", "run"] { try world.edit("family/\(name).ics", "SUMMARY:", "SUMMARY:my ") }
            let plan = try await page.get("/api/plan")
            #expect(
                plan.status == 200 && plan.json["operations"]?.array?.count == 2 && plan.json["massChange"] == .null)
            let skipped = try await page.post("/api/plan/skip", ["pair": "family", "uid": "tea@x"])
            #expect(skipped.status == 200 && skipped.json["skipped"]?[0]?["title"] == "my tea", "\(skipped)")
            let rest = try await page.get("/api/plan?online=1")
            #expect(rest.json["operations"]?.array?.count == 1 && rest.json["skipped"]?.array?.count == 1)
            let allowed = try await page.post("/api/plan/allow", ["pair": "family", "uid": "tea@x"])
            #expect(allowed.status == 200)
            let done = try await page.post("/api/plan/only", ["operations": [["pair": "family", "uid": "tea@x"]]])
            #expect(done.json["done"]?.array?.count == 1, "\(done)")
            #expect(world.remoteTitle("tea@x") == "my tea" && world.remoteTitle("run@x") == "run")

            let missing = try await page.post("/api/plan/skip", ["pair": "family", "uid": "film@x"])
            #expect(missing.status == 400 && missing.type == "application/problem+json")
            #expect(missing.json["remedy"]?.string?.contains("calsync plan") == true)
            #expect(try await page.post("/api/plan/skip", ["pair": "family"]).json["detail"] == "uid is missing.")
            #expect(try await page.post("/api/plan/only", ["operations": []]).status == 400)
        }
    }

    @Test func `a mass change waits, and goes with a click`() async throws {
        try await page { world, page in
            try world.write("family/more.ics", Events.single("more@x", "more", day: 9))
            try await world.sync()
            for name in ["tea", "run", "film"] { try world.remove("family/\(name).ics") }
            let plan = try await page.get("/api/plan")
            #expect(plan.json["massChange"]?["pairs"] == ["family"], "\(plan)")
            let allowed = try await page.post("/api/plan/allow", ["pair": "family", "uid": .null])
            #expect(allowed.status == 200 && world.remote().keys.sorted() == ["more@x"], "\(allowed)")
        }
    }

    @Test func `a conflict is settled with a side or a value`() async throws {
        try await page { world, page in
            for name in ["tea", "run"] {
                try world.edit("family/\(name).ics", "SUMMARY:\(name)", "SUMMARY:my \(name)")
                try world.phone("\(name)@x", ["summary": "their \(name)"])
            }
            #expect(try await world.calsync("sync").code == 3)
            let conflicts = try await page.get("/api/conflicts")
            #expect(conflicts.json.array?.count == 2 && conflicts.json[0]?["fields"]?[0]?["remote"] == "their run")
            let edited = try await page.post(
                "/api/conflicts/tea@x",
                ["pair": "family", "values": [["field": "title", "instance": .null, "value": "--yes = our tea"]]])
            #expect(edited.status == 200, "\(edited)")
            #expect(try world.read("family/tea.ics").contains("SUMMARY:--yes = our tea"))
            #expect(try await page.post("/api/conflicts", ["take": "remote"]).status == 200)
            #expect(try world.read("family/run.ics").contains("SUMMARY:their run"))
            #expect(try await page.get("/api/conflicts").json == [])
            #expect(try await page.post("/api/conflicts/tea@x", ["pair": "family", "take": "local"]).status == 400)
        }
    }

    @Test func `what failed is retried or dropped`() async throws {
        try await page { world, page in
            world.sandbox.inject(
                .status(400, reason: "invalid"), matching: Matcher(operation: "events.import", body: "late@x"))
            try world.write("family/late.ics", Events.single("late@x", "Late", day: 12))
            #expect(try await world.calsync("sync").code == 4)
            let queue = try await page.get("/api/queue")
            #expect(queue.json[0]?["title"] == "Late" && queue.json[0]?["path"] == "family/late.ics")
            #expect(try await page.post("/api/queue/nobody@x/drop").status == 400)
            // What failed for good is left alone as it is.
            let parked = try await page.post("/api/queue/late@x/drop")
            #expect(parked.status == 400 && parked.json["remedy"]?.string?.contains("queue retry") == true, "\(parked)")
            #expect(try await page.post("/api/queue/late@x/retry").status == 200)
            #expect(world.remoteTitle("late@x") == "Late")
            #expect(try await page.get("/api/queue").json == [])
        }
    }

    @Test func `the history is filtered, paged, and a run taken back`() async throws {
        try await page { world, page in
            try world.phone("tea@x", ["summary": "Green tea"])
            try await world.sync()
            let newest = try await page.get("/api/history?limit=1")
            #expect(newest.json.array?.count == 1 && newest.json[0]?["changes"]?[0]?["to"] == "Green tea", "\(newest)")
            let id = try #require(newest.json[0]?["id"]?.string)
            #expect(try await page.get("/api/history?before=\(id)").json.array?.count == 3)
            #expect(try await page.get("/api/history?event=tea").json.array?.count == 2)
            let run = try #require(newest.json[0]?["run"]?.string)
            let dry = try await page.post("/api/history/\(run)/undo", ["dryRun": true])
            #expect(dry.json["operations"]?.array?.count == 1 && dry.json["dryRun"] == true)
            #expect(try world.read("family/tea.ics").contains("SUMMARY:Green tea"))
            #expect(try await page.post("/api/history/\(run)/undo").status == 200)
            #expect(try world.read("family/tea.ics").contains("SUMMARY:tea"))
            #expect(try await page.post("/api/history/../undo").status == 404)
            let analytics = try await page.get("/api/analytics?days=7").json
            #expect(analytics["days"]?.array?.isEmpty == false)
            let service = analytics["services"]?[0]
            #expect(service?["limit"] == 600 && service?["window"] == "a minute", "\(analytics)")
            #expect(service?["unit"] == "quota units", "\(analytics)")
            let (used, requests) = (service?["used"]?.int ?? 0, service?["requests"]?.int ?? 0)
            // A changed event costs three.
            #expect(used > 0 && used <= 3 * requests, "\(analytics)")
            #expect(try await page.get("/api/analytics?days=x").status == 400)
        }
    }

    @Test func `what a service refuses has a status of its own, and a remedy`() async throws {
        try await page { world, page in
            for (status, reason, answer) in [
                (403, "forbidden", 502), (400, "invalid", 422), (500, "backendError", 503),
            ] {
                world.sandbox.inject(
                    .status(status, reason: reason), matching: Matcher(operation: "calendarList.list"), times: 1)
                let refused = try await page.post(
                    "/api/pairs", ["name": "third", "account": "google", "calendar": "third@x", "folder": "third"])
                #expect(refused.status == answer && refused.type == "application/problem+json", "\(refused)")
                #expect(refused.json["remedy"]?.string?.isEmpty == false, "\(refused)")
            }
        }
    }

    @Test func `broken files are named with line and remedy`() async throws {
        try await page { world, page in
            try world.edit("family/tea.ics", "DTEND", "DTEDN")
            try world.edit("family/run.ics", "END:VEVENT\n", "")
            // Saved files are heard of a moment later.
            try await Page.until {
                let first = try await page.get("/api/files").json[0]
                return first?["path"] == "family/run.ics" && first?["severity"] == "error"
            }
        }
    }

    @Test func `many events are changed as one plan`() async throws {
        try await page { world, page in
            let dry = try await page.post(
                "/api/bulk", ["uids": ["tea@x", "run@x"], "action": "shift", "minutes": -30, "dryRun": true])
            #expect(dry.json["changes"]?.array?.count == 2 && dry.json["run"] == .null, "\(dry)")
            let done = try await page.post(
                "/api/bulk", ["uids": ["tea@x", "nobody@x"], "action": "shift", "minutes": 30])
            #expect(done.json["refused"]?[0]?["uid"] == "nobody@x" && done.json["operations"]?.array?.count == 1)
            #expect(try world.read("family/tea.ics").contains("T103000"))
            let gone = try await page.post("/api/bulk", ["uids": ["tea@x", "run@x", "film@x"], "action": "delete"])
            #expect(gone.json["changes"]?.array?.count == 3 && !world.has("family/tea.ics"), "\(gone)")
            for body: JSON in [
                ["uids": [], "action": "delete"], ["uids": ["a"], "action": "burn"],
                ["uids": ["a"], "action": "shift"],
            ] {
                #expect(try await page.post("/api/bulk", body).status == 400, "\(body)")
            }
        }
    }

    @Test func `what waits is named by its title, also where there is no file any more`() async throws {
        try await page { world, page in
            world.sandbox.inject(
                .status(400, reason: "invalid"), matching: Matcher(operation: "events.import", body: "late@x"))
            world.sandbox.inject(.status(400, reason: "invalid"), matching: Matcher(operation: "events.delete"))
            try world.write("family/late.ics", Events.single("late@x", "Late", day: 12))
            try world.remove("family/tea.ics")
            #expect(try await world.calsync("sync").code == 4)
            let rows = try await page.get("/api/queue").json.array ?? []
            #expect(rows.compactMap { $0["title"]?.string } == ["Late", "tea"], "\(rows)")
            let queue = try await page.get("/api/calendar/sync/queue").json["operations"]?.array ?? []
            #expect(queue.compactMap { $0["title"]?.string } == ["Late", "tea"], "\(queue)")
        }
    }

    @Test func `a damaged state and a folder that is gone are told, until they are back`() async throws {
        try await page { world, page in
            let stream = try page.listen()
            defer { stream.close() }
            func trouble() async throws -> String? {
                try await page.get("/api/status").json["trouble"]?["error"]?.string
            }
            func isSynced() async throws -> Bool {
                let status = try await page.get("/api/status").json
                return status["trouble"] == .null && status["pairs"]?[0]?["state"] == "synced"
            }
            #expect(try await isSynced())
            let manifest = try world.read(".calsync/manifest.json")
            try world.write(".calsync/manifest.json", String(manifest.dropLast(40)))
            try await Page.until { try await trouble()?.contains("damaged") == true }
            #expect(try await page.get("/api/status").json["pairs"]?[0]?["state"] == "needs-you")
            let events = try await page.get("/api/events?from=2026-12-01&to=2026-12-20")
            #expect(events.json["events"]?[0]?["sync"]?[0]?["status"] == "FAILED", "\(events)")
            #expect(try await page.post("/api/calendar/sync").json["code"] == 7)
            try await World.until("the page hears") { stream.text.contains("is damaged") }
            try world.write(".calsync/manifest.json", manifest)
            try await Page.until { try await isSynced() }

            try FileManager.default.moveItem(atPath: world.folder, toPath: world.place + "/away")
            try await Page.until { try await trouble() != nil }
            try FileManager.default.moveItem(atPath: world.place + "/away", toPath: world.folder)
            try await Page.until { try await isSynced() }

            let settings = try world.read("calsync.toml")
            try world.write("calsync.toml", settings + "colour = 1\n")
            try await Page.until { try await trouble()?.contains("colour") == true }
            try world.write("calsync.toml", settings)
            try await Page.until { try await isSynced() }
        }
    }

    @Test func `a sign-in is renewed in the browser, from the page`() async throws {
        try await LoginTests.with { world, environment in
            let login = ["login", "google", world.place + "/client.json", "--endpoint", world.address + "/calendar/v3"]
            _ = try await Program.run(login, in: world.folder, environment: environment)
            world.sandbox.revokeSignIns()
            try await Page.with(world, environment: environment) { page in
                let refused = try await page.get("/api/calendars")
                #expect(refused.json[0]?["signIn"]?["state"] == "refused", "\(refused)")
                #expect(try await page.post("/api/accounts/nobody/login").status == 404)
                let open = try await page.post("/api/accounts/google/login")
                #expect(open.json["state"] == "open", "\(open)")
                let url = try #require(open.json["url"]?.string)
                let visit = ["/bin/sh", "-c", "exec curl -sSL -o /dev/null \"$1\"", "sh", url]
                _ = try await Program.run([], in: world.folder, environment: environment, as: visit)
                for _ in 0..<20 where try await page.get("/api/calendars").json[0]?["error"] != .null {
                    try await Task.sleep(for: .milliseconds(100))
                }
                #expect(try await page.get("/api/calendars").json[0]?["signIn"]?["state"] == "ok")
            }
        }
    }

    @Test func `calendars get pairs, and pairs are paused and removed`() async throws {
        try await page { world, page in
            let calendars = try await page.get("/api/calendars")
            let rows = calendars.json[0]?["calendars"]?.array ?? []
            #expect(
                calendars.json[0]?["signIn"]?["state"] == "ok" && rows.contains { $0["pair"] == "family" },
                "\(calendars)")
            let added = try await page.post(
                "/api/pairs",
                ["name": "mine", "account": "google", "calendar": .string(World.primary), "direction": "pull"])
            #expect(added.json["direction"] == "pull", "\(added)")
            let paused = try await page.ask("PATCH", "/api/pairs/mine", ["isActive": false])
            #expect(paused.json["paused"] == true)
            let status = try await page.get("/api/status")
            #expect(status.json["pairs"]?[1]?["isActive"] == false)
            #expect(try await page.ask("DELETE", "/api/pairs/mine", nil).status == 200)
            #expect(try await page.ask("DELETE", "/api/pairs/mine", nil).status == 400)
            #expect(try await page.ask("PATCH", "/api/pairs/family", ["direction": "sideways"]).status == 400)
        }
    }
}
