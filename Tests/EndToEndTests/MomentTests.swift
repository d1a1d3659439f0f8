import Testing

@testable import calsync

/// What `--since` takes.
@Suite struct MomentTests {
    private let now: Int64 = 1_800_000_000_000_000_000

    @Test func `so long ago`() {
        #expect(Moment("30min", now: now)?.nanoseconds == now - 1_800 * 1_000_000_000)
        #expect(Moment("12h", now: now)?.nanoseconds == now - 43_200 * 1_000_000_000)
        #expect(Moment("3d", now: now)?.nanoseconds == now - 259_200 * 1_000_000_000)
    }

    @Test func `a moment in UTC`() {
        #expect(Moment("2026-01-15T09:30Z", now: now)?.nanoseconds == 1_768_469_400_000_000_000)
        #expect(Moment("2026-01-15T09:30:01z", now: now)?.nanoseconds == 1_768_469_401_000_000_000)
    }

    @Test func `a day begins at its midnight, and yesterday is before today`() throws {
        let day = try #require(Moment("2026-01-15", now: now)?.nanoseconds)
        let clock = try #require(Moment("2026-01-15T00:00", now: now)?.nanoseconds)
        #expect(day == clock)
        let (today, yesterday) = (Moment("today", now: now), Moment("yesterday", now: now))
        #expect(try #require(today?.nanoseconds) <= now)
        #expect(try #require(yesterday?.nanoseconds) < (try #require(today?.nanoseconds)))
    }

    @Test(arguments: [
        "", "soon", "2026", "2026-1-5", "2026-13-01", "2026-01-15T25:00", "2026-01-15T9:30", "-3d", "3", "d",
    ])
    func `rubbish is refused`(text: String) {
        #expect(Moment(text, now: now) == nil)
    }
}
