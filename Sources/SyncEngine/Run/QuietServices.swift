import ProviderKit
import SyncCore

/// What a service answered before the folder's state was opened; a run that has it does not ask again.
package struct EarlyAnswer: Sendable {
    /// The generation of the manifest that the question was from: with another one the answer says nothing.
    let generation: Int
    /// The calendar, what changed in it, and whether the cursor was good.
    let result: Result<(calendar: RemoteCalendar, changes: ChangeSet, isContinued: Bool), ProviderError>
}

/// The quick answer to 'is there anything new at the services?', for a folder that is quiet (``QuietFolder``): they are asked
/// with what the last run knew, so that a poll that finds nothing opens no state of ten thousand events.
package struct QuietServices: Sendable {
    private struct Known: Sendable {
        let calendar: RemoteCalendar
        let cursor: Cursor
    }

    /// The generation of the manifest that this is from.
    package let generation: Int
    private let known: [PairID: Known]

    /// What is known after a run. A pair for which anything waits is left out.
    ///
    /// - Parameters:
    ///   - cursors: The cursors that all was done up to: newer ones than the manifest's, which are not written where there was
    ///     no news but that of our own writes.
    ///   - before: What was known of pairs that the run left out.
    ///   - asked: The pairs that it did not leave out.
    init(_ manifest: Manifest, cursors: [PairID: Cursor], before: QuietServices?, asked: Set<PairID>) {
        generation = manifest.generation
        var known: [PairID: Known] = [:]
        for (pair, state) in manifest.pairs where state.retries == nil && state.writesRestUntil == nil {
            let cursor = asked.contains(pair) ? cursors[pair] : before?.known[pair]?.cursor
            guard let calendar = state.facts, let cursor else { continue }
            known[pair] = Known(calendar: calendar, cursor: cursor)
        }
        self.known = known
    }

    /// Asks the services of some pairs.
    ///
    /// - Returns: What each pair's service answered; `nil` where only a run can ask.
    package func ask(_ setups: [PairSetup]) async -> [PairID: EarlyAnswer]? {
        var answers: [PairID: EarlyAnswer] = [:]
        var lists: [String: [RemoteCalendar]] = [:]
        for setup in setups {
            guard let known = known[setup.id] else { return nil }
            do throws(ProviderError) {
                var calendar = try await setup.provider.calendar(
                    setup.calendar, known: known.calendar, isOutdated: false)
                if calendar == nil {
                    if lists[setup.account] == nil { lists[setup.account] = try await setup.provider.calendars() }
                    calendar = lists[setup.account]?.first { $0.id == known.calendar.id }
                }
                guard let calendar else { return nil }
                let (changes, isContinued) = try await RemoteReader.changes(
                    setup.provider, in: calendar, since: known.cursor)
                answers[setup.id] = EarlyAnswer(
                    generation: generation, result: .success((calendar, changes, isContinued)))
            } catch {
                answers[setup.id] = EarlyAnswer(generation: generation, result: .failure(error))
            }
        }
        return answers
    }

    /// Whether these answers hold nothing that a run would do anything about.
    package func isQuiet(_ answers: [PairID: EarlyAnswer]) -> Bool {
        answers.allSatisfy { pair, answer in
            guard case .success(let (calendar, changes, isContinued)) = answer.result else { return false }
            return isContinued && calendar == known[pair]?.calendar && changes.isEmpty
        }
    }
}

extension ChangeSet {
    /// Whether it says that nothing changed. A whole listing never does: what is missing from it may be gone.
    var isEmpty: Bool { items.isEmpty && !isComplete && present == nil && calendar == nil && !keepsCursor }
}
