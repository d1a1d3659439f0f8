import ICalendar
import ProviderKit
import SyncCore

/// What is found out about a write whose answer was lost, in the run that sent it.
extension SyncSession {
    /// What a look finds of a write whose answer was lost.
    enum Landing {
        /// It was done; what is remembered of the event now.
        case done(Record)
        /// The service shows nothing of it.
        case notDone
        /// The look failed too, or can't tell; the open intent has the next run look again.
        case unknown
    }

    /// Looks whether a write whose answer was lost has landed.
    func landing(of job: RemoteJob) async -> Landing {
        do {
            if let record = try await landed(job) { return .done(record) }
            guard job.operation.kind == .createRemote else { return .notDone }
            // What is there under the UID, and isn't known to be ours, must not be made again.
            return try await job.setup.provider.find(job.operation.key.uid, in: job.calendar).live.isEmpty
                ? .notDone : .unknown
        } catch {
            return .unknown
        }
    }

    private func landed(_ job: RemoteJob) async throws(ProviderError) -> Record? {
        let (operation, provider, calendar) = (job.operation, job.setup.provider, job.calendar)
        switch (operation.kind, operation.planned, job.previous) {
        case (.createRemote, .live(let planned)?, _):
            let made = try await provider.made(
                operation.key.uid, generation: planned.generation, by: job.id, in: calendar)
            return made.map { .live(Self.recovered(planned, $0)) }
        case (.moveRemote, _, .live(let base)?):
            guard case .live(let event) = try await provider.sighting(of: base.seen, in: calendar) else { return nil }
            return .live(base.moved(to: event))
        case (.editRemote, _, .live(let base)?):
            guard case .live(let event) = try await provider.sighting(of: base.seen, in: calendar) else { return nil }
            let target = base.seen.view.applying(operation.changes)
            guard event.view.agrees(with: target, on: operation.changes) else { return nil }
            return job.record(after: event)
        case (.deleteRemote, _, .live(let base)?):
            if case .live = try await provider.sighting(of: base.seen, in: calendar) { return nil }
            return .deleted(base.tombstone())
        default: return nil
        }
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
