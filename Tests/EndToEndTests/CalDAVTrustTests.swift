import Foundation
import Glibc
import TestSupport
import Testing

/// Whom a sync believes, and who gets its password.
@Suite(.enabled(if: RealServer.isThere)) struct CalDAVTrustTests {
    /// Adds an account and a pair `home` for a calendar, whose server has a certificate that only the account's file vouches
    /// for.
    private func addAccount(_ name: String, at endpoint: String, calendar: String, to world: World) throws {
        let path = world.place + "/config/calsync/accounts.toml"
        let text = """
            \(try String(contentsOfFile: path, encoding: .utf8))
            [account.\(name)]
            provider = "caldav"
            endpoint = "\(endpoint)"
            user = "\(RealServer.user)"
            ca-file = "\(world.place)/certificate.pem"
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try world.write("calsync.toml", "[pair.home]\naccount = \"\(name)\"\ncalendar = \"\(calendar)\"\n")
    }

    /// Does `body` beside a process, and ends that.
    private func beside(_ process: pid_t, _ body: () async throws -> Void) async throws {
        try await doing(body) {
            kill(process, SIGTERM)
            _ = await Child.end(of: process)
        }
    }

    @Test func `a certificate that is another's one day stops a sync before anything is sent or touched`() async throws
    {
        let there = try RealServer.shared(.radicale).makeCalendar()
        try await World.with { world in
            let secret = ["CALSYNC_TOKEN_DAV": RealServer.password]
            let proxy = try await Python.tlsProxy(before: there.server.port, in: world.place)
            try await beside(proxy.process) {
                try addAccount("dav", at: "https://127.0.0.1:\(proxy.port)/", calendar: there.path, to: world)
                for name in ["tea", "cake"] { try world.write("home/\(name).ics", Events.single("\(name)@x", name)) }
                let first = try await world.calsync("sync", with: secret)
                #expect(first.code == 0, "\(first.out)\(first.err)")
                let tea = try #require(try there.paths().first { try there.text($0).contains("SUMMARY:tea") })

                // What the account's file vouches for is not what the server shows any more.
                let file = URL(fileURLWithPath: world.place + "/certificate.pem")
                let own = try Data(contentsOf: file)
                try FileManager.default.createDirectory(
                    atPath: world.place + "/other", withIntermediateDirectories: true)
                let other = try await Python.certificate(in: world.place + "/other")
                try Data(contentsOf: URL(fileURLWithPath: other)).write(to: file)
                try world.edit("home/cake.ics", "SUMMARY:cake", "SUMMARY:plum cake")
                try there.edit(tea) { $0.replacingOccurrences(of: "SUMMARY:tea", with: "SUMMARY:mint tea") }
                let (before, paths) = (try world.snapshot(), try there.paths())
                for command in ["plan", "sync"] {
                    let refused = try await world.calsync(command, with: secret)
                    #expect(refused.code == 4, "\(refused.out)\(refused.err)")
                    let said = refused.out + refused.err
                    #expect(said.contains("certificate") && said.contains("127.0.0.1"), "\(said)")
                    #expect(said.contains("Your edits are safe"), "\(said)")
                }
                #expect(try world.snapshot() == before)
                #expect(try there.paths() == paths && there.text(tea).contains("SUMMARY:mint tea"))

                try own.write(to: file)
                let again = try await world.calsync("sync", with: secret)
                #expect(again.code == 0, "\(again.out)\(again.err)")
                #expect(try world.read("home/tea.ics").contains("SUMMARY:mint tea"))
                #expect(try there.paths().contains { try there.text($0).contains("SUMMARY:plum cake") })
            }
        }
    }

    /// The hosts and requests that iCloud's stand-in has noted.
    private func requests(_ world: World) throws -> [String] {
        try String(contentsOfFile: world.place + "/requests", encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test func `calendars on another host of iCloud are kept in step, and the password goes to iCloud's hosts alone`()
        async throws
    {
        let there = try RealServer.shared(.radicale).makeCalendar()
        try await World.with { world in
            let icloud = try await Python.listener(
                "Tests/EndToEndTests/Python/icloud.py", [String(there.server.port), world.place + "/requests"],
                in: world.place, as: "DNS:caldav.icloud.com,DNS:p42-caldav.icloud.com")
            try await beside(icloud.process) {
                let more = [
                    "CALSYNC_TOKEN_ICLOUD": RealServer.password, "https_proxy": "http://127.0.0.1:\(icloud.port)",
                ]
                let calendar = "https://p42-caldav.icloud.com" + there.path
                try addAccount("icloud", at: "https://caldav.icloud.com/", calendar: calendar, to: world)
                let calendars = try await world.calsync("calendars", "icloud", with: more)
                #expect(calendars.code == 0 && calendars.out.contains(calendar), "\(calendars.out)\(calendars.err)")

                try world.write("home/tea.ics", Events.single("tea@x", "tea"))
                let first = try await world.calsync("sync", with: more)
                #expect(first.code == 0, "\(first.out)\(first.err)")
                let path = try #require(try there.paths().first)
                try there.edit(path) { $0.replacingOccurrences(of: "SUMMARY:tea", with: "SUMMARY:mint tea") }
                let second = try await world.calsync("sync", with: more)
                #expect(second.code == 0, "\(second.out)\(second.err)")
                #expect(try world.read("home/tea.ics").contains("SUMMARY:mint tea"))
                let idle = try await world.calsync("plan", with: more)
                #expect(idle.out.contains("Nothing to do."), "\(idle.out)\(idle.err)")

                let requests = try requests(world)
                #expect(requests.contains { $0.hasPrefix("p42-caldav.icloud.com signed PUT \(there.path)") })
                #expect(requests.contains { $0.hasPrefix("caldav.icloud.com signed PROPFIND") })
                // The second home is on a host that is not of iCloud's.
                #expect(!requests.contains { $0.hasPrefix("CONNECT") || $0.contains("unsigned") }, "\(requests)")
            }
        }
    }
}
