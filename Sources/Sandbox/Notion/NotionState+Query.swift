/// Queries of data sources, search, and lists.
extension NotionState {
    /// Answers `POST /v1/data_sources/{id}/query`.
    mutating func query(_ source: NotionDataSource, _ call: NotionCall) throws(NotionError) -> JSON {
        let query = try NotionQuery(call.body, for: source, call.editor.switches)
        let only = try call.propertyFilter(for: source)
        let now = call.editor.now
        var position = NotionCursors.Position(given: 0, shape: query.shape, dropping: call.dropping)
        if let id = call.body["start_cursor"]?.string {
            position = try cursors.position(id, shape: query.shape, now: now, life: call.limits.cursorLife)
        } else if call.emptyPages > 0 {
            let next = cursors.make(position, id: newID(), now: now)
            return Self.list([], next: next)
        }
        let isGone = source.isInTrash || databases[source.database]?.isInTrash == true
        let places = isGone || query.resultType == "data_source" ? [] : places(of: query, in: source, call)
        let end = max(0, places.count - position.dropping)
        var index = position.after.map { Self.index(after: $0, in: places, by: query.sorts) } ?? 0
        let room = min(query.pageSize, call.limits.pageSize ?? .max, call.limits.queryLimit - position.given)
        var results: [JSON] = []
        while index < end, results.count < room {
            if let row = source.rows[places[index].id] { results.append(json(row, call.version, only: only)) }
            position.after = places[index]
            position.given += 1
            index += 1
        }
        // Wikis hold data sources as well (reference/query-a-data-source, result_type).
        if index >= end, query.resultType != "page", databases[source.database]?.isWiki == true {
            let others = sources(of: source.database).filter { $0.id != source.id }
            results += others.map { json($0, call.version) }
        }
        guard index < end else { return Self.list(results, next: nil) }
        guard position.given < call.limits.queryLimit else {
            // guides/data-apis/query-large-data-sources: the rest is cut off, and this is the only sign.
            return Self.list(results, next: nil, isComplete: false)
        }
        return Self.list(results, next: cursors.make(position, id: newID(), now: now))
    }

    private func places(of query: NotionQuery, in source: NotionDataSource, _ call: NotionCall) -> [NotionPlace] {
        let isKept = call.lag == 0 && !query.filter.isRelative
        if isKept, let listing = source.listing, listing.shape == query.shape, listing.changes == source.changes {
            return listing.places
        }
        let now = call.editor.now
        let wanted = source.rows.values.filter { query.wants($0, now: now, lag: call.lag) }
        let places = wanted.map { NotionPlace(of: $0, by: query.sorts) }
            .sorted { $0.isBefore($1, by: query.sorts) }
        source.listing =
            isKept ? NotionListing(shape: query.shape, changes: source.changes, places: places) : nil
        return places
    }

    /// The index of the first place behind another, by bisection.
    private static func index(after place: NotionPlace, in places: [NotionPlace], by sorts: [NotionSort]) -> Int {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if place.isBefore(places[middle], by: sorts) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Answers `POST /v1/search`: titles only, and only what is shared.
    mutating func search(_ call: NotionCall) throws(NotionError) -> JSON {
        let wanted = call.body["filter"]?["value"]?.string
        let wantsTrash = call.body["filter"]?["in_trash"] == true
        let text = (call.body["query"]?.string ?? "").lowercased()
        var found: [(title: String, edited: Int, id: String, json: JSON)] = []
        if wanted != "page" {
            // Trashed data sources are listed with `in_trash` (measured by sdalu/sequel-notion).
            for source in sources.values where databases[source.database]?.isShared == true {
                found.append((source.title, source.edited, source.id, json(source, call.version)))
            }
        }
        if wanted != "data_source" {
            for row in allRows where canSee(row) && row.isInTrash == wantsTrash && !row.isTemplate {
                let title = row.values["title"]?.plainText ?? ""
                found.append((title, floorToMinute(row.edited), row.id, json(row, call.version)))
            }
        }
        found = found.filter { text.isEmpty || $0.title.lowercased().contains(text) }
        let isAscending = call.body["sort"]?["direction"] == "ascending"
        found.sort { left, right in
            if left.edited != right.edited { return (left.edited < right.edited) == isAscending }
            return left.id < right.id
        }
        var same = call.body
        same["start_cursor"] = nil
        same["page_size"] = nil
        return try page(found.map { ($0.id, $0.json) }, shape: "search" + same.text(), call)
    }

    /// Cuts the page that a cursor asks for out of a list.
    private mutating func page(
        _ items: [(id: String, json: JSON)], shape: String, _ call: NotionCall
    ) throws(NotionError) -> JSON {
        let size = min(try NotionQuery.pageSize(call.body["page_size"]), call.limits.pageSize ?? .max)
        var given = 0
        if let id = call.body["start_cursor"]?.string {
            given = try cursors.position(id, shape: shape, now: call.editor.now, life: call.limits.cursorLife).given
        }
        let results = items.dropFirst(given).prefix(size).map(\.json)
        let end = given + results.count
        guard end < items.count else { return Self.list(results, next: nil) }
        let position = NotionCursors.Position(given: end, shape: shape)
        return Self.list(results, next: cursors.make(position, id: newID(), now: call.editor.now))
    }

    /// Answers `GET /v1/data_sources/{id}/templates`.
    func templates(of source: NotionDataSource, named name: String?) -> JSON {
        let templates = source.rows.values.filter { $0.isTemplate && !$0.isInTrash }
            .filter { name == nil || source.title(of: $0).lowercased().contains(name?.lowercased() ?? "") }
            .sorted { $0.id < $1.id }
        return [
            "templates": .array(
                templates.map {
                    [
                        "id": .string($0.id), "name": .string(source.title(of: $0)),
                        "is_default": .bool($0.isDefaultTemplate),
                    ]
                }), "has_more": false, "next_cursor": .null,
        ]
    }

    /// Answers `GET /v1/pages/{id}/properties/{id}`: the whole value, page by page where it is a list.
    func property(_ key: String, of row: NotionRow, _ call: NotionCall) throws(NotionError) -> JSON {
        let properties = home(of: row)?.properties ?? [Self.looseTitle]
        guard let property = properties.first(where: { $0.id == key || $0.wireID == key }) else {
            throw .notFound("property", key)
        }
        let kind = property.kind.rawValue
        var item: JSON = [
            "object": "property_item", "type": .string(kind), "id": .string(property.wireID),
        ]
        guard [.title, .richText, .people, .relation].contains(property.kind) else {
            item[kind] = row.bare(property)
            return item
        }
        let elements = row.bare(property).array ?? []
        let size = min(try NotionQuery.pageSize(call.query["page_size"].flatMap(Int.init).map { .int($0) }), 100)
        // A cursor here is the number of elements given, in the shape of an id.
        var given = 0
        if let cursor = call.query["start_cursor"] {
            guard let id = NotionID(any: cursor), let number = Int(id.plain) else {
                throw .invalid("The start_cursor provided is invalid: \(cursor)")
            }
            given = number
        }
        let results = elements.dropFirst(given).prefix(size).map { element in
            var one = item
            one[kind] = element
            return one
        }
        let hasMore = given + results.count < elements.count
        let cursor = NotionID(any: pad(given + results.count, 32))?.text ?? ""
        let next: JSON = hasMore ? .string(cursor) : .null
        let nextURL = "https://api.notion.com/v1/pages/\(row.id)/properties/\(property.wireID)?start_cursor=\(cursor)"
        return [
            "object": "list", "type": "property_item", "results": .array(results), "has_more": .bool(hasMore),
            "next_cursor": next,
            "property_item": [
                "id": .string(property.wireID), "type": .string(kind), kind: [:],
                "next_url": hasMore ? .string(nextURL) : .null,
            ],
        ]
    }
}
