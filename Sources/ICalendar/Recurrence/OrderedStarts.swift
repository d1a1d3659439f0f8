/// Starts of several sources in the order in which they come, each moment once.
struct OrderedStarts: Sendable {
    /// A start: where it lies in time, and what the clock was planned to read.
    struct Start: Sendable {
        let moment, planned: Int
    }

    private let series: Recurrence
    private var rules: [RuleStarts]
    /// What each rule plans next; nil for one that is through.
    private var heads: [Int?]
    private var dates: ArraySlice<Int>
    /// Starts that wait, by moment, for one that is planned later and comes earlier.
    private var waiting: [Start] = []
    private var latest: Int?

    init(_ rules: [RuleStarts], dates: [Int], of series: Recurrence, _ budget: inout StepBudget) {
        self.series = series
        self.rules = rules
        self.dates = Set(dates).sorted()[...]
        heads = []
        for index in rules.indices { heads.append(self.rules[index].next(&budget)) }
    }

    /// Returns the next start; nil at the end, and where the budget is used up.
    mutating func next(_ budget: inout StepBudget) -> Start? {
        while let start = nextInOrder(&budget) {
            // Two rules may plan the same, and two readings of a clock that is put forward come to the same (case 81).
            guard start.moment != latest else { continue }
            latest = start.moment
            return start
        }
        return nil
    }

    /// Where clocks are put forward, 02:30 is read as 03:30 and comes after the 03:00 that was planned behind it.
    private mutating func nextInOrder(_ budget: inout StepBudget) -> Start? {
        while !budget.isSpent {
            let source = heads.indices.min { heads[$0] ?? .max < heads[$1] ?? .max }
            let rule = source.flatMap { heads[$0] } ?? .max
            let planned = min(rule, dates.first ?? .max)
            if let first = waiting.first, planned == .max || series.reading(at: first.moment) <= planned {
                return waiting.removeFirst()
            }
            guard planned != .max else { return nil }
            if rule == planned, let source {
                heads[source] = rules[source].next(&budget)
            } else {
                dates.removeFirst()
            }
            let own = series.isAllDay ? planned.flooredDivision(by: 86_400) * 86_400 : planned
            let start = Start(moment: series.moment(ofReading: own), planned: own)
            if waiting.isEmpty, series.reading(at: start.moment) == own { return start }
            waiting.insert(start, at: waiting.partitioningIndex { $0.moment > start.moment })
        }
        return nil
    }
}
