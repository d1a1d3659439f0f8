import Foundation
import Glibc
import Sandbox
import TestSupport
import Testing

/// `calsync dashboard` and `calsync watch --dashboard`, the real program: what the app's users check first.
@Suite struct DashboardCommandTests {
    /// A dashboard, with its token.
    private struct Page: Sendable {
        let port: Int
        let token: String

        /// Asks as a script does.
        func ask(_ method: String, _ path: String, _ body: String = "") async throws -> JSON {
            let request = RawHTTP.Message(
                first: "\(method) \(path) HTTP/1.1",
                headers: ["Host: 127.0.0.1:\(port)", "Authorization: Bearer \(token)"], body: Array(body.utf8))
            let answer = try await RawHTTP.ask(request, of: port)
            return (try? JSON(parsing: answer.body)) ?? .string(String(decoding: answer.body, as: UTF8.self))
        }

        /// How an event stands with its only service.
        func standing(_ uid: String) async throws -> String? {
            try await ask("GET", "/api/events/\(uid)")["sync"]?[0]?["status"]?.string
        }

        /// Listens as an open page does.
        func listen() throws -> EventStream {
            try EventStream(port: port, path: "/api/stream", headers: ["Authorization: Bearer \(token)"])
        }
    }

    /// The port that a running dashboard told in its log.
    private func page(_ world: World, _ log: () -> String) async throws -> Page {
        try await World.until("it serves") { log().contains("127.0.0.1:") }
        let digits = log().components(separatedBy: "127.0.0.1:").dropFirst().first?.prefix { $0.isNumber }
        let port = try #require(digits.flatMap { Int($0) })
        let token = try await world.calsync("dashboard", "--token")
        #expect(token.code == 0, "\(token.err)")
        return Page(port: port, token: token.out.trimmingCharacters(in: .newlines))
    }

    /// A world that is watched, with its dashboard.
    private func watched(_ body: (World, Page) async throws -> Void) async throws {
        try await World.with { world in try await watching(world) { _, page in try await body(world, page) } }
    }

    private func watching(_ world: World, _ body: (Watcher, Page) async throws -> Void) async throws {
        let watcher = try await Watcher.start(world, "--dashboard", "0")
        do {
            let page = try await page(world) {
                watcher.log.components(separatedBy: "The dashboard is on ").dropFirst().first ?? ""
            }
            try await body(watcher, page)
        } catch {
            _ = await watcher.stop(SIGKILL)
            throw error
        }
        #expect(await watcher.stop() == 0, "\(watcher.log)")
    }

    private func until(_ what: Comment, _ isSo: () async throws -> Bool) async throws {
        for _ in 0..<3_000 {
            if try await isSo() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record(what)
    }

    @Test func `an event made over the API is at Google, and the page sees it happen`() async throws {
        try await watched { world, page in
            let stream = try page.listen()
            defer { stream.close() }
            let made = try await page.ask(
                "POST", "/api/events",
                #"{"title": "Dentist", "startDateTime": "2026-12-01T14:30:00+01:00", "duration": 45, "priority": "high"}"#
            )
            let uid = try #require(made["uid"]?.string, "\(made)")
            #expect(made["sync"]?[0]?["status"] == "PENDING")
            try await World.until { world.remoteTitle(uid) == "Dentist" }
            try await until("it is synced") { try await page.standing(uid) == "SYNCED" }
            let event = try await page.ask("GET", "/api/events/\(uid)")
            #expect(event["sync"]?[0]?["remoteId"]?.string == world.remote()[uid]?.first?["id"]?.string)
            #expect(stream.text.contains("\"history\"") && stream.text.contains("event: status"))
            let edited = try await page.ask("PATCH", "/api/events/\(uid)", #"{"title": "Dentist, moved"}"#)
            #expect(edited["title"] == "Dentist, moved")
            try await World.until { world.remoteTitle(uid) == "Dentist, moved" }
            _ = try await page.ask("DELETE", "/api/events/\(uid)")
            try await World.until { world.remote()[uid] == nil }
        }
    }

    @Test func `an event made at Google is in the calendar, and open pages hear of it`() async throws {
        try await watched { world, page in
            let stream = try page.listen()
            defer { stream.close() }
            _ = try world.sandbox.putEvent(
                [
                    "summary": "From the phone", "start": ["dateTime": "2026-12-02T10:00:00+01:00"],
                    "end": ["dateTime": "2026-12-02T11:00:00+01:00"],
                ], in: World.family)
            let report = try await page.ask("POST", "/api/calendar/sync")
            #expect(report["done"]?.array?.count == 1, "\(report)")
            try await until("it is listed") {
                let list = try await page.ask("GET", "/api/events?from=2026-12-02&to=2026-12-03")
                return list["events"]?[0]?["title"] == "From the phone"
                    && list["events"]?[0]?["sync"]?[0]?["status"] == "SYNCED"
            }
            try await World.until { stream.text.contains("\"events\"") }
        }
    }

    @Test func `an event made at Google is in the folder because Google called, and open pages hear of it`()
        async throws
    {
        try await WebhookWatchTests.called { world, _ in
            try await watching(world) { watcher, page in
                let stream = try page.listen()
                defer { stream.close() }
                try await World.until("the channel is open") {
                    watcher.log.contains("Google tells of changes in family")
                }
                try await World.until { stream.text.contains("event: status") }
                let before = stream.text.count
                _ = try world.sandbox.putEvent(
                    [
                        "summary": "From the phone", "start": ["dateTime": "2026-12-02T10:00:00+01:00"],
                        "end": ["dateTime": "2026-12-02T11:00:00+01:00"],
                    ], in: World.family)
                try await World.until("it is a file") {
                    try world.eventFiles().contains { $0.hasSuffix("from-the-phone.ics") }
                }
                try await World.until("the page heard") {
                    stream.text.dropFirst(before).contains("\"events\"")
                }
                try await until("it is in step") {
                    let list = try await page.ask("GET", "/api/events?from=2026-12-02&to=2026-12-03")
                    return list["events"]?[0]?["sync"]?[0]?["status"] == "SYNCED"
                }
            }
        }
    }

    @Test func `a run tells open pages how far it has come, and the metrics what it did`() async throws {
        try await watched { world, page in
            let stream = try page.listen()
            defer { stream.close() }
            // Slow enough for a part of it to be told.
            world.sandbox.inject(.delay(.milliseconds(40)), matching: Matcher(operation: "events.import"), times: 40)
            for number in 1...40 {
                try world.write("family/\(number).ics", Events.single("\(number)@x", "Event \(number)"))
            }
            try await until("all is counted") {
                let metrics = try await page.ask("GET", "/metrics").string ?? ""
                return metrics.contains("calsync_written_total{side=\"service\"} 40\n")
            }
            try await World.until("the end is told") { stream.text.contains("event: run\ndata: null") }
            let told = stream.text.components(separatedBy: "event: run\ndata: ").dropFirst()
            let runs = told.compactMap { try? JSON(parsing: Array($0.prefix { $0 != "\n" }.utf8)) }
            #expect(
                runs.contains { run in
                    guard let done = run["done"]?.int, let total = run["total"]?.int else { return false }
                    return done > 0 && done < total && run["words"] == .string("Syncing: \(done) of \(total) written")
                }, "\(runs)")
        }
    }

    @Test func `without the network an event waits, and goes when it is back`() async throws {
        try await watched { world, page in
            world.sandbox.inject(.dropConnection, matching: Matcher(operation: "events.import"), times: 1_000)
            let made = try await page.ask(
                "POST", "/api/events", #"{"title": "Later", "startDateTime": "2026-12-03T10:00", "pair": "family"}"#)
            let uid = try #require(made["uid"]?.string, "\(made)")
            try await World.until { world.sandbox.log.contains { $0.operation == "events.import" } }
            #expect(try await page.standing(uid) == "PENDING")
            let queue = try await page.ask("GET", "/api/calendar/sync/queue")
            #expect(queue["PENDING"] == 1 && queue["FAILED"] == 0, "\(queue)")
            world.sandbox.clearFaults()
            let processed = try await page.ask("POST", "/api/calendar/sync/queue")
            #expect(processed["run"] != nil, "\(processed)")
            try await until("it is synced") { try await page.standing(uid) == "SYNCED" }
            let after = try await page.ask("GET", "/api/calendar/sync/queue")
            #expect(after["PENDING"] == 0 && after["COMPLETED"] != 0, "\(after)")
        }
    }

    @Test func `a dashboard by itself syncs when it is told to, and ends cleanly`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            let out = world.place + "/out"
            try Data().write(to: URL(fileURLWithPath: out))
            let pid = try Child.start(
                [Program.path, "dashboard", "--port", "0", "--no-open"], in: world.folder,
                environment: world.environment, input: .file("/dev/null"), output: .file(out), error: .file(out))
            let page = try await page(world) { (try? String(contentsOfFile: out, encoding: .utf8)) ?? "" }
            #expect(try String(contentsOfFile: out, encoding: .utf8).contains("/?key="))
            #expect(try await page.ask("GET", "/api/status")["pairs"]?[0]?["state"] == "waiting")
            let report = try await page.ask("POST", "/api/calendar/sync", #"{"pair": "family"}"#)
            #expect(report["done"]?[0]?["operation"] == "create-remote", "\(report)")
            #expect(world.remoteTitle("tea@x") == "Tea")
            try await until("it is in step") {
                try await page.ask("GET", "/api/status")["pairs"]?[0]?["state"] == "synced"
            }
            world.sandbox.inject(.expiredToken, times: 2)
            let refused = try await page.ask("POST", "/api/calendar/sync")
            #expect(refused["troubles"]?[0]?["remedy"]?.string?.contains("calsync login google") == true, "\(refused)")
            kill(pid, SIGTERM)
            #expect(await Child.end(of: pid) == 0)
        }
    }

    @Test func `the page stays while the folder is away, says so, and goes on when it is back`() async throws {
        try await World.with { world in
            try await watching(world) { watcher, page in
                let away = world.place + "/away"
                try FileManager.default.moveItem(atPath: world.folder, toPath: away)
                try await until("the page says so") {
                    let remedy = try await page.ask("GET", "/api/status")["trouble"]?["remedy"]?.string
                    return remedy?.hasPrefix("Mount it") == true
                }
                try await World.until { watcher.log.contains("It is watched again when it is back") }
                for (method, path) in [
                    ("POST", "/api/calendar/sync"), ("GET", "/api/plan"), ("GET", "/api/events/tea@x"),
                ] {
                    let refused = try await page.ask(method, path)
                    #expect(refused["status"] == 503, "\(refused)")
                    #expect(refused["remedy"]?.string?.hasPrefix("Mount it") == true, "\(refused)")
                }
                try FileManager.default.moveItem(atPath: away, toPath: world.folder)
                try await until("it goes on") {
                    let status = try await page.ask("GET", "/api/status")
                    return status["trouble"] == .null && status["watching"] == true
                }
                let made = try await page.ask(
                    "POST", "/api/events", #"{"title": "Tea", "startDateTime": "2026-12-01T14:30:00+01:00"}"#)
                let uid = try #require(made["uid"]?.string, "\(made)")
                try await World.until { world.remoteTitle(uid) == "Tea" }
            }
        }
    }

    @Test func `where a watcher serves the page, the command leads there`() async throws {
        try await watched { world, page in
            let link = try await world.calsync("dashboard", "--no-open")
            #expect(link.code == 0, "\(link.err)")
            #expect(link.out.hasPrefix("http://127.0.0.1:\(page.port)/?key="))
            let json = try await world.calsync("dashboard", "--token", "--json")
            #expect(json.json["token"]?.string == page.token)
            let mode =
                try FileManager.default.attributesOfItem(
                    atPath: world.place + "/state/calsync/tokens/dashboard.token.json")[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }
}
