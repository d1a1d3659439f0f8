import Foundation
import Glibc
import TestSupport
import Testing

/// Where the password goes when DNS names another domain's host (docs/decisions/0045): a person at a terminal is asked.
///
/// The program gets name servers of its own, for which it needs a mount namespace, and those need root.
@Suite(.enabled(if: RealServer.isThere && MountNamespace.canBeMade)) struct DiscoveryTests {
    /// What came of a sign-in.
    private struct Evening {
        let outcome: Outcome
        let screen: String
        /// The names that were asked for.
        let asked: [String]
        let accounts: String
        let hasSignIn: Bool
    }

    /// A name server on the port of all name servers; each has an address of its own.
    private func nameServer(_ records: [String: [NameServer.Record]]) throws -> (server: NameServer, host: String) {
        for number in 1...250 {
            let host = "127.0.53.\(number)"
            if let server = try? NameServer(records, at: host, port: 53) { return (server, host) }
        }
        throw RawHTTP.Failure()
    }

    /// Signs in as ann@example.org, whose domain says that her calendars are at dav.hoster.example, and answers the question.
    private func login(_ answer: String) async throws -> Evening {
        var evening: Evening?
        try await World.with { world in
            let target = "dav.hoster.example"
            let proxy = try await Python.tlsProxy(
                before: try RealServer.shared(.radicale).port, in: world.place, as: "DNS:" + target)
            let (names, host) = try nameServer([
                "_caldavs._tcp.example.org": [.service(target, port: proxy.port)], target: [.address(127, 0, 0, 1)],
            ])
            let resolver = world.place + "/resolv.conf"
            let accounts = world.place + "/config/calsync/accounts.toml"
            try Data("nameserver \(host)\n".utf8).write(to: URL(fileURLWithPath: resolver))

            let terminal = try #require(PseudoTerminal())
            // Its own name servers, and its own list of authorities that are believed.
            let mounting =
                #"mount --bind "$0" /etc/resolv.conf && mount --bind "$1" /etc/ssl/certs/ca-certificates.crt && shift"#
                + #" && exec "$@""#
            let running = try Program.start(
                ["login", "caldav", "ann@example.org", "--user", RealServer.user], in: world.folder,
                environment: world.environment, terminal: terminal.slave,
                as: ["unshare", "--mount", "/bin/sh", "-c", mounting, resolver, world.place + "/certificate.pem"])
            var screen = ""
            for (question, words) in [("Password", RealServer.password), ("Send your password there?", answer)] {
                try await World.until("it asks: \(question)") {
                    screen += terminal.screen()
                    return screen.contains(question)
                }
                terminal.type(words + "\n")
            }
            let outcome = try await running.outcome.value
            kill(proxy.process, SIGTERM)
            _ = await Child.end(of: proxy.process)
            names.stop()
            evening = Evening(
                outcome: outcome, screen: screen + terminal.screen(), asked: names.asked,
                accounts: (try? String(contentsOfFile: accounts, encoding: .utf8)) ?? "",
                hasSignIn: world.has("../state/calsync/tokens/caldav.json"))
        }
        return try #require(evening)
    }

    @Test func `after a no the other host is not even looked up, and nothing is saved`() async throws {
        let evening = try await login("n")
        #expect(evening.outcome.code == 2, "\(evening.screen)")
        #expect(evening.screen.contains("dav.hoster.example") && evening.screen.contains("did not go there"))
        #expect(evening.asked.contains("_caldavs._tcp.example.org") && !evening.asked.contains("dav.hoster.example"))
        #expect(!evening.hasSignIn && !evening.accounts.contains("caldav"))
        #expect(!evening.screen.contains(RealServer.password), "\(evening.screen)")
    }

    @Test func `after a yes the account is there, under the host that DNS named`() async throws {
        let evening = try await login("y")
        #expect(evening.outcome.code == 0, "\(evening.screen)")
        #expect(evening.outcome.out.contains("Signed in to caldav (https://dav.hoster.example"))
        #expect(evening.hasSignIn && evening.accounts.contains("endpoint = \"https://dav.hoster.example"))
        #expect(!evening.screen.contains(RealServer.password) && !evening.accounts.contains(RealServer.password))
    }
}

/// A view of the file system of a process's own (mount_namespaces(7)).
private enum MountNamespace {
    /// Whether this user may make one.
    static let canBeMade: Bool = {
        let pid = try? Child.start(
            ["unshare", "--mount", "true"], in: "/", environment: ["PATH": "/usr/bin:/bin"],
            input: .file("/dev/null"), output: .file("/dev/null"), error: .file("/dev/null"))
        return geteuid() == 0 && pid.map { Child.status(of: $0) } == 0
    }()
}
