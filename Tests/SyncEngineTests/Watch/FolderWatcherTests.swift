import Foundation
import Glibc
import ICalendar
import ProviderKit
import Testing

@testable import SyncEngine

/// inotify on real files.
@Suite struct FolderWatcherTests {
    /// A folder that is watched, and what was noticed there.
    private final class Watched: Sendable {
        let root: String
        private let hints = Locked<[FolderWatcher.Hint]>([])
        private let watcher = Locked<FolderWatcher?>(nil)

        init() throws {
            root = FileManager.default.temporaryDirectory.path + "/calsync-watched-" + UUID().uuidString
            try FileManager.default.createDirectory(atPath: root + "/work/deep", withIntermediateDirectories: true)
            try FileManager.default.createDirectory(atPath: root + "/.git", withIntermediateDirectories: true)
            let made = try FolderWatcher(root: root, git: root + "/.git") { [hints] hint in
                hints.withLock { $0.append(hint) }
            }
            watcher.withLock { $0 = made }
        }

        var folders: Int { watcher.withLock { $0?.watched ?? 0 } }

        func write(_ path: String) throws { try Data("x".utf8).write(to: URL(fileURLWithPath: root + "/" + path)) }

        /// Waits until a hint came.
        func expect(_ hint: FolderWatcher.Hint, sourceLocation: SourceLocation = #_sourceLocation) async {
            for _ in 0..<2_000 where !hints.withLock({ $0.contains(hint) }) {
                try? await Task.sleep(for: .milliseconds(5))
            }
            let all = hints.withLock { seen in
                defer { seen = [] }
                return seen
            }
            #expect(all.contains(hint), "\(all)", sourceLocation: sourceLocation)
        }

        func finish() {
            watcher.withLock { $0 = nil }
            try? FileManager.default.removeItem(atPath: root)
        }
    }

    private func with(_ body: (Watched) async throws -> Void) async throws {
        let watched = try Watched()
        defer { watched.finish() }
        try await body(watched)
    }

    @Test func `written and vanished files are told with their paths`() async throws {
        try await with { watched in
            try watched.write("work/deep/a.ics")
            await watched.expect(.written("work/deep/a.ics"))
            try FileManager.default.removeItem(atPath: watched.root + "/work/deep/a.ics")
            await watched.expect(.vanished("work/deep/a.ics"))
        }
    }

    @Test func `a new folder is watched, and a renamed one under its new name`() async throws {
        try await with { watched in
            let files = FileManager.default
            try files.createDirectory(atPath: watched.root + "/home/inner", withIntermediateDirectories: true)
            await watched.expect(.anything)
            try files.moveItem(atPath: watched.root + "/home", toPath: watched.root + "/away")
            await watched.expect(.anything)
            for _ in 0..<2_000 where watched.folders != 5 { try await Task.sleep(for: .milliseconds(5)) }
            try watched.write("away/inner/b.ics")
            await watched.expect(.written("away/inner/b.ics"))
        }
    }

    @Test func `what was moved out is watched no longer`() async throws {
        try await with { watched in
            try FileManager.default.moveItem(atPath: watched.root + "/work", toPath: watched.root + "-out")
            defer { try? FileManager.default.removeItem(atPath: watched.root + "-out") }
            await watched.expect(.anything)
            for _ in 0..<2_000 where watched.folders != 1 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(watched.folders == 1)
        }
    }

    @Test func `an editor that lets go, the settings and git are told; other files are not`() async throws {
        try await with { watched in
            for other in ["work/notes.txt", "work/.hidden.ics", "work/a.ics~", "work/4913"] { try watched.write(other) }
            try watched.write("work/.a.ics.swp")
            await watched.expect(.written("work/a.ics"))
            try watched.write("calsync.toml")
            await watched.expect(.configuration)
            try watched.write(".git/index.lock")
            await watched.expect(.git)
        }
    }
}
