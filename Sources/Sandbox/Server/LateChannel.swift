import HummingbirdCore
import Logging
import NIOCore

/// HTTP/1.1 for a connection that can be dropped before anybody has taken it.
///
/// A server that is stopped drops the connections that came in a moment before, and what NIO has wrapped for tasks by then ends
/// the process when it is dropped (`NIOAsyncWriter`). So a connection is wrapped, and read from, only once a task has it.
struct LateChannel: ServerChildChannel {
    /// A connection that nobody has taken yet; dropped, it is closed.
    final class Connection: ServerChildChannelValue {
        let channel: any Channel

        init(_ channel: any Channel) { self.channel = channel }

        deinit { channel.close(promise: nil) }
    }

    let base: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        channel.setOption(.autoRead, value: false).map { Connection(channel) }
    }

    func handle(value connection: Connection, logger: Logger) async {
        defer { withExtendedLifetime(connection) {} }
        let channel = connection.channel
        do {
            // It is read from at once, before a busy machine comes back to this task: time is running for the client.
            let wrapped = try await channel.eventLoop.flatSubmit {
                base.setup(channel: channel, logger: logger).map { wrapped in
                    channel.setOption(.autoRead, value: true).whenComplete { _ in channel.read() }
                    return wrapped
                }
            }.get()
            await base.handle(value: wrapped, logger: logger)
        } catch {
            // It was closed in between.
            logger.debug("a connection is gone: \(error)")
        }
    }
}
