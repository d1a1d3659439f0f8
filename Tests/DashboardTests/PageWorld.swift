import Foundation
import ICalendar
import ProviderKit
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

@testable import Dashboard

/// A calendar folder of its own with two pairs, and its dashboard on a free port.
final class PageWorld: Sendable {
    static let token = Secret("a token of this test")
    /// Seconds since 1970: 2026-11-23 08:00 UTC.
    static let now = 1_795_420_800.0

    /// Who asks.
    enum Asker { case script, browser, nobody }

    let root: String
    let port: UInt16
    /// The commands that the page had carried out.
    let commands: Locked<[[String]]>
    /// What the next commands come to.
    let outcome: Locked<Desk.Outcome>
    /// Takes how far a run has come, as JSON.
    let runs: AsyncStream<[UInt8]>.Continuation
    private let server: DashboardServer

    private init() async throws {
        let root =
            FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/calsync-page-"
            + UUID().uuidString
        for folder in ["work", "family", ".calsync"] {
            try FileManager.default.createDirectory(
                atPath: root + "/" + folder, withIntermediateDirectories: true)
        }
        try Data().write(to: URL(fileURLWithPath: root + "/calsync.toml"))
        let (commands, outcome) = (
            Locked<[[String]]>([]), Locked(Desk.Outcome(code: .done, output: Array("{}".utf8), notes: ""))
        )
        let (runs, feed) = AsyncStream.makeStream(of: [UInt8].self)
        let answer: @Sendable ([String]) async -> Desk.Outcome = { arguments in
            commands.withLock { $0.append(arguments) }
            return outcome.withLock { $0 }
        }
        let desk = Desk(
            carryOut: answer, read: answer, signIn: { _, _, _ in outcome.withLock { $0 } },
            look: { try await Self.look(root) }, metrics: { "calsync_held 0\n" }, runs: runs)
        (self.root, self.commands, self.outcome, self.runs) = (root, commands, outcome, feed)
        let zone = try #require(Zone.named("Europe/Berlin"))
        server = DashboardServer(root: root, zone: zone, desk: desk, token: Self.token, now: { Self.now })
        port = try await server.start(port: 0)
    }

    /// Does `body` in a world of its own.
    static func with(_ body: (PageWorld) async throws -> Void) async throws {
        let world = try await PageWorld()
        let result: Result<Void, any Error>
        do { result = .success(try await body(world)) } catch { result = .failure(error) }
        await world.server.stop()
        try? FileManager.default.removeItem(atPath: world.root)
        try result.get()
    }

    /// A status that changes with the folder: how many event files there are.
    private static func look(_ root: String) async throws -> Desk.Look {
        let configuration = Configuration(pairs: [
            PairConfiguration(id: PairID("work"), account: "google", calendar: "primary"),
            PairConfiguration(id: PairID("family"), account: "google", calendar: "family"),
        ])
        let standing = FolderStanding(
            configuration: configuration, accounts: Accounts([Account(name: "google", provider: .google)]),
            planned: PlannedRun(), manifest: Manifest(folderID: ""), runs: [:])
        let count = FolderScan(root: root, files: DiskFileStore()).snapshot().files.count
        return Desk.Look(standing: standing, status: Array("{\"events\":\(count)}".utf8))
    }

    /// The cookie that a link gives.
    var cookie: String {
        Access(token: Self.token, port: port, now: { Self.now }).cookie.split(separator: ";").first.map(String.init)
            ?? ""
    }

    /// What a browser sends that came by a link, from the page itself.
    var browserHeaders: [String] {
        ["Cookie: \(cookie)", "Origin: http://127.0.0.1:\(port)", "X-Calsync: 1", "Sec-Fetch-Site: same-origin"]
    }

    /// Asks, and returns the answer.
    func ask(
        _ method: String, _ path: String, _ body: String? = nil, as asker: Asker = .script, host: String? = nil,
        _ more: [String] = []
    ) async throws -> RawHTTP.Message {
        var headers = ["Host: \(host ?? "127.0.0.1:\(port)")"] + more
        switch asker {
        case .script: headers.append("Authorization: Bearer \(Self.token.text)")
        case .browser: headers += browserHeaders
        case .nobody: break
        }
        let request = RawHTTP.Message(
            first: "\(method) \(path) HTTP/1.1", headers: headers, body: Array((body ?? "").utf8))
        return try await RawHTTP.ask(request, of: Int(port))
    }

    /// A page that listens.
    func listen() throws -> EventStream {
        try EventStream(port: Int(port), path: "/api/stream", headers: browserHeaders)
    }

    /// Writes an event file.
    func write(_ path: String, _ lines: String...) throws {
        let text = (["BEGIN:VCALENDAR", "BEGIN:VEVENT"] + lines + ["END:VEVENT", "END:VCALENDAR", ""])
            .joined(separator: "\n")
        try Data(text.utf8).write(to: URL(fileURLWithPath: root + "/" + path))
    }

    func read(_ path: String) throws -> String { try String(contentsOfFile: root + "/" + path, encoding: .utf8) }

    /// The paths of the event files, sorted.
    func eventFiles() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root)
            .filter { $0.hasSuffix(".ics") && !$0.hasPrefix(".calsync") }.sorted()
    }

    /// Waits for what the server is about to notice.
    func until(_ what: Comment? = nil, _ isSo: () async throws -> Bool) async throws {
        for _ in 0..<2_000 {
            if try await isSo() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record(what ?? "it did not come to pass")
    }
}

extension RawHTTP.Message {
    /// The body as JSON.
    var json: JSON { (try? JSON(parsing: body)) ?? .null }
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }
}
