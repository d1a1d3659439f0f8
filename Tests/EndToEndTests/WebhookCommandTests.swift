import Foundation
import Glibc
import Sandbox
import Testing

/// `calsync webhook`, against the stand-in that calls back.
@Suite struct WebhookCommandTests {
    /// Writes `[webhook]`; nobody listens at the port.
    private func allowCalls(_ world: World, port: Int = 1) throws {
        let path = world.place + "/config/calsync/accounts.toml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let more = "\n[webhook]\nlisten = \"127.0.0.1:\(port)\"\npublic-url = \"http://127.0.0.1:\(port)/calsync/\"\n"
        try Data((text + more).utf8).write(to: URL(fileURLWithPath: path))
    }

    @Test func `without a public address everything is polled, and that is said`() async throws {
        try await World.with { world in
            let list = try await world.calsync("webhook", "list")
            #expect(list.code == 0)
            #expect(list.out == "family  polling\n")
            #expect(list.err.contains("[webhook] in accounts.toml"))
            let register = try await world.calsync("webhook", "register")
            #expect(register.code == 2)
            #expect(register.err.contains("docs/webhooks.md"))
            #expect(try await world.calsync("status", "--json").json["pairs"]?[0]?["updates"] == "polling")
            #expect(world.sandbox.log.isEmpty)
        }
    }

    @Test func `a channel is opened, listed, renewed and closed`() async throws {
        try await World.with { world in
            try await world.calsync("sync")
            try allowCalls(world)
            let opened = try await world.calsync("webhook", "register")
            #expect(opened.code == 0, "\(opened.err)")
            #expect(opened.out.contains("family: Google tells of changes now, until "))
            let first = try #require(world.sandbox.channels.first)
            #expect(first.address == "http://127.0.0.1:1/calsync/google")
            #expect(try await world.calsync("webhook", "register").out == "Nothing was to be done.\n")
            #expect(try await world.calsync("webhook", "list").out.hasPrefix("family  push until 2"))
            #expect(try await world.calsync("status").out.contains("push until 2"))
            let renewed = try await world.calsync("webhook", "renew", "family", "--json")
            #expect(renewed.json["pairs"]?[0]?["way"] == "push", "\(renewed.err)")
            let second = try #require(world.sandbox.channels.first)
            #expect(second.id != first.id)
            #expect(world.sandbox.channels.count == 1)
            let stopped = try await world.calsync("webhook", "stop")
            #expect(stopped.out.contains("family: the channel is closed."))
            #expect(world.sandbox.channels.isEmpty)
            // The folder is as it was, and no secret is in it.
            let state = try world.read(".calsync/channels.json")
            #expect(!state.contains(first.token ?? "?") && !state.contains(second.token ?? "?"))
            try await world.expectQuiet()
        }
    }

    @Test func `a calendar that can't be watched is polled, with the reason`() async throws {
        let change = { (options: inout GoogleSandbox.Options) in options.unwatchable = [World.family] }
        try await World.with(change) { world in
            try allowCalls(world)
            let outcome = try await world.calsync("webhook", "register")
            #expect(outcome.code == 1)
            #expect(outcome.err.contains("family: Google tells nothing of changes in this calendar; it is polled."))
            let list = try await world.calsync("webhook", "list", "--json")
            #expect(
                list.json["pairs"]?[0]?["reason"] == "Google tells nothing of changes in this calendar; it is polled.")
        }
    }

    @Test func `a trial without a listener says where to look`() async throws {
        try await World.with { world in
            try allowCalls(world)
            let outcome = try await world.calsync("webhook", "test")
            #expect(outcome.code == 1)
            #expect(outcome.err.contains("Is `calsync watch` running"))
        }
    }

    @Test(arguments: [
        ("listen = \"0.0.0.0:80\"", "listen = \"127.0.0.1:8787\""), ("listen = \"127.0.0.1:x\"", "127.0.0.1:8787"),
        ("public-url = \"http://example.org\"", "https://"), ("publik-url = \"https://example.org\"", "public-url"),
    ])
    func `wrong settings are told with what to write`(_ line: String, _ remedy: String) async throws {
        try await World.with { world in
            let path = world.place + "/config/calsync/accounts.toml"
            let text = try String(contentsOfFile: path, encoding: .utf8) + "[webhook]\n\(line)\n"
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            let outcome = try await world.calsync("webhook", "list")
            #expect(outcome.code == 2)
            #expect(outcome.err.contains("accounts.toml:5") && outcome.err.contains(remedy), "\(outcome.err)")
        }
    }

    @Test func `a public address in the environment that is none is told`() async throws {
        try await World.with { world in
            let outcome = try await world.calsync("webhook", "list", with: ["CALSYNC_PUBLIC_URL": "example.org"])
            #expect(outcome.code == 2)
            #expect(outcome.err.contains("CALSYNC_PUBLIC_URL"))
        }
    }
}
