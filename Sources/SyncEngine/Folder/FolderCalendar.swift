import CShims
import ICalendar
import ProviderKit
import SyncCore

/// The events of a folder for someone who keeps looking: of each file it remembers its event's UID and the days between which
/// that takes place, reads in full what is asked for, and looks at stamps only after a hint.
///
/// It takes no lock: what an editor is about to save is seen when it is saved.
package final class FolderCalendar: Sendable {
    /// What is remembered of a file.
    private struct Row: Sendable {
        let stamp: Stamp
        let uid: UID?
        let glance: EventGlance
        /// When it takes place; `nil` before it was read in full.
        var span: EventSpan?

        func mayFall(on days: ClosedRange<CalendarDate>) -> Bool {
            span?.mayFall(on: days) ?? glance.mayFall(from: days.lowerBound, to: days.upperBound)
        }
    }

    private struct State: Sendable {
        var rows: [String: Row] = [:]
        /// Events that were asked for lately, in full.
        var events: [String: FolderEvents.Found] = [:]
    }

    /// An event in a file.
    package struct Found: Sendable {
        /// The file, relative to the calendar folder.
        package let path: String
        /// Its bytes.
        package let bytes: [UInt8]
        /// The event; `nil` where it can't be read as one.
        package let event: Event?
    }

    /// More events than this are not kept in full.
    private static let kept = 1_000

    private let root: String
    private let files: any FileStore
    private let state = Locked(State())
    /// Whether something may have changed since the rows were read.
    private let isBehind = Locked(true)
    /// Whether hints come for every folder.
    private let isWatched = Locked(true)

    package init(root: String, files: any FileStore) { (self.root, self.files) = (root, files) }

    /// Notes that something may have changed in the folder.
    package func noteChange() { isBehind.withLock { $0 = true } }

    /// Looks at the stamps at every question from now on: not every folder can be watched.
    package func watchNothing() {
        isWatched.withLock { $0 = false }
        noteChange()
    }

    /// What takes place from `from` to the day before `to`, by start.
    ///
    /// - Parameter isWanted: Whether the events of a file are asked for.
    package func occurrences(
        from: CalendarDate, to: CalendarDate, in zone: Zone, where isWanted: (String) -> Bool = { _ in true }
    ) -> (list: [Agenda.Entry], incomplete: [String]) {
        let days = from...to.adding(days: -1)
        let events = state.withLock { state in
            catchUp(&state)
            let paths = state.rows.compactMap { $0.value.mayFall(on: days) && isWanted($0.key) ? $0.key : nil }.sorted()
            return paths.compactMap { event(at: $0, on: days, &state) }
        }
        return Agenda.entries(of: events.map { ($0.path, $0.event) }, on: days, in: zone)
    }

    /// The files of an event, sorted by path: more than one where a copy was made.
    package func paths(of uid: UID) -> [String] {
        state.withLock { state in
            catchUp(&state)
            return state.rows.compactMap { $0.value.uid == uid ? $0.key : nil }.sorted()
        }
    }

    /// The event with this UID as its file has it now; `nil` where there is none.
    package func event(_ uid: UID) -> Found? {
        guard let path = paths(of: uid).first, let bytes = try? files.read(root + "/" + path, limit: LocalFolder.limit)
        else { return nil }
        return Found(path: path, bytes: bytes, event: FolderEvents.event(in: bytes, at: path))
    }

    // MARK: Catching up

    private func catchUp(_ state: inout State) {
        let mustLook = isBehind.withLock { isBehind in
            defer { isBehind = !isWatched.withLock { $0 } }
            return isBehind
        }
        guard mustLook else { return }
        var read = 0
        // What many files took is given back.
        defer { if read > 1_000 { cs_trim_heap() } }
        let snapshot = FolderScan(root: root, files: files).snapshot().files
        for path in state.rows.keys where snapshot[path] == nil { forget(path, &state) }
        for (path, stamp) in snapshot where state.rows[path]?.stamp != stamp {
            forget(path, &state)
            read += 1
            guard let bytes = try? files.read(root + "/" + path, limit: LocalFolder.limit) else { continue }
            let glance = EventGlance(bytes, findsUID: true)
            // A file without UID has the one that a sync would give it.
            let uid = glance.uid.flatMap { UID($0) } ?? FolderEvents.event(in: bytes, at: path)?.uid
            state.rows[path] = Row(stamp: stamp, uid: uid, glance: glance)
        }
    }

    private func forget(_ path: String, _ state: inout State) {
        state.events[path] = nil
        state.rows[path] = nil
    }

    /// The event in a file, which may take place on `days`; `nil` once it is known that it doesn't.
    private func event(
        at path: String, on days: ClosedRange<CalendarDate>, _ state: inout State
    ) -> FolderEvents.Found? {
        if let known = state.events[path] { return known }
        guard let bytes = try? files.read(root + "/" + path, limit: LocalFolder.limit),
            let event = FolderEvents.event(in: bytes, at: path)
        else { return nil }
        let span = EventSpan(of: event)
        state.rows[path]?.span = span
        guard span.mayFall(on: days) else { return nil }
        if state.events.count >= Self.kept { state.events = [:] }
        let found = FolderEvents.Found(path: path, event: event)
        state.events[path] = found
        return found
    }
}
