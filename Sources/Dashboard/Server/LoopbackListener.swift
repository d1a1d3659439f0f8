import HummingbirdCore
import ICalendar
import Logging
import NIOCore
import NIOPosix

/// Speaks HTTP/1.1 on a port of 127.0.0.1, within limits: what webhooks and the dashboard stand on.
package final class LoopbackListener: Sendable {
    /// What a listener puts up with.
    package struct Limits: Sendable {
        /// The largest body, in bytes.
        package var bodyBytes = 65_536
        /// The largest head, in bytes.
        package var headerBytes = 16_384
        /// Connections at a time; others wait in the system's line.
        package var connections = 32
        /// Seconds in which a request must have come in whole.
        package var seconds = 10

        package init() {}
    }

    /// Why nobody listens.
    package struct StartError: Error, CustomStringConvertible {
        package let description: String
    }

    /// Answers a request; the closure it is given ends the connection of one that takes too long.
    typealias Respond = @Sendable (Request, @escaping @Sendable () -> Void) async -> Response

    private let limits: Limits
    private let respond: Respond
    private let running = Locked<(task: Task<Void, any Error>, listener: any Channel)?>(nil)

    init(limits: Limits, respond: @escaping Respond) { (self.limits, self.respond) = (limits, respond) }

    /// Listens on `port` of 127.0.0.1, or on a free one for 0, and returns the port once connections are accepted.
    ///
    /// - Throws: ``StartError`` when the port is taken.
    func start(port: UInt16) async throws -> UInt16 {
        let (listeners, found) = AsyncThrowingStream<any Channel, any Error>.makeStream()
        // Nothing of a request is logged.
        let logger = Logger(label: "calsync") { _ in SwiftLogNoOpLogHandler() }
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: limits.headerBytes / 2, maxHeaderListSize: limits.headerBytes, maxHeaderFieldCount: 64)
        let server = try HTTPServerBuilder { [limits] responder in
            let configuration = HTTP1Channel.Configuration(
                idleTimeout: .seconds(Int64(limits.seconds)), httpDecoderConfiguration: decoder)
            return LateChannel(base: HTTP1Channel(responder: responder, configuration: configuration))
        }.buildServer(
            configuration: .init(
                address: .hostname("127.0.0.1", port: Int(port)),
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger
        ) { [respond] request, writer, channel in
            let response = await respond(request) { channel.close(mode: .all, promise: nil) }
            try await writer.write(response: response.head, body: response.body)
        } onServerRunning: { channel in
            found.yield(channel)
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
        for try await listener in listeners {
            running.withLock { $0 = (task, listener) }
            return (listener.localAddress?.port).flatMap { UInt16(exactly: $0) } ?? port
        }
        throw StartError(description: "Nobody can listen on 127.0.0.1:\(port).")
    }

    /// Closes every connection and returns when the port is free.
    func stop() async {
        let known = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let (task, listener) = known else { return }
        try? await listener.close().get()
        task.cancel()
        _ = await task.result
    }
}

extension Request {
    /// The body; `nil` when it is too large, or was not there in time.
    ///
    /// - Parameter close: Ends the connection.
    func bytes(within limits: LoopbackListener.Limits, close: @escaping @Sendable () -> Void) async -> [UInt8]? {
        let late = Task {
            try await Task.sleep(for: .seconds(limits.seconds))
            close()
        }
        defer { late.cancel() }
        var bytes: [UInt8] = []
        do {
            for try await chunk in body {
                bytes.append(contentsOf: chunk.readableBytesView)
                guard bytes.count <= limits.bodyBytes else { return nil }
            }
        } catch {
            return nil
        }
        return bytes
    }
}
