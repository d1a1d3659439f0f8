extension GoogleState {
    /// `events.instances`: the occurrences of a series, exceptions in their places.
    mutating func listInstances(_ call: Call) throws(GoogleError) -> JSON {
        let calendar = try calendar(call.path["calendarId"])
        let how = try presentation(call, of: calendar)
        let filter = try EventFilter(call, zone: calendar.zone)
        let rows: [Row] =
            switch try find(call.path["eventId"], in: calendar) {
            case .stored(let event) where event.series != nil:
                rows(of: event, in: calendar, filter, call, how)
            // LIVE (mmedum 31): an instance id gives that occurrence, or nothing when it is cancelled.
            case .stored(let event):
                event.isCancelled && !filter.showDeleted ? [] : [Row(key: event.id) { event.resource(how) }]
            case .occurrence(let master, let start):
                [Row(key: master.id) { master.exception(at: start, stamp: master.stamp).resource(how) }]
            }
        var page = try cut(rows, call, change: calendar.changes, most: 2500, usual: 250)
        page["covered"] = nil
        describe(calendar, how, on: &page)
        return page
    }

    private func rows(
        of master: GoogleEvent, in calendar: GoogleCalendar, _ filter: EventFilter, _ call: Call,
        _ how: GoogleEvent.Presentation
    ) -> [Row] {
        guard master.life == .live else { return [] }
        let exceptions = Dictionary(
            calendar.exceptions(of: master.id).filter { $0.life == .live }.map { ($0.id, $0) }, uniquingKeysWith: { $1 }
        )
        let wanted = call.parameter("originalStart")
        // An exception may have moved into the window from a start outside of it.
        let starts = Set(occurrences(of: master, filter) + exceptions.values.compactMap(\.origin?.start))
        return starts.compactMap { start in
            let plain = master.exception(at: start, stamp: master.stamp)
            let event = exceptions[plain.id] ?? plain
            guard filter.showDeleted || !event.isCancelled, filter.matches(event) else { return nil }
            if let wanted, !Self.names(wanted, start) { return nil }
            return Row(key: pad(start.seconds + (1 << 40), 16)) { event.resource(how) }
        }
    }

    /// Whether `originalStart` of a query, a date or a date-time, is this start.
    private static func names(_ text: String, _ start: EventTime) -> Bool {
        if start.isAllDay { return CivilTime(date: text)?.seconds == start.seconds }
        return Timestamp.moment(text) == start.seconds
    }
}
