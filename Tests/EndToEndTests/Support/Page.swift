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
        let environment = environment ?? world.environment
        let token = try await Program.run(
            ["dashboard", "--token", "--json"], in: world.folder, environment: environment)
        let log = world.place + "/dashboard-" + UUID().uuidString + ".log"
        try Data().write(to: URL(fileURLWithPath: log))
        let pid = try Child.start(
            [Program.path, "dashboard", "--no-open", "--port", "0"], in: world.folder, environment: environment,
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

    /// Asks for something.
    func get(_ path: String) async throws -> Answer { try await ask("GET", path, nil) }

    /// Has something done.
    func post(_ path: String, _ body: JSON? = nil) async throws -> Answer { try await ask("POST", path, body) }

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
