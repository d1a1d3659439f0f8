import ICalendar

/// Sends requests through libcurl, on one thread of its own, and answers tasks.
///
/// The library is loaded and the thread started by the first request. Connections are kept and shared; cookies, `.netrc`
/// and stored sign-ins are not used. Proxies are those of libcurl's environment variables (`http_proxy`, `https_proxy`,
/// `all_proxy`, `no_proxy`). Nothing is repeated here: ``HTTPError`` says whether it may be.
package final class HTTPClient: Sendable {
    /// What holds for every request of a client.
    package struct Options: Sendable, Hashable {
        /// `User-Agent`. Google compresses for those that say "gzip" in it.
        package var userAgent = "calsync (gzip)"
        /// A PEM file of authorities to trust in place of libcurl's own file; for a private one.
        package var caFile: String?
        /// The requests under way to one scheme, host and port; the others wait in line.
        package var maxConnectionsPerHost = 6
        /// How many seconds a connection may have lain idle to carry a request that must not go out twice: Apache hangs up
        /// after 5 s, nginx after 75 s.
        package var secondsOfTrust = 4
        /// The quota units that a request of a method costs, where that is not one.
        package var units: [String: Int] = [:]
        /// The library to load.
        package var library = "libcurl.so.4"

        /// Takes the defaults.
        package init() {}
    }

    private let engine: CurlEngine
    private let traffic = Locked(TrafficMeter())
    private let units: [String: Int]

    /// Prepares a client; nothing is loaded yet.
    package init(_ options: Options = Options()) { (engine, units) = (CurlEngine(options), options.units) }

    deinit { engine.stop() }

    /// Returns the answer to `request`, whatever its status, after at most five redirects.
    ///
    /// 301, 302, 307 and 308 are followed with the same method and body, 303 with `GET`; never from https to http, and
    /// never with a credential to another scheme, host or port. A request that is not safe (RFC 9110 §9.2.1) goes on the
    /// wire once: where libcurl would send it again on a new connection, the answer is ``HTTPError/uncertain(_:)``. That
    /// happens when a kept connection dies under it, and now and then when an HTTP/2 server ends a connection (GOAWAY).
    package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let id = engine.newID()
        let deadline = ContinuousClock.now + min(max(request.timeout, .zero), .seconds(86_400))
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (reply: Ticket.Reply) in
                if Task.isCancelled { return reply.resume(returning: .failure(.cancelled)) }
                engine.start(Ticket(id: id, request: request, deadline: deadline, reply: reply))
                // A cancellation between those two lines found nothing to cancel.
                if Task.isCancelled { engine.cancel(id) }
            }
        } onCancel: {
            engine.cancel(id)
        }
        traffic.withLock { $0.count(result, units: units[request.method] ?? 1, at: .now) }
        return try result.get()
    }

    /// What was sent since this was last asked.
    package func takeTraffic() -> Traffic { traffic.withLock { $0.take() } }

    /// Cancels what is under way and returns when the thread has ended. A request after that is refused.
    ///
    /// To be called before the process exits: OpenSSL's own exit handler must not meet a live connection.
    package func close() async { await engine.close() }
}
