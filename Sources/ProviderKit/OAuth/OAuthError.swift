/// What went wrong at a token endpoint or on the way through the browser, told apart by what may be done next.
package enum OAuthError: Error, Hashable, Sendable {
    /// The service refuses.
    case refused(Refusal)
    /// The service can't be reached or is out of order; the same request may do later.
    case unavailable(String, retryAfter: Double?)
    /// The answer makes no sense.
    case unreadable(String)
    /// Nobody answered in the browser.
    case timedOut
    /// The task was cancelled.
    case cancelled

    /// A refusal in the service's words (RFC 6749 §5.2).
    package struct Refusal: Hashable, Sendable {
        /// The word, such as `invalid_grant`.
        package var code: String
        /// Google's finer word, such as `invalid_rapt`.
        package var subtype: String?
        /// The service's sentence, shortened.
        package var message: String?
        /// By how many seconds this machine's clock is behind the service's, where it told its time.
        package var lag: Double?

        /// Keeps the parts as they are given.
        package init(code: String, subtype: String? = nil, message: String? = nil, lag: Double? = nil) {
            self.code = code
            self.subtype = subtype
            self.message = message
            self.lag = lag
        }
    }
}
