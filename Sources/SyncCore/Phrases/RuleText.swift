import ICalendar

/// Recurrence rules in words, where words are shorter than the rule.
package enum RuleText {
    /// `weekly on Mon, Wed until 30 Jun 2027`; the line itself where a rule says more than that.
    package static func words(_ schedule: Schedule, zone: Zone?) -> String {
        let lines = schedule.rules.sorted()
        let dates = lines.count { $0.hasPrefix("RDATE") }
        let rules = lines.filter { !$0.hasPrefix("RDATE") }.map { line in
            line.hasPrefix("RRULE:") ? words(RecurrenceRule(line.dropFirst(6)), schedule.start, zone) ?? line : line
        }
        let added = dates == 0 ? [] : ["\(rules.isEmpty ? "" : "and ")\(dates) more date\(dates == 1 ? "" : "s")"]
        return (rules + added).joined(separator: ", ")
    }

    private static func words(_ rule: RecurrenceRule, _ start: EventTime, _ zone: Zone?) -> String? {
        let known: Set<String> = ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", "BYMONTHDAY", "BYSETPOS"]
        guard rule.parts.allSatisfy({ known.contains($0.name) }), let every = every(rule) else { return nil }
        guard let days = days(rule) else { return nil }
        var text = every + days
        if let count = rule.count { text += count == 1 ? ", once" : ", \(count) times" }
        switch rule.until {
        case .utc(let end)?:
            text += " until \(DayText.date((zone?.local(at: end.secondsSinceEpoch) ?? end).date))"
        case let end?: text += " until \(DayText.date(end.date))"
        case nil: break
        }
        return text
    }

    private static func every(_ rule: RecurrenceRule) -> String? {
        let (adverb, unit): (String, String)
        switch rule.frequency {
        case .daily?: (adverb, unit) = ("daily", "days")
        case .weekly?: (adverb, unit) = ("weekly", "weeks")
        case .monthly?: (adverb, unit) = ("monthly", "months")
        case .yearly?: (adverb, unit) = ("yearly", "years")
        case .secondly?, .minutely?, .hourly?, nil: return nil
        }
        return rule.interval == 1 ? adverb : "every \(rule.interval) \(unit)"
    }

    /// On which days, with a space before it; nil where that takes the rule itself to say.
    private static func days(_ rule: RecurrenceRule) -> String? {
        switch (rule["BYDAY"], rule["BYMONTHDAY"]) {
        case (nil, nil): return rule["BYSETPOS"] == nil ? "" : nil
        case (let days?, nil):
            let elements = days.uppercased().split(separator: ",")
            let isWeekdays = Set(elements) == ["MO", "TU", "WE", "TH", "FR"]
            if let place = rule["BYSETPOS"] {
                guard isWeekdays, rule.frequency == .monthly, let ordinal = ordinals[place] else { return nil }
                return " on the \(ordinal) weekday"
            }
            if isWeekdays { return " on weekdays" }
            let words = elements.map { element -> String? in
                guard let weekday = Weekday(code: element.suffix(2)) else { return nil }
                let name = weekday.word.prefix(1).uppercased() + weekday.word.dropFirst()
                let number = element.dropLast(2)
                if number.isEmpty { return rule.frequency == .weekly ? String(name.prefix(3)) : nil }
                guard rule.frequency == .monthly, let ordinal = ordinals[String(number)] else { return nil }
                return "the \(ordinal) \(name)"
            }
            guard !words.contains(nil) else { return nil }
            return " on " + words.compactMap { $0 }.joined(separator: ", ")
        case (nil, let days?):
            guard rule["BYSETPOS"] == nil else { return nil }
            return rule.frequency == .monthly && Int(days).map { $0 > 0 } == true ? " on day \(days)" : nil
        case (.some, .some): return nil
        }
    }

    private static let ordinals = [
        "1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth", "-1": "last", "-2": "last but one",
    ]
}
