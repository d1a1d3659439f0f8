import ICalendar

/// Days and times of a calendar as a person reads them.
package enum DayText {
    /// `Fri 27 Nov 2026`.
    package static func date(_ date: CalendarDate) -> String {
        "\(weekday(date)) \(date.day) \(months[date.month - 1]) \(date.year)"
    }

    /// `Fri`.
    package static func weekday(_ date: CalendarDate) -> String {
        let word = date.weekday.word
        return word.prefix(1).uppercased() + word.dropFirst().prefix(2)
    }

    /// `14:00`.
    package static func clock(_ time: DateTime) -> String { String(time.extended.dropFirst(11).prefix(5)) }

    /// When something is on one of its days: `all day`, `14:00–15:00`, `22:00–` where it goes on, `–01:00` where it ends.
    package static func times(_ span: LocalSpan, on date: CalendarDate) -> String {
        if span.fills(date) { return "all day" }
        let begins = span.start.date == date
        let ends = span.days.upperBound == date
        if begins, span.start == span.end { return clock(span.start) }
        let end = span.end.date == date ? clock(span.end) : "24:00"
        return (begins ? clock(span.start) : "") + "–" + (ends ? end : "")
    }

    /// A whole span: `Fri 27 Nov 2026 14:00–15:00`, `24 Dec to 26 Dec`.
    package static func span(_ span: LocalSpan) -> String {
        let (first, last) = (span.days.lowerBound, span.days.upperBound)
        if span.isAllDay { return first == last ? date(first) : "\(date(first)) to \(date(last))" }
        if span.start == span.end { return "\(date(first)) \(clock(span.start))" }
        if span.start.date == span.end.date { return "\(date(first)) \(clock(span.start))–\(clock(span.end))" }
        return "\(date(first)) \(clock(span.start)) to \(date(span.end.date)) \(clock(span.end))"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
