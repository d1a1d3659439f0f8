import ICalendar

/// The recurrence lines of a series, read into canonical rules and excluded instances.
///
/// Event files and services that store RFC 5545 lines (Google's `recurrence`) read through this one place, so that
/// the same rule never looks different on two sides.
package struct RecurrenceLines: Hashable, Sendable {
    /// `RRULE:…`, `EXRULE:…`, and `RDATE:…` one value each, in canonical form.
    package private(set) var rules: Set<String> = []
    /// The instances that EXDATE leaves out.
    package private(set) var excluded: Set<InstanceKey> = []
    /// What is wrong, by line.
    package private(set) var diagnostics: [Diagnostic] = []
    /// Days of which EXDATE leaves out everything.
    private var excludedDays: Set<CalendarDate> = []

    /// Reads those of `lines` that are recurrence lines.
    package init(_ lines: some Sequence<ContentLine>, start: EventTime, zones: ZoneReader) {
        for line in lines {
            switch line.name {
            case "RRULE", "EXRULE": readRule(line, start: start, zones: zones)
            case "RDATE": readDates(line, start: start, zones: zones)
            case "EXDATE": readExclusions(line, start: start, zones: zones)
            default: continue
            }
        }
        if !excludedDays.isEmpty { excluded.formUnion(instances(of: excludedDays, start: start, zones: zones)) }
    }

    /// Reads lines as a service gives them: unfolded, one property each.
    package init(lines: [String], start: EventTime) {
        let text = CalendarText(lines.joined(separator: "\r\n"))
        self.init(text.lines, start: start, zones: ZoneReader(text: nil))
    }

    /// The canonical spelling of one recurrence line, as ``rules`` holds it.
    package static func canonical(_ line: ContentLine, start: EventTime, zones: ZoneReader) -> Set<String> {
        RecurrenceLines(CollectionOfOne(line), start: start, zones: zones).rules
    }

    /// The lines that say `rules`, as a file or a service gets them; RDATEs in the kind and zone of `start`.
    package static func lines(for rules: Set<String>, start: EventTime) -> [String] {
        rules.sorted { rank($0) < rank($1) }.map { rule in
            guard rule.hasPrefix("RDATE:") else { return rule }
            let key = InstanceKey(String(rule.dropFirst(6)))
            return key.time(in: start).map { TimeLine.content("RDATE", $0, tzid: $0.zoneText) } ?? rule
        }
    }

    private static func rank(_ rule: String) -> String {
        (rule.hasPrefix("RRULE") ? "0" : rule.hasPrefix("EXRULE") ? "1" : "2") + rule
    }

    private mutating func readRule(_ line: ContentLine, start: EventTime, zones: ZoneReader) {
        let rule = RecurrenceRule(line.value)
        let found = rule.diagnostics(line: line.number, start: start)
        diagnostics += found
        guard !found.contains(where: { $0.severity == .error }) else { return }
        let zone = start.zoneText.flatMap { zones.table.zone(ZoneID($0)) }
        rules.insert(line.name + ":" + rule.canonical(start: start, zone: zone))
    }

    private mutating func readDates(_ line: ContentLine, start: EventTime, zones: ZoneReader) {
        for value in line.value.split(separator: ",") {
            if value.contains("/") {
                let zone = line.parameter("TZID").map { [Parameter(name: "TZID", values: [$0])] } ?? []
                let period = Parameter(name: "VALUE", values: ["PERIOD"])
                rules.insert(ContentLineWriter.line("RDATE", parameters: zone + [period], value: String(value)))
            } else if let time = time(value, in: line, zones: zones) {
                rules.insert("RDATE:" + InstanceKey(time, in: start, zones: zones.table).text)
            }
        }
    }

    private mutating func readExclusions(_ line: ContentLine, start: EventTime, zones: ZoneReader) {
        for value in line.value.split(separator: ",") {
            guard let time = time(value, in: line, zones: zones) else { continue }
            if case .allDay(let date) = time, !start.isAllDay {
                excludedDays.insert(date)
            } else {
                excluded.insert(InstanceKey(time, in: start, zones: zones.table))
            }
        }
    }

    /// A DATE in a series with times leaves out every instance of that local day (case 79). Where there is none, it names
    /// the one at the usual time.
    private func instances(of days: Set<CalendarDate>, start: EventTime, zones: ZoneReader) -> Set<InstanceKey> {
        guard let first = days.min(), let last = days.max() else { return [] }
        let series = Schedule(start: start, end: start, rules: rules).recurrence(zones: zones.table)
        let times = Occurrences(of: series, from: first.midnight, through: last.adding(days: 2).midnight)
            .filter { days.contains($0.date) }
        let empty = days.subtracting(times.map(\.date)).map { EventTime.allDay($0) }
        return Set((times + empty).map { InstanceKey($0, in: start, zones: zones.table) })
    }

    private mutating func time(_ value: Substring, in line: ContentLine, zones: ZoneReader) -> EventTime? {
        switch zones.time(value, of: line) {
        case .success(let time): return time
        case .failure(let problem):
            diagnostics.append(problem.diagnostic)
            return nil
        }
    }
}

extension CalendarDate {
    /// The first second of the day.
    fileprivate var midnight: DateTime { DateTime(secondsSinceEpoch: dayNumber * 86_400) }
}

extension EventTime {
    /// The zone's name, where it has one.
    package var zoneText: String? {
        if case .zoned(_, let zone) = self { return zone.text }
        return nil
    }
}
