import ICalendar
import ProviderKit
import SyncCore

extension NotionProvider {
    package func create(_ draft: Draft, in calendar: RemoteCalendar) async throws(ProviderError) -> RemoteEvent {
        let mapping = NotionMapping(schema: schema(of: calendar), options: options)
        guard mapping.schema[.marker] != nil else {
            throw .rejected(
                "The database has no text property `\(NotionRole.marker.names[0])`, so that a new page could be made twice. Add it in Notion."
            )
        }
        if options.recurring == .occurrences, draft.view.schedule?.isSeries == true {
            // The series itself is no page; each of its occurrences is made by an update of its own.
            var series = RemoteEvent(spread: draft.uid)
            series.view.master = draft.view.master
            return series
        }
        var body = mapping.body(creating: draft.view, over: draft.restoring != nil)
        mapping.mark(&body, NotionMarker(uid: draft.uid, operation: Self.operation(draft.operation)))
        if case .tombstone(let id, _)? = draft.restoring {
            _ = try await api.setTrashed(false, id)
            return try await answer(try await api.update(id, body), mapping, calendar)
        }
        body.parent = NotionParent(type: "data_source_id", dataSourceId: calendar.id)
        return try await answer(try await api.create(body), mapping, calendar)
    }

    /// An operation's id as a marker holds it: 16 digits.
    static func operation(_ id: String) -> String {
        let digits = id.utf8.filter {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
        let text = String(decoding: digits.prefix(16), as: UTF8.self)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }

    /// Reads the page right before it is changed: Notion has no guard of its own. What is left is a race of one request,
    /// over single properties.
    package func update(
        _ edit: Edit, replacing event: RemoteEvent, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        let mapping = NotionMapping(schema: schema(of: calendar), options: options)
        if event.isSpread { return try await updateSeries(edit, replacing: event, mapping, in: calendar) }
        let now = try await current(event, in: calendar)
        guard NotionMapping.isSame(now.revision, event.revision) else { throw .preconditionFailed }
        var body = mapping.body(changing: edit.changes, to: edit.target, from: now)
        let isMarked = now.notes[NotionMapping.marked] != nil
        if mapping.schema[.marker] != nil, edit.uid != nil || !isMarked {
            // A page that a person made, or copied, gets calsync's marker along with the first change.
            mapping.mark(&body, NotionMarker(uid: edit.uid ?? event.uid, operation: nil))
        }
        guard body.properties?.isEmpty == false else { return now }
        return try await answer(try await api.update(event.id, body), mapping, calendar)
    }

    package func delete(_ event: RemoteEvent, in calendar: RemoteCalendar) async throws(ProviderError) {
        guard event.isSpread else { return try await trash(event.id, event.revision, in: calendar) }
        for (_, page) in event.instances.sorted(by: { $0.key < $1.key }) {
            try await trash(page.id, page.revision, in: calendar)
        }
    }

    /// Puts a page into the trash if it still says what `revision` stands for; one that is gone is no matter.
    func trash(_ id: String, _ revision: String, in calendar: RemoteCalendar) async throws(ProviderError) {
        let sighting: Sighting
        do throws(ProviderError) {
            sighting = try await event(id, in: calendar)
        } catch {
            // What Notion doesn't show can't be deleted, and need not be.
            if case .forbidden = error { return }
            throw error
        }
        switch sighting {
        case .absent, .tombstone: break
        case .live(let now):
            guard NotionMapping.isSame(now.revision, revision) else { throw .preconditionFailed }
            _ = try await api.setTrashed(true, id)
        }
        trashed.withLock { _ = $0.insert(id) }
    }

    /// The event as Notion has it at this moment.
    func current(_ event: RemoteEvent, in calendar: RemoteCalendar) async throws(ProviderError) -> RemoteEvent {
        switch try await self.event(event.id, in: calendar) {
        case .live(let now): return now
        case .tombstone, .absent: throw .notFound("The page lies in Notion's trash.")
        }
    }

    /// The event that a write was answered with; an answer without its properties proves nothing.
    func answer(
        _ page: NotionPage, _ mapping: NotionMapping, _ calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        guard page.properties != nil else {
            throw .uncertain("Notion answers without the page's properties: the token may not read what it writes.")
        }
        do { return mapping.event(try await whole(page, calendar)) } catch {
            throw .uncertain("The page was written, but not read whole: \(error.sentence)")
        }
    }
}
