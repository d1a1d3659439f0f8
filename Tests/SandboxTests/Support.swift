import Foundation
import Glibc
import Sandbox
import Testing

/// An answer as it came over the wire.
struct Answer: Sendable {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]
    /// Whether the connection closed before the whole answer was there.
    var isCut: Bool

    var json: JSON { (try? JSON(parsing: body)) ?? .null }
    var text: String { String(decoding: body, as: UTF8.self) }
    var reason: String? { json["error"]?["errors"]?[0]?["reason"]?.string }
    var message: String? { json["error"]?["message"]?.string }
    var etag: String { json["etag"]?.string ?? "" }
    var id: String { json["id"]?.string ?? "" }
    var items: [JSON] { json["items"]?.array ?? [] }
}

/// A small HTTP client over a blocking socket, on a thread of its own, one connection a request.
struct Client: Sendable {
    let port: UInt16
    let token: String

    init(_ address: String, token: String) {
        port = UInt16(address.split(separator: ":").last ?? "") ?? 0
        self.token = token
    }

    /// Sends a request to the API; `path` is what follows `/calendar/v3/`.
    func send(
        _ method: String, _ path: String, _ body: JSON? = nil, _ headers: [String: String] = [:]
    ) async throws -> Answer {
        var headers = headers
        if headers["Authorization"] == nil { headers["Authorization"] = "Bearer " + token }
        if body != nil, headers["Content-Type"] == nil { headers["Content-Type"] = "application/json" }
        return try await raw(method, "/calendar/v3/" + path, body?.bytes() ?? [], headers)
    }

    func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Answer {
        try await send("GET", path, nil, headers)
    }

    /// Sends any request to the sandbox.
    func raw(
        _ method: String, _ target: String, _ body: [UInt8] = [], _ headers: [String: String] = [:]
    ) async throws -> Answer {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if !body.isEmpty { head += "Content-Length: \(body.count)\r\n" }
        let bytes = Array((head + "\r\n").utf8) + body
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try exchange(bytes) }) }
        }
    }

    private func exchange(_ bytes: [UInt8]) throws -> Answer {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Unreachable() }
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { break }
            rest = rest.dropFirst(sent)
        }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            received += buffer[..<count]
        }
        return parse(received)
    }

    private func parse(_ bytes: [UInt8]) -> Answer {
        let blank = Array("\r\n\r\n".utf8)
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: blank) }) else {
            return Answer(status: 0, headers: [:], body: [], isCut: true)
        }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let sides = line.split(separator: ":", maxSplits: 1)
            headers[sides[0].lowercased()] = sides.count > 1 ? sides[1].trimmingCharacters(in: .whitespaces) : ""
        }
        let body = Array(bytes[(end + 4)...])
        let length = headers["content-length"].flatMap { Int($0) } ?? body.count
        let status = Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0
        return Answer(status: status, headers: headers, body: body, isCut: body.count < length)
    }
}

struct Unreachable: Error {}

/// Runs `body` against a sandbox with one calendar, `primary` in Europe/Berlin, at 2026-03-02T08:00:00Z.
func withSandbox(
    strict: Bool = true, _ adjust: (inout GoogleSandbox.Options) -> Void = { _ in },
    _ body: (GoogleSandbox, Client) async throws -> Void
) async throws {
    var options = GoogleSandbox.Options(strict: strict)
    options.now = { Date(timeIntervalSince1970: 1_772_438_400) }
    adjust(&options)
    let google = GoogleSandbox(options: options)
    let client = Client(try await google.start(), token: google.token)
    do {
        try await body(google, client)
    } catch {
        await google.stop()
        throw error
    }
    await google.stop()
}

let me = "you@example.com"
let family = "family@group.calendar.google.com"
let events = "calendars/primary/events"

/// A timed event on 2026-03-05, 14:00 to 15:00 in Berlin, with more fields.
func timed(_ summary: String = "Dentist", _ more: JSON = [:]) -> JSON {
    var event: JSON = [
        "summary": .string(summary), "start": ["dateTime": "2026-03-05T14:00:00", "timeZone": "Europe/Berlin"],
        "end": ["dateTime": "2026-03-05T15:00:00", "timeZone": "Europe/Berlin"],
    ]
    for (name, value) in more.object ?? [:] { event[name] = value }
    return event
}

/// An all-day event on 2026-03-05, with more fields.
func allDay(_ summary: String = "Trip", _ more: JSON = [:]) -> JSON {
    timed(summary, ["start": ["date": "2026-03-05"], "end": ["date": "2026-03-06"]]).with(more)
}

/// A weekly series of six from Thursday 2026-03-05, 14:00 in Berlin, across the change to summer time.
func weekly(_ more: JSON = [:]) -> JSON {
    timed("Weekly", ["id": "series", "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=6"]]).with(more)
}

extension JSON {
    func with(_ more: JSON) -> JSON {
        var result = self
        for (name, value) in more.object ?? [:] { result[name] = value }
        return result
    }

    func without(_ names: String...) -> JSON {
        var result = self
        for name in names { result[name] = nil }
        return result
    }

    var keys: Set<String> { Set((object ?? [:]).keys) }
}

/// Percent-encodes a value for a query.
func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
}

/// Reads a listing to its end.
func list(_ client: Client, _ query: String = "", in calendar: String = "primary") async throws -> (
    items: [JSON], token: String?
) {
    var items: [JSON] = []
    var page: String?
    while true {
        let more = page.map { "&pageToken=" + escaped($0) } ?? ""
        let answer = try await client.get("calendars/\(escaped(calendar))/events?\(query)\(more)")
        try #require(answer.status == 200, "\(answer.message ?? "")")
        items += answer.items
        page = answer.json["nextPageToken"]?.string
        if page == nil { return (items, answer.json["nextSyncToken"]?.string) }
    }
}

/// A clock that stands still until it is moved.
final class Clock: @unchecked Sendable {
    private let lock = NSLock()
    private var seconds = 1_772_438_400.0

    var now: @Sendable () -> Date {
        { [self] in lock.withLock { Date(timeIntervalSince1970: seconds) } }
    }

    func advance(by amount: Double) { lock.withLock { seconds += amount } }
}
