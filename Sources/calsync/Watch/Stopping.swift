import ICalendar
import ProviderKit

/// The end of `watch`: no operation is begun any more; the one in hand may finish, and is cancelled when it takes longer.
final class Stopping: Sendable {
    private struct State: Sendable {
        var hasBegun = false
        var run: Task<Void, any Error>?
    }

    private let state = Locked(State())

    /// Whether it is to end.
    var hasBegun: Bool { state.withLock { $0.hasBegun } }

    /// Begins to end: the run under way is cancelled if it isn't over in time.
    func begin() {
        state.withLock { $0.hasBegun = true }
        Task {
            try? await Task.sleep(for: .seconds(Holder.grace))
            state.withLock { $0.run }?.cancel()
        }
    }

    /// Does `body`, which the end may cut short.
    func during(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let run = Task { try await body() }
        state.withLock { $0.run = run }
        defer { state.withLock { $0.run = nil } }
        try await run.value
    }

    /// A checkpoint of a run: begins no write to a service any more when it is to end.
    func check(_ step: String) throws {
        if step == "push", hasBegun { throw CancellationError() }
    }
}
