/// What went wrong at a service, named by what can be done about it.
package enum ProviderError: Error, Hashable, Sendable {
    /// The service can't be reached or is broken; nothing was changed. Try again, not before `retryAfter` seconds.
    case unavailable(String, retryAfter: Double?)
    /// Too many requests. Try again, not before `retryAfter` seconds.
    case rateLimited(String, retryAfter: Double?)
    /// The account's quota is used up: no writes for `seconds`, reading goes on.
    case writesSuspended(String, seconds: Double)
    /// The sign-in is missing, expired or revoked.
    case unauthorized(String)
    /// The account may not do this (a read-only calendar, somebody else's event).
    case forbidden(String)
    /// The revision moved on: read again and merge.
    case preconditionFailed
    /// There is an event with this UID already: look it up.
    case alreadyExists(String)
    /// The event is not there (any more).
    case notFound(String)
    /// The calendar itself is not there, or no longer shared: proves nothing about its events.
    case calendarGone(String)
    /// The sync token expired: list everything.
    case syncTokenExpired
    /// The service refuses these values; repeating is no use until they change.
    case rejected(String)
    /// Sent, but not answered: it may have been done.
    case uncertain(String)
    /// The answer makes no sense; nothing is concluded from it.
    case unreadable(String)
    /// The run was stopped.
    case cancelled

    /// What happened, as a sentence.
    package var sentence: String {
        switch self {
        case .unavailable(let text, _), .rateLimited(let text, _), .writesSuspended(let text, _),
            .unauthorized(let text), .forbidden(let text), .alreadyExists(let text), .notFound(let text),
            .calendarGone(let text), .rejected(let text), .uncertain(let text), .unreadable(let text):
            text
        case .preconditionFailed: "The event was changed at the service meanwhile."
        case .syncTokenExpired: "The sync token expired."
        case .cancelled: "Stopped."
        }
    }

    /// The shortest wait before another try, in seconds, where the service named one.
    package var retryAfter: Double? {
        switch self {
        case .unavailable(_, let seconds), .rateLimited(_, let seconds): seconds
        case .writesSuspended(_, let seconds): seconds
        default: nil
        }
    }
}

extension ProviderError {
    /// Names the remedy for a request without an answer.
    ///
    /// - Parameter isWrite: Whether it may have been carried out all the same, and then changed something.
    package init(_ error: HTTPError, isWrite: Bool) {
        switch error {
        case .unavailable, .unreachable, .tls, .redirectRefused: self = .unavailable(error.description, retryAfter: nil)
        case .uncertain:
            self = isWrite ? .uncertain(error.description) : .unavailable(error.description, retryAfter: nil)
        case .tooLarge: self = isWrite ? .uncertain(error.description) : .unreadable(error.description)
        case .cancelled: self = .cancelled
        }
    }
}
