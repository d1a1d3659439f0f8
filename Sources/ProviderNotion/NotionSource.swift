/// A database as the API answers it (2025-09-03 and later): a container of data sources.
struct NotionDatabase: Decodable, Hashable, Sendable {
    var id: String
    var title: [NotionRichText]?
    var dataSources: [Entry]?
    var inTrash: Bool?

    /// One of its data sources.
    struct Entry: Decodable, Hashable, Sendable {
        var id: String
        var name: String?
    }
}

/// A data source as the API answers it: the table with its properties.
struct NotionDataSource: Decodable, Hashable, Sendable {
    var id: String
    var title: [NotionRichText]?
    var properties: [String: NotionPropertySchema]?
    var inTrash: Bool?
    var archived: Bool?
}

/// A property of a data source; of its settings those that calsync reads.
struct NotionPropertySchema: Decodable, Hashable, Sendable {
    var id: String
    var name: String?
    var type: String
    var select: NotionOptionList?
    var multiSelect: NotionOptionList?
    var status: NotionOptionList?
}

/// The options of a select, multi-select or status property.
struct NotionOptionList: Decodable, Hashable, Sendable {
    var options: [NotionOption]?
}

/// A page of the search's results.
struct NotionSearchPage: Decodable, Sendable {
    var results: [NotionDataSource]
    var hasMore: Bool?
    var nextCursor: String?
}

/// Whose token it is.
struct NotionUser: Decodable, Sendable {
    var id: String
    var name: String?
    var bot: Bot?

    /// What is said of a connection.
    struct Bot: Decodable, Sendable {
        var workspaceName: String?
    }
}
