extension RecurrenceRule {
    /// Returns the day numbers the rule picks in its `index`-th period, sorted, counted from the period of `start`.
    func days(inPeriod index: Int, from start: CivilTime) -> [Int] {
        switch frequency {
        case .daily:
            let day = start.dayNumber + index * interval
            return passesFilters(day) ? [day] : []
        case .weekly:
            let first = start.dayNumber - (start.weekday - weekStart + 7) % 7 + index * interval * 7
            let weekdays = byDay.isEmpty ? [start.weekday] : byDay.map(\.weekday)
            return Set(weekdays.map { first + ($0 - weekStart + 7) % 7 }).sorted().filter(inMonths)
        case .monthly:
            let month = start.year * 12 + start.month - 1 + index * interval
            let (year, number) = (month / 12, month % 12 + 1)
            guard byMonth.isEmpty || byMonth.contains(number) else { return [] }
            return days(inMonth: number, of: year, standing: start.day)
        case .yearly:
            return days(inYear: start.year + index * interval, from: start)
        }
    }

    private func days(inYear year: Int, from start: CivilTime) -> [Int] {
        let first = CivilTime(year: year, month: 1, day: 1).dayNumber
        let last = CivilTime(year: year, month: 12, day: 31).dayNumber
        if !byYearDay.isEmpty {
            return Set(byYearDay.map { $0 > 0 ? first + $0 - 1 : last + $0 + 1 }.filter((first...last).contains))
                .sorted().filter { passesFilters($0) }
        }
        if !byWeekNumber.isEmpty {
            return (first - 6...last + 6).filter { day in
                weekNumberMatches(day, in: year)
                    && (byDay.isEmpty ? CivilTime(dayNumber: day).weekday == start.weekday : onWeekday(day))
                    && inMonths(day)
            }
        }
        if byMonth.isEmpty, byMonthDay.isEmpty, !byDay.isEmpty { return weekdays(from: first, through: last) }
        let months = !byMonth.isEmpty ? Set(byMonth).sorted() : byMonthDay.isEmpty ? [start.month] : Array(1...12)
        return months.flatMap { days(inMonth: $0, of: year, standing: start.day) }
    }

    private func days(inMonth month: Int, of year: Int, standing: Int) -> [Int] {
        let first = CivilTime(year: year, month: month, day: 1).dayNumber
        let length = CivilTime.daysInMonth(month, of: year)
        if byDay.isEmpty, byMonthDay.isEmpty { return standing <= length ? [first + standing - 1] : [] }
        let all = byDay.isEmpty ? Array(first..<first + length) : weekdays(from: first, through: first + length - 1)
        return all.filter(onMonthDay)
    }

    /// Returns the days of `byDay` between two days; ordinals count within that span.
    private func weekdays(from first: Int, through last: Int) -> [Int] {
        var found: Set<Int> = []
        for day in byDay {
            let start = first + (day.weekday - CivilTime(dayNumber: first).weekday + 7) % 7
            let matches = Array(stride(from: start, through: last, by: 7))
            guard let ordinal = day.ordinal else {
                found.formUnion(matches)
                continue
            }
            let index = ordinal > 0 ? ordinal - 1 : matches.count + ordinal
            if matches.indices.contains(index) { found.insert(matches[index]) }
        }
        return found.sorted()
    }

    private func passesFilters(_ day: Int) -> Bool { inMonths(day) && onMonthDay(day) && onWeekday(day) }

    private func inMonths(_ day: Int) -> Bool { byMonth.isEmpty || byMonth.contains(CivilTime(dayNumber: day).month) }

    private func onWeekday(_ day: Int) -> Bool {
        byDay.isEmpty || byDay.contains { $0.weekday == CivilTime(dayNumber: day).weekday }
    }

    private func onMonthDay(_ day: Int) -> Bool {
        guard !byMonthDay.isEmpty else { return true }
        let civil = CivilTime(dayNumber: day)
        let fromEnd = civil.day - CivilTime.daysInMonth(civil.month, of: civil.year) - 1
        return byMonthDay.contains(civil.day) || byMonthDay.contains(fromEnd)
    }

    /// RFC 5545: week one is the first with at least four days in the year, weeks beginning on WKST.
    private func weekNumberMatches(_ day: Int, in year: Int) -> Bool {
        func firstWeek(_ year: Int) -> Int {
            let fourth = CivilTime(year: year, month: 1, day: 4)
            return fourth.dayNumber - (fourth.weekday - weekStart + 7) % 7
        }
        let (first, next) = (firstWeek(year), firstWeek(year + 1))
        guard day >= first, day < next else { return false }
        let number = (day - first) / 7 + 1
        return byWeekNumber.contains(number) || byWeekNumber.contains(number - (next - first) / 7 - 1)
    }
}
