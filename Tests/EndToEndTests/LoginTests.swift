import Foundation
import Glibc
import Sandbox
import TestSupport
import Testing

/// Signing in and out with the program; the browser is a script that follows the address.
@Suite struct LoginTests {
    /// A world without a token in the environment and without an account, with a client's file and a browser.
    static func with(_ body: (World, _ environment: [String: String]) async throws -> Void) async throws {
        try await World.with { world in
            let files = FileManager.default
            let (bin, client) = (world.place + "/bin", world.place + "/client.json")
            try files.createDirectory(atPath: bin, withIntermediateDirectories: true)
            try Data("#!/bin/sh\nexec curl -sSL -o /dev/null \"$1\"\n".utf8)
                .write(to: URL(fileURLWithPath: bin + "/xdg-open"))
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bin + "/xdg-open")
            try Data(world.sandbox.clientFile(address: world.address).bytes()).write(to: URL(fileURLWithPath: client))
            try files.removeItem(atPath: world.place + "/config/calsync/accounts.toml")
            world.sandbox.setSignIn { $0.consent = "approve" }
            var environment = world.environment
            environment["CALSYNC_TOKEN_GOOGLE"] = nil
            environment["PATH"] = bin + ":" + (environment["PATH"] ?? "")
            environment["DISPLAY"] = ":99"
            try await body(world, environment)
        }
    }

    private func run(_ arguments: [String], _ world: World, _ environment: [String: String]) async throws -> Outcome {
        try await Program.run(arguments, in: world.folder, environment: environment)
    }

    private func login(_ world: World, _ environment: [String: String], _ more: String...) async throws -> Outcome {
        try await run(
            ["login", "google", world.place + "/client.json", "--endpoint", world.address + "/calendar/v3"] + more,
            world,
            environment)
    }

    /// The bytes of every file below the world's place but the client's own file.
    private func everything(_ world: World) throws -> String {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: world.place)
        // What is sealed is looked at where it is sealed; as base64 it may spell anything.
        let apart = ["client.json", "state/calsync/tokens/google.json", "config/calsync/token.key"]
        return paths.filter { !apart.contains($0) && !$0.hasPrefix("bin") }.sorted().map { path in
            let bytes = FileManager.default.contents(atPath: world.place + "/" + path) ?? Data()
            return path + "\n" + String(decoding: bytes, as: UTF8.self)
        }.joined(separator: "\n")
    }

    @Test func `the first evening: login, pair, plan, sync, and no secret anywhere`() async throws {
        try await Self.with { world, environment in
            let login = try await login(world, environment)
            #expect(login.code == 0, "\(login.out)\(login.err)")
            #expect(login.out.contains(World.family) && login.out.contains("calsync pair add"))
            #expect(login.err.contains(world.address + "/o/oauth2/v2/auth?"))
            let accounts = try String(
                contentsOfFile: world.place + "/config/calsync/accounts.toml", encoding: .utf8)
            #expect(accounts.contains("[account.google]") && accounts.contains("token-endpoint"))
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            let plan = try await run(["plan"], world, environment)
            #expect(plan.code == 0 && plan.out.contains("Tea"), "\(plan.out)\(plan.err)")
            let sync = try await run(["sync"], world, environment)
            #expect(sync.code == 0 && world.remoteTitle("tea@x") == "Tea", "\(sync.out)\(sync.err)")
            let told = login.out + login.err + plan.out + plan.err + sync.out + sync.err + (try everything(world))
            for secret in ["ya29.", "1//0", "GOCSPX", "4/0A"] { #expect(!told.contains(secret), "\(secret)") }
            let state = world.place + "/state/calsync/tokens"
            let modes = try [state, state + "/google.json", world.place + "/config/calsync/token.key"].map {
                try FileManager.default.attributesOfItem(atPath: $0)[.posixPermissions] as? Int
            }
            #expect(modes == [0o700, 0o600, 0o600])
        }
    }

    @Test func `an access token that ran out is refreshed without a word`() async throws {
        try await Self.with { world, environment in
            _ = try await login(world, environment)
            world.sandbox.expireAccessTokens()
            let plan = try await run(["plan"], world, environment)
            #expect(plan.code == 0 && plan.err.isEmpty, "\(plan.out)\(plan.err)")
            #expect(world.sandbox.log.filter { $0.status == 401 }.count == 1)
        }
    }

    @Test func `a sign-in that was taken back: edits wait, and go out after the next one`() async throws {
        try await Self.with { world, environment in
            _ = try await login(world, environment)
            world.sandbox.revokeSignIns()
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            for command in ["plan", "sync"] {
                let outcome = try await run([command], world, environment)
                #expect(outcome.code == 5, "\(outcome.out)\(outcome.err)")
                #expect(outcome.out.contains("revoked") && outcome.out.contains("calsync login google"))
                #expect(outcome.out.contains("1 change waits for the sign-in"), "\(outcome.out)")
            }
            let json = try await run(["plan", "--json"], world, environment)
            #expect(json.code == 5 && json.json["troubles"]?.array?.count == 1)
            #expect(world.has("family/tea.ics") && world.remote().isEmpty)
            // The client is known from the last time.
            let again = try await run(["login", "google"], world, environment)
            #expect(again.code == 0, "\(again.out)\(again.err)")
            #expect(try await run(["sync"], world, environment).code == 0)
            #expect(world.remoteTitle("tea@x") == "Tea")
        }
    }

    @Test func `an app in Testing is told at once, and in status and check`() async throws {
        try await Self.with { world, environment in
            world.sandbox.setSignIn { $0.isTesting = true }
            let login = try await login(world, environment)
            #expect(login.code == 0 && login.err.contains("ends in 7 days") && login.err.contains("Publish"))
            let status = try await run(["status"], world, environment)
            #expect(status.out.contains("ends in 6 days"), "\(status.out)")
            let json = try await run(["status", "--json"], world, environment)
            #expect(json.json["signIns"]?[0]?["account"] == "google" && json.json["signIns"]?[0]?["kind"] == "oauth")
            let check = try await run(["check"], world, environment)
            #expect(check.code == 0 && check.err.contains("ends in 6 days"), "\(check.err)")
        }
    }

    @Test func `cancelling, unticking and wrong files each have a sentence, and keep nothing`() async throws {
        try await Self.with { world, environment in
            world.sandbox.setSignIn { $0.consent = "deny" }
            let denied = try await login(world, environment)
            #expect(denied.code == 5 && denied.err.contains("without consent"), "\(denied.err)")
            world.sandbox.setSignIn {
                $0.consent = "approve"
                $0.unticked = ["calendar.calendarlist.readonly"]
            }
            let unticked = try await login(world, environment, "--json")
            #expect(
                unticked.code == 5 && unticked.json["remedy"]?.string?.contains("ticked") == true, "\(unticked.out)")
            #expect(!world.has("../config/calsync/accounts.toml") && !world.has("../state/calsync/tokens/google.json"))

            try world.write("web.json", #"{"web":{"client_id":"a"}}"#)
            let web = try await run(["login", "google", "web.json"], world, environment)
            #expect(web.code == 2 && web.err.contains("Web application") && web.err.contains("Desktop app"))
            let sandbox = try await run(["login", "google", world.place + "/client.json"], world, environment)
            #expect(sandbox.code == 2 && sandbox.err.contains("--endpoint"), "\(sandbox.err)")
            let name = try await run(["login", "google", "--account", "../x"], world, environment)
            #expect(name.code == 2 && name.err.contains("can't be called"), "\(name.err)")
            let none = try await run(["login", "google", "none.json"], world, environment)
            #expect(none.code != 0 && none.err.contains("none.json"))
            let wizard = try await run(["login", "google"], world, environment)
            #expect(wizard.code == 2 && wizard.err.contains("calendar-json.googleapis.com"), "\(wizard.err)")
            let service = try await run(["login", "gogle"], world, environment)
            #expect(service.code == 2 && service.err.contains("Did you mean google?"))
        }
    }

    @Test func `without a display the address is pasted back`() async throws {
        try await Self.with { world, environment in
            let terminal = try #require(PseudoTerminal())
            let running = try Program.start(
                [
                    "login", "google", world.place + "/client.json", "--endpoint", world.address + "/calendar/v3",
                    "--no-browser",
                ], in: world.folder, environment: environment, terminal: terminal.slave)
            var screen = ""
            for _ in 0..<2_000 where !screen.contains("Waiting for your consent") {
                screen += terminal.screen()
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(screen.contains("ssh -L"))
            let url = try #require(screen.split(whereSeparator: \.isWhitespace).first { $0.contains("/o/oauth2/") })
            // A browser elsewhere: it gets the address, and can't open it.
            let said = world.place + "/redirect"
            try Data().write(to: URL(fileURLWithPath: said))
            let curl = try Child.start(
                ["/usr/bin/env", "curl", "-sS", "-o", "/dev/null", "-w", "%{redirect_url}", String(url)],
                in: world.place, environment: environment, input: .file("/dev/null"), output: .file(said),
                error: .file("/dev/null"))
            _ = await Child.end(of: curl)
            let back = try String(contentsOfFile: said, encoding: .utf8)
            terminal.type("what?\n" + back + "\n")
            let outcome = try await running.outcome.value
            #expect(
                outcome.code == 0 && outcome.out.contains("Signed in to google"), "\(outcome.out)\(terminal.screen())")
        }
    }

    @Test func `Ctrl-C ends the wait and keeps nothing`() async throws {
        try await Self.with { world, environment in
            world.sandbox.setSignIn { $0.consent = "ask" }
            let terminal = try #require(PseudoTerminal())
            let running = try Program.start(
                [
                    "login", "google", world.place + "/client.json", "--endpoint", world.address + "/calendar/v3",
                    "--no-browser",
                ], in: world.folder, environment: environment, terminal: terminal.slave)
            var screen = ""
            for _ in 0..<2_000 where !screen.contains("Waiting for your consent") {
                screen += terminal.screen()
                try await Task.sleep(for: .milliseconds(5))
            }
            kill(running.pid, SIGINT)
            #expect(try await running.outcome.value.code == 1)
            #expect(!world.has("../config/calsync/accounts.toml"))
        }
    }

    @Test func `signing out takes the consent back, also when nobody answers`() async throws {
        try await Self.with { world, environment in
            _ = try await login(world, environment)
            #expect(world.sandbox.signIns == 1)
            let out = try await run(["logout", "google", "--json"], world, environment)
            #expect(out.code == 0 && out.json["revoked"] == true && world.sandbox.signIns == 0, "\(out.err)")
            let again = try await run(["logout", "google"], world, environment)
            #expect(again.code == 2 && again.err.contains("isn't signed in"))
            let plan = try await run(["plan"], world, environment)
            #expect(plan.code == 5 && plan.out.contains("calsync login google"), "\(plan.out)")
            _ = try await login(world, environment)
            await world.sandbox.stop()
            // Another test's service must not get the port.
            let port = try #require(world.address.split(separator: ":").last.flatMap { UInt16($0) })
            let held = try WebhookWatchTests.hold(port)
            defer { close(held) }
            let offline = try await run(["logout", "google"], world, environment)
            #expect(offline.code == 0 && offline.err.contains("could not be told"), "\(offline.err)")
            #expect(!world.has("../state/calsync/tokens/google.json"))
        }
    }

    @Test func `a service account needs no browser`() async throws {
        try await Self.with { world, environment in
            let key = world.place + "/robot.json"
            try Data(world.sandbox.serviceAccountFile(address: world.address).bytes())
                .write(to: URL(fileURLWithPath: key))
            let login = try await run(
                [
                    "login", "google", "--account", "robot", "--service-account", key, "--endpoint",
                    world.address + "/calendar/v3",
                ], world, environment)
            #expect(login.code == 0 && login.out.contains("robot@sandbox"), "\(login.out)\(login.err)")
            #expect(login.err.contains("chmod 600"))
            let calendars = try await run(["calendars", "robot", "--json"], world, environment)
            #expect(calendars.code == 0 && calendars.json.array?.count == 2)
        }
    }

    @Test func `a command of one's own may print the token`() async throws {
        try await Self.with { world, environment in
            let text = """
                [account.google]
                provider = "google"
                endpoint = "\(world.address)/calendar/v3"
                password-command = ["printf", "%s", "\(world.sandbox.token)"]
                """
            try Data(text.utf8).write(to: URL(fileURLWithPath: world.place + "/config/calsync/accounts.toml"))
            #expect(try await run(["plan"], world, environment).code == 0)
            try Data(text.replacingOccurrences(of: "printf", with: "false").utf8)
                .write(to: URL(fileURLWithPath: world.place + "/config/calsync/accounts.toml"))
            let failed = try await run(["plan"], world, environment)
            #expect(failed.code == 5 && failed.out.contains("ended with status 1"), "\(failed.out)")
        }
    }
}
