extension Zone {
    /// The lines of a VTIMEZONE that describes the zone for events from `year` on (RFC 5545 §3.6.5).
    ///
    /// Changes that come every year by one rule are told by it; those before, and those of zones without such a rule, are
    /// told one by one, the latter for ``yearsTold`` years.
    package func definition(tzid: String, from year: Int) -> [String] {
        let year = min(max(year, 1), ZoneRules.lastYear - 1)
        let steady = steadyChanges(from: year)
        let start = Self.start(of: year - 1)
        let end = steady.first.map { Self.start(of: $0.firstYear) } ?? Self.start(of: year + Self.yearsTold)
        var lines = ["BEGIN:VTIMEZONE", "TZID:" + tzid]
        let single = rules.told(in: start..<max(start, end))
        let first = (single + steady.map(\.first)).min { $0.instant < $1.instant }
        if first.map({ $0.instant > Self.start(of: year) }) ?? true {
            // Until then, and for zones that never change: one offset.
            let offset = rules.offset(at: Self.start(of: year) - 86_400)
            lines += Self.observance(
                ZoneChange(instant: Self.start(of: 1970) - offset, from: offset, to: offset), extra: [])
        }
        for change in single { lines += Self.observance(change, extra: []) }
        for change in steady { lines += Self.observance(change.first, extra: ["RRULE:" + change.rule]) }
        return lines + ["END:VTIMEZONE"]
    }

    /// The years that are told of a zone whose changes follow no yearly rule, such as Morocco's.
    private static let yearsTold = 20

    private static func observance(_ change: ZoneChange, extra: [String]) -> [String] {
        let name = change.to > change.from ? "DAYLIGHT" : "STANDARD"
        return [
            "BEGIN:" + name, "DTSTART:" + change.reading.basic, "TZOFFSETFROM:" + offset(change.from),
            "TZOFFSETTO:" + offset(change.to),
        ] + extra + ["END:" + name]
    }

    /// RFC 5545 §3.3.14: hours and minutes; seconds only where there are some.
    private static func offset(_ seconds: Int) -> String {
        let size = abs(seconds)
        let rest = size % 60 == 0 ? "" : padded(size % 60, 2)
        return (seconds < 0 ? "-" : "+") + padded(size / 3600, 2) + padded(size / 60 % 60, 2) + rest
    }

    private static func start(of year: Int) -> Int {
        (CalendarDate(year: max(year, 1), month: 1, day: 1)?.dayNumber ?? 0) * 86_400
    }
}

// MARK: Yearly changes

/// One change of a zone's offset.
private struct ZoneChange {
    /// When, in seconds since 1970 UTC.
    let instant: Int
    /// The seconds east of UTC before and after it.
    let from, to: Int

    /// What the clock reads at that moment, before it is changed.
    var reading: DateTime { DateTime(secondsSinceEpoch: instant + from) }
}

/// A change that comes every year by one rule.
private struct YearlyChange {
    let rule: String
    /// The year from which it holds without exception.
    let firstYear: Int
    /// The first one told.
    let first: ZoneChange
}

extension ZoneRules {
    /// The changes in a span of time.
    fileprivate func told(in range: Range<Int>) -> [ZoneChange] {
        let first = changes.partitioningIndex { $0 >= range.lowerBound }
        let last = changes.partitioningIndex { $0 >= range.upperBound }
        return (first..<max(first, last)).map {
            ZoneChange(instant: changes[$0], from: offsets[$0], to: offsets[$0 + 1])
        }
    }
}

extension Zone {
    /// The years that show by which rules a zone will go on: tzdata tells years one by one up to 2037.
    private static let shown = 2100...2127

    /// The rules by which the zone changes every year, in the order of the year; none where there is none such.
    private func steadyChanges(from year: Int) -> [YearlyChange] {
        let years = Self.shown.map { yearly($0) }
        guard let pattern = years.first, !pattern.isEmpty, years.allSatisfy({ Self.areAlike($0, pattern) }) else {
            return []
        }
        let rules = pattern.indices.map { index in Self.rule(of: years.map { $0[index].reading.date }) }
        let found = rules.compactMap { $0 }
        guard found.count == rules.count else { return [] }
        // Back to the first year that the rules are true of.
        var firstYear = Self.shown.lowerBound
        while firstYear > max(year - 1, 1) {
            let before = yearly(firstYear - 1)
            guard Self.areAlike(before, pattern),
                zip(before, found).allSatisfy({ change, rule in rule.matches(change.reading.date) })
            else { break }
            firstYear -= 1
        }
        return zip(yearly(firstYear), found).map { change, rule in
            YearlyChange(rule: rule.text, firstYear: firstYear, first: change)
        }
    }

    private func yearly(_ year: Int) -> [ZoneChange] {
        rules.told(in: Self.start(of: year)..<Self.start(of: year + 1))
    }

    private static func areAlike(_ a: [ZoneChange], _ b: [ZoneChange]) -> Bool {
        a.count == b.count
            && zip(a, b).allSatisfy { a, b in
                (a.from, a.to) == (b.from, b.to) && a.reading.date.month == b.reading.date.month
                    && a.reading.secondsSinceEpoch.flooredRemainder(by: 86_400)
                        == b.reading.secondsSinceEpoch.flooredRemainder(by: 86_400)
            }
    }

    /// The rule that gives just these days, one a year; `nil` where none is found.
    private static func rule(of dates: [CalendarDate]) -> YearlyRule? {
        guard let first = dates.first else { return nil }
        let days = dates.map(\.day)
        guard let low = days.min() else { return nil }
        let candidates: [YearlyRule] =
            [1, 2, 3, 4, -1].map { YearlyRule(month: first.month, weekday: first.weekday, kind: .ordinal($0)) } + [
                YearlyRule(month: first.month, weekday: first.weekday, kind: .window(low)),
                YearlyRule(month: first.month, weekday: nil, kind: .window(low)),
            ]
        return candidates.first { rule in dates.allSatisfy { rule.matches($0) } }
    }
}

/// A day of each year: the nth weekday of a month, the weekday on or after a day, or a day.
private struct YearlyRule {
    let month: Int
    let weekday: Weekday?
    let kind: Kind

    enum Kind {
        case ordinal(Int)
        case window(Int)
    }

    func matches(_ date: CalendarDate) -> Bool {
        guard date.month == month else { return false }
        switch (kind, weekday) {
        case (.ordinal(let ordinal), let weekday?):
            return MonthDay.nth(ordinal, weekday, month: month, year: date.year) == date
        case (.window(let day), let weekday?):
            return date.weekday == weekday && (day..<(day + 7)).contains(date.day)
        case (.window(let day), nil): return date.day == day
        case (.ordinal, nil): return false
        }
    }

    var text: String {
        let start = "FREQ=YEARLY;BYMONTH=\(month)"
        switch (kind, weekday) {
        case (.ordinal(let ordinal), let weekday?): return start + ";BYDAY=\(ordinal)\(weekday.code)"
        case (.window(let day), let weekday?):
            let days = (day..<(day + 7)).map(String.init).joined(separator: ",")
            return start + ";BYMONTHDAY=\(days);BYDAY=\(weekday.code)"
        case (.window(let day), nil), (.ordinal(let day), nil): return start + ";BYMONTHDAY=\(day)"
        }
    }
}

extension Int {
    /// The remainder that is never negative.
    fileprivate func flooredRemainder(by divisor: Int) -> Int { self - flooredDivision(by: divisor) * divisor }
}
