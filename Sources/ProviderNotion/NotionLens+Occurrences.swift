import ICalendar
import SyncCore

// Series of which each occurrence is a page.

extension NotionLens {
    /// The most pages that a series may have.
    static let mostPages = 400

    /// The series with an instance for each of its pages. Its own title and schedule stand on none of them; they say by
    /// what key an occurrence goes.
    func pages(of event: Event, in window: OccurrenceWindow) -> View {
        var view = View()
        view.master[.title] = event.content.master[.title]
        view.master[.when] = event.content.master[.when]
        for (key, instance) in occurrences(of: event, in: window) {
            var page = part(of: instance.part)
            page[.when] = minutes(instance.schedule, zones: event.zones).map { .schedule($0) }
            view.exceptions[key] = .changed(page)
        }
        return view
    }

    /// The occurrences of a series whose original start lies in `window`, wherever they were moved to; one more than
    /// there may be tells that there are too many.
    func occurrences(of event: Event, in window: OccurrenceWindow) -> [(key: InstanceKey, instance: Instance)] {
        // Days differ by zone, and what was moved is looked for where it is now.
        var from = midnight(window.first.adding(days: -2))
        var to = midnight(window.last.adding(days: 3))
        for (key, exception) in event.content.exceptions where window.contains(key) {
            guard let own = exception.part?.schedule else { continue }
            from = min(from, instant(own.start, event.zones) ?? midnight(own.start.date))
            to = max(to, (instant(own.start, event.zones) ?? midnight(own.start.date)) + 86_400)
        }
        let found = event.instances(from: from, to: to, viewer: zone, limit: Self.mostPages * 4)
        let inside = found.list.compactMap { instance in
            instance.key.flatMap { window.contains($0) ? (key: $0, instance: instance) : nil }
        }
        return Array(inside.prefix(Self.mostPages + 1))
    }

    private func midnight(_ day: CalendarDate) -> Int {
        zone.instant(of: DateTime(secondsSinceEpoch: day.dayNumber * 86_400))
    }
}
