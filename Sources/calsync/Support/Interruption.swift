import Dispatch
import Glibc

/// Ctrl-C and SIGTERM finish the operation in hand and leave a clean state; a second Ctrl-C ends at once.
enum Interruption {
    /// Runs `body` in a task that the signals cancel.
    static func stopping<Success: Sendable>(_ body: @escaping @Sendable () async throws -> Success) async throws
        -> Success
    {
        let task = Task { try await body() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                task.cancel()
                signal(number, SIG_DFL)
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        return try await task.value
    }
}
