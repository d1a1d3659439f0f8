import ICalendar
import ProviderKit
import SyncCore

// Series of which each occurrence is a page (`recurring = "occurrences"`).

extension NotionProvider {
    /// The days whose occurrences have pages; `nil` where a series is one page.
    ///
    /// - Parameter calendar: Whose day counts; `nil` where only the difference matters.
    func window(of calendar: RemoteCalendar?) -> OccurrenceWindow? {
        options.window(asOf: calendar.map(Self.day) ?? CalendarDate(dayNumber: 0))
    }

    /// The pages of a series put together, as far as an index shows them; `nil` where there is none.
    func series(_ uid: UID, in calendar: RemoteCalendar) async throws(ProviderError) -> RemoteEvent? {
        let pages = try await marked(uid, in: calendar).filter { $0.notes[RemoteEvent.cancelled] == nil }
        return Self.series(pages, of: uid, in: window(of: calendar))
    }

    /// Pages of one UID put together; of several for one occurrence the oldest counts.
    static func series(_ pages: [RemoteEvent], of uid: UID, in window: OccurrenceWindow?) -> RemoteEvent? {
        var series = RemoteEvent(spread: uid)
        let age = { (page: RemoteEvent) in (page.notes[RemoteEvent.created] ?? "", page.id) }
        for page in pages.sorted(by: { age($0) < age($1) }) {
            guard let key = page.notes[RemoteEvent.occurrence].map({ InstanceKey($0) }), series.instances[key] == nil,
                window?.contains(key) ?? true
            else { continue }
            series.take(row: page, at: key)
        }
        return series.instances.isEmpty ? nil : series
    }

    /// Makes the changes of one occurrence: its page is made, changed, or put into the trash. The series itself is no page,
    /// so what changes of it is no request.
    func updateSeries(
        _ edit: Edit, replacing event: RemoteEvent, _ mapping: NotionMapping, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        guard let key = edit.changes.lazy.compactMap(\.instance).first else {
            var answer = event
            if let old = event.view.schedule, let new = edit.target.schedule, let shift = new.shift(from: old) {
                answer = event.moved(by: shift, to: old)
            }
            answer.view.master = edit.target.master
            return answer
        }
        var answer = event
        switch (event.instances[key], edit.target.exceptions[key]?.part) {
        case (nil, nil): answer.drop(key)
        case (let page?, nil):
            try await trash(page.id, page.revision, in: calendar)
            answer.drop(key)
        case (nil, let part?):
            let page = try await makePage(of: event.uid, key, part, edit, mapping, in: calendar)
            answer.take(row: page, at: key)
        case (let page?, let part?):
            let changed = try await change(page, of: event.uid, key, part, edit, mapping, in: calendar)
            answer.take(row: changed, at: key)
        }
        return answer
    }

    /// Makes the page of an occurrence, after a look whether there is one.
    private func makePage(
        of uid: UID, _ key: InstanceKey, _ part: Part, _ edit: Edit, _ mapping: NotionMapping,
        in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        guard mapping.schema[.marker] != nil else {
            throw .rejected("The database has no text property `\(NotionRole.marker.names[0])`. Add it in Notion.")
        }
        let pages = try await marked(uid, in: calendar).filter { $0.notes[RemoteEvent.occurrence] == key.text }
        if pages.contains(where: { $0.notes[RemoteEvent.cancelled] == nil }) { throw .preconditionFailed }
        var body = mapping.body(creating: View(master: part), over: !pages.isEmpty)
        mapping.mark(&body, NotionMarker(uid: uid, instance: key, operation: Self.operation(edit.operation)))
        if let ticked = pages.first {
            return try await answer(try await api.update(ticked.id, body), mapping, calendar)
        }
        body.parent = NotionParent(type: "data_source_id", dataSourceId: calendar.id)
        return try await answer(try await api.create(body), mapping, calendar)
    }

    /// Changes the page of an occurrence, right after a look at it; its mark is written anew where the series has moved.
    private func change(
        _ page: RemoteInstance, of uid: UID, _ key: InstanceKey, _ part: Part, _ edit: Edit, _ mapping: NotionMapping,
        in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        let known = RemoteEvent(id: page.id, revision: page.revision, uid: uid, view: View())
        let now = try await current(known, in: calendar)
        guard NotionMapping.isSame(now.revision, page.revision) else { throw .preconditionFailed }
        var body = mapping.body(changing: edit.changes, to: View(master: part), from: now)
        if now.uid != uid || now.notes[RemoteEvent.occurrence] != key.text {
            mapping.mark(
                &body, NotionMarker(uid: uid, instance: key, operation: now.notes[RemoteEvent.operation]))
        }
        guard body.properties?.isEmpty == false else { return now }
        return try await answer(try await api.update(page.id, body), mapping, calendar)
    }
}

extension NotionOptions {
    /// The days whose occurrences have pages, as of a day; `nil` where a series is one page.
    func window(asOf day: CalendarDate) -> OccurrenceWindow? {
        switch recurring {
        case .series: nil
        case .occurrences: OccurrenceWindow(first: day.adding(days: -daysBack), last: day.adding(days: daysAhead))
        }
    }
}
