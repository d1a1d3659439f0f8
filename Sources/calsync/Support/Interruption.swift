import Dispatch
import Glibc

/// Ctrl-C and SIGTERM finish the operation in hand and leave a clean state; a second Ctrl-C ends at once.
enum Interruption {
    /// Runs `body` in a task that the signals cancel. A guest's command is cancelled by its own process.
    static func stopping<Success: Sendable>(_ body: @escaping @Sendable () async throws -> Success) async throws
        -> Success
    {
        if Caller.current.isGuest { return try await body() }
        let task = Task { try await body() }
        return try await noticing({ task.cancel() }, during: { try await task.value })
    }

    /// Runs `body`, and calls `tell` at the first of each signal, which are no matter of a guest's command.
    static func noticing<Success>(
        _ tell: @escaping @Sendable () -> Void, during body: () async throws -> Success
    ) async rethrows -> Success {
        if Caller.current.isGuest { return try await body() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                tell()
                signal(number, SIG_DFL)
            }
            source.resume()
            return source
        }
        defer {
            for source in sources { source.cancel() }
            for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
        }
        return try await body()
    }

    /// Returns at the first SIGINT, SIGTERM or SIGHUP.
    static func untilTold() async {
        let (told, feed) = AsyncStream.makeStream(of: Void.self)
        let signals = Signals()
        signals.tell { _ in feed.finish() }
        for await _ in told {}
        signals.stop()
    }
}
