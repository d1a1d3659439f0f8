/// A page: a row of a data source, or one that was moved out of every data source.
struct NotionRow {
    let id: String
    /// The data source it is a row of; nil for a page of the workspace.
    var source: String?
    /// What it holds, by property id.
    var values: [String: NotionValue] = [:]
    /// The moments of creation and of the last edit, in seconds.
    let created: Int
    var edited: Int
    let createdBy: String
    var editedBy: String
    /// The number for `unique_id` properties.
    var number = 0
    var isInTrash = false
    /// Set aside, and left out of queries like trash ("Archive pages" in Notion's help).
    var isArchived = false
    var isLocked = false
    /// Whether the connection may see it; its database may be hidden as a whole.
    var isShared = true
    /// A template of the data source: it has a row's properties and is never in a query.
    var isTemplate = false
    var isDefaultTemplate = false
    var icon = JSON.null
    var cover = JSON.null
    /// The page's body.
    var markdown = ""

    /// When the row was made, in whole minutes.
    var createdTime: String { Self.stamp(created) }

    /// When the row was last edited, in whole minutes (changelog/last-edited-time-is-now-rounded-to-the-nearest-minute).
    var lastEditedTime: String { Self.stamp(edited) }

    /// The address on Notion's site, with the words of the title.
    func url(title: String) -> String {
        let words = title.unicodeScalars.split { !($0.properties.isAlphabetic || $0.properties.numericType != nil) }
        let ascii = words.map(String.init).filter { $0.utf8.allSatisfy { $0 < 0x80 } }
        let id = id.filter { $0 != "-" }
        return "https://www.notion.so/" + (ascii + [id]).joined(separator: "-")
    }

    /// A moment as answers have it, floored to the minute.
    static func stamp(_ seconds: Int) -> String { Timestamp.milliseconds(floorToMinute(seconds) * 1_000_000) }
}

/// A database: the container of data sources, and what is shared with a connection.
struct NotionDatabase {
    let id: String
    var title: String
    var sources: [String] = []
    var created: Int
    var edited: Int
    var isShared = true
    var isInTrash = false
    /// Whether queries of its data sources give other data sources as well.
    var isWiki = false
}

/// A data source: a schema and its rows.
///
/// A class, so that a write to one of ten thousand rows copies none of them; only ``NotionState`` holds it, and that is
/// only touched under the sandbox's lock.
final class NotionDataSource {
    let id: String
    let database: String
    var title: String
    /// The schema, in the order that the page shows.
    var properties: [NotionProperty]
    let created: Int
    var edited: Int
    var editedBy: String
    var isInTrash = false
    private(set) var rows: [String: NotionRow] = [:]
    /// Counts the changes, so that a sorted listing is known to be good still.
    private(set) var changes = 0
    /// The last number given to a `unique_id` property.
    var lastNumber = 0
    /// The last listing, while nothing changed.
    var listing: NotionListing?

    init(
        id: String, database: String, title: String, properties: [NotionProperty], created: Int, createdBy: String
    ) {
        self.id = id
        self.database = database
        self.title = title
        self.properties = properties
        self.created = created
        edited = created
        editedBy = createdBy
    }

    /// Stores a row, new or changed.
    func save(_ row: NotionRow) {
        rows[row.id] = row
        changes += 1
    }

    /// Takes a row out, as when it is moved.
    func remove(_ id: String) {
        rows[id] = nil
        changes += 1
    }

    /// Notes that what rows mean has changed: the schema.
    func touch() { changes += 1 }

    /// The property that a name or an id means.
    func property(_ key: String) -> NotionProperty? {
        properties.first { $0.name == key } ?? properties.first { $0.answers(to: key) }
    }

    /// The title property: each data source has one, and its id is always `title`.
    var titleProperty: NotionProperty? { properties.first { $0.kind == .title } }

    /// The title of a row, without formatting.
    func title(of row: NotionRow) -> String { row.values["title"]?.plainText ?? "" }
}
