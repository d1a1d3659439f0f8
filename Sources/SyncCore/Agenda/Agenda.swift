import ICalendar

/// What takes place on some days, day by day, on the clock of one zone.
package struct Agenda: Sendable {
    /// One instance of an event.
    package struct Entry: Sendable {
        /// The event file, as the caller knows it.
        package let path: String
        /// The event.
        package let event: Event
        /// The instance.
        package let instance: Instance
        /// When it is, on the clock of the person who looks.
        package let span: LocalSpan
    }

    /// A day and what is on it.
    package struct Day: Sendable {
        /// The day.
        package let date: CalendarDate
        /// What is on it: whole days first, then by start; what began on an earlier day stands before what begins later.
        package let entries: [Entry]
    }

    /// The days asked for that have something on them, in order.
    package let days: [Day]
    /// The files of series that are not told to their end: their rules can't be gone through.
    package let incomplete: [String]

    /// Puts the instances of `events` on `days`.
    ///
    /// - Parameter events: Each with its file.
    package init(of events: [(path: String, event: Event)], on days: ClosedRange<CalendarDate>, in zone: Zone) {
        let found = Self.entries(of: events, on: days, in: zone)
        var byDay: [CalendarDate: [Entry]] = [:]
        for entry in found.list {
            let first = max(entry.span.days.lowerBound, days.lowerBound)
            let last = min(entry.span.days.upperBound, days.upperBound)
            for number in first.dayNumber...last.dayNumber {
                byDay[CalendarDate(dayNumber: number), default: []].append(entry)
            }
        }
        self.days = byDay.keys.sorted().map { date in
            Day(date: date, entries: (byDay[date] ?? []).sorted { Self.isEarlier($0, $1, on: date) })
        }
        incomplete = found.incomplete
    }

    /// The instances of `events` of which any part lies on `days`, each once, by start, and the files of series that are not
    /// told to their end.
    ///
    /// - Parameter events: Each with its file.
    package static func entries(
        of events: [(path: String, event: Event)], on days: ClosedRange<CalendarDate>, in zone: Zone
    ) -> (list: [Entry], incomplete: [String]) {
        var (list, incomplete) = ([Entry](), [String]())
        let from = zone.instant(of: DateTime(secondsSinceEpoch: days.lowerBound.dayNumber * 86_400))
        let to = zone.instant(of: DateTime(secondsSinceEpoch: (days.upperBound.dayNumber + 1) * 86_400))
        for (path, event) in events {
            let found = event.instances(from: from, to: to, viewer: zone, limit: Self.limit)
            switch found.ending {
            case .end?: break
            case .gaveUp?, .unreadable?, nil: incomplete.append(path)
            }
            for instance in found.list {
                let span = LocalSpan(
                    from: instance.schedule.start, to: instance.schedule.end, zones: event.zones, in: zone)
                guard span.days.overlaps(days) else { continue }
                list.append(Entry(path: path, event: event, instance: instance, span: span))
            }
        }
        list.sort { $0.span != $1.span ? $0.span < $1.span : ($0.event.title, $0.path) < ($1.event.title, $1.path) }
        return (list, incomplete.sorted())
    }

    private init(days: [Day], incomplete: [String]) {
        self.days = days
        self.incomplete = incomplete
    }

    /// More instances of one event than this nobody reads.
    private static let limit = 20_000

    /// The agenda without the entries that are not wanted.
    package func filtered(_ isWanted: (Entry) -> Bool) -> Agenda {
        let kept = days.map { Day(date: $0.date, entries: $0.entries.filter(isWanted)) }
        return Agenda(days: kept.filter { !$0.entries.isEmpty }, incomplete: incomplete)
    }

    private static func isEarlier(_ a: Entry, _ b: Entry, on date: CalendarDate) -> Bool {
        let (first, second) = (a.span.fills(date), b.span.fills(date))
        if first != second { return first }
        if a.span != b.span { return a.span < b.span }
        return (a.event.title, a.path) < (b.event.title, b.path)
    }
}

extension LocalSpan {
    /// Whether it takes the whole of a day, whether it is of whole days or not.
    package func fills(_ date: CalendarDate) -> Bool {
        isAllDay
            || start <= DateTime(secondsSinceEpoch: date.dayNumber * 86_400)
                && end >= DateTime(secondsSinceEpoch: (date.dayNumber + 1) * 86_400)
    }
}

extension Part {
    /// Whether every one of `words` stands in the title, the place, the description, the categories or a guest's line,
    /// whatever its letter case.
    package func mentions(_ words: [String]) -> Bool {
        let text = [Field.title, .location, .description, .categories, .attendees, .organizer, .url]
            .flatMap { self[$0]?.elements ?? [] }.joined(separator: "\n").lowercased()
        return words.allSatisfy { text.contains($0.lowercased()) }
    }
}
