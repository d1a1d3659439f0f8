import Foundation
import Glibc
import ICalendar
import Sandbox
import TestSupport
import Testing

/// `calsync watch` when something goes wrong, and what it says of it.
@Suite struct WatchTroubleTests {
    @Test func `a service that fails is tried again, and its pair alone rests`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await Watcher.with(world) { watcher in
                try await World.until { world.remoteTitle("tea@x") == "Tea" }
                world.sandbox.inject(
                    .status(503, reason: "backendError"), matching: Matcher(operation: "events.patch"), times: 4)
                try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
                try await World.until { world.remoteTitle("tea@x") == "Mint tea" }
                try await world.expectQuiet()
            }
        }
    }

    /// Has each problem for which a command is run noted in a file; returns its path.
    private func noteProblems(_ world: World) throws -> String {
        let accounts = world.place + "/config/calsync/accounts.toml"
        let said = world.place + "/problems"
        let command = "[watch]\non-problem = [\"/bin/sh\", \"-c\", \"echo \\\"$0\\\" >> \(said)\"]\n"
        try (String(contentsOfFile: accounts, encoding: .utf8) + command)
            .write(toFile: accounts, atomically: true, encoding: .utf8)
        return said
    }

    @Test func `a problem is told once, in the log, the status and by a command`() async throws {
        try await World.with { world in
            let said = try noteProblems(world)
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await Watcher.with(world) { watcher in
                try await World.until { world.remoteTitle("tea@x") == "Tea" }
                try world.write("family/broken.ics", "BEGIN:VCALENDAR\n")
                try await World.until { (try? String(contentsOfFile: said, encoding: .utf8))?.isEmpty == false }
                _ = try await world.calsync("sync")
                try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
                try await World.until { world.remoteTitle("tea@x") == "Mint tea" }
                let status = try await world.calsync("status", "--json")
                #expect(status.json["watch"]?["problems"] == 1 && status.json["watch"]?["pid"] != nil, "\(status.out)")
                let text = try await world.calsync("status")
                #expect(text.out.contains("pid \(watcher.pid)") && text.out.contains("1 file paused"), "\(text.out)")
                let bar = try await world.calsync("status", "--porcelain")
                #expect(bar.out.contains("watch ") && bar.out.contains("pid=\(watcher.pid)"))
                let told = try String(contentsOfFile: said, encoding: .utf8)
                #expect(told.components(separatedBy: "broken.ics").count == 2, "\(told)")
                #expect(watcher.log.components(separatedBy: "warning: ").count == 2, "\(watcher.log)")
            }
            let after = try await world.calsync("status", "--json")
            #expect(after.json["watch"] == .null)
        }
    }

    @Test func `a conflict in one pair stands, and is told once, while another pair is looked at`() async throws {
        try await World.with { world in
            let said = try noteProblems(world)
            let own = "[pair.own]\naccount = \"google\"\ncalendar = \"\(World.primary)\"\npoll = 1\n"
            try world.write("calsync.toml", try world.read("calsync.toml") + own)
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await world.sync()
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Black tea")
            try world.phone("tea@x", ["summary": "Green tea"])
            try await Watcher.with(world) { watcher in
                let told = { watcher.log.components(separatedBy: "warning: ").count - 1 }
                let before = told()
                #expect(before > 0)
                try await World.until {
                    watcher.log.components(separatedBy: "Looking at own (time)").last?.contains("Waiting.") == true
                        && watcher.log.contains("Looking at own (time)")
                }
                let status = try await world.calsync("status")
                #expect(status.out.contains("1 in conflict"), "\(status.out)")
                try world.write("family/walk.ics", Events.single("walk@x", "Walk", day: 4))
                try await World.until {
                    watcher.log.components(separatedBy: "Looking at family (files)").last?.contains("Waiting.") == true
                        && world.remoteTitle("walk@x") == "Walk"
                }
                #expect(told() == before, "\(watcher.log)")
                let resolved = try await world.calsync("resolve", "tea", "--take", "remote")
                #expect(resolved.code == 0, "\(resolved.out)\(resolved.err)")
                try await World.until { try world.read(".calsync/status.json").contains("\"conflicts\" : 0") }
            }
            let words = try String(contentsOfFile: said, encoding: .utf8)
            #expect(words.components(separatedBy: "conflict in family").count == 2, "\(words)")
        }
    }

    @Test func `what waits in the queue is tried by the watcher when it is told to`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            world.sandbox.inject(.status(400, reason: "invalid"), matching: Matcher(operation: "events.import"))
            try await Watcher.with(world) { _ in
                try await World.until { (try? world.read(".calsync/status.json"))?.contains("\"parked\" : 1") == true }
                let retry = try await world.calsync("queue", "retry")
                #expect(retry.code == 0, "\(retry.err)")
                try await World.until { world.remoteTitle("tea@x") == "Tea" }
            }
        }
    }

    @Test func `an ended sign-in keeps edits waiting, and says so`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await world.sync()
            world.sandbox.inject(.expiredToken, times: 2)
            try await Watcher.with(world) { watcher in
                try await World.until { watcher.log.contains("calsync login google") }
                try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
                try await World.until { world.remoteTitle("tea@x") == "Mint tea" }
            }
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `it ends cleanly in the middle of many writes`(signal: Int32) async throws {
        try await World.with { world in
            for day in 1...8 {
                try world.write("family/\(day).ics", Events.single("e\(day)@x", "Day \(day)", day: day))
            }
            world.sandbox.inject(.delay(.seconds(1)), matching: Matcher(operation: "events.import"), times: 8)
            let log = world.place + "/out"
            try Data().write(to: URL(fileURLWithPath: log))
            let pid = try Child.start(
                [Program.path, "watch", "--log-format", "json"], in: world.folder, environment: world.environment,
                input: .file("/dev/null"), output: .file(log), error: .file(log))
            try await World.until { world.sandbox.log.contains { $0.operation == "events.import" } }
            kill(pid, signal)
            #expect(await Child.end(of: pid) == 0)
            #expect(world.remote().count < 8)
            for line in try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n") {
                let json = try JSON(parsing: Array(line.utf8))
                #expect(json["level"]?.string != nil && json["time"]?.string != nil && json["message"] != nil)
            }
            world.sandbox.clearFaults()
            try await world.sync()
            #expect(world.remote().count == 8 && world.remote().values.allSatisfy { $0.count == 1 })
            try await world.expectQuiet()
        }
    }

    @Test func `the service manager is told`() async throws {
        try await World.with { world in
            let manager = try ServiceManager(at: world.place + "/notify")
            let watcher = try await Watcher.start(world, with: ["NOTIFY_SOCKET": manager.path])
            #expect(await watcher.stop() == 0)
            try await World.until { manager.said.contains("STOPPING=1") }
            #expect(manager.said.contains { $0.hasPrefix("READY=1\n") }, "\(manager.said)")
        }
    }

    @Test func `the service manager hears of it while a command asks something`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await world.sync()
            let manager = try ServiceManager(at: world.place + "/notify")
            let variables = ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "200000"]
            try await Watcher.with(world, with: variables) { watcher in
                let (terminal, screen) = (try #require(PseudoTerminal()), Locked(""))
                let command = try Program.start(
                    ["bulk", "tea@x", "--delete"], in: world.folder, environment: world.environment,
                    terminal: terminal.slave)
                try await World.until("it asks") {
                    screen.withLock { text in
                        text += terminal.screen()
                        return text.contains("[y/N]")
                    }
                }
                try world.write("family/walk.ics", Events.single("walk@x", "Walk", day: 4))
                try await World.until("it waits for its turn") { watcher.log.contains("Looking at family (files)") }
                let count = manager.said.count
                try await World.until("it gives signs of life") {
                    manager.said.dropFirst(count).count { $0 == "WATCHDOG=1" } > 1
                }
                terminal.type("n\n")
                #expect(try await command.outcome.value.code == 1)
                try await World.until { world.remoteTitle("walk@x") == "Walk" }
            }
        }
    }
}
