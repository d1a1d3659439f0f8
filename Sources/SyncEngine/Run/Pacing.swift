import ProviderKit
import SyncCore

/// How long each write waits, so that no service has to ask for fewer.
///
/// A value: its owner says what time it is, and waits. An account has its quota a minute, a calendar its writes a second,
/// evened out over ten; both are halved when the service throttles all the same (``RateBudget``).
package struct Pacing: Sendable {
    private var accounts: [String: RateBudget] = [:]
    private var calendars: [PairID: RateBudget] = [:]
    /// Where the budgets' time begins; only differences count.
    private let origin = ContinuousClock.now
    private let start: Int64

    /// Begins at `now`, in ns since 1970.
    package init(now: Int64) { start = now }

    /// Takes what a write costs and returns the seconds to wait before it is sent.
    ///
    /// - Parameters:
    ///   - rows: How many rows are deleted at once.
    ///   - now: ns since 1970.
    package mutating func wait(
        for kind: Operation.Kind, of pair: PairID, account: String, pace: Pace, rows: Int = 1, at now: Int64
    ) -> Double {
        let units: Int
        switch kind {
        case .editRemote: units = pace.updateUnits
        // A move is read back where it went.
        case .moveRemote: units = 2
        case .createRemote: units = pace.createUnits
        case .deleteRemote: units = pace.deleteUnits * rows
        case .adopt, .forget, .completeFile, .createFile, .editFile, .deleteFile: return 0
        }
        let now = instant(now)
        let quota = accounts[account, default: RateBudget(units: pace.unitsPerMinute)].take(units: units, at: now)
        let writes = calendars[pair, default: Self.calendar(pace)].take(at: now)
        return max(quota, writes) / .seconds(1)
    }

    /// Slows down after a throttle.
    ///
    /// - Parameters:
    ///   - retryAfter: The seconds that the service named.
    ///   - now: ns since 1970.
    package mutating func throttled(
        _ pair: PairID, account: String, pace: Pace, retryAfter: Double?, at now: Int64
    ) {
        let now = instant(now)
        let pause = retryAfter.map { Duration.seconds($0) }
        accounts[account, default: RateBudget(units: pace.unitsPerMinute)].throttled(at: now, retryAfter: pause)
        calendars[pair, default: Self.calendar(pace)].throttled(at: now, retryAfter: pause)
    }

    private static func calendar(_ pace: Pace) -> RateBudget {
        RateBudget(units: pace.writesPerSecond * 10, per: .seconds(10))
    }

    private func instant(_ now: Int64) -> ContinuousClock.Instant { origin + .nanoseconds(now - start) }
}
