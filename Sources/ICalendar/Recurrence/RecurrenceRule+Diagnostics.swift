extension RecurrenceRule {
    /// Returns what is wrong with the rule, each problem with the rule's line.
    ///
    /// - Parameters:
    ///   - line: The line of the rule in its file.
    ///   - start: The series' DTSTART, where the kind of UNTIL is to be held against it.
    package func diagnostics(line: Int?, start: EventTime?) -> [Diagnostic] {
        var problems: [Problem] = []
        if self["FREQ"] == nil {
            problems.append((.error, "The rule has no FREQ.", "Start it with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."))
        } else if frequency == nil {
            problems.append((.error, "The rule's FREQ is unknown.", "Use DAILY, WEEKLY, MONTHLY or YEARLY."))
        }
        if self["COUNT"] != nil, self["UNTIL"] != nil {
            problems.append((.error, "The rule has both COUNT and UNTIL.", "Remove one of them."))
        }
        var seen: Set<String> = []
        for part in parts {
            if part.name.isEmpty {
                problems.append((.error, "A part of the rule has no \"=\".", "Write it as NAME=VALUE, or remove it."))
            } else if !seen.insert(part.name).inserted {
                problems.append((.error, "The rule has \(Diagnostic.excerpt(part.name)) twice.", "Remove one of them."))
            } else if let problem = problem(in: part) {
                problems.append(problem)
            }
        }
        if let start, let until, let expected = Self.expectedEnd(start, until) {
            problems.append((.warning, "UNTIL is not of the same kind as DTSTART.", "Write UNTIL as \(expected)."))
        }
        return problems.map { Diagnostic(severity: $0.severity, line: line, message: $0.message, remedy: $0.remedy) }
    }

    private typealias Problem = (severity: Diagnostic.Severity, message: String, remedy: String)

    private func problem(in part: Part) -> Problem? {
        switch part.name {
        case "FREQ", "RSCALE", "SKIP":
            return nil
        case "INTERVAL", "COUNT":
            if Self.positive(part.value) != nil { return nil }
            return (
                .error, "\(part.name) is no number above 0.", "Write a whole number from 1, or remove \(part.name)."
            )
        case "UNTIL":
            if EventTime(value: part.value) != nil { return nil }
            return (.error, "UNTIL is no date.", "Write it like 20261231 or 20261231T225959Z.")
        case "WKST":
            if Weekday(code: part.value) != nil { return nil }
            return (.error, "WKST is no day of the week.", "Use one of MO, TU, WE, TH, FR, SA, SU.")
        case "BYDAY":
            if Self.elements(of: part).allSatisfy({ WeekdayNumber($0) != nil }) { return nil }
            return (
                .error, "BYDAY holds what is no day.", "Use days such as MO, 1MO or -1FR, with commas between them."
            )
        default:
            guard let (range, isSigned) = Self.ranges[part.name] else {
                if part.name.hasPrefix("X-") { return nil }
                return (.warning, "The rule has a part that RFC 5545 doesn't know.", "Check how it is spelled.")
            }
            let isFine = Self.elements(of: part).allSatisfy { element in
                SignedNumber.read(element).map { range.contains(isSigned ? abs($0) : $0) } ?? false
            }
            // RFC 7529 §4.2: other calendars have a thirteenth month, and leap months such as 5L.
            if isFine || part.name == "BYMONTH" && self["RSCALE"] != nil { return nil }
            let signed = isSigned ? ", or with a minus to count from the end" : ""
            return (
                .error, "\(part.name) holds what is not allowed there.",
                "Use numbers from \(range.lowerBound) to \(range.upperBound)\(signed)."
            )
        }
    }

    private static func elements(of part: Part) -> [Substring] {
        part.value.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
    }

    private static let ranges: [String: (ClosedRange<Int>, isSigned: Bool)] = [
        "BYSECOND": (0...60, false), "BYMINUTE": (0...59, false), "BYHOUR": (0...23, false),
        "BYMONTHDAY": (1...31, true), "BYYEARDAY": (1...366, true), "BYWEEKNO": (1...53, true),
        "BYMONTH": (1...12, false), "BYSETPOS": (1...366, true),
    ]

    /// RFC 5545 §3.3.10: the form that UNTIL should have; nil where it has it.
    private static func expectedEnd(_ start: EventTime, _ until: EventTime) -> String? {
        switch (start, until) {
        case (.allDay, .allDay), (.floating, .floating), (.zoned, .utc), (.utc, .utc): nil
        case (.allDay, _): "a date: \(until.date.basic)"
        case (.floating, _): "a time without Z, such as \(until.date.basic)T235959"
        case (.zoned, _), (.utc, _): "a time in UTC, such as \(until.date.basic)T235959Z"
        }
    }
}
