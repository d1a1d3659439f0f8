import ICalendar

/// The first and the last day on which an event takes place, so that nobody need go through its rules to learn that another
/// month has none of it.
package struct EventSpan: Hashable, Sendable {
    /// Days since 1970 in UTC; the last is `Int32.max` for an event that goes on.
    private let first, last: Int32

    /// More instances than this are not gone through: a longer series is taken to go on.
    private static let most = 1_000

    /// Goes through the event: to its end where its rules have one, else to its first instance.
    package init(of event: Event) {
        let rules = (event.content.schedule?.rules ?? []).filter { $0.hasPrefix("RRULE:") }
        let goesOn = rules.contains { line in
            let rule = RecurrenceRule(line.dropFirst("RRULE:".count))
            return rule.count == nil && rule.until == nil
        }
        let found = InstanceFinder(event, viewer: .utc).find(from: .min, to: .max, limit: goesOn ? 1 : Self.most) { _ in
            true
        }
        switch found.ending {
        // What can't be gone through is told of as such on any day that is asked for.
        case .gaveUp?, .unreadable?: (first, last) = (.min, .max)
        case .end?, nil:
            first = found.list.map(\.begin).min().map(Self.day) ?? .max
            let end = found.list.map(\.finish).max().map(Self.day) ?? .min
            last = found.ending == nil || goesOn ? .max : end
        }
    }

    /// Returns whether the event may take place on any of `days`, on whatever clock.
    package func mayFall(on days: ClosedRange<CalendarDate>) -> Bool {
        // No clock is two days from UTC's.
        Int(first) - 2 <= days.upperBound.dayNumber && Int(last) + 2 >= days.lowerBound.dayNumber
    }

    private static func day(of instant: Int) -> Int32 {
        Int32(clamping: instant.flooredDivision(by: 86_400))
    }
}
