import Dispatch
import Glibc
import ICalendar

/// The signals that steer a long-running process, as calls on a queue rather than interruptions.
///
/// libdispatch's sources may be used from any thread; Swift's types don't say so on Linux.
final class Signals: @unchecked Sendable {
    private struct State: Sendable {
        var tell: (@Sendable (Int32) -> Void)?
        /// What came while nobody was told.
        var missed: [Int32] = []
    }

    private static let numbers = [SIGHUP, SIGINT, SIGTERM]
    /// Has the signals wait until they are heard; once in a process, since later libdispatch has handlers of its own there.
    private static let ignored: Void = { for number in numbers { signal(number, SIG_IGN) } }()

    private let sources: [any DispatchSourceSignal]
    private let state: Locked<State>

    /// Hears SIGHUP, SIGINT and SIGTERM from now on. A second SIGINT or SIGTERM ends the process at once.
    init() {
        let state = Locked(State())
        self.state = state
        _ = Self.ignored
        sources = Self.numbers.map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                let tell = state.withLock { state in
                    if state.tell == nil { state.missed.append(number) }
                    return state.tell
                }
                tell?(number)
                if number != SIGHUP { signal(number, SIG_DFL) }
            }
            source.resume()
            return source
        }
        // A guest's terminal may be this process's own, on which a background process may not read or write.
        signal(SIGTTIN, SIG_IGN)
        signal(SIGTTOU, SIG_IGN)
    }

    /// Has `tell` told of each signal from now on, in place of whoever was told before; `nil` for nobody.
    func tell(_ tell: (@Sendable (Int32) -> Void)?) {
        let missed = state.withLock { state in
            state.tell = tell
            guard tell != nil else { return [Int32]() }
            defer { state.missed = [] }
            return state.missed
        }
        for number in missed { tell?(number) }
    }

    /// Tells nothing more.
    func stop() { for source in sources { source.cancel() } }
}
