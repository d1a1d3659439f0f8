import ICalendar

/// How an event repeats, as a person types it.
///
///     REPEAT  = PATTERN | PATTERN until DAY | PATTERN COUNT times | a rule of RFC 5545 (FREQ=…)
///     PATTERN = daily | weekly | monthly | yearly | weekdays | every 2 weeks | every mon,wed
package struct RepeatPhrase: Hashable, Sendable {
    /// The rule without its end (RFC 5545 §3.3.10).
    private var rule: String
    /// The days of the week that it names; empty where it goes by the start.
    private var weekdays: [Weekday] = []
    /// The last day.
    private var until: CalendarDate?

    /// Reads what was typed.
    ///
    /// - Throws: What is wrong, with examples.
    package init(_ text: String, at here: Standpoint) throws(PhraseError) {
        if text.uppercased().hasPrefix("FREQ=") || text.uppercased().hasPrefix("RRULE:") {
            rule = try Self.checked(String(text.dropFirst(text.uppercased().hasPrefix("RRULE:") ? 6 : 0)))
            return
        }
        var words = text.lowercased().split { $0.isWhitespace || $0 == "," }
        var end = ""
        if words.count > 2, words.last == "times" {
            guard let count = Int(words[words.count - 2]), (1...9999).contains(count) else {
                throw PhraseError("“\(words[words.count - 2]) times” is no number of times.", "Write it as 10 times.")
            }
            end = ";COUNT=\(count)"
            words.removeLast(2)
        } else if let place = words.firstIndex(of: "until") {
            until = try TimePhrase(words[(place + 1)...].joined(separator: " "), at: here).date
            words.removeSubrange(place...)
        }
        guard let pattern = Self.pattern(words) else {
            throw PhraseError(
                "“\(Diagnostic.excerpt(text))” is no way to repeat.",
                "Write it as daily, weekly, weekdays, every 2 weeks, every mon,wed, monthly until 2027-06-30, or a rule "
                    + "such as FREQ=MONTHLY;BYDAY=1MO.")
        }
        (rule, weekdays) = (pattern.rule + end, pattern.weekdays)
    }

    /// The rule for a series that begins at `start`, as a line holds it (without `RRULE:`).
    ///
    /// - Throws: What does not go together: a first day that the rule does not name, or an end before it.
    package func rule(from start: EventTime, zone: Zone) throws(PhraseError) -> String {
        if !weekdays.isEmpty, !weekdays.contains(start.date.weekday) {
            // RFC 5545 §3.8.5.3: DTSTART should be an instance of its rule; programs differ where it isn't.
            throw PhraseError(
                "The first day, \(start.date.extended), is a \(start.date.weekday.word), and the series is only on "
                    + "\(weekdays.map(\.word).joined(separator: ", ")).", "Begin on one of these days.")
        }
        guard let until else { return rule }
        guard until >= start.date else {
            throw PhraseError(
                "The series would end on \(until.extended), before it begins on \(start.date.extended).",
                "Write a later day behind until.")
        }
        let parsed = RecurrenceRule(rule)
        guard case .allDay = start else {
            let last = DateTime(secondsSinceEpoch: until.dayNumber * 86_400 + 86_399)
            return parsed.replacing(until: .zoned(last, ZoneID(zone.name)), in: zone).text
        }
        return parsed.replacing(until: .allDay(until)).text
    }

    private static func checked(_ rule: String) throws(PhraseError) -> String {
        let problem = RecurrenceRule(rule).diagnostics(line: nil, start: nil).first { $0.severity == .error }
        if let problem { throw PhraseError(problem.message, problem.remedy) }
        return RecurrenceRule(rule).text
    }

    private static func pattern(_ words: [Substring]) -> (rule: String, weekdays: [Weekday])? {
        switch words {
        case ["daily"], ["every", "day"]: return ("FREQ=DAILY", [])
        case ["weekly"], ["every", "week"]: return ("FREQ=WEEKLY", [])
        case ["monthly"], ["every", "month"]: return ("FREQ=MONTHLY", [])
        case ["yearly"], ["every", "year"]: return ("FREQ=YEARLY", [])
        case ["weekdays"], ["every", "weekday"]:
            return ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", [.monday, .tuesday, .wednesday, .thursday, .friday])
        default: break
        }
        guard words.first == "every", words.count > 1 else { return nil }
        if words.count == 3, let interval = Int(words[1]), (1...999).contains(interval) {
            let units: [Substring: String] = [
                "days": "DAILY", "weeks": "WEEKLY", "months": "MONTHLY", "years": "YEARLY",
            ]
            return units[words[2]].map { ("FREQ=\($0);INTERVAL=\(interval)", []) }
        }
        let named = words.dropFirst().map { Weekday(word: $0) }
        let days = Set(named.compactMap { $0 }).sorted { $0.rawValue < $1.rawValue }
        guard !named.contains(nil) else { return nil }
        return ("FREQ=WEEKLY;BYDAY=\(days.map(\.code).joined(separator: ","))", days)
    }
}
