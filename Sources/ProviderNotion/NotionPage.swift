/// A page as the API answers it; of its fields those that calsync reads.
struct NotionPage: Decodable, Hashable, Sendable {
    var object: String?
    var id: String
    var createdTime: String?
    var lastEditedTime: String?
    var inTrash: Bool?
    var archived: Bool?
    var isArchived: Bool?
    var isLocked: Bool?
    var parent: NotionParent?
    var properties: [String: NotionPropertyValue]?

    /// Whether it lies in the trash; `archived` is its name before 2026-03-11.
    var isTrashed: Bool { inTrash ?? archived ?? false }
}

/// Where a page is.
struct NotionParent: Codable, Hashable, Sendable {
    var type: String?
    var dataSourceId: String?
    var databaseId: String?
}

/// The value of one property; `type` says which of the others counts.
struct NotionPropertyValue: Decodable, Hashable, Sendable {
    var id: String
    var type: String
    var title: [NotionRichText]?
    var richText: [NotionRichText]?
    var date: NotionDate?
    var select: NotionOption?
    var multiSelect: [NotionOption]?
    var status: NotionOption?
    var url: String?
    var checkbox: Bool?

    /// The text, whichever of the two kinds it is.
    var texts: [NotionRichText] { title ?? richText ?? [] }
}

/// A run of text.
struct NotionRichText: Decodable, Hashable, Sendable {
    /// `text`, `mention` or `equation`.
    var type: String?
    var plainText: String?
}

/// A day, a moment, or a range of them.
struct NotionDate: Decodable, Hashable, Sendable {
    var start: String
    var end: String?
    var timeZone: String?
}

/// An option of a select, multi-select or status property.
struct NotionOption: Decodable, Hashable, Sendable {
    var id: String?
    var name: String
}

/// A page of a query's results.
struct NotionPageList: Decodable, Sendable {
    var results: [NotionPage]
    var hasMore: Bool?
    var nextCursor: String?
    var requestStatus: Status?

    /// Whether the query told everything.
    struct Status: Decodable, Sendable {
        var type: String?
    }

    /// Whether it was cut at 10,000 rows (facts/notion.md 2.3).
    var isCut: Bool { requestStatus?.type == "incomplete" }
}

/// A page of one property's value, where a page object shows only the beginning.
struct NotionPropertyPage: Decodable, Sendable {
    var results: [NotionPropertyItem]?
    var hasMore: Bool?
    var nextCursor: String?
}

/// A piece of one property's value.
struct NotionPropertyItem: Decodable, Sendable {
    var title: NotionRichText?
    var richText: NotionRichText?
}
