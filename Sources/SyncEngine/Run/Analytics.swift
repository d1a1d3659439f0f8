import ICalendar
import SyncCore

/// What the history comes to, day by day.
package struct Analytics: Hashable, Sendable {
    /// What was changed on one side of a pair on a day.
    package struct Day: Hashable, Sendable {
        package var date: CalendarDate
        package var pair: PairID
        /// The side that was written.
        package var side: Side
        package var created = 0
        package var edited = 0
        package var deleted = 0
    }

    /// How long a saved file took to be at the service, in seconds.
    package struct Latency: Hashable, Sendable {
        package var date: CalendarDate
        package var pair: PairID
        /// Half of them took no longer than this.
        package var median: Double
        /// 95 of 100 took no longer than this.
        package var most: Double
    }

    /// Sorted by date, pair and side; days without a change are left out.
    package private(set) var days: [Day] = []
    /// Sorted by date and pair; only of what was saved since the run before.
    package private(set) var latency: [Latency] = []

    /// Counts what was done.
    ///
    /// - Parameter date: The day of a moment, in ns since 1970.
    package init(_ entries: [History.Entry], date: (Int64) -> CalendarDate) {
        struct Key: Hashable {
            var date: CalendarDate
            var pair: PairID
            var side: Side
        }
        var days: [Key: Day] = [:]
        var waits: [Key: [Double]] = [:]
        for entry in entries where entry.outcome == "done" {
            guard let side = entry.side else { continue }
            let key = Key(date: date(entry.time), pair: entry.pair, side: side)
            var day = days[key] ?? Day(date: key.date, pair: key.pair, side: side)
            if entry.operation.hasPrefix("create") {
                day.created += 1
            } else if entry.operation.hasPrefix("delete") {
                day.deleted += 1
            } else {
                day.edited += 1
            }
            days[key] = day
            if let savedAt = entry.savedAt, savedAt <= entry.time {
                waits[key, default: []].append(Double(entry.time - savedAt) / 1_000_000_000)
            }
        }
        self.days = days.values.sorted {
            ($0.date, $0.pair, $0.side.rawValue) < ($1.date, $1.pair, $1.side.rawValue)
        }
        latency = waits.map { key, seconds in
            let sorted = seconds.sorted()
            return Latency(
                date: key.date, pair: key.pair, median: Self.percentile(50, of: sorted),
                most: Self.percentile(95, of: sorted))
        }.sorted { ($0.date, $0.pair) < ($1.date, $1.pair) }
    }

    /// The nearest-rank percentile of sorted values, of which there is one at least.
    private static func percentile(_ percent: Int, of sorted: [Double]) -> Double {
        sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
    }
}
