/// What a request says of a page.
struct NotionPageBody: Encodable, Hashable, Sendable {
    var parent: NotionParent?
    /// By property id.
    var properties: [String: NotionValueBody]?
    var inTrash: Bool?
    /// The same before 2026-03-11.
    var archived: Bool?
}

/// A property's new value.
enum NotionValueBody: Encodable, Hashable, Sendable {
    case title([String])
    case richText([String])
    case date(NotionDateBody?)
    case select(String?)
    case multiSelect([String])
    case status(String?)
    case url(String?)
    case checkbox(Bool)

    private enum Key: String, CodingKey {
        case title, date, select, status, url, checkbox
        case richText = "rich_text"
        case multiSelect = "multi_select"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .title(let runs): try container.encode(runs.map(NotionTextBody.init), forKey: .title)
        case .richText(let runs): try container.encode(runs.map(NotionTextBody.init), forKey: .richText)
        case .date(let date): try container.encode(date, forKey: .date)
        case .select(let name): try container.encode(name.map(NotionOptionBody.init), forKey: .select)
        case .multiSelect(let names): try container.encode(names.map(NotionOptionBody.init), forKey: .multiSelect)
        case .status(let name): try container.encode(name.map(NotionOptionBody.init), forKey: .status)
        case .url(let url): try container.encode(url, forKey: .url)
        case .checkbox(let value): try container.encode(value, forKey: .checkbox)
        }
    }
}

/// A run of plain text as it is sent.
struct NotionTextBody: Encodable, Hashable, Sendable {
    let text: Content

    struct Content: Encodable, Hashable, Sendable { let content: String }

    init(_ content: String) { text = Content(content: content) }
}

/// An option as it is sent: by name.
struct NotionOptionBody: Encodable, Hashable, Sendable {
    let name: String

    init(_ name: String) { self.name = name }
}

/// A date as it is sent: days, or moments with their offset. No zone is named, for reads don't tell it.
struct NotionDateBody: Encodable, Hashable, Sendable {
    var start: String
    var end: String?
}

/// A question for rows.
struct NotionQueryBody: Encodable, Hashable, Sendable {
    var filter: NotionFilter?
    var sorts: [NotionSort]?
    var pageSize = 100
    var startCursor: String?
    var isArchived: Bool?
}

/// An order of rows.
struct NotionSort: Encodable, Hashable, Sendable {
    var timestamp: String
    var direction = "ascending"
}

/// A condition on rows.
enum NotionFilter: Encodable, Hashable, Sendable {
    /// `created_time` or `last_edited_time`, at or after a moment.
    case since(String, String)
    /// The text of a property begins so.
    case begins(property: String, with: String)

    private enum Key: String, CodingKey {
        case timestamp, property, createdTime, lastEditedTime, richText
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .since(let stamp, let moment):
            try container.encode(stamp, forKey: .timestamp)
            try container.encode(
                ["on_or_after": moment], forKey: stamp == "created_time" ? .createdTime : .lastEditedTime)
        case .begins(let property, let text):
            try container.encode(property, forKey: .property)
            try container.encode(["starts_with": text], forKey: .richText)
        }
    }
}

/// A question for data sources.
struct NotionSearchBody: Encodable, Hashable, Sendable {
    var filter = ["property": "object", "value": "data_source"]
    var pageSize = 100
    var startCursor: String?
}

/// New properties of a data source, by name.
struct NotionSchemaBody: Encodable, Hashable, Sendable {
    var properties: [String: Property]

    /// A property to be made: `{"rich_text": {}}`.
    struct Property: Encodable, Hashable, Sendable {
        var type: String

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode([String: String](), forKey: Key(stringValue: type))
        }

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
    }
}
