extension RecurrenceRule {
    /// Returns the day numbers the rule picks in its `index`-th period, sorted, counted from the period of `start`.
    ///
    /// RFC 5545 section 3.3.10: every day of the period, and every BY part narrows them; where no part names days, the
    /// start's own place in the period does.
    func days(inPeriod index: Int, from start: CivilTime) -> [Int] {
        let steps = index * interval
        switch frequency {
        case .daily:
            return [start.dayNumber + steps].filter { picks($0, start) }
        case .weekly:
            let first = start.dayNumber - (start.weekday - weekStart + 7) % 7 + steps * 7
            return (first..<first + 7).filter { picks($0, start) }
        case .monthly:
            let month = start.year * 12 + start.month - 1 + steps
            return days(inMonth: month % 12 + 1, of: month / 12, start)
        case .yearly:
            let own = byMonth.isEmpty && namesNoDays ? [start.month] : Array(1...12)
            return own.flatMap { days(inMonth: $0, of: start.year + steps, start) }
        }
    }

    private func days(inMonth month: Int, of year: Int, _ start: CivilTime) -> [Int] {
        guard byMonth.isEmpty || byMonth.contains(month) else { return [] }
        let first = CivilTime(year: year, month: month, day: 1).dayNumber
        return (first..<first + CivilTime.daysInMonth(month, of: year)).filter { picks($0, start) }
    }

    private var namesNoDays: Bool {
        byDay.isEmpty && byMonthDay.isEmpty && byYearDay.isEmpty && byWeekNumber.isEmpty
    }

    private func picks(_ day: Int, _ start: CivilTime) -> Bool {
        let civil = CivilTime(dayNumber: day)
        if namesNoDays {
            switch frequency {
            case .daily: break
            case .weekly: guard civil.weekday == start.weekday else { return false }
            case .monthly, .yearly: guard civil.day == start.day else { return false }
            }
        }
        return (byMonth.isEmpty || byMonth.contains(civil.month)) && isOnMonthDay(civil) && isOnYearDay(civil)
            && isOnWeekday(civil) && isInWeek(civil)
    }

    private func isOnMonthDay(_ civil: CivilTime) -> Bool {
        let fromEnd = civil.day - CivilTime.daysInMonth(civil.month, of: civil.year) - 1
        return byMonthDay.isEmpty || byMonthDay.contains(civil.day) || byMonthDay.contains(fromEnd)
    }

    private func isOnYearDay(_ civil: CivilTime) -> Bool {
        guard !byYearDay.isEmpty else { return true }
        let last = CivilTime(year: civil.year, month: 12, day: 31).dayOfYear
        return byYearDay.contains(civil.dayOfYear) || byYearDay.contains(civil.dayOfYear - last - 1)
    }

    /// An ordinal counts the weekday within its month where FREQ or BYMONTH names months, else within its year.
    private func isOnWeekday(_ civil: CivilTime) -> Bool {
        guard !byDay.isEmpty else { return true }
        let isCounted = (frequency == .monthly || frequency == .yearly) && byWeekNumber.isEmpty
        let inMonth = frequency == .monthly || !byMonth.isEmpty
        let place = inMonth ? civil.day : civil.dayOfYear
        let length =
            inMonth
            ? CivilTime.daysInMonth(civil.month, of: civil.year)
            : CivilTime(year: civil.year, month: 12, day: 31).dayOfYear
        let ordinals = [(place + 6) / 7, -((length - place) / 7) - 1]
        return byDay.contains { day in
            guard day.weekday == civil.weekday else { return false }
            guard isCounted, let ordinal = day.ordinal else { return true }
            return ordinals.contains(ordinal)
        }
    }

    /// Week one is the first with at least four days in its year, weeks beginning on WKST; so a week belongs to the year
    /// of its fourth day.
    private func isInWeek(_ civil: CivilTime) -> Bool {
        guard !byWeekNumber.isEmpty else { return true }
        let fourth = CivilTime(dayNumber: civil.dayNumber - (civil.weekday - weekStart + 7) % 7 + 3)
        let number = (fourth.dayOfYear + 6) / 7
        let rest = (CivilTime(year: fourth.year, month: 12, day: 31).dayNumber - fourth.dayNumber) / 7
        return byWeekNumber.contains(number) || byWeekNumber.contains(-rest - 1)
    }
}
