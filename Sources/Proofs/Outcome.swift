import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport

/// What a person sees in the end: files, events, and what waits for them.
struct Outcome: Sendable {
    /// The text of each file, by path, without when it was made.
    var files: [String: String] = [:]
    /// The events in each calendar of each service, by UID, each as often as it is there.
    var events: [String: [UID: [View]]] = [:]
    var conflicts: [Conflict] = []

    init(_ folder: FolderWorld, _ services: [MemoryProvider], _ report: RunReport) {
        for path in folder.eventFiles {
            let lines = folder.read(path)?.split(separator: "\n").filter { !$0.hasPrefix("DTSTAMP:") }
            files[path] = lines?.joined(separator: "\n")
        }
        for service in services {
            for calendar in ["home", "work"] {
                events["\(service.options.name), \(calendar)"] = Dictionary(
                    grouping: service.events(in: calendar), by: \.uid
                ).mapValues { $0.map(\.view) }
            }
        }
        conflicts = report.conflicts
    }

    /// Where they differ, in words; `nil` where a person sees no difference.
    ///
    /// Which of two services' values stands in the file until a conflict is resolved is a matter of which was read first:
    /// a lost listing changes it, and nothing else.
    func difference(from other: Outcome) -> String? {
        let open = Set(conflicts.map(\.key.uid)).intersection(other.conflicts.map(\.key.uid))
        if !open.isEmpty, Set(conflicts.map(\.key.pair)) != Set(other.conflicts.map(\.key.pair)) {
            return Set(conflicts.map(fields)) == Set(other.conflicts.map(fields))
                ? nil : "the conflicts are \(conflicts.map(words)) instead of \(other.conflicts.map(words))"
        }
        for path in Set(files.keys).union(other.files.keys).sorted() where files[path] != other.files[path] {
            return "\(path) is \(files[path].map(shown) ?? "gone") instead of \(other.files[path].map(shown) ?? "gone")"
        }
        for (service, mine) in events {
            let others = other.events[service] ?? [:]
            for uid in Set(mine.keys).union(others.keys).sorted() {
                let (a, b) = (mine[uid] ?? [], others[uid] ?? [])
                if a.count != b.count { return "\(uid) is \(a.count) times at \(service) instead of \(b.count) times" }
                for (view, expected) in zip(a, b) where !view.matches(expected) {
                    return "\(uid) at \(service) has another \(expected.changes(to: view).words)"
                }
            }
        }
        let (mine, others) = (Set(conflicts.map(words)), Set(other.conflicts.map(words)))
        return mine == others ? nil : "the conflicts are \(mine.sorted()) instead of \(others.sorted())"
    }

    private func shown(_ text: String) -> String { "“" + text.split(separator: "\n").joined(separator: " | ") + "”" }

    private func fields(_ conflict: Conflict) -> String {
        "\(conflict.key.uid) \(conflict.fields.map(\.path.words))"
    }

    private func words(_ conflict: Conflict) -> String {
        "\(conflict.key.pair) \(conflict.key.uid) \(conflict.fields.map(\.path.words))"
    }
}
