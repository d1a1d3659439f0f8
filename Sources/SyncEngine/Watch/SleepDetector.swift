import Glibc

/// Tells whether the machine slept since the last look: CLOCK_BOOTTIME goes on in sleep, CLOCK_MONOTONIC does not.
package struct SleepDetector: Sendable {
    private var offset: Double

    /// - Parameters:
    ///   - running: Seconds of a clock that stands still in sleep.
    ///   - passing: Seconds of one that doesn't.
    package init(running: Double, passing: Double) { offset = passing - running }

    /// Whether the machine slept for more than 5 s since the last call.
    package mutating func slept(running: Double, passing: Double) -> Bool {
        let now = passing - running
        defer { offset = now }
        return now - offset > 5
    }

    /// Reads a clock of the system, in seconds.
    package static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }
}
