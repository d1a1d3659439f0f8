import ICalendar

extension Schedule {
    /// Returns the series that the schedule describes, without the instances of `excluded`.
    ///
    /// The first start is one of its instances also where no rule comes to it: so other programs read real files, and RFC
    /// 5545 §3.8.5.3 leaves it open.
    package func recurrence(excluding excluded: some Sequence<InstanceKey> = [], zones: ZoneTable) -> Recurrence {
        var series = Recurrence(
            start: start, zone: start.zoneText.flatMap { zones.zone(ZoneID($0)) }, dates: [start])
        for rule in rules.sorted() {
            guard let colon = rule.firstIndex(of: ":") else { continue }
            let value = rule[rule.index(after: colon)...]
            if rule.hasPrefix("RRULE:") {
                series.rules.append(RecurrenceRule(value))
            } else if rule.hasPrefix("EXRULE:") {
                series.exceptRules.append(RecurrenceRule(value))
            } else if rule.hasPrefix("RDATE:") {
                series.dates += [InstanceKey(String(value)).time(in: start)].compactMap { $0 }
            } else if let period = Period(rule, of: start, zones: zones) {
                series.dates.append(period.start)
            }
        }
        series.exceptDates = excluded.compactMap { $0.time(in: start) }
        return series
    }

    /// The ends that RDATEs of the kind PERIOD give to their instances, by moment.
    func periodEnds(of series: Recurrence, zones: ZoneTable) -> [Int: EventTime] {
        let periods = rules.filter { $0.hasPrefix("RDATE;") }.compactMap { Period($0, of: start, zones: zones) }
        return Dictionary(
            periods.map { (series.moment(of: $0.start), $0.end) }, uniquingKeysWith: { first, _ in first })
    }

    /// Returns when the instance is that was planned for `original`, of the length of the first.
    ///
    /// A start that the clocks skip is the reading it comes to (RFC 5545 §3.3.5). The length is the clock's: an event
    /// from 22:00 to 6:00 ends at 6:00 also in the night in which the clocks change.
    func instance(plannedAt original: EventTime, end: EventTime?, zones: ZoneTable) -> Schedule {
        let begin = original.shown(in: zones)
        if let end { return Schedule(start: begin, end: end) }
        if start.isSameKind(as: self.end) {
            let length = self.end.wallSeconds - start.wallSeconds
            return Schedule(start: begin, end: begin.adding(wallSeconds: length).shown(in: zones))
        }
        guard let first = start.instant(in: zones), let last = self.end.instant(in: zones),
            let moment = begin.instant(in: zones)
        else { return Schedule(start: begin, end: begin) }
        let instant = DateTime(secondsSinceEpoch: moment + last - first)
        guard case .zoned(_, let id) = self.end, let zone = zones.zone(id) else {
            return Schedule(start: begin, end: .utc(instant))
        }
        return Schedule(start: begin, end: .zoned(zone.local(at: instant.secondsSinceEpoch), id))
    }
}

extension EventTime {
    /// The time as the clocks of its zone show it: another reading where they skip the one that is written.
    func shown(in zones: ZoneTable) -> EventTime {
        guard case .zoned(let local, let id) = self, let zone = zones.zone(id) else { return self }
        return .zoned(zone.local(at: zone.instant(of: local)), id)
    }
}

/// A value of an RDATE with VALUE=PERIOD (RFC 5545 §3.3.9).
private struct Period {
    let start, end: EventTime

    /// Reads a line as ``Schedule/rules`` holds it. Days, which RFC 5545 doesn't allow here, begin at midnight.
    init?(_ content: String, of series: EventTime, zones: ZoneTable) {
        guard let line = CalendarText(content).lines.first else { return nil }
        let parts = line.value.split(separator: "/")
        let tzid = line.parameter("TZID").map { name in
            zones.zone(ZoneID(name)) != nil ? name : Zone.resolve(ZoneID(name), in: nil)?.name ?? name
        }
        guard parts.count == 2, let start = EventTime(value: parts[0], tzid: tzid),
            let end = ICSDuration(parts[1]).map({ start.adding($0, zones: zones) })
                ?? EventTime(value: parts[1], tzid: tzid)
        else { return nil }
        self.start = start.atMidnight(in: series)
        self.end = end.atMidnight(in: series)
    }
}

extension EventTime {
    /// The start of a day, as a time of the kind and zone of `series`.
    fileprivate func atMidnight(in series: EventTime) -> EventTime {
        guard case .allDay = self, !series.isAllDay else { return self }
        return series.adding(wallSeconds: wallSeconds - series.wallSeconds)
    }
}
