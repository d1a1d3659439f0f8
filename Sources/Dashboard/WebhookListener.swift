import Hummingbird
import HummingbirdCore
import ICalendar
import ProviderKit
import SyncEngine

/// Listens on a loopback port for what services have to tell, and for nothing else.
///
/// It is made to stand behind a tunnel or a reverse proxy: `POST …/google` and `POST …/notion` are answered, whatever path
/// leads there, all else with 404.
package final class WebhookListener: Sendable {
    /// What a listener puts up with.
    package struct Limits: Sendable {
        /// The largest body, in bytes. Google's have none, Notion's a few hundred.
        package var bodyBytes = 65_536
        /// The largest head, in bytes.
        package var headerBytes = 16_384
        /// Connections at a time; others wait in the system's line.
        package var connections = 32
        /// Seconds in which a request must have come in whole.
        package var seconds = 10
        /// Requests in a burst, and those that a second adds; what goes beyond is told to come again.
        package var burst = (size: 60.0, perSecond: 10.0)

        package init() {}
    }

    /// Why nobody listens.
    package struct StartError: Error, CustomStringConvertible {
        package let description: String
    }

    private let limits: Limits
    private let take: @Sendable (WebhookCall) async -> Int
    private let now: @Sendable () -> Double
    private let running = Locked<Task<Void, any Error>?>(nil)

    /// - Parameters:
    ///   - now: Seconds of a clock that never jumps.
    ///   - take: Takes each message, and returns the status to answer it with.
    package init(
        limits: Limits = Limits(), now: @escaping @Sendable () -> Double,
        take: @escaping @Sendable (WebhookCall) async -> Int
    ) {
        (self.limits, self.now, self.take) = (limits, now, take)
    }

    /// Listens on `port` of 127.0.0.1, or on a free one for 0, and returns the port once connections are accepted.
    ///
    /// - Throws: ``StartError`` when the port is taken.
    package func start(port: UInt16) async throws -> UInt16 {
        let (ports, found) = AsyncThrowingStream<UInt16, any Error>.makeStream()
        let responder = WebhookResponder(limits: limits, now: now, take: take)
        let parts = Application(
            responder: CallbackResponder { (_, _: BasicRequestContext) in Response(status: .notFound) })
        // Nothing of a request is logged.
        var logger = parts.logger
        logger.logLevel = .critical
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: limits.headerBytes / 2, maxHeaderListSize: limits.headerBytes, maxHeaderFieldCount: 64)
        let server = try HTTPServerBuilder.http1(
            configuration: .init(idleTimeout: .seconds(Int64(limits.seconds)), httpDecoderConfiguration: decoder)
        ).buildServer(
            configuration: .init(
                address: .hostname("127.0.0.1", port: Int(port)),
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            eventLoopGroup: parts.eventLoopGroup, logger: logger
        ) { request, writer, channel in
            let response = await responder.respond(to: request) { channel.close(mode: .all, promise: nil) }
            try await writer.write(response: response.head, body: response.body)
        } onServerRunning: { channel in
            found.yield((channel.localAddress?.port).flatMap { UInt16(exactly: $0) } ?? port)
            found.finish()
        }
        let task = Task {
            do {
                try await server.run()
            } catch {
                found.finish(
                    throwing: StartError(description: "Nobody can listen on 127.0.0.1:\(port): the port is taken."))
                throw error
            }
        }
        for try await bound in ports {
            running.withLock { $0 = task }
            return bound
        }
        throw StartError(description: "Nobody can listen on 127.0.0.1:\(port).")
    }

    /// Closes every connection and returns when the port is free.
    package func stop() async {
        let task = running.withLock { running in
            defer { running = nil }
            return running
        }
        task?.cancel()
        _ = await task?.result
    }
}
