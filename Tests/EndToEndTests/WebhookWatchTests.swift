import Foundation
import Glibc
import Sandbox
import Testing

/// `calsync watch` with services that call: the real program, which would not poll again before tomorrow.
@Suite struct WebhookWatchTests {
    /// A port that was free a moment ago.
    ///
    /// Below those that the system gives away (ip_local_port_range), so that no other test's service gets it meanwhile.
    static func freePort() throws -> UInt16 {
        for _ in 0..<100 {
            guard let (held, port) = bound(.random(in: 10_000..<32_000)) else { continue }
            close(held)
            return port
        }
        return try #require(nil)
    }

    /// Takes a port and listens to nobody there: who asks it is refused, and no one else gets it.
    ///
    /// - Returns: The socket that holds it, to be closed.
    static func hold(_ port: UInt16) throws -> Int32 { try #require(bound(port)).socket }

    private static func bound(_ port: UInt16) -> (socket: Int32, port: UInt16)? {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var (yes, address) = (Int32(1), sockaddr_in())
        setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if isBound { return (number, port) }
        close(number)
        return nil
    }

    /// A world whose services may call; nothing is polled for a day.
    static func called(_ body: (World, UInt16) async throws -> Void) async throws {
        try await World.with { world in
            let port = try freePort()
            let path = world.place + "/config/calsync/accounts.toml"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let more =
                "\n[webhook]\nlisten = \"127.0.0.1:\(port)\"\npublic-url = \"http://127.0.0.1:\(port)/calsync\"\n"
            try Data((text + more).utf8).write(to: URL(fileURLWithPath: path))
            try world.write("calsync.toml", try world.read("calsync.toml") + "\n[watch]\npoll = 86400\n")
            try await body(world, port)
        }
    }

    @Test func `a change at Google is in the file because Google called`() async throws {
        try await Self.called { world, _ in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await Watcher.with(world) { watcher in
                try await World.until { world.remoteTitle("tea@x") == "Tea" }
                try await World.until("the channel is open") {
                    watcher.log.contains("Google tells of changes in family")
                }
                try world.phone("tea@x", ["summary": "Black tea"])
                try await World.until { try world.read("family/tea.ics").contains("SUMMARY:Black tea") }
                #expect(try await world.calsync("webhook", "test").code == 0)
                #expect(try await world.calsync("status").out.contains("push until 2"))
                // Nothing of a message is told but its kind.
                let token = try #require(world.sandbox.channels.first?.token)
                #expect(!watcher.log.contains(token) && !watcher.log.contains("X-Goog"))
            }
            // The channel goes on for the next watcher.
            #expect(world.sandbox.channels.count == 1)
            try await Watcher.with(world) { watcher in
                try world.phone("tea@x", ["summary": "Green tea"])
                try await World.until { try world.read("family/tea.ics").contains("SUMMARY:Green tea") }
                #expect(world.sandbox.channels.count == 1)
            }
        }
    }

    @Test func `a paused pair has no channel, until it takes part again`() async throws {
        try await Self.called { world, _ in
            try await Watcher.with(world) { _ in
                try await World.until("the channel is open") { world.sandbox.channels.count == 1 }
                #expect(try await world.calsync("pair", "set", "family", "--pause").code == 0)
                try await World.until("the channel is closed") { world.sandbox.channels.isEmpty }
                #expect(try await world.calsync("webhook", "list").out.contains("It is paused"))
                #expect(try await world.calsync("pair", "set", "family", "--resume").code == 0)
                try await World.until("there is another") { world.sandbox.channels.count == 1 }
            }
        }
    }

    @Test func `Notion's handshake goes over the person, and its events wake the watcher`() async throws {
        let notion = NotionSandbox()
        let address = try await notion.start()
        let database = try #require(notion.databases.first?.id)
        try await Self.called { world, port in
            let path = world.place + "/config/calsync/accounts.toml"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let account = "[account.notion]\nprovider = \"notion\"\nendpoint = \"\(address)/v1\"\n"
            try Data((account + text).utf8).write(to: URL(fileURLWithPath: path))
            let pair = "[pair.plans]\naccount = \"notion\"\ndatabase = \"\(database)\"\n"
            try world.write("calsync.toml", pair + (try world.read("calsync.toml")))
            let signedIn = ["CALSYNC_TOKEN_NOTION": notion.token]
            let watcher = try await Watcher.start(world, with: signedIn)
            #expect(await notion.subscribe("http://127.0.0.1:\(port)/calsync/notion") == 204)
            let shown = try await world.calsync("webhook", "register", "plans", with: signedIn)
            #expect(shown.code == 0, "\(shown.err)")
            let token = try #require(
                shown.out.split(separator: "\n").first { $0.contains("secret_") }
            ).drop { $0 == " " }
            #expect(!watcher.log.contains(token))
            #expect(notion.verifySubscription(String(token)))
            let confirmed = try await world.calsync("webhook", "register", "plans", "--yes", with: signedIn)
            #expect(confirmed.out.contains("notion: Notion tells of changes now."), "\(confirmed.err)")
            #expect(try await world.calsync("webhook", "list", with: signedIn).out.contains("plans  push\n"))
            try notion.addRow([
                "Name": ["title": [["text": ["content": "Film"]]]], "Date": ["date": ["start": "2026-12-04"]],
            ])
            try await World.until { try world.eventFiles().contains { $0.hasSuffix("film.ics") } }
            #expect(await watcher.stop() == 0, "\(watcher.log)")
        }
        await notion.stop()
    }
}
