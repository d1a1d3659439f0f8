import ICalendar
import SyncCore

// MARK: From the folder

extension GoogleLens {
    /// The schedule as Google can hold it; see ``schedule(_:_:isSeries:)``.
    func schedule(_ schedule: Schedule, zones: ZoneTable) -> Schedule {
        let start = time(schedule.start, zones: zones)
        var seen = Self.schedule(start, time(schedule.end, zones: zones), isSeries: schedule.isSeries)
        seen.rules = respelled(schedule.rules, from: schedule.start, to: start) { self.time($0, zones: zones) }
        return seen
    }

    /// The time in a zone that Google knows: floating is the calendar's zone, and a zone of the file's own is UTC.
    func time(_ time: EventTime, zones: ZoneTable) -> EventTime {
        switch time {
        case .allDay, .utc: return time
        case .floating(let local): return zoned(local, in: calendarZone)
        case .zoned(let local, let id):
            if let own = zones.own[id] { return .utc(DateTime(secondsSinceEpoch: own.instant(of: local))) }
            return zoned(local, in: Zone.named(id.text) ?? calendarZone)
        }
    }

    private func zoned(_ local: DateTime, in zone: Zone) -> EventTime {
        zone.isUTC ? .utc(local) : .zoned(local, ZoneID(zone.name))
    }

    private var calendarZone: Zone { Zone.named(calendar.timeZone) ?? .utc }

    /// A schedule in Google's terms: both ends of one kind, a series in one zone, and never without length.
    ///
    /// Google refuses empty ranges (`timeRangeEmpty`), so a moment lasts a minute there.
    static func schedule(_ start: EventTime, _ end: EventTime, isSeries: Bool) -> Schedule {
        var end = end.like(start, sameZone: isSeries)
        if case .allDay(let first) = start, case .allDay(let last) = end, last <= first {
            end = .allDay(first.adding(days: 1))
        } else if let first = start.instant, let last = end.instant, last <= first {
            end = start.adding(wallSeconds: 60)
        }
        return Schedule(start: start, end: end)
    }

    /// The rules with their UNTILs and RDATEs in the kind of `new`.
    private func respelled(
        _ rules: Set<String>, from old: EventTime, to new: EventTime, time: (EventTime) -> EventTime
    ) -> Set<String> {
        let zone = if case .zoned(_, let id) = new { Zone.named(id.text) } else { Zone?.none }
        return Set(
            rules.map { rule in
                guard let colon = rule.firstIndex(of: ":") else { return rule }
                let value = rule[rule.index(after: colon)...]
                if rule.hasPrefix("RDATE:") {
                    let original = InstanceKey(String(value)).time(in: old)
                    return original.map { "RDATE:" + InstanceKey(time($0), in: new).text } ?? rule
                }
                return rule.hasPrefix("RDATE")
                    ? rule : rule[...colon] + RecurrenceRule(value).canonical(start: new, zone: zone)
            })
    }
}

// MARK: To the folder

extension GoogleLens {
    /// A schedule of Google's in the kind that the folder's has: floating stays floating, UTC stays UTC, a zone keeps the
    /// name it has there, and a moment stays one.
    func localised(_ new: Schedule, as old: Schedule?) -> Schedule {
        guard let old else { return new }
        let isSeries = new.isSeries || old.isSeries
        var result = new
        result.start = localised(new.start, as: old.start, isSeries: isSeries)
        result.end = localised(new.end, as: old.end, isSeries: isSeries)
        // An end in another zone than the calendar's can't be floating: then neither can the start.
        guard result.start.kind == result.end.kind else { return new }
        if case .floating = result.start { result.rules = Set(new.rules.map { floating($0) }) }
        if old.start == old.end, !old.start.isAllDay, new.start.adding(wallSeconds: 60) == new.end {
            result.end = result.start
        }
        return result
    }

    /// A rule of a series in the calendar's zone as a floating series has it: UNTIL and RDATE by the wall clock there.
    private func floating(_ rule: String) -> String {
        guard let colon = rule.firstIndex(of: ":") else { return rule }
        let value = rule[rule.index(after: colon)...]
        if rule.hasPrefix("RDATE:"), case .utc(let local)? = EventTime(value: value) { return "RDATE:" + local.basic }
        guard !rule.hasPrefix("RDATE"), case .utc(let until)? = RecurrenceRule(value).until else { return rule }
        let local = calendarZone.local(at: until.secondsSinceEpoch)
        return rule[...colon]
            + RecurrenceRule(value).replacing(until: .floating(local)).canonical(start: .floating(local))
    }

    private func localised(_ new: EventTime, as old: EventTime, isSeries: Bool) -> EventTime {
        switch (old, new) {
        case (.floating, .zoned(let local, let id)) where id.text == calendarZone.name: .floating(local)
        case (.floating, .utc(let local)) where calendarZone.isUTC: .floating(local)
        case (.utc, .zoned) where !isSeries:
            new.instant.map { .utc(DateTime(secondsSinceEpoch: $0)) } ?? new
        case (.zoned(_, let old), .zoned(let local, let id)) where old != id && ZoneID.sameRules(old, id):
            .zoned(local, old)
        case (.zoned(_, let old), .utc(let local)) where Zone.named(old.text)?.isUTC == true: .zoned(local, old)
        default: new
        }
    }
}

extension EventTime {
    /// This moment in the kind of `other`, and in its zone where that matters; unchanged where they have nothing in common.
    func like(_ other: EventTime, sameZone: Bool) -> EventTime {
        switch (other, self) {
        case (.utc, .zoned):
            return instant.map { .utc(DateTime(secondsSinceEpoch: $0)) } ?? self
        case (.zoned(_, let id), .utc(let local)):
            guard let zone = Zone.named(id.text) else { return self }
            let instant = local.secondsSinceEpoch
            return sameZone ? .zoned(zone.local(at: instant), id) : EventTime(instant, in: zone, named: id)
        case (.zoned(_, let id), .zoned(_, let own)) where sameZone && id != own:
            guard let instant, let zone = Zone.named(id.text) else { return self }
            return .zoned(zone.local(at: instant), id)
        default: return self
        }
    }

    /// What sort of time it is, whatever its value.
    fileprivate var kind: Int {
        switch self {
        case .allDay: 0
        case .floating: 1
        case .zoned: 2
        case .utc: 3
        }
    }
}

extension Schedule {
    /// The instance of this series that starts at `original`, of the series' length on the wall clock.
    func instance(at original: EventTime) -> Schedule {
        Schedule(start: original, end: original.adding(wallSeconds: end.wallSeconds - start.wallSeconds))
    }
}
