import ICalendar
import ProviderKit
import SyncCore

// What tells that a write whose answer was lost has landed.

extension [Sighting] {
    /// The live event that `operation` made; without such a word the first.
    func made(by operation: String) -> RemoteEvent? {
        let events = compactMap { sighting -> RemoteEvent? in
            if case .live(let event) = sighting { event } else { nil }
        }
        return events.first { $0.notes[RemoteEvent.operation] == operation } ?? events.first
    }
}

extension View {
    /// Whether both say the same wherever `changes` point.
    func agrees(with other: View, on changes: [Change]) -> Bool {
        let mine = Set(changes.map { FieldPath($0.field ?? .other, of: $0.instance) })
        return !self.changes(to: other).contains { difference in
            mine.contains(FieldPath(difference.field ?? .other, of: difference.instance))
                || changes.contains { $0.field == nil && $0.instance == difference.instance }
        }
    }
}
