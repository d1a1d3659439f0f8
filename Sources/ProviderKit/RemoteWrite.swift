import SyncCore

/// One request to a service that changes one event.
package enum RemoteWrite: Hashable, Sendable {
    /// Makes a new event.
    case create(Draft)
    /// Changes the event as it was seen.
    case update(Edit, replacing: RemoteEvent)
    /// Deletes the event as it was seen.
    case delete(RemoteEvent)
}

/// What became of one of several requests.
package enum WriteOutcome<Answer: Sendable>: Sendable {
    /// It was answered.
    case done(Answer)
    /// It failed, or its answer was lost.
    case failed(ProviderError)
    /// It was not begun: another one met trouble first.
    case unsent
}

extension Provider {
    /// Makes one write; the event as the service now has it, `nil` after a deletion.
    package func carryOut(_ write: RemoteWrite, in calendar: RemoteCalendar) async throws(ProviderError) -> RemoteEvent?
    {
        switch write {
        case .create(let draft): return try await create(draft, in: calendar)
        case .update(let edit, let event): return try await update(edit, replacing: event, in: calendar)
        case .delete(let event):
            try await delete(event, in: calendar)
            return nil
        }
    }

    package func carryOut(
        _ writes: [RemoteWrite], width: Int, in calendar: RemoteCalendar
    ) async -> [WriteOutcome<RemoteEvent?>] {
        await writes.carriedOut(width: width) { write throws(ProviderError) in
            try await carryOut(write, in: calendar)
        }
    }
}

extension Array where Element: Sendable {
    /// Sends each by `send`, up to `width` at a time, and no more after a failure that would meet the others too.
    package func carriedOut<Answer: Sendable>(
        width: Int, by send: @escaping @Sendable (Element) async throws(ProviderError) -> Answer
    ) async -> [WriteOutcome<Answer>] {
        var outcomes = [WriteOutcome<Answer>](repeating: .unsent, count: count)
        await withTaskGroup(of: (Int, WriteOutcome<Answer>).self) { group in
            var waiting = indices
            var free = Swift.max(1, width)
            while true {
                while free > 0, let index = waiting.popFirst() {
                    free -= 1
                    group.addTask {
                        do throws(ProviderError) {
                            return (index, .done(try await send(self[index])))
                        } catch {
                            return (index, .failed(error))
                        }
                    }
                }
                guard let (index, outcome) = await group.next() else { return }
                free += 1
                if case .failed(let error) = outcome, error.concernsAll { waiting = waiting.suffix(0) }
                outcomes[index] = outcome
            }
        }
        return outcomes
    }
}

extension ProviderError {
    /// Whether other requests would most likely fail as well.
    package var concernsAll: Bool {
        switch self {
        case .unavailable, .rateLimited, .writesSuspended, .unauthorized, .calendarGone, .uncertain, .unreadable,
            .cancelled:
            true
        case .forbidden, .preconditionFailed, .alreadyExists, .notFound, .syncTokenExpired, .rejected: false
        }
    }
}
