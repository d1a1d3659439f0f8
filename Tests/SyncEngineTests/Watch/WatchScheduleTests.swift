import SyncCore
import SyncEngine
import Testing

@Suite struct WatchScheduleTests {
    private let work = PairID("work")
    private let home = PairID("home")

    /// A schedule whose first look is over.
    private func idle(at now: Double = 0) -> WatchSchedule {
        var schedule = WatchSchedule([work: Rhythm(usual: 60, at: now), home: Rhythm(usual: 60, at: now)])
        _ = due(&schedule, now)
        for pair in [work, home] { schedule.ended(pair, .quiet, at: now, random: 0.5) }
        return schedule
    }

    private func due(_ schedule: inout WatchSchedule, _ now: Double) -> WatchSchedule.Work? {
        schedule.due(at: now) { [$0] }
    }

    @Test func `everything is looked at first, then when it is time`() {
        var schedule = WatchSchedule([work: Rhythm(usual: 60, at: 0), home: Rhythm(usual: 60, at: 0)])
        #expect(due(&schedule, 0)?.pairs == [work, home])
        for pair in [work, home] { schedule.ended(pair, .quiet, at: 0, random: 0.5) }
        #expect(schedule.next == 60 && due(&schedule, 59) == nil)
        #expect(due(&schedule, 60) == WatchSchedule.Work(pairs: [work, home], reasons: [.time]))
    }

    @Test func `a folder without pairs has nothing to do`() {
        var schedule = WatchSchedule([:])
        schedule.touched([work], quiet: 0, at: 0)
        schedule.hinted(work, at: 0)
        #expect(schedule.next == nil && due(&schedule, 100) == nil)
    }

    @Test func `a touched pair is looked at once, and alone`() {
        var schedule = idle()
        schedule.touched([work], quiet: 0.12, at: 1)
        #expect(schedule.next == 1.12 && due(&schedule, 1.1) == nil)
        #expect(due(&schedule, 1.2) == WatchSchedule.Work(pairs: [work], reasons: [.files]))
        schedule.ended(work, .quiet, at: 1.3, random: 0.5)
        #expect(due(&schedule, 2) == nil)
    }

    @Test func `pairs of one folder are looked at together`() {
        var schedule = idle()
        schedule.hinted(work, at: 1)
        #expect(schedule.due(at: 1) { _ in [work, home] }?.pairs == [work, home])
    }

    @Test func `a flood of hints is one look`() {
        var schedule = idle()
        for step in 0..<1_000 { schedule.hinted(work, at: 1 + Double(step) / 10_000) }
        #expect(due(&schedule, 2) == WatchSchedule.Work(pairs: [work], reasons: [.hint, .time]))
        schedule.ended(work, .changed, at: 2, random: 0.5)
        #expect(due(&schedule, 3) == nil)
    }

    @Test func `nothing is looked at while files are being written`() {
        var schedule = idle()
        schedule.touched([work], quiet: 0.12, at: 60)
        #expect(due(&schedule, 60) == nil && schedule.next == 60.12)
        #expect(due(&schedule, 60.2)?.reasons == [.files, .time])
    }

    @Test func `a pair that fails rests alone, and keeps what was touched`() {
        var schedule = idle()
        schedule.hinted(work, at: 1)
        _ = due(&schedule, 1)
        schedule.ended(work, .failed(retryAfter: 30), at: 1, random: 0)
        schedule.touched([work, home], quiet: 0, at: 2)
        #expect(schedule.due(at: 2) { _ in [work, home] }?.pairs == [home])
        #expect(due(&schedule, 30) == nil)
        #expect(due(&schedule, 31)?.pairs == [work])
    }

    @Test func `a wake ends all rests`() {
        var schedule = idle()
        schedule.ended(work, .failed(retryAfter: 3_000), at: 1, random: 0)
        schedule.woke(at: 2)
        #expect(due(&schedule, 2)?.pairs == [work, home])
    }

    @Test func `what git holds up is not forgotten`() throws {
        var schedule = idle()
        schedule.touched([work], quiet: 0, at: 1)
        let work = try #require(due(&schedule, 1))
        schedule.putBack(work)
        schedule.hold(for: 5, at: 1)
        #expect(due(&schedule, 3) == nil && schedule.next == 6)
        schedule.goOn()
        #expect(due(&schedule, 3) == work)
    }

    @Test func `what failed is tried again when its time comes`() {
        var schedule = idle()
        schedule.ended(work, .quiet, retryAt: 12, at: 1, random: 0.5)
        #expect(schedule.next == 12 && due(&schedule, 12)?.pairs == [work])
    }
}
