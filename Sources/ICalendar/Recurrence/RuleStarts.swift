/// The starts that one rule plans, as readings of the series' clock in seconds since 1970, ascending.
struct RuleStarts: Sendable {
    private let pattern: RulePattern
    private let end: RuleEnd
    private let start: EventTime
    /// DTSTART; the first reading to return, which is later where COUNT isn't in the way; and the last one.
    private let first, earliest, last: Int
    /// The next period, counted from that of DTSTART.
    private var period = 0
    /// How many occurrences COUNT still allows.
    private var left: Int
    private var set = PeriodSet()

    /// Makes the starts of `rule` from about `lower` on; nil where the rule has no meaning here.
    ///
    /// Earlier ones come as well where COUNT makes it necessary to go through them.
    init?(_ rule: RecurrenceRule, of series: Recurrence, from lower: Int, through last: Int) {
        guard let pattern = RulePattern(rule, start: series.start) else { return nil }
        self.pattern = pattern
        end = RuleEnd(rule.until, of: series)
        start = series.start
        first = series.start.seconds
        self.last = min(last, end.reading)
        left = pattern.count ?? .max
        guard pattern.count == nil || pattern.isRegular else {
            earliest = first
            return
        }
        period = max(0, Self.period(of: lower, pattern, start))
        earliest = pattern.count == nil ? max(first, lower) : first
        if pattern.count != nil { left -= period }
    }

    /// Returns the next start; nil at the end, and where the budget is used up.
    mutating func next(_ budget: inout StepBudget) -> Int? {
        while left > 0 {
            while let reading = set.next() {
                guard budget.spend(1) else { return nil }
                if reading > last { return finish() }
                guard end.allows(reading) else { continue }
                left -= 1
                return reading
            }
            guard let bases = nextPeriod(&budget) else { return finish() }
            set = PeriodSet(bases: bases, times: pattern.times, positions: pattern.positions, from: earliest)
        }
        return nil
    }

    private mutating func finish() -> Int? {
        left = 0
        return nil
    }

    /// Where the next period's times are counted from: its days at midnight, or its own start within a day.
    private mutating func nextPeriod(_ budget: inout StepBudget) -> [Int]? {
        if let unit = pattern.frequency.seconds { return nextWithinDay(unit, &budget).map { [$0] } }
        defer { period += 1 }
        guard let days = pattern.days(ofPeriod: period, from: start.date, &budget), budget.spend(1) else { return nil }
        // Of an empty period the rule doesn't say where it lies, so the end is looked for by the period's number.
        if days.isEmpty, Self.period(of: last, pattern, start) < period - 2 { return nil }
        return days.map { $0 * 86_400 }
    }

    /// Finds the next second, minute or hour of the rule that its limits allow, in leaps over what they don't.
    private mutating func nextWithinDay(_ unit: Int, _ budget: inout StepBudget) -> Int? {
        let origin = first.flooredDivision(by: unit)
        while budget.spend(1) {
            let base = (origin + period * pattern.interval) * unit
            guard base <= last else { return nil }
            guard let wanted = leap(from: base) else {
                period += 1
                return base
            }
            period = (wanted.raisedDivision(by: unit) - origin).raisedDivision(by: pattern.interval)
        }
        return nil
    }

    /// A later reading before which the limits allow nothing; nil where they allow this one.
    private func leap(from reading: Int) -> Int? {
        let day = reading.flooredDivision(by: 86_400)
        let second = reading - day * 86_400
        if !pattern.allows(CalendarDate(dayNumber: day)) { return (day + 1) * 86_400 }
        func isLimited(_ limits: NumberSet, _ number: Int) -> Bool { !limits.isEmpty && !limits.contains(number) }
        if isLimited(pattern.hours, second / 3600) { return day * 86_400 + (second / 3600 + 1) * 3600 }
        guard pattern.frequency < .hourly else { return nil }
        if isLimited(pattern.minutes, second / 60 % 60) { return day * 86_400 + (second / 60 + 1) * 60 }
        guard pattern.frequency == .secondly, isLimited(pattern.seconds, second % 60) else { return nil }
        return reading + 1
    }

    /// The number of the rule's last period that begins at `reading` or before; below 0 for what is before DTSTART.
    private static func period(of reading: Int, _ pattern: RulePattern, _ start: EventTime) -> Int {
        let date = DateTime(secondsSinceEpoch: reading).date
        let distance: Int =
            switch pattern.frequency {
            case .secondly, .minutely, .hourly:
                (pattern.frequency.seconds ?? 1).distance(from: start.seconds, to: reading)
            case .daily:
                date.dayNumber - start.date.dayNumber
            case .weekly:
                7.distance(
                    from: start.date.dayNumber, to: date.dayNumber, origin: pattern.weekStart.rawValue - 4)
            case .monthly:
                (date.year - start.date.year) * 12 + date.month - start.date.month
            case .yearly:
                date.year - start.date.year
            }
        return distance.flooredDivision(by: pattern.interval)
    }
}

/// UNTIL, read leniently: a DATE in a series with times is that whole local day, a time without zone is the series' own.
private struct RuleEnd: Sendable {
    /// No start is planned after this reading.
    let reading: Int
    /// The last instant, where UNTIL names one and the series has a zone.
    private let instant: Int?
    private let zone: Zone?

    init(_ until: EventTime?, of series: Recurrence) {
        zone = series.zone
        switch (series.start, until) {
        case (_, nil): (reading, instant) = (.max, nil)
        case (_, .allDay(let date)?): (reading, instant) = (date.dayNumber * 86_400 + 86_399, nil)
        case (.allDay, let until?): (reading, instant) = (until.date.dayNumber * 86_400 + 86_399, nil)
        case (.zoned, .utc(let time)?):
            instant = time.secondsSinceEpoch
            // A day more: where the clocks are put back, a later reading may be an earlier instant.
            reading = series.reading(of: .utc(time)) + 86_400
        case (_, let until?): (reading, instant) = (series.reading(of: until), nil)
        }
    }

    func allows(_ reading: Int) -> Bool {
        guard let instant, let zone else { return reading <= self.reading }
        return zone.instant(ofReading: reading) <= instant
    }
}

extension RecurrenceRule.Frequency {
    /// The length of a period in seconds; nil where it is a day or more.
    fileprivate var seconds: Int? {
        switch self {
        case .secondly: 1
        case .minutely: 60
        case .hourly: 3600
        case .daily, .weekly, .monthly, .yearly: nil
        }
    }
}

extension Int {
    /// How many units of this size lie between the two, each taken at the start of its unit.
    fileprivate func distance(from first: Int, to second: Int, origin: Int = 0) -> Int {
        (second - origin).flooredDivision(by: self) - (first - origin).flooredDivision(by: self)
    }
}
