/// How many writes go out to an account at a time: as many as make it faster, and no more.
///
/// A value: its owner tells how long each wave of writes took. Some servers get slower when they are asked for two things at
/// once, others do four at a time (facts/caldav.md 3), so that only measuring tells.
package struct Lanes: Hashable, Sendable {
    /// How many, for the next wave.
    package private(set) var width: Int
    /// The most that are tried: what the service allows, less after it complained.
    private var most: Int
    /// Writes in a second, by width, as the last waves went.
    private var rates: [Int: Double] = [:]

    /// Begins with two, if the service takes as many as `most` at once.
    package init(most: Int) {
        self.most = max(1, most)
        width = min(2, self.most)
    }

    /// Learns from a wave of `count` writes that took `seconds`.
    package mutating func note(_ count: Int, in seconds: Double) {
        guard seconds > 0, count >= 2 * width else { return }
        let rate = Double(count) / seconds
        rates[width] = rates[width].map { ($0 + rate) / 2 } ?? rate
        width = best
    }

    /// Goes down to half of it for good, after the service throttled or failed.
    package mutating func throttled() {
        most = max(1, width / 2)
        width = most
    }

    /// The fewest that are about as fast as any; first the neighbours of those that were not tried.
    private var best: Int {
        let known = rates.filter { $0.key <= most }
        guard let top = known.values.max(), let best = known.filter({ $0.value >= 0.9 * top }).keys.min() else {
            return width
        }
        if best < most, rates[best + 1] == nil { return best + 1 }
        if best > 1, rates[best - 1] == nil { return best - 1 }
        return best
    }
}
