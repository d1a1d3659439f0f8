import ICalendar
import SyncCore

// MARK: From the folder

extension NotionLens {
    /// The schedule as Notion can hold it: days, or moments in UTC and whole minutes; of a series the occurrence that is
    /// shown, and its rules as lines of text.
    func schedule(of event: Event) -> Schedule? {
        guard let own = event.content.schedule else { return nil }
        guard own.isSeries else { return minutes(own, zones: event.zones) }
        var shown = minutes(occurrence(of: event, own), zones: event.zones)
        if schema[.recurrence] != nil {
            let text = RecurrenceLines.lines(for: own.rules, start: own.start).joined(separator: "\n")
            shown?.rules = Set(text.split(separator: "\n").map { String($0) })
        }
        return shown
    }

    func minutes(_ schedule: Schedule, zones: ZoneTable) -> Schedule? {
        if case .allDay(let first) = schedule.start {
            guard case .allDay(let end) = schedule.end else { return nil }
            return Schedule(start: schedule.start, end: .allDay(max(end, first.adding(days: 1))))
        }
        guard let start = instant(schedule.start, zones), let end = instant(schedule.end, zones) else { return nil }
        let (first, last) = (NotionTime.minute(start), NotionTime.minute(end))
        // An event without length is a Date without end, and that takes the default time.
        let length = last > first ? last - first : options.defaultDuration * 60
        return Schedule(
            start: .utc(DateTime(secondsSinceEpoch: first)), end: .utc(DateTime(secondsSinceEpoch: first + length)))
    }

    /// The instant of a time; floating is the pair's zone.
    func instant(_ time: EventTime, _ zones: ZoneTable) -> Int? {
        switch time {
        case .allDay: nil
        case .utc(let local): local.secondsSinceEpoch
        case .floating(let local): zone.instant(of: local)
        case .zoned(let local, let id): zones.zone(id)?.instant(of: local)
        }
    }
}

// MARK: To the folder

extension NotionLens {
    /// A schedule of Notion's in the kind that the folder's has, in its zone, with its seconds where the minute is the same
    /// (case 65), and without length where it had none.
    func localised(_ new: Schedule, as old: Schedule?) -> Schedule {
        // What Notion shows of a series is never taken over.
        if let old, old.isSeries { return old }
        var new = new
        new.rules = []
        guard !new.start.isAllDay, let start = new.start.instant, let end = new.end.instant else { return new }
        guard let old, !old.start.isAllDay else {
            return Schedule(start: inZone(start), end: inZone(end))
        }
        let from = localised(start, as: old.start)
        if old.start == old.end, end - start == options.defaultDuration * 60 { return Schedule(start: from, end: from) }
        let to = localised(end, as: old.end)
        guard from.isSameKindOfClock(as: to) else {
            return Schedule(
                start: .utc(DateTime(secondsSinceEpoch: start)), end: .utc(DateTime(secondsSinceEpoch: end)))
        }
        return Schedule(start: from, end: to)
    }

    private func localised(_ instant: Int, as old: EventTime) -> EventTime {
        if let before = self.instant(old, ZoneTable()), NotionTime.minute(before) == instant { return old }
        switch old {
        case .allDay: return inZone(instant)
        case .floating: return .floating(zone.local(at: instant))
        case .utc: return .utc(DateTime(secondsSinceEpoch: instant))
        case .zoned(_, let id):
            guard let zone = Zone.named(id.text) else { return .utc(DateTime(secondsSinceEpoch: instant)) }
            let local = zone.local(at: instant)
            // The second reading of an hour that comes twice has no name of its own.
            guard zone.instant(of: local) == instant else { return .utc(DateTime(secondsSinceEpoch: instant)) }
            return .zoned(local, id)
        }
    }

    /// A moment in the pair's zone.
    private func inZone(_ instant: Int) -> EventTime {
        let local = zone.local(at: instant)
        guard !Zone.isUTC(zone.name), zone.instant(of: local) == instant else {
            return .utc(DateTime(secondsSinceEpoch: instant))
        }
        return .zoned(local, ZoneID(zone.name))
    }
}

extension EventTime {
    /// Whether both are floating, or neither is: a file may end in another zone than it starts in.
    fileprivate func isSameKindOfClock(as other: EventTime) -> Bool {
        switch (self, other) {
        case (.floating, .floating), (.zoned, .zoned), (.utc, .utc), (.allDay, .allDay): true
        default: false
        }
    }
}

extension Zone {
    /// Whether a name is one of UTC's.
    fileprivate static func isUTC(_ name: String) -> Bool {
        ["UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"].contains(name)
    }
}

// MARK: Series

extension NotionLens {
    /// The occurrence of a series that its page shows: the first that has not ended before the day, else the last.
    func occurrence(of event: Event, _ series: Schedule) -> Schedule {
        let midnight = zone.instant(of: DateTime(secondsSinceEpoch: asOf.dayNumber * 86_400))
        let ahead = event.instances(from: midnight, to: midnight + Self.horizon, viewer: zone, limit: 1)
        if let next = ahead.list.first { return next.schedule }
        let first = instant(series.start, event.zones) ?? series.start.wallSeconds
        return last(of: event, from: min(first, midnight) - 86_400, to: midnight)?.schedule ?? series
    }

    /// The last occurrence that lies between two instants; one of the last where there are more than anybody looks at.
    private func last(of event: Event, from first: Int, to end: Int) -> Instance? {
        var (from, last): (Int, Instance?) = (first, nil)
        for _ in 0..<Self.mostLooks {
            let found = event.instances(from: from, to: end, viewer: zone).list
            guard let newest = found.last, newest.begin > last?.begin ?? .min else { break }
            last = newest
            guard found.count == Event.usualLimit else { break }
            from = newest.begin
        }
        return last
    }

    /// How often a thousand occurrences are gone through for the last one.
    private static let mostLooks = 20

    /// How far ahead the next occurrence is looked for: 30 years, in seconds.
    private static let horizon = 30 * 366 * 86_400
}
