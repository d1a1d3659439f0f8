/// The occurrences of a series: its rules and extra dates without the excepted ones (RFC 5545 section 3.8.5).
struct RecurrenceSet: Sendable, Equatable {
    /// The lines as the client wrote them.
    let lines: [String]
    private let start: CivilTime
    private let zone: Zone
    private let isAllDay: Bool
    private let rules: [RecurrenceRule]
    private let exceptedRules: [RecurrenceRule]
    private let extra: Set<Int>
    private let excepted: Set<Int>

    /// How many occurrences an expansion yields at most.
    static let limit = 100_000

    static func == (left: Self, right: Self) -> Bool {
        left.lines == right.lines && left.start == right.start && left.zone == right.zone
            && left.isAllDay == right.isAllDay
    }

    /// Reads the lines of `recurrence`; nil when one is malformed, unknown or does not fit the start.
    ///
    /// For an all-day series `zone` is UTC and moments are midnights.
    init?(lines: [String], start: CivilTime, zone: Zone, isAllDay: Bool) {
        var rules: [RecurrenceRule] = []
        var exceptedRules: [RecurrenceRule] = []
        var extra: Set<Int> = []
        var excepted: Set<Int> = []
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...]
            let names = line[..<colon].uppercased().split(separator: ";", omittingEmptySubsequences: false)
            switch names[0] {
            case "RRULE", "EXRULE":
                guard names.count == 1, let rule = RecurrenceRule(value) else { return nil }
                if names[0] == "RRULE" { rules.append(rule) } else { exceptedRules.append(rule) }
            case "RDATE", "EXDATE":
                let parameters = line[..<colon].split(separator: ";").dropFirst()
                guard let dates = Self.dates(value, parameters: parameters, zone: zone, isAllDay: isAllDay) else {
                    return nil
                }
                if names[0] == "RDATE" { extra.formUnion(dates) } else { excepted.formUnion(dates) }
            default:
                // Discovery document, Event.recurrence: "DTSTART and DTEND lines are not allowed in this field".
                return nil
            }
        }
        if rules.isEmpty { extra.insert(zone.seconds(of: start)) }
        self.lines = lines
        self.start = start
        self.zone = zone
        self.isAllDay = isAllDay
        self.rules = rules
        self.exceptedRules = exceptedRules
        self.extra = extra
        self.excepted = excepted
    }

    /// The lines that make occurrences, without those that take some away.
    var patternLines: Set<String> { Set(lines.filter { !$0.uppercased().hasPrefix("EXDATE") }) }

    /// Whether the series never ends.
    var isEndless: Bool { rules.contains { $0.count == nil && $0.until == nil } }

    /// Whether there is an occurrence at all, within 40 years if the series never ends.
    var occurs: Bool {
        let year = 366 * 86400
        let first = zone.seconds(of: start)
        return !starts(through: first + year).isEmpty || !starts(through: isEndless ? first + 40 * year : nil).isEmpty
    }

    /// Returns the occurrences' starts in seconds since 1970, sorted, up to and with `end`, at most ``limit``.
    func starts(through end: Int? = nil) -> [Int] {
        var found = extra
        for rule in rules { found.formUnion(expand(rule, through: end)) }
        for rule in exceptedRules { found.subtract(expand(rule, through: end)) }
        found.subtract(excepted)
        return found.filter { end == nil || $0 <= end ?? 0 }.sorted()
    }

    /// Whether an occurrence starts at this moment.
    func contains(_ moment: Int) -> Bool {
        guard !excepted.contains(moment) else { return false }
        return starts(through: moment).last == moment
    }

    private func expand(_ rule: RecurrenceRule, through end: Int?) -> [Int] {
        let times = rule.times(standing: start)
        var found: [Int] = []
        var made = 0
        let lastYear = start.year + 200
        for period in 0..<80_000 {
            var candidates = rule.days(inPeriod: period, from: start).flatMap { day in
                times.map { CivilTime(seconds: day * 86400 + $0) }
            }
            if !rule.bySetPosition.isEmpty { candidates = rule.positions(of: candidates) }
            for civil in candidates where civil >= start {
                let moment = zone.seconds(of: civil)
                if let end, moment > end { return found }
                if let until = rule.until, !isCovered(civil, moment, by: until) { return found }
                found.append(moment)
                made += 1
                if made == rule.count || found.count == Self.limit { return found }
            }
            if rule.firstDay(ofPeriod: period, from: start) > CivilTime(year: lastYear, month: 1, day: 1).dayNumber {
                break
            }
            if let end, rule.firstDay(ofPeriod: period, from: start) > end / 86400 + 2 { break }
        }
        return found
    }

    private func isCovered(_ civil: CivilTime, _ moment: Int, by until: RecurrenceRule.Until) -> Bool {
        switch until {
        case .date(let last): civil.dayNumber <= last.dayNumber
        case .local(let last): isAllDay ? civil.dayNumber <= last.dayNumber : civil <= last
        case .utc(let last): isAllDay ? civil.dayNumber <= last.dayNumber : moment <= last.seconds
        }
    }

    private static func dates(_ value: Substring, parameters: [Substring].SubSequence, zone: Zone, isAllDay: Bool)
        -> [Int]?
    {
        var zone = zone
        var wantsDates = false
        for parameter in parameters {
            let sides = parameter.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2 else { return nil }
            switch sides[0].uppercased() {
            case "TZID":
                guard let named = Zone(sides[1]) else { return nil }
                zone = named
            case "VALUE":
                guard ["DATE", "DATE-TIME"].contains(sides[1].uppercased()) else { return nil }
                wantsDates = sides[1].uppercased() == "DATE"
            default: return nil
            }
        }
        var found: [Int] = []
        for text in value.split(separator: ",", omittingEmptySubsequences: false) {
            let isUTC = text.hasSuffix("Z")
            guard let civil = CivilTime(basic: isUTC ? text.dropLast() : text) else { return nil }
            let isDate = text.utf8.count == 8
            guard isDate == isAllDay, !wantsDates || isDate else { return nil }
            found.append(isDate || isUTC ? civil.seconds : zone.seconds(of: civil))
        }
        return found
    }
}

extension RecurrenceRule {
    /// Returns the times of day in seconds, sorted; without BYHOUR and BYMINUTE that of the start.
    fileprivate func times(standing start: CivilTime) -> [Int] {
        let hours = byHour.isEmpty ? [start.hour] : Set(byHour).sorted()
        let minutes = byMinute.isEmpty ? [start.minute] : Set(byMinute).sorted()
        return hours.flatMap { hour in minutes.map { hour * 3600 + $0 * 60 + start.second } }
    }

    /// Returns those of one period's candidates that BYSETPOS names.
    fileprivate func positions(of candidates: [CivilTime]) -> [CivilTime] {
        let indices = Set(bySetPosition.map { $0 > 0 ? $0 - 1 : candidates.count + $0 })
        return indices.filter(candidates.indices.contains).sorted().map { candidates[$0] }
    }

    /// Returns a day that is not after the `index`-th period's first candidate, within a week.
    fileprivate func firstDay(ofPeriod index: Int, from start: CivilTime) -> Int {
        switch frequency {
        case .daily: start.dayNumber + index * interval
        case .weekly: start.dayNumber + (index * interval - 1) * 7
        case .monthly: start.dayNumber + index * interval * 28 - 31
        case .yearly: start.dayNumber + index * interval * 365 - 366
        }
    }
}
