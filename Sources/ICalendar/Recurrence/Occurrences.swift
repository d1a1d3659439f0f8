/// The original starts of a series' occurrences, in the order in which they come, made one by one.
///
/// They follow RFC 5545 §3.3.10 on the clock of the series' own zone; no two are at the same moment. Each is the start
/// that was *planned*: one that the clocks skip keeps its reading (§3.3.5 says what it comes to), so that it names the
/// occurrence the same way on every replica.
///
/// A rule can't run away: after ``steps`` steps the series is given up, and ``ending`` says so.
package struct Occurrences: Sequence, IteratorProtocol, Sendable {
    /// Why there are no more.
    package enum Ending: Hashable, Sendable {
        /// All are told, up to the end of the series, of the window or of the year 9999.
        case end
        /// The rules were given up after so many steps; there may be more.
        case gaveUp(afterSteps: Int)
        /// The rule isn't understood here, so that nothing can be said.
        case unreadable(RecurrenceRule)
    }

    /// Why ``next()`` returned nil; nil as long as it didn't.
    package private(set) var ending: Ending?

    private let series: Recurrence
    private var included: OrderedStarts
    private var excluded: OrderedStarts
    private let excludedMoments, excludedDays: Set<Int>
    /// The start of ``excluded`` that is at hand.
    private var obstacle: OrderedStarts.Start?
    private let window: ClosedRange<Int>
    private let steps: Int
    private var budget: StepBudget

    /// How many steps a series has: seven centuries of days, looked at one by one.
    package static let steps = 250_000

    /// Makes the occurrences whose starts the series' clock shows within a window, its ends among them.
    ///
    /// A series that started long before the window costs no more than another, unless a COUNT must be counted.
    package init(
        of series: Recurrence, from first: DateTime? = nil, through last: DateTime? = nil, steps: Int = Self.steps
    ) {
        self.series = series
        self.steps = steps
        let lower = first?.secondsSinceEpoch ?? Self.allTime.lowerBound
        window = lower...Swift.max(lower, last?.secondsSinceEpoch ?? Self.allTime.upperBound)
        budget = StepBudget(steps)

        // A day more on both sides: so far may a zone move what was planned.
        let margin = series.zone == nil ? 0 : 86_400
        let (from, through) = (window.lowerBound - margin, window.upperBound + margin)
        func starts(_ rules: [RecurrenceRule]) -> [RuleStarts] {
            rules.compactMap {
                RuleStarts($0, of: series, from: from, through: Swift.min(through, Self.allTime.upperBound))
            }
        }
        let (rules, exceptRules) = (starts(series.rules), starts(series.exceptRules))
        let dates = series.dates + (series.rules.isEmpty ? [series.start] : [])
        included = OrderedStarts(rules, dates: dates.map { series.reading(of: $0) }, of: series, &budget)
        excluded = OrderedStarts(exceptRules, dates: [], of: series, &budget)

        let isWholeDay = { (time: EventTime) in time.isAllDay && !series.isAllDay }
        excludedMoments = Set(series.exceptDates.filter { !isWholeDay($0) }.map { series.moment(of: $0) })
        excludedDays = Set(series.exceptDates.filter(isWholeDay).map(\.date.dayNumber))
        if rules.count + exceptRules.count < series.rules.count + series.exceptRules.count {
            let all = series.rules + series.exceptRules
            ending = all.first { RulePattern($0, start: series.start) == nil }.map { .unreadable($0) }
        }
    }

    /// Returns the next original start; nil where there are no more, for the reason that ``ending`` then gives.
    package mutating func next() -> EventTime? {
        guard ending == nil else { return nil }
        while let start = included.next(&budget) {
            let reading = series.reading(at: start.moment)
            if reading > window.upperBound { break }
            if reading < window.lowerBound || isExcluded(start) { continue }
            if budget.isSpent { break }
            return series.time(ofReading: start.planned)
        }
        ending = budget.isSpent ? .gaveUp(afterSteps: steps) : .end
        return nil
    }

    private mutating func isExcluded(_ start: OrderedStarts.Start) -> Bool {
        if excludedMoments.contains(start.moment) { return true }
        if excludedDays.contains(start.planned.flooredDivision(by: 86_400)) { return true }
        if obstacle == nil { obstacle = excluded.next(&budget) }
        while let next = obstacle, next.moment < start.moment { obstacle = excluded.next(&budget) }
        return obstacle?.moment == start.moment
    }

    /// The readings that can be written, in seconds since 1970.
    private static let allTime =
        DateTime(secondsSinceEpoch: .min).secondsSinceEpoch...DateTime(secondsSinceEpoch: .max).secondsSinceEpoch
}
