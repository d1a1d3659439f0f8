import Dispatch
import Glibc

/// The signals that steer a long-running process, as calls on a queue rather than interruptions.
///
/// libdispatch's sources may be used from any thread; Swift's types don't say so on Linux.
final class Signals: @unchecked Sendable {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter tell: Told of SIGHUP, SIGINT and SIGTERM. A second SIGINT or SIGTERM ends the process at once.
    init(tell: @escaping @Sendable (Int32) -> Void) {
        sources = [SIGHUP, SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                tell(number)
                if number != SIGHUP { signal(number, SIG_DFL) }
            }
            source.resume()
            return source
        }
        // A guest's terminal may be this process's own, on which a background process may not read or write.
        signal(SIGTTIN, SIG_IGN)
        signal(SIGTTOU, SIG_IGN)
    }

    /// Tells nothing more.
    func stop() { for source in sources { source.cancel() } }
}
