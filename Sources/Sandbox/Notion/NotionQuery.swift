/// What a query asks for, besides its filter and order.
struct NotionQuery {
    var filter: NotionFilter
    var sorts: [NotionSort]
    var pageSize: Int
    /// The archived rows rather than the others: two partitions of one data source.
    var wantsArchived: Bool
    /// The trashed rows; real requests can't ask for them, see ``NotionSandbox/Switches/trashQueries``.
    var wantsTrash: Bool
    /// `page` or `data_source`, for wikis.
    var resultType: String?
    /// What must stay the same from one page to the next.
    var shape: String

    /// Reads a body that fits the schema.
    init(_ body: JSON, for source: NotionDataSource, _ switches: NotionSandbox.Switches) throws(NotionError) {
        filter = try NotionFilter(body["filter"], for: source)
        sorts = try (body["sorts"]?.array ?? []).map { json throws(NotionError) in try NotionSort(json, for: source) }
        pageSize = try Self.pageSize(body["page_size"])
        wantsArchived = body["is_archived"] == true
        wantsTrash = false
        resultType = body["result_type"]?.string
        var same = body
        same["start_cursor"] = nil
        same["page_size"] = nil
        shape = source.id + same.text()
        guard let trash = body["in_trash"] else { return }
        switch switches.trashQueries {
        // "`in_trash` is not a supported query body parameter" (reference/query-a-data-source).
        case .refused:
            throw .invalid(
                "body failed validation: body.in_trash should be not present, instead was `\(trash.text())`.")
        case .ignored: break
        case .obeyed:
            wantsTrash = trash == true
            // The switch may be turned from one query to the next.
            shape += " trash"
        }
    }

    /// Reads `page_size`: 1 to 100, and 100 by itself (reference/intro, "Pagination").
    static func pageSize(_ json: JSON?) throws(NotionError) -> Int {
        guard let json else { return 100 }
        guard let size = json.int else {
            throw .invalid("body failed validation: body.page_size should be an integer, instead was `\(json.text())`.")
        }
        guard size <= 100 else {
            throw .invalid("body failed validation: body.page_size should be ≤ `100`, instead was `\(size)`.")
        }
        guard size >= 1 else {
            throw .invalid("body failed validation: body.page_size should be ≥ `1`, instead was `\(size)`.")
        }
        return size
    }

    /// Whether a row belongs into the answer.
    func wants(_ row: NotionRow, now: Int, lag: Int) -> Bool {
        guard !row.isTemplate, row.isShared, row.isInTrash == wantsTrash, row.isArchived == wantsArchived else {
            return false
        }
        // How soon a filter finds a new row is OPEN; see Switches.indexLag.
        if lag > 0, filter != .all, row.created > now - lag { return false }
        return filter.matches(row, now: now)
    }
}

/// One order of a query (reference/sort-data-source-entries).
struct NotionSort: Hashable {
    /// What rows are ordered by.
    enum Key: Hashable {
        case created, edited
        case property(NotionProperty)
    }

    var key: Key
    var isDescending: Bool

    init(_ json: JSON, for source: NotionDataSource) throws(NotionError) {
        isDescending = json["direction"] == "descending"
        if let timestamp = json["timestamp"]?.string {
            key = timestamp == "created_time" ? .created : .edited
        } else {
            let name = json["property"]?.string ?? ""
            guard let property = source.property(name) else {
                throw .invalid("Could not find sort property with name or id: \(name)")
            }
            key = .property(property)
        }
    }

    /// What a row has to be compared by; nil for an empty value.
    func value(of row: NotionRow) -> Value? {
        switch key {
        case .created: return .number(Double(floorToMinute(row.created)))
        case .edited: return .number(Double(floorToMinute(row.edited)))
        case .property(let property):
            switch property.kind {
            case .number, .uniqueID:
                let json = row.bare(property)
                let number = json["number"] ?? json
                if case .double(let double) = number { return .number(double) }
                return number.int.map { .number(Double($0)) }
            case .checkbox: return .number(row.values[property.id] == nil ? 0 : 1)
            case .date:
                guard case .date(let date)? = row.values[property.id] else { return nil }
                return .number(Double(date.start.seconds))
            case .createdTime: return .number(Double(floorToMinute(row.created)))
            case .lastEditedTime: return .number(Double(floorToMinute(row.edited)))
            case .select, .status, .multiSelect:
                let chosen = row.chosen(property).first
                return property.options.firstIndex { $0.id == chosen?.id }.map { .number(Double($0)) }
            case .title, .richText, .url, .email, .phoneNumber:
                let text = row.values[property.id]?.plainText ?? ""
                return text.isEmpty ? nil : .text(text)
            case .people, .relation, .files, .formula, .button, .createdBy, .lastEditedBy: return nil
            }
        }
    }

    /// A value to compare by.
    enum Value: Hashable {
        case number(Double)
        case text(String)
    }

    /// Whether a row comes before another; nil when this order does not tell.
    func puts(_ left: Value?, before right: Value?) -> Bool? {
        switch (left, right) {
        case (nil, nil): return nil
        // Empty values come last in both directions (measured by sdalu/sequel-notion).
        case (nil, _): return false
        case (_, nil): return true
        case (.number(let left)?, .number(let right)?):
            return left == right ? nil : (left < right) != isDescending
        case (.text(let left)?, .text(let right)?): return left == right ? nil : (left < right) != isDescending
        case (.number?, .text?): return !isDescending
        case (.text?, .number?): return isDescending
        }
    }
}

/// The place of a row in an order: its values, and its id where they don't tell.
///
/// Rows without an order come by id: "no order is guaranteed", so it is one that means nothing.
struct NotionPlace: Hashable {
    var values: [NotionSort.Value?]
    var id: String

    init(of row: NotionRow, by sorts: [NotionSort]) {
        values = sorts.map { $0.value(of: row) }
        id = row.id
    }

    /// Whether this place is before another.
    func isBefore(_ other: NotionPlace, by sorts: [NotionSort]) -> Bool {
        for (index, sort) in sorts.enumerated() {
            if let answer = sort.puts(values[index], before: other.values[index]) { return answer }
        }
        return id < other.id
    }
}

/// The rows of a query in their order, kept while nothing changes.
struct NotionListing {
    var shape: String
    var changes: Int
    var places: [NotionPlace]
}
