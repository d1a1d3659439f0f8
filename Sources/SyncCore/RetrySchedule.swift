/// When to try again: exponential backoff with full jitter, parked after the eighth failure in a row.
///
/// Pure: time and randomness are arguments.
package struct RetrySchedule: Hashable, Sendable {
    /// The first wait, in seconds.
    package var base: Double
    /// The longest wait, in seconds.
    package var cap: Double
    /// Failures in a row after which an operation is parked: visible and retriable, never dropped.
    package var limit: Int

    package init(base: Double = 2, cap: Double = 3_600, limit: Int = 8) {
        self.base = base
        self.cap = cap
        self.limit = limit
    }

    /// Seconds to wait after the `attempt`-th failure (1-based), at least `retryAfter`.
    ///
    /// - Parameter random: A number in 0..<1.
    package func delay(afterAttempt attempt: Int, retryAfter: Double? = nil, random: Double) -> Double {
        let ceiling = min(cap, base * Double(1 << min(max(attempt - 1, 0), 30)))
        return max(ceiling * random, retryAfter ?? 0)
    }
}

/// What is remembered of an operation that failed: no work, only bookkeeping.
package struct Attempts: Hashable, Sendable, Codable {
    /// Failures in a row.
    package var count: Int
    /// Seconds since 1970 before which it is not tried again.
    package var notBefore: Double
    /// The last error, as a sentence.
    package var lastError: String
    /// Whether it waits for a person.
    package var isParked: Bool
    /// The digest of the file that was tried; with another file the count begins anew.
    package var values: String
    /// The event's title, for those that have no file; `nil` where it was not noted.
    package var title: String?
    /// Seconds since 1970 at which it failed last; `nil` where it was not noted.
    package var failedAt: Double?

    package init(
        count: Int, notBefore: Double, lastError: String, isParked: Bool = false, values: String = "",
        title: String? = nil, failedAt: Double? = nil
    ) {
        self.count = count
        self.notBefore = notBefore
        self.lastError = lastError
        self.isParked = isParked
        self.values = values
        self.title = title
        self.failedAt = failedAt
    }

    /// Seconds to wait at `now`, in seconds since 1970, before it is tried again; nothing where it is due, or where the clock
    /// went back behind the failure, so that nobody knows.
    package func wait(at now: Double) -> Double {
        if let failedAt, now < failedAt { return 0 }
        return max(0, notBefore - now)
    }
}
