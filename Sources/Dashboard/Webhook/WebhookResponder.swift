import HTTPTypes
import HummingbirdCore
import ICalendar
import ProviderKit
import SyncEngine

/// Answers the requests of a ``WebhookListener`` within its limits.
struct WebhookResponder: Sendable {
    private let limits: WebhookListener.Limits
    private let now: @Sendable () -> Double
    private let take: @Sendable (WebhookCall) async -> Int
    private let burst: Locked<TokenBucket>

    init(
        limits: WebhookListener.Limits, now: @escaping @Sendable () -> Double,
        take: @escaping @Sendable (WebhookCall) async -> Int
    ) {
        (self.limits, self.now, self.take) = (limits, now, take)
        burst = Locked(TokenBucket(size: limits.burst.size, perSecond: limits.burst.perSecond, at: now()))
    }

    /// Returns the answer to a request; `close` ends the connection of one that takes too long.
    func respond(to request: Request, close: @escaping @Sendable () -> Void) async -> Response {
        let path = (request.head.path ?? "").prefix { $0 != "?" }
        guard let kind = path.split(separator: "/").last.flatMap({ WebhookKind(rawValue: String($0)) }) else {
            return Self.answer(.notFound)
        }
        guard request.method == .post else { return Self.answer(.methodNotAllowed) }
        // 503 makes services come again.
        guard burst.withLock({ $0.take(at: now()) }) else { return Self.answer(.serviceUnavailable) }
        guard let body = await request.bytes(within: limits.connection, close: close) else {
            return Self.answer(.contentTooLarge)
        }
        var headers: [String: String] = [:]
        for field in request.headers where headers[field.name.canonicalName] == nil {
            headers[field.name.canonicalName] = field.value
        }
        var response = Response(
            status: .init(code: await take(WebhookCall(kind: kind, headers: headers, body: body))))
        // RFC 9110 §8.6: none with 204.
        response.headers[.contentLength] = nil
        return response
    }

    private static func answer(_ status: HTTPTypes.HTTPResponse.Status) -> Response {
        // What was not read of a request must not be taken for the next one.
        Response(status: status, headers: [.connection: "close", .contentLength: "0"])
    }
}

/// Lets so many through at once, and so many more each second.
struct TokenBucket: Hashable, Sendable {
    private let size, perSecond: Double
    private var level: Double
    private var last: Double

    init(size: Double, perSecond: Double, at now: Double) {
        (self.size, self.perSecond, level, last) = (size, perSecond, size, now)
    }

    /// Whether one more may pass.
    mutating func take(at now: Double) -> Bool {
        level = min(size, level + max(0, now - last) * perSecond)
        last = now
        guard level >= 1 else { return false }
        level -= 1
        return true
    }
}
