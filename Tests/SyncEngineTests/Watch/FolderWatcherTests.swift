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
            for name in ["/.git", "/.config"] {
                try FileManager.default.createDirectory(atPath: root + name, withIntermediateDirectories: true)
            }
            let beside = [
                FolderWatcher.Beside(root + "/.git", hint: .git),
                .init(root + "/.config", name: "accounts.toml", hint: .configuration),
            ]
            let made = FolderWatcher(root: root, beside: beside) { [hints] hint in
                hints.withLock { $0.append(hint) }
            }
            watcher.withLock { $0 = made }
        }

        var folders: Int { watcher.withLock { $0?.watched ?? 0 } }

        func renew() { watcher.withLock { $0 }?.renew() }

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

    /// How many events the system queues for one watcher.
    private static let queued =
        (try? String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8))
        .flatMap { Int($0.prefix { $0.isNumber }) } ?? .max

    @Test(.enabled(if: queued <= 65_536))
    func `where more happens than can be told, all is looked at, and new folders are watched`() async throws {
        let place = FileManager.default.temporaryDirectory.path + "/calsync-overflow-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let (isFull, hints) = (DispatchSemaphore(value: 0), Locked<[FolderWatcher.Hint]>([]))
        let watcher = FolderWatcher(root: place) { hint in
            // Nothing is taken from the queue until it has run over.
            if hints.withLock({ $0.isEmpty }) { isFull.wait() }
            hints.withLock { $0.append(hint) }
        }
        // Equal events in a row are one; two files in turns are not.
        for number in 0...Self.queued + 1_000 {
            close(open(place + "/\(number % 2).ics", O_CREAT | O_WRONLY, 0o600))
        }
        try FileManager.default.createDirectory(atPath: place + "/new", withIntermediateDirectories: true)
        isFull.signal()
        for _ in 0..<2_000 where watcher.watched != 2 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(hints.withLock { $0.contains(.anything) } && watcher.watched == 2)
        try Data("x".utf8).write(to: URL(fileURLWithPath: place + "/new/a.ics"))
        for _ in 0..<2_000 where !hints.withLock({ $0.contains(.written("new/a.ics")) }) {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(hints.withLock { $0.contains(.written("new/a.ics")) })
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

    @Test func `a copy that takes the folder's place is watched`() async throws {
        try await with { watched in
            let files = FileManager.default
            try files.copyItem(atPath: watched.root, toPath: watched.root + "-copy")
            try files.moveItem(atPath: watched.root, toPath: watched.root + "-old")
            defer { try? files.removeItem(atPath: watched.root + "-old") }
            await watched.expect(.anything)
            try files.moveItem(atPath: watched.root + "-copy", toPath: watched.root)
            watched.renew()
            await watched.expect(.anything)
            try watched.write("work/deep/a.ics")
            await watched.expect(.written("work/deep/a.ics"))
            #expect(watched.folders == 3)
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
            try watched.write(".config/accounts.toml")
            await watched.expect(.configuration)
        }
    }
}
