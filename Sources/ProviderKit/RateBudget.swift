/// The pace at which one account may be asked: so many units in any window, less after a throttle.
///
/// A pure state machine. Its owner says what time it is, waits as long as it is told, and reports what the service
/// answered. Units are the service's own: a request, or Google's and Microsoft's quota units.
package struct RateBudget: Sendable, Hashable {
    /// The units that any window may hold when the service is content.
    package let ceiling: Int
    /// The length of the sliding window.
    package let window: Duration
    /// The units that a window may hold now: `ceiling`, halved by every throttle, given back by eighths.
    package private(set) var allowance: Int

    /// What was taken and for when, oldest first; at most one window back, and possibly ahead of now.
    private var taken: [Taking] = []
    private var heldUntil: ContinuousClock.Instant?
    private var paceChanged: ContinuousClock.Instant?

    private struct Taking: Sendable, Hashable {
        var at: ContinuousClock.Instant
        var units: Int
    }

    /// Allows `units` in any `window`, a minute unless told.
    package init(units: Int, per window: Duration = .seconds(60)) {
        ceiling = max(1, units)
        self.window = window
        allowance = ceiling
    }

    /// Takes `units` and returns how long to wait before they may be spent; zero is now.
    ///
    /// Who asks later waits at least as long. A request of more units than the allowance waits for an empty window.
    package mutating func take(units: Int = 1, at now: ContinuousClock.Instant) -> Duration {
        recover(at: now)
        let units = min(max(1, units), allowance)
        var start = max(now, heldUntil ?? now)
        if let last = taken.last { start = max(start, last.at) }
        taken = taken.filter { $0.at + window > now }

        // The oldest takings leave the window one by one until the rest leave room.
        var held = taken.filter { $0.at + window > start }[...]
        var sum = held.reduce(0) { $0 + $1.units }
        while sum + units > allowance, let oldest = held.popFirst() {
            start = max(start, oldest.at + window)
            sum -= oldest.units
        }
        taken.append(Taking(at: start, units: units))
        return start - now
    }

    /// Halves the pace, and holds everything for `retryAfter` when the service named a time.
    ///
    /// The answers to requests that were under way together count once: within a sixth of a window the pace is halved
    /// only once.
    package mutating func throttled(at now: ContinuousClock.Instant, retryAfter: Duration? = nil) {
        recover(at: now)
        if let retryAfter, retryAfter > .zero {
            heldUntil = max(heldUntil ?? now, now + retryAfter)
        }
        if allowance < ceiling, let paceChanged, now < paceChanged + window / 6 { return }
        allowance = max(1, allowance / 2)
        paceChanged = now
    }

    /// Gives an eighth of the ceiling back for every quiet window since the pace last changed.
    private mutating func recover(at now: ContinuousClock.Instant) {
        while allowance < ceiling, let changed = paceChanged, changed + window <= now {
            allowance = min(ceiling, allowance + max(1, ceiling / 8))
            paceChanged = changed + window
        }
    }
}
