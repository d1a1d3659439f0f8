extension GoogleState {
    /// One row of a listing before it is cut into pages.
    struct Row {
        /// The place in the listing's order, unique.
        var key: String
        /// Made only for the rows of the page that is asked for.
        var json: () -> JSON
    }

    /// `events.list`: in full, or with a sync token what changed since.
    mutating func listEvents(_ call: Call) throws(GoogleError) -> JSON {
        let calendar = try calendar(call.path["calendarId"])
        let how = try presentation(call, of: calendar)
        let filter = try EventFilter(call, zone: calendar.zone)
        let token = try syncToken(call, of: calendar)
        let rows =
            if let token {
                changedRows(since: token.change, in: calendar, filter, how)
            } else {
                fullRows(in: calendar, filter, how)
            }
        var page = try cut(rows, call, change: calendar.changes, most: 2500, usual: 250)
        describe(calendar, how, on: &page)
        if let covered = page["covered"]?.int, filter.givesSyncToken {
            page["nextSyncToken"] = .string(
                SyncToken(scope: calendar.id, change: covered, era: era, shape: Self.shape(of: call)).text)
        }
        page["covered"] = nil
        return page
    }

    /// Writes what a page of events says of its calendar.
    func describe(_ calendar: GoogleCalendar, _ how: GoogleEvent.Presentation, on page: inout JSON) {
        page["kind"] = "calendar#events"
        page["etag"] = .string("\"p\(calendar.stamp)g0o\"")
        page["summary"] = .string(calendar.summary)
        page["description"] = calendar.details["description"]
        page["updated"] = .string(Timestamp.milliseconds(calendar.stamp))
        page["timeZone"] = .string(how.zone?.name ?? calendar.zone.name)
        page["accessRole"] = .string(calendar.accessRole.rawValue)
        page["defaultReminders"] = .array(calendar.defaultReminders.map(\.json))
    }

    /// Cuts one page out of all rows.
    ///
    /// The answer has `items` and either `nextPageToken` or `covered`, the last change the whole listing covers. An
    /// empty page is not the last one (LIVE, mmedum 73), and a page may hold fewer items than asked for.
    func cut(_ rows: [Row], _ call: Call, change: Int, most: Int, usual: Int) throws(GoogleError) -> JSON {
        let query = Self.queryText(call)
        var token = PageToken(
            after: "", change: change, query: query,
            emptyPages: max(call.emptyPages, call.method.name == "events.list" ? options.emptyPages : 0),
            dropping: call.dropping)
        if let text = call.parameter("pageToken") {
            guard let known = PageToken(text), known.query == query else {
                throw .parameter("pageToken", "Invalid page token value.")
            }
            token = known
        }
        if token.emptyPages > 0 {
            token.emptyPages -= 1
            return ["items": [], "nextPageToken": .string(token.text)]
        }
        let asked = min(max(call.parameter("maxResults").flatMap { Int($0) } ?? usual, 1), most)
        let size = min(asked, options.pageLimit ?? asked)
        let sorted = rows.sorted { $0.key < $1.key }.dropLast(token.dropping).drop { $0.key <= token.after }
        let items = sorted.prefix(size)
        var page: JSON = ["items": .array(items.map { $0.json() })]
        if sorted.count > size, let last = items.last {
            token.after = last.key
            page["nextPageToken"] = .string(token.text)
        } else {
            page["covered"] = .int(token.change)
        }
        return page
    }

    private func fullRows(in calendar: GoogleCalendar, _ filter: EventFilter, _ how: GoogleEvent.Presentation) -> [Row]
    {
        var rows: [Row] = []
        for event in calendar.events.values where event.life != .reset && event.life != .orphaned {
            if filter.singleEvents, event.series != nil {
                rows += occurrenceRows(of: event, in: calendar, filter, how)
            } else if filter.isShown(event), filter.matches(event) {
                rows.append(Row(key: key(of: event, filter)) { event.listed(how, inDelta: false) })
            }
        }
        return rows
    }

    /// "Result set will always contain deleted entries" ("Synchronize resources efficiently" guide).
    private func changedRows(
        since change: Int, in calendar: GoogleCalendar, _ filter: EventFilter, _ how: GoogleEvent.Presentation
    ) -> [Row] {
        var rows: [Row] = []
        for event in calendar.events.values where event.change > change && filter.hasType(event) {
            if filter.singleEvents, event.series != nil {
                rows += occurrenceRows(of: event, in: calendar, filter, how)
            } else if event.life != .reset || !filter.singleEvents {
                let first = options.exceptionsFirst && event.origin != nil ? "0" : "1"
                rows.append(Row(key: first + pad(event.change, 12)) { event.listed(how, inDelta: true) })
            }
        }
        return rows
    }

    /// The occurrences of a series, each as an event of its own, but for those that have an exception.
    private func occurrenceRows(
        of master: GoogleEvent, in calendar: GoogleCalendar, _ filter: EventFilter, _ how: GoogleEvent.Presentation
    ) -> [Row] {
        let taken = Set(calendar.exceptions(of: master.id).filter { $0.life == .live }.map(\.id))
        return occurrences(of: master, filter).compactMap { start in
            var event = master.exception(at: start, stamp: master.stamp)
            guard !taken.contains(event.id), filter.matches(event) else { return nil }
            event.life = master.life
            event.ordinal = master.ordinal
            guard !event.isCancelled || filter.showDeleted || filter.isDelta else { return nil }
            return Row(key: key(of: event, filter)) { [event] in event.listed(how, inDelta: true) }
        }
    }

    /// The starts of a series' occurrences within the filter's window.
    ///
    /// Of an endless series without an end to the window: a year from now, or 730 occurrences.
    func occurrences(of master: GoogleEvent, _ filter: EventFilter) -> [EventTime] {
        guard let series = master.series else { return [] }
        let horizon = max(Int(options.now().timeIntervalSince1970), master.content.start.seconds) + 366 * 86400
        let isOpen = filter.before == nil && series.isEndless
        let starts = series.starts(through: filter.before.map { $0 + 86400 } ?? (isOpen ? horizon : nil))
        let wanted = starts.filter { filter.isWithin($0, of: master) }
        return wanted.prefix(isOpen ? 730 : RecurrenceSet.limit).map(master.content.start.at)
    }

    private func key(of event: GoogleEvent, _ filter: EventFilter) -> String {
        switch filter.order {
        case .startTime: pad(event.content.start.seconds + (1 << 40), 16) + " " + event.id
        case .updated: pad(event.updated, 18) + " " + event.id
        case nil:
            (options.exceptionsFirst && event.origin != nil ? "0" : "1") + pad(event.ordinal, 12) + " " + event.id
        }
    }
}
