import ICalendar
import ProviderKit
import SyncCore

/// The events of a calendar folder as their files say, read without the lock and without a request.
package struct FolderEvents: Sendable {
    /// An event with its file.
    package struct Found: Sendable {
        /// The file, relative to the calendar folder.
        package let path: String
        /// The event.
        package let event: Event
    }

    /// The events, sorted by path.
    package private(set) var events: [Found] = []
    /// Event files that can't be read as one event, sorted: `calsync check` says why.
    package private(set) var unread: [String] = []
    /// Folders that can't be looked into, sorted; empty for the calendar folder itself.
    package private(set) var closed: [String] = []

    /// Reads the folder, half of it on each of two threads.
    ///
    /// - Parameters:
    ///   - isWanted: Whether a path is to be read at all.
    ///   - days: The days to which events are limited; those that surely lie outside are not read to their end.
    package init(
        root: String, files: any FileStore, days: ClosedRange<CalendarDate>? = nil,
        where isWanted: (String) -> Bool = { _ in true }
    ) {
        let snapshot = FolderScan(root: root, files: files).snapshot()
        closed = snapshot.unreadable
        let paths = snapshot.files.keys.filter(isWanted).sorted()
        let half = paths.count / 2
        let first = Locked(([Found](), [String]()))
        var second = ([Found](), [String]())
        TwoThreads.run {
            let found = Self.read(paths[..<half], root, files, days)
            first.withLock { $0 = found }
        } and: {
            second = Self.read(paths[half...], root, files, days)
        }
        (events, unread) = first.withLock { ($0.0 + second.0, $0.1 + second.1) }
    }

    private static func read(
        _ paths: ArraySlice<String>, _ root: String, _ files: any FileStore, _ days: ClosedRange<CalendarDate>?
    ) -> ([Found], [String]) {
        var (events, unread) = ([Found](), [String]())
        for path in paths {
            guard let bytes = try? files.read(root + "/" + path, limit: LocalFolder.limit) else {
                unread.append(path)
                continue
            }
            if let days, !EventGlance(bytes).mayFall(from: days.lowerBound, to: days.upperBound) { continue }
            if let event = event(in: bytes, at: path) {
                events.append(Found(path: path, event: event))
            } else if isPaused(bytes) {
                unread.append(path)
            }
        }
        return (events, unread)
    }

    /// The event in a file; `nil` where it can't be read as one. A file without UID has the one that a sync would give it.
    package static func event(in bytes: [UInt8], at path: String) -> Event? {
        let file = EventFile(bytes)
        guard case .incomplete = file.content, let uid = LocalFolder.uid(of: file, at: path) else { return file.event }
        return file.completed(uid: uid, stamp: file.stampOfStart).event
    }

    private static func isPaused(_ bytes: [UInt8]) -> Bool {
        if case .paused = EventFile(bytes).content { true } else { false }
    }
}
