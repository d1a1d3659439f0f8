import SyncEngine
import Testing

@Suite struct RhythmTests {
    /// How long the rest is that follows, in the middle of the jitter.
    private func pause(_ rhythm: inout Rhythm, foundChange: Bool, at now: Double) -> Double {
        rhythm.asked(foundChange: foundChange, at: now, random: 0.5)
        return rhythm.due - now
    }

    @Test func `it begins at once`() {
        #expect(Rhythm(usual: 60, at: 5).due == 5)
    }

    @Test func `changes make it quicker, down to a limit`() {
        var rhythm = Rhythm(usual: 60, at: 0)
        #expect(pause(&rhythm, foundChange: true, at: 0) == 30)
        #expect(pause(&rhythm, foundChange: true, at: 30) == 15)
        #expect(pause(&rhythm, foundChange: true, at: 45) == 15)
    }

    @Test func `it goes back to the usual, and slows down only after an idle hour`() {
        var rhythm = Rhythm(usual: 60, at: 0)
        _ = pause(&rhythm, foundChange: true, at: 0)
        var now = 0.0
        while now < 3_600 {
            now = rhythm.due
            #expect(pause(&rhythm, foundChange: false, at: now) <= 60 || now > 3_600)
        }
        for _ in 0..<20 { _ = pause(&rhythm, foundChange: false, at: rhythm.due) }
        #expect(pause(&rhythm, foundChange: false, at: rhythm.due) == 600)
        let last = rhythm.due
        #expect(pause(&rhythm, foundChange: true, at: last) == 30)
    }

    @Test(arguments: [(0.0, 45.0), (1.0, 75.0)])
    func `no two folders ask at one moment`(random: Double, pause: Double) {
        var rhythm = Rhythm(usual: 60, at: 0)
        rhythm.asked(foundChange: false, at: 0, random: random)
        #expect(rhythm.due == pause)
    }

    @Test func `failures make it rest ever longer, up to a minute`() {
        var rhythm = Rhythm(usual: 60, at: 0)
        var rests: [Double] = []
        for _ in 0..<8 {
            rhythm.failed(retryAfter: nil, at: 0, random: 1)
            rests.append(rhythm.due)
        }
        #expect(rests == [2, 4, 8, 16, 32, 60, 60, 60])
        rhythm.failed(retryAfter: 3_600, at: 0, random: 0)
        #expect(rhythm.due == 3_600 && rhythm.restsUntil == 3_600)
    }

    @Test func `a success ends the rest, and so does a person`() {
        var rhythm = Rhythm(usual: 60, at: 0)
        rhythm.failed(retryAfter: 500, at: 0, random: 0)
        rhythm.ask(noLaterThan: 10)
        #expect(rhythm.due == 500)
        rhythm.askNow(at: 20)
        #expect(rhythm.due == 20 && rhythm.failures == 1)
        rhythm.asked(foundChange: false, at: 21, random: 0.5)
        #expect(rhythm.failures == 0 && rhythm.due == 81)
        rhythm.ask(noLaterThan: 40)
        #expect(rhythm.due == 40)
    }

    @Test func `a changed network cuts a rest short, and nothing else`() {
        var rhythm = Rhythm(usual: 60, at: 0)
        rhythm.asked(foundChange: false, at: 0, random: 0.5)
        rhythm.restNoLonger(than: 1)
        #expect(rhythm.due == 60)
        rhythm.failed(retryAfter: 500, at: 0, random: 0)
        rhythm.restNoLonger(than: 1)
        #expect(rhythm.due == 1 && rhythm.restsUntil == 1)
    }
}
