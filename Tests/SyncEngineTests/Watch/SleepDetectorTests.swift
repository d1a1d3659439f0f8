import Glibc
import SyncEngine
import Testing

/// Two clocks, of which one stands still in sleep. Neither is the one that people set.
@Suite struct SleepDetectorTests {
    /// What a detector says at these moments of the two clocks.
    private func said(_ moments: [(running: Double, passing: Double)], since: (Double, Double) = (0, 0)) -> [Bool] {
        var detector = SleepDetector(running: since.0, passing: since.1)
        return moments.map { detector.slept(running: $0.running, passing: $0.passing) }
    }

    @Test func `a sleep is told once`() {
        let moments = [(130.0, 530.0), (131, 3_600), (132, 3_601), (133, 7_200)]
        #expect(said(moments, since: (100, 500)) == [false, true, false, true])
    }

    @Test func `a moment of it is none`() {
        #expect(said([(10, 15), (20, 30)]) == [false, false])
    }

    @Test func `the clocks are the system's two that nobody sets`() {
        let before = SleepDetector.seconds(CLOCK_MONOTONIC)
        #expect(SleepDetector.seconds(CLOCK_MONOTONIC) >= before)
        // CLOCK_BOOTTIME counts sleep too, so it is never behind.
        #expect(SleepDetector.seconds(CLOCK_BOOTTIME) >= before)
    }
}
