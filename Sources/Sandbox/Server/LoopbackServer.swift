import Glibc
import Hummingbird
import HummingbirdCore
import NIOCore

/// An HTTP/1.1 server on 127.0.0.1 that gives each request to one closure.
///
/// Any stand-in service can sit behind it: it knows nothing of what is served.
final class LoopbackServer: Sendable {
    /// What could not be started.
    struct StartError: Error, CustomStringConvertible {
        var description: String
    }

    typealias Handler = @Sendable (WireRequest) async -> WireAnswer

    private let handler: Handler
    private let bodyLimit: Int
    private let running = Locked<(task: Task<Void, any Error>, listener: any Channel)?>(nil)

    /// Requests with a body of more than `bodyLimit` bytes are answered with 413 and never reach `handler`.
    init(bodyLimit: Int = 1 << 20, handler: @escaping Handler) {
        self.bodyLimit = bodyLimit
        self.handler = handler
    }

    /// Listens on `port`, or on a free one for 0, and returns the port once connections are accepted.
    ///
    /// - Throws: ``StartError`` when the port is taken.
    func start(port: Int) async throws -> Int {
        let (listeners, found) = AsyncThrowingStream<any Channel, any Error>.makeStream()
        let responder = Responder(bodyLimit: bodyLimit, handler: handler)
        // `Application.run()` overwrites the Date header, but a stand-in tells its own time. So only its parts are used.
        let parts = Application(
            responder: CallbackResponder { (_, _: BasicRequestContext) in Response(status: .notFound) })
        var logger = parts.logger
        logger.logLevel = .critical
        let server = try HTTPServerBuilder { responder in
            LateChannel(base: HTTP1Channel(responder: responder, configuration: .init()))
        }.buildServer(
            configuration: .init(address: .hostname("127.0.0.1", port: port)), eventLoopGroup: parts.eventLoopGroup,
            logger: logger
        ) { request, writer, channel in
            let response = try await responder.respond(to: request) { channel.close(mode: .all, promise: nil) }
            try await writer.write(response: response.head, body: response.body)
        } onServerRunning: { channel in
            found.yield(channel)
            found.finish()
        }
        let task = Task {
            do {
                try await server.run()
            } catch {
                found.finish(throwing: StartError(description: "cannot listen on 127.0.0.1:\(port): \(error)"))
                throw error
            }
        }
        for try await listener in listeners {
            running.withLock { $0 = (task, listener) }
            return listener.localAddress?.port ?? port
        }
        throw StartError(description: "cannot listen on 127.0.0.1:\(port)")
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

/// Why a body ends early.
private struct ConnectionDropped: Error {}

/// The bridge between Hummingbird's types and ours.
private struct Responder: Sendable {
    let bodyLimit: Int
    let handler: LoopbackServer.Handler

    func respond(to request: Request, close: @escaping @Sendable () -> Void) async throws -> Response {
        var body: [UInt8] = []
        for try await chunk in request.body {
            body.append(contentsOf: chunk.readableBytesView)
            guard body.count <= bodyLimit else {
                return Response(status: .contentTooLarge, headers: [.connection: "close"])
            }
        }
        var headers: [String: String] = [:]
        for field in request.headers {
            let name = field.name.canonicalName
            headers[name] = headers[name].map { $0 + ", " + field.value } ?? field.value
        }
        if let authority = request.head.authority { headers["host"] = authority }
        let answer = await handler(
            WireRequest(
                method: request.method.rawValue, target: request.head.path ?? "/", headers: headers, body: body))
        return try await response(answer, close: close)
    }

    private func response(_ answer: WireAnswer, close: @escaping @Sendable () -> Void) async throws -> Response {
        if let delay = answer.delay { try? await Task.sleep(for: delay) }
        var headers = HTTPFields()
        for header in answer.headers {
            guard let name = HTTPFields.Element.Name(header.name) else { continue }
            headers.append(.init(name: name, value: header.value))
        }
        if headers[.date] == nil { headers[.date] = HTTPDate.text(time(nil)) }
        let status = HTTPResponse.Status(code: answer.status)
        switch answer.delivery {
        case .whole:
            // RFC 9110 section 8.6: no Content-Length with 204.
            let body = ByteBuffer(bytes: answer.body)
            var response = Response(status: status, headers: headers, body: .init(byteBuffer: body))
            if answer.status == 204 || answer.status == 304 { response.headers[.contentLength] = nil }
            return response
        case .half:
            let half = ByteBuffer(bytes: answer.body.prefix(answer.body.count / 2))
            let body = ResponseBody(contentLength: answer.body.count) { writer in
                try await writer.write(half)
                close()
                throw ConnectionDropped()
            }
            return Response(status: status, headers: headers, body: body)
        case .none:
            close()
            let body = ResponseBody { _ in throw ConnectionDropped() }
            return Response(status: status, headers: headers, body: body)
        }
    }
}
