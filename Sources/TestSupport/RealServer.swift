import Foundation
import ICalendar
import ProviderKit

/// A real CalDAV server on this machine, started by `scripts/caldav-server.py` and shared by all tests of a process.
///
/// It ends when this process does: it waits for the end of a pipe that nobody else holds.
package final class RealServer: Sendable {
    /// The servers that PyPI has.
    package enum Kind: String, CaseIterable, Sendable { case radicale, xandikos }

    /// Whether the Python with the servers was made (`scripts/python-env.sh`).
    package static let isThere = FileManager.default.fileExists(atPath: root + "/.build/python/bin/radicale")

    /// Which server it is.
    package let kind: Kind
    /// Its port on 127.0.0.1.
    package let port: Int
    /// The name and password that it takes.
    package static let user = "alice", password = "secret"

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
        let folder = FileManager.default.temporaryDirectory.path + "/calsync-\(kind.rawValue)-\(getpid())"
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

    /// The folder of calendars of the account.
    package var home: String {
        switch kind {
        case .radicale: "/alice/"
        case .xandikos: "/alice/calendars/"
        }
    }

    /// Makes a calendar with a name that no other has, and returns its path.
    package func makeCalendar() throws -> String {
        let path = home + "c" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "") + "/"
        let answer = try send("MKCALENDAR", path)
        guard answer.status == 201 else { throw RawHTTP.Failure() }
        return path
    }

    /// Sends a request as another client would.
    @discardableResult
    package func send(_ method: String, _ path: String, headers: [String] = [], body: String = "") throws
        -> RawHTTP.Message
    {
        let sign = "Authorization: Basic " + Data("\(Self.user):\(Self.password)".utf8).base64EncodedString()
        return try RawHTTP.send(
            RawHTTP.Message(
                first: "\(method) \(path) HTTP/1.1", headers: ["Host: 127.0.0.1:\(port)", sign] + headers,
                body: Array(body.utf8)), to: port)
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
