import Foundation
import Glibc
import Sandbox
import TestSupport
import Testing

/// A running `calsync watch`, with its log at hand.
struct Watcher: Sendable {
    let pid: pid_t
    private let world: World
    private let logPath: String
    private let end: Task<Int32, Never>

    /// Starts it, and waits until it has looked at everything once.
    ///
    /// - Parameter launcher: What starts it in its turn, and becomes it.
    static func start(
        _ world: World, _ arguments: String..., with more: [String: String] = [:], as launcher: [String] = []
    ) async throws -> Watcher {
        let log = world.place + "/watch-" + UUID().uuidString + ".log"
        try Data().write(to: URL(fileURLWithPath: log))
        let pid = try Child.start(
            launcher + [Program.path, "watch", "--log-level", "debug"] + arguments, in: world.folder,
            environment: world.environment.merging(more) { $1 }, input: .file("/dev/null"), output: .file(log),
            error: .file(log))
        let watcher = Watcher(pid: pid, world: world, logPath: log, end: Task { await Child.end(of: pid) })
        try await World.until("it looks at everything once") { watcher.log.contains("Waiting.") }
        return watcher
    }

    /// What it logged so far.
    var log: String { (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "" }

    /// Sends a signal, and returns the exit code.
    func stop(_ signal: Int32 = SIGTERM) async -> Int32 {
        kill(pid, signal)
        return await end.value
    }

    /// Watches as long as `body` runs, and expects a clean end.
    static func with(
        _ world: World, with more: [String: String] = [:], as launcher: [String] = [],
        _ body: (Watcher) async throws -> Void
    ) async throws {
        let watcher = try await start(world, with: more, as: launcher)
        do {
            try await body(watcher)
        } catch {
            _ = await watcher.stop(SIGKILL)
            throw error
        }
        #expect(await watcher.stop() == 0, "\(watcher.log)")
    }
}
