import Dispatch
import Foundation
import Sandbox
import TestSupport
import Testing

/// A running `calsync dashboard`, asked as a script asks it.
struct Page: Sendable {
    private let port: Int
    private let token: String
    private let pid: pid_t
    private let end: Task<Int32, Never>

    /// An answer of the API.
    struct Answer: Sendable {
        let status: Int
        let json: JSON
        let type: String
    }

    /// Serves a folder's page as long as `body` runs.
    static func with(
        _ world: World, environment: [String: String]? = nil, _ body: (Page) async throws -> Void
    ) async throws {
        try await with(
            folder: world.folder, place: world.place, environment: environment ?? world.environment, body)
    }

    /// Serves a folder's page as long as `body` runs; its log lies in `place`.
    static func with(
        folder: String, place: String, environment: [String: String], _ body: (Page) async throws -> Void
    ) async throws {
        let token = try await Program.run(["dashboard", "--token", "--json"], in: folder, environment: environment)
        let log = place + "/dashboard-" + UUID().uuidString + ".log"
        try Data().write(to: URL(fileURLWithPath: log))
        let pid = try Child.start(
            [Program.path, "dashboard", "--no-open", "--port", "0"], in: folder, environment: environment,
            input: .file("/dev/null"), output: .file(log), error: .file("/dev/null"))
        let end = Task { await Child.end(of: pid) }
        do {
            let text = { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }
            try await World.until("it prints its link") { text().hasSuffix("\n") }
            let port = try #require(text().split(separator: "/").dropFirst().first?.split(separator: ":").last)
            try await body(
                Page(
                    port: try #require(Int(port)), token: try #require(token.json["token"]?.string), pid: pid, end: end)
            )
        } catch {
            kill(pid, SIGKILL)
            _ = await end.value
            throw error
        }
        kill(pid, SIGTERM)
        #expect(await end.value == 0)
    }

    /// Waits for what the page is about to tell.
    static func until(
        _ what: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation, _ isSo: () async throws -> Bool
    ) async throws {
        for _ in 0..<1_500 {
            if try await isSo() { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record(what ?? "it did not come to pass", sourceLocation: sourceLocation)
    }

    /// Asks for something.
    func get(_ path: String) async throws -> Answer { try await ask("GET", path, nil) }

    /// Has something done.
    func post(_ path: String, _ body: JSON? = nil) async throws -> Answer { try await ask("POST", path, body) }

    /// Listens as an open page does.
    func listen() throws -> EventStream {
        try EventStream(port: port, path: "/api/stream", headers: ["Authorization: Bearer \(token)"])
    }

    /// Asks in any way.
    func ask(_ method: String, _ path: String, _ body: JSON?) async throws -> Answer {
        let request = RawHTTP.Message(
            first: "\(method) \(path) HTTP/1.1",
            headers: ["Host: 127.0.0.1:\(port)", "Authorization: Bearer \(token)", "Content-Type: application/json"],
            body: body.map { $0.bytes() } ?? [])
        let port = port
        let answer = try await withCheckedThrowingContinuation {
            (reply: CheckedContinuation<RawHTTP.Message, any Error>) in
            DispatchQueue(label: "page").async { reply.resume(with: Result { try RawHTTP.send(request, to: port) }) }
        }
        return Answer(
            status: answer.status, json: (try? JSON(parsing: answer.body)) ?? .null,
            type: answer["Content-Type"] ?? "")
    }
}
