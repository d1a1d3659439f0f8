import HummingbirdCore
import SyncEngine

/// Listens on a loopback port for what services have to tell, and for nothing else.
///
/// It is made to stand behind a tunnel or a reverse proxy: `POST …/google` and `POST …/notion` are answered, whatever path
/// leads there, all else with 404.
package final class WebhookListener: Sendable {
    /// What it puts up with. Google's bodies are empty, Notion's have a few hundred bytes.
    package struct Limits: Sendable {
        /// Of each connection.
        package var connection = LoopbackListener.Limits()
        /// Requests in a burst, and those that a second adds; what goes beyond is told to come again.
        package var burst = (size: 60.0, perSecond: 10.0)

        package init() {}
    }

    private let listener: LoopbackListener

    /// - Parameters:
    ///   - now: Seconds of a clock that never jumps.
    ///   - take: Takes each message, and returns the status to answer it with.
    package init(
        limits: Limits = Limits(), now: @escaping @Sendable () -> Double,
        take: @escaping @Sendable (WebhookCall) async -> Int
    ) {
        let responder = WebhookResponder(limits: limits, now: now, take: take)
        listener = LoopbackListener(limits: limits.connection) { await responder.respond(to: $0, close: $1) }
    }

    /// Listens on `port` of 127.0.0.1, or on a free one for 0, and returns the port once connections are accepted.
    ///
    /// - Throws: ``LoopbackListener/StartError`` when the port is taken.
    package func start(port: UInt16) async throws -> UInt16 { try await listener.start(port: port) }

    /// Closes every connection and returns when the port is free.
    package func stop() async { await listener.stop() }
}
