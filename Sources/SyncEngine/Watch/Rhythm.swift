/// When one pair's service is asked again: more often after a change, more seldom when nothing happens for hours, and after
/// failures ever later.
///
/// Times are seconds of a clock that never jumps; randomness is an argument, from 0 to 1.
package struct Rhythm: Hashable, Sendable {
    /// Seconds between two polls while nothing special goes on.
    package let usual: Double
    /// The shortest and the longest time between two polls, in seconds.
    package let range: ClosedRange<Double>
    /// When the pair is due next, failures considered.
    package private(set) var due: Double
    /// Failures in a row.
    package private(set) var failures = 0
    /// Until when it is left alone after a failure.
    package private(set) var restsUntil = -Double.infinity
    private var interval: Double
    /// When there was something new last; the beginning counts as such.
    private var lastChange: Double

    /// The longest rest after failures, in seconds, where the service asks for no longer one.
    package static let longestRest = 60.0

    /// A rhythm whose first beat is now.
    package init(usual: Double, range: ClosedRange<Double> = 15...600, at now: Double) {
        self.usual = usual
        self.range = min(range.lowerBound, usual)...max(range.upperBound, usual)
        interval = usual
        (due, lastChange) = (now, now)
    }

    /// Notices that the service was asked, and whether there was anything new.
    package mutating func asked(foundChange: Bool, at now: Double, random: Double) {
        (failures, restsUntil) = (0, -.infinity)
        if foundChange {
            lastChange = now
            interval = max(min(interval, usual) / 2, range.lowerBound)
        } else {
            // Idle for an hour: ever more seldom. Else back towards the usual.
            let slowest = now - lastChange > 3_600 ? range.upperBound : usual
            interval = min(max(interval * 1.25, range.lowerBound), slowest)
        }
        // ±25 %, so that many folders do not ask at one moment.
        due = now + interval * (0.75 + random / 2)
    }

    /// Notices that the service failed, and may not be asked for `retryAfter` seconds, where it said so.
    package mutating func failed(retryAfter: Double?, at now: Double, random: Double) {
        failures += 1
        let rest = min(Double(1 << min(failures, 16)), Self.longestRest) * (0.5 + random / 2)
        restsUntil = now + max(retryAfter ?? 0, rest)
        due = restsUntil
    }

    /// Asks no later than at `time`: what failed is to be tried again then.
    package mutating func ask(noLaterThan time: Double) { due = max(min(due, time), restsUntil) }

    /// Ends a rest after failures early: the network has changed.
    package mutating func restNoLonger(than time: Double) {
        guard restsUntil > time else { return }
        (restsUntil, due) = (time, min(due, time))
    }

    /// Asks now, whatever failed before: the machine woke, the network is back, a person wants it.
    package mutating func askNow(at now: Double) { (due, restsUntil) = (now, -.infinity) }
}
