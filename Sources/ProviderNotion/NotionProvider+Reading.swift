import ICalendar
import ProviderKit
import SyncCore

// MARK: Changes

extension NotionProvider {
    /// What a cursor belongs to: the mapping's version, the table and its properties.
    static func shape(_ calendar: RemoteCalendar, _ schema: NotionSchema, _ options: NotionOptions) -> String {
        "notion mapping=1 duration=\(options.defaultDuration) \(calendar.id) \(schema.shape)"
    }

    /// A small table is read whole each time, which is one request and shows what is gone. Of a larger one the rows that
    /// were edited since the watermark are read; every tenth look asks for all ids as well, and for the properties.
    package func changes(in calendar: RemoteCalendar, since cursor: Cursor?) async throws(ProviderError) -> ChangeSet {
        let poll = polls.withLock { count in
            count += 1
            return count
        }
        var found = calendar
        if poll % 10 == 0, cursor != nil { found = try await refreshed(calendar) }
        do throws(ProviderError) {
            return try await changes(found, was: calendar, since: cursor, sweeps: poll % 10 == 0)
        } catch {
            // The properties may have changed since they were read; where they have not, the refusal stands.
            guard case .rejected = error else { throw error }
            found = try await refreshed(calendar)
            guard found != calendar else { throw error }
            return try await changes(found, was: calendar, since: nil, sweeps: true)
        }
    }

    package func cursor(_ cursor: Cursor, written: [RemoteEvent], deleted: Set<String>) -> Cursor {
        guard var next = NotionCursor(cursor.token), !written.isEmpty || !deleted.isEmpty else { return cursor }
        for event in written {
            let rows =
                event.isSpread ? event.instances.values.map { ($0.id, $0.revision) } : [(event.id, event.revision)]
            for (id, revision) in rows {
                let parts = revision.split(separator: "#")
                if parts.count == 2 { next.seen[id] = String(parts[1]) }
            }
        }
        for id in deleted.union(trashed.withLock { $0 }) { next.seen[id] = nil }
        // Of a small table all rows are known, so they can be counted.
        if next.start == nil { next.rows = next.seen.count }
        return Cursor(token: next.text, shape: cursor.shape)
    }

    /// The calendar with its properties read anew.
    func refreshed(_ calendar: RemoteCalendar) async throws(ProviderError) -> RemoteCalendar {
        let named = calendar.notes?[Self.named]?.split(separator: "\n").first.map(String.init) ?? calendar.id
        return try self.calendar(try await api.dataSource(calendar.id), named, known: calendar)
    }

    private func changes(
        _ calendar: RemoteCalendar, was: RemoteCalendar, since cursor: Cursor?, sweeps: Bool
    ) async throws(ProviderError) -> ChangeSet {
        let schema = schema(of: calendar)
        let shape = Self.shape(calendar, schema, options)
        if let cursor, let paused = schema.pausing(since: cursor.shape) {
            // What was read last stands in no record yet that forgets the old property.
            var without = calendar
            without.notes?[NotionSchema.note] = paused.text
            without.notes?[Self.named] = nil
            return try await changes(without, was: was, since: nil, sweeps: true)
        }
        if let cursor, cursor.shape != shape || NotionCursor(cursor.token) == nil {
            // Only the caller's own properties make the cursor outdated; new ones ask for everything at once.
            guard calendar == was else { return try await changes(calendar, was: was, since: nil, sweeps: true) }
            throw .syncTokenExpired
        }
        let before = cursor.flatMap { NotionCursor($0.token) }
        var next = before ?? NotionCursor()
        let listing = try await rows(
            calendar, filter: next.start.map { .since("last_edited_time", NotionTime.utc($0)) },
            by: next.start == nil ? "created_time" : "last_edited_time", schema)
        let isWhole = next.start == nil
        let mapping = NotionMapping(schema: schema, options: options)
        if let again = try await drift(listing.rows, mapping, calendar, known: before?.seen) {
            return try await changes(again, was: was, since: nil, sweeps: true)
        }

        var items: [RemoteItem] = []
        var read: [(minute: String, id: String, digest: String)] = []
        for page in listing.rows {
            let page = try await whole(page, calendar)
            let event = mapping.event(page)
            let digest = NotionMapping.digest(event)
            read.append((NotionMapping.minute(page.lastEditedTime), page.id, digest))
            // The digests are of what was read, so a row that is known to the letter is no news.
            if isWhole || next.seen[page.id] != digest { items.append(mapping.item(page)) }
        }
        var present: Set<String>?
        if isWhole { next.rows = listing.rows.count }
        if !isWhole, sweeps {
            let all = try await rows(calendar, filter: nil, by: "created_time", schema, ids: true)
            present = Set(all.rows.map(\.id))
            next.rows = all.rows.count
        }
        if isWhole || present != nil, let before, before.hasArchived || next.rows < before.rows {
            let archived = try await archivedIDs(calendar, schema)
            next.hasArchived = !archived.isEmpty
            present = (present ?? []).union(archived)
        }
        next.take(read, all: isWhole)
        let dated = self.dated(calendar, at: listing.time)
        return ChangeSet(
            items: items, cursor: Cursor(token: next.text, shape: shape), isComplete: isWhole, present: present,
            calendar: dated == was ? nil : dated)
    }

    /// The calendar with the day that it is in the pair's zone, by Notion's own clock; days never go back.
    private func dated(_ calendar: RemoteCalendar, at time: Int?) -> RemoteCalendar {
        guard let time, let zone = Zone.named(options.timeZone) else { return calendar }
        let day = zone.local(at: time).date
        guard day.dayNumber > Self.day(of: calendar).dayNumber else { return calendar }
        var calendar = calendar
        calendar.notes?[Self.day] = day.extended
        return calendar
    }

    /// The calendar read anew, where rows show that its properties are others by now; `nil` where all is as it was.
    ///
    /// A choice that is missing in a row may have lost its option, which only the properties tell.
    private func drift(
        _ rows: [NotionPage], _ mapping: NotionMapping, _ calendar: RemoteCalendar, known: [String: String]?
    ) async throws(ProviderError) -> RemoteCalendar? {
        let isSuspicious = rows.contains { row in
            mapping.drifted(row)
                || (known != nil && mapping.lacksChoice(row)
                    && known?[row.id] != nil && known?[row.id] != NotionMapping.digest(mapping.event(row)))
        }
        // In a look that leaves a role out the next one is to find what plays it.
        guard isSuspicious, calendar.notes?[Self.named] != nil else { return nil }
        let fresh = try await refreshed(calendar)
        return NotionSchema(of: fresh) == mapping.schema && fresh.warnings == calendar.warnings ? nil : fresh
    }
}

// MARK: Rows

extension NotionProvider {
    /// What a query told, and when.
    struct Rows {
        var rows: [NotionPage] = []
        /// Seconds since 1970, by Notion's clock.
        var time: Int?
    }

    /// Reads all rows that pass `filter`, past the 10,000 that one query tells.
    ///
    /// - Parameters:
    ///   - order: The time stamp that rows are sorted by, and in windows of which they are read; `nil` for few rows.
    ///   - ids: Whether the ids are enough.
    func rows(
        _ calendar: RemoteCalendar, filter: NotionFilter?, by order: String?, _ schema: NotionSchema, ids: Bool = false
    ) async throws(ProviderError) -> Rows {
        var found = Rows()
        var places: [String: Int] = [:]
        var filter = filter
        let properties = ids ? ["title"] : Set(schema.properties.values.map(\.id)).sorted()
        while true {
            var cursor: String?
            var isCut = false
            let before = places.count
            repeat {
                let body = NotionQueryBody(
                    filter: filter, sorts: order.map { [NotionSort(timestamp: $0)] }, startCursor: cursor)
                let answer = try await api.query(calendar.id, body, properties: properties)
                found.time = answer.time ?? found.time
                for page in answer.value.results where page.object ?? "page" == "page" {
                    // A row that was edited between two pages comes again; the last counts.
                    if let place = places[page.id] {
                        found.rows[place] = page
                    } else {
                        places[page.id] = found.rows.count
                        found.rows.append(page)
                    }
                }
                isCut = isCut || answer.value.isCut
                cursor = try Self.next(answer.value.hasMore, answer.value.nextCursor, after: cursor)
            } while cursor != nil
            guard isCut else { return found }
            let stamp = order == "created_time" ? found.rows.last?.createdTime : found.rows.last?.lastEditedTime
            guard let order, let stamp, places.count > before else {
                throw .unreadable(
                    "Notion tells only the first 10,000 pages, and all of them are of one minute. Nothing is concluded from it."
                )
            }
            filter = .since(order, stamp)
        }
    }

    /// The ids of archived rows, which a query leaves out; none where Notion doesn't know such rows.
    private func archivedIDs(_ calendar: RemoteCalendar, _ schema: NotionSchema) async throws(ProviderError)
        -> Set<String>
    {
        var ids: Set<String> = []
        var cursor: String?
        repeat {
            let body = NotionQueryBody(startCursor: cursor, isArchived: true)
            let answer: NotionPageList
            do throws(ProviderError) {
                answer = try await api.query(calendar.id, body, properties: ["title"]).value
            } catch {
                guard case .rejected = error else { throw error }
                return []
            }
            for page in answer.results { ids.insert(page.id) }
            cursor = try Self.next(answer.hasMore, answer.nextCursor, after: cursor)
        } while cursor != nil
        return ids
    }

    /// The page with the whole of those texts of which it shows only the beginning.
    func whole(_ page: NotionPage, _ calendar: RemoteCalendar) async throws(ProviderError) -> NotionPage {
        let cut = NotionMapping(schema: schema(of: calendar), options: options).cutTexts(page)
        guard !cut.isEmpty, !page.isTrashed else { return page }
        var page = page
        for value in cut {
            var runs: [NotionRichText] = []
            var cursor: String?
            repeat {
                let piece = try await api.property(value.id, of: page.id, after: cursor)
                runs += (piece.results ?? []).compactMap { $0.title ?? $0.richText }
                cursor = try Self.next(piece.hasMore, piece.nextCursor, after: cursor)
            } while cursor != nil
            guard let name = page.properties?.first(where: { $0.value.id == value.id })?.key else { continue }
            if value.type == "title" {
                page.properties?[name]?.title = runs
            } else {
                page.properties?[name]?.richText = runs
            }
        }
        return page
    }
}
