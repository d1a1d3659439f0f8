import ProviderKit
import Testing

struct RateBudgetTests {
    private let start = ContinuousClock.now

    @Test func `what fits in the window is free`() {
        var budget = RateBudget(units: 5)
        for _ in 0..<5 { #expect(budget.take(at: start) == .zero) }
        #expect(budget.take(at: start) == .seconds(60))
    }

    @Test func `the window slides`() {
        var budget = RateBudget(units: 3)
        for second in 0..<3 { #expect(budget.take(at: start + .seconds(second * 10)) == .zero) }
        #expect(budget.take(at: start + .seconds(30)) == .seconds(30))
        #expect(budget.take(at: start + .seconds(30)) == .seconds(40))
        #expect(budget.take(at: start + .seconds(200)) == .zero)
    }

    @Test func `no window ever holds more than its units`() {
        for seed in UInt64(1)...20 {
            var random = Dice(state: seed)
            var budget = RateBudget(units: 20, per: .seconds(10))
            var spent: [(at: ContinuousClock.Instant, units: Int)] = []
            var now = start
            for _ in 0..<100 {
                now += .milliseconds(random.next(2000))
                let units = 1 + random.next(6)
                spent.append((now + budget.take(units: units, at: now), units))
            }
            #expect(zip(spent, spent.dropFirst()).allSatisfy { $0.at <= $1.at }, "seed \(seed)")
            for last in spent {
                let held = spent.filter { $0.at <= last.at && $0.at > last.at - .seconds(10) }
                #expect(held.reduce(0) { $0 + $1.units } <= 20, "seed \(seed)")
            }
        }
    }

    @Test func `more than a whole window waits for an empty one`() {
        var budget = RateBudget(units: 4)
        #expect(budget.take(at: start) == .zero)
        #expect(budget.take(units: 9, at: start + .seconds(1)) == .seconds(59))
        #expect(budget.take(at: start + .seconds(1)) == .seconds(119))
    }

    @Test func `a throttle halves the pace, once for all that were under way`() {
        var budget = RateBudget(units: 16)
        for _ in 0..<5 { budget.throttled(at: start) }
        #expect(budget.allowance == 8)
        budget.throttled(at: start + .seconds(10))
        #expect(budget.allowance == 4)
        for minute in 1...9 { budget.throttled(at: start + .seconds(minute * 20)) }
        #expect(budget.allowance >= 1)
    }

    @Test func `the pace comes back by eighths`() {
        var budget = RateBudget(units: 16)
        budget.throttled(at: start)
        let expected = [(0, 8), (59, 8), (60, 10), (125, 12), (240, 16), (6000, 16)]
        for (second, allowance) in expected {
            _ = budget.take(at: start + .seconds(second))
            #expect(budget.allowance == allowance)
        }
    }

    @Test func `Retry-After holds everything`() {
        var budget = RateBudget(units: 100)
        budget.throttled(at: start, retryAfter: .seconds(30))
        #expect(budget.take(at: start + .seconds(10)) == .seconds(20))
        budget.throttled(at: start + .seconds(11), retryAfter: .seconds(5))
        #expect(budget.take(at: start + .seconds(12)) == .seconds(18))
        #expect(budget.take(at: start + .seconds(31)) == .zero)
    }

    @Test func `a clock that stands still or goes back does no harm`() {
        var budget = RateBudget(units: 2)
        #expect(budget.take(at: start) == .zero)
        #expect(budget.take(at: start - .seconds(5)) == .seconds(5))
        budget.throttled(at: start - .seconds(100))
        #expect(budget.take(at: start - .seconds(100)) >= .zero)
    }
}

/// SplitMix64.
private struct Dice {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(bound))
    }
}
