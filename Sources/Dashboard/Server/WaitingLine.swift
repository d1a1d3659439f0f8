import HummingbirdCore
import ICalendar
import Logging
import NIOCore

/// Connections that were accepted and that nobody has begun to answer.
///
/// A server that is cancelled while there are some ends the process: NIO lets no connection fall that it was given out
/// (`NIOAsyncWriter`). So the listener is closed first, and this line is waited for.
final class WaitingLine: Sendable {
    private let count = Locked(0)

    func enter() { count.withLock { $0 += 1 } }

    func leave() { count.withLock { $0 -= 1 } }

    /// Returns once the line is empty. One that stands for ten seconds is given up.
    func end() async {
        for _ in 0..<5_000 where count.withLock({ $0 > 0 }) {
            await Task { try? await Task.sleep(for: .milliseconds(2)) }.value
        }
    }
}

/// HTTP/1.1 for the connections of a ``WaitingLine``.
struct WaitingChannel: ServerChildChannel {
    let base: HTTP1Channel
    let line: WaitingLine

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        line.enter()
        let made = base.setup(channel: channel, logger: logger)
        made.whenFailure { [line] _ in line.leave() }
        return made
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        line.leave()
        await base.handle(value: value, logger: logger)
    }
}
