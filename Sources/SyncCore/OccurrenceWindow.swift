import ICalendar

/// The days whose occurrences a service shows one by one, each as a row of its own; the first and the last count.
package struct OccurrenceWindow: Hashable, Sendable {
    /// The first day.
    package let first: CalendarDate
    /// The last day.
    package let last: CalendarDate

    package init(first: CalendarDate, last: CalendarDate) {
        self.first = first
        self.last = last
    }

    /// Whether the occurrence lies in it by its original start, wherever it was moved to.
    package func contains(_ key: InstanceKey) -> Bool {
        guard let day = CalendarDate(basic: key.text.prefix(8)) else { return false }
        return day.dayNumber >= first.dayNumber && day.dayNumber <= last.dayNumber
    }
}

extension View {
    /// This view without the occurrences that lie outside of `window`: they were released, and nothing is said of them.
    package func within(_ window: OccurrenceWindow) -> View {
        var view = self
        view.exceptions = exceptions.filter { window.contains($0.key) }
        return view
    }
}
