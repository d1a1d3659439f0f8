import Foundation
import ICalendar
import ProviderKit

/// A real CalDAV server on this machine, started by `scripts/caldav-server.py` and shared by all tests of a process.
///
/// It ends when this process does: it waits for the end of a pipe that nobody else holds.
package final class RealServer: Sendable {
    /// The servers: two from PyPI, and two from Debian.
    package enum Kind: String, Sendable {
        case radicale, xandikos, cyrus, davical

        /// Those that are tried: all of them where `CALSYNC_TEST_SERVERS` is set (`make test-servers`).
        package static let all: [Kind] =
            [.radicale, .xandikos]
            + (ProcessInfo.processInfo.environment["CALSYNC_TEST_SERVERS"] == nil ? [] : [.cyrus, .davical])
    }

    /// Whether the Python with the servers was made (`scripts/python-env.sh`).
    package static let isThere = FileManager.default.fileExists(atPath: root + "/.build/python/bin/radicale")

    /// Which server it is.
    package let kind: Kind
    /// Its port on 127.0.0.1.
    package let port: Int
    /// Where it keeps its things.
    package let folder: String
    /// The name and password that it takes.
    package static let user = "alice", password = "secret"
    /// Another account, which may read the first one's calendars and not write them (Radicale).
    package static let reader = "bob"

    /// How many accounts were used up.
    private let users = Locked(0)

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    private static let interpreter = root + "/.build/python/bin/python"
    private static let started = Locked<[Kind: RealServer]>([:])

    /// The server of a kind; started by the first who asks.
    package static func shared(_ kind: Kind) throws -> RealServer {
        try started.withLock { started in
            if let server = started[kind] { return server }
            let server = try RealServer(kind)
            started[kind] = server
            return server
        }
    }

    private init(_ kind: Kind) throws {
        self.kind = kind
        folder = FileManager.default.temporaryDirectory.path + "/calsync-\(kind.rawValue)-\(getpid())"
        var input: [Int32] = [-1, -1]
        var output: [Int32] = [-1, -1]
        // Children of other tests inherit neither: `Child` closes all that it isn't given.
        guard pipe(&input) == 0, pipe(&output) == 0 else { throw RawHTTP.Failure() }
        _ = try Child.start(
            [Self.interpreter, Self.root + "/scripts/caldav-server.py", kind.rawValue, folder], in: Self.root,
            environment: ["PATH": "/usr/bin:/bin", "HOME": folder], input: .descriptor(input[0]),
            output: .descriptor(output[1]), error: .file("/dev/null"))
        close(input[0])
        close(output[1])
        var text: [UInt8] = []
        var byte: UInt8 = 0
        while read(output[0], &byte, 1) == 1, byte != 0x0A { text.append(byte) }
        close(output[0])
        guard let port = Int(String(decoding: text, as: UTF8.self)) else { throw RawHTTP.Failure() }
        self.port = port
    }

    /// How many messages it has sent to guests; of those that tell (Cyrus).
    package var mails: Int { (try? FileManager.default.contentsOfDirectory(atPath: folder + "/outbox").count) ?? 0 }

    /// Makes a calendar that nobody else uses.
    package func makeCalendar() throws -> RealCalendar {
        var user = Self.user
        if kind == .cyrus {
            // There a UID is an account's only once, whatever the calendar.
            let number = users.withLock { count in
                count += 1
                return count - 1
            }
            user = "user\(number)"
        }
        return try RealCalendar(server: self, user: user)
    }

    /// The folder of calendars of an account.
    package func home(of user: String) -> String {
        switch kind {
        case .radicale: "/\(user)/"
        case .xandikos: "/\(user)/calendars/"
        case .cyrus: "/dav/calendars/user/\(user)/"
        case .davical: "/caldav.php/\(user)/"
        }
    }
}

/// A calendar on a real server, with another client's hand on it.
package struct RealCalendar: Sendable {
    /// The server.
    package let server: RealServer
    /// The name of its account.
    package let user: String
    /// Its path.
    package let path: String

    /// Makes one under a name that no other has.
    package init(server: RealServer, user: String) throws {
        self.server = server
        self.user = user
        let name = "c" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        path = server.home(of: user) + name + "/"
        guard try send("MKCALENDAR", path).status == 201 else { throw RawHTTP.Failure() }
    }

    /// Another one of the same account.
    package func sibling() throws -> RealCalendar { try RealCalendar(server: server, user: user) }

    /// Sends a request as another client would.
    @discardableResult
    package func send(_ method: String, _ path: String, headers: [String] = [], body: String = "") throws
        -> RawHTTP.Message
    {
        let sign = "Authorization: Basic " + Data("\(user):\(RealServer.password)".utf8).base64EncodedString()
        let type = body.isEmpty || headers.contains { $0.hasPrefix("Content-Type") } ? [] : ["Content-Type: text/xml"]
        return try RawHTTP.send(
            RawHTTP.Message(
                first: "\(method) \(path) HTTP/1.1",
                headers: ["Host: 127.0.0.1:\(server.port)", sign] + headers + type,
                body: Array(body.utf8)), to: server.port)
    }

    /// The paths of its events, sorted.
    package func paths() throws -> [String] {
        let body = "<?xml version=\"1.0\"?><d:propfind xmlns:d=\"DAV:\"><d:prop><d:getetag/></d:prop></d:propfind>"
        let answer = try send("PROPFIND", path, headers: ["Depth: 1"], body: body)
        let text = String(decoding: answer.body, as: UTF8.self)
        return text.components(separatedBy: "href>").map { $0.prefix { $0 != "<" } }.map(String.init)
            .filter { $0.hasPrefix(path) && $0.hasSuffix(".ics") }.sorted()
    }

    /// The text of an event, as the server has it.
    package func text(_ path: String) throws -> String {
        String(decoding: try send("GET", path).body, as: UTF8.self)
    }

    /// Stores a text under a path, whatever was there.
    package func put(_ text: String, at path: String) throws {
        let answer = try send("PUT", path, headers: ["Content-Type: text/calendar; charset=utf-8"], body: text)
        guard (200...299).contains(answer.status) else { throw RawHTTP.Failure() }
    }

    /// Changes the text of an event, as another client would.
    package func edit(_ path: String, _ change: (String) -> String) throws {
        try put(change(try text(path)), at: path)
    }
}
