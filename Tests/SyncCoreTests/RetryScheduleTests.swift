import Testing

@testable import SyncCore

@Suite struct RetryScheduleTests {
    private let schedule = RetrySchedule()

    @Test func `the longest wait doubles with every failure, up to an hour`() {
        #expect((1...8).map { schedule.delay(afterAttempt: $0, random: 0.5) } == [1, 2, 4, 8, 16, 32, 64, 128])
        #expect(schedule.delay(afterAttempt: 12, random: 0.5) == 1_800)
        #expect(schedule.delay(afterAttempt: 1_000_000, random: 0.5) == 1_800)
    }

    @Test func `the jitter is full`() {
        #expect(schedule.delay(afterAttempt: 3, random: 0) == 0)
        #expect(schedule.delay(afterAttempt: 3, random: 0.25) == 2)
        #expect(schedule.delay(afterAttempt: 0, random: 0.5) == 1)
    }

    @Test func `what the service asks for is waited for`() {
        #expect(schedule.delay(afterAttempt: 1, retryAfter: 90, random: 0.9) == 90)
        #expect(schedule.delay(afterAttempt: 8, retryAfter: 90, random: 0.5) == 128)
    }

    @Test func `the eighth failure in a row parks`() {
        #expect(schedule.limit == 8)
    }
}
