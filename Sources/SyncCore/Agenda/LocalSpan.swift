import ICalendar

/// When something is, on the clock of one zone.
package struct LocalSpan: Hashable, Sendable {
    /// The first moment; midnight for whole days.
    package let start: DateTime
    /// The end, exclusive; midnight for whole days.
    package let end: DateTime
    /// Whether it is of whole days.
    package let isAllDay: Bool

    /// Reads start and end on the clock of `zone`; whole days and floating times are as they are.
    ///
    /// - Parameter zones: The zones that the event's times are in.
    package init(from start: EventTime, to end: EventTime, zones: ZoneTable, in zone: Zone) {
        self.start = Self.local(start, zones, zone)
        self.end = max(self.start, Self.local(end, zones, zone))
        isAllDay = start.isAllDay
    }

    private static func local(_ time: EventTime, _ zones: ZoneTable, _ zone: Zone) -> DateTime {
        if let instant = time.instant(in: zones) { return zone.local(at: instant) }
        return DateTime(secondsSinceEpoch: time.wallSeconds)
    }

    /// The days on which it is: an end at midnight is not on the day that begins there.
    package var days: ClosedRange<CalendarDate> {
        let last = end > start ? end.adding(seconds: -1).date : end.date
        return start.date...max(start.date, last)
    }
}

extension LocalSpan: Comparable {
    package static func < (a: LocalSpan, b: LocalSpan) -> Bool {
        (a.start, a.isAllDay ? 0 : 1, a.end) < (b.start, b.isAllDay ? 0 : 1, b.end)
    }
}
