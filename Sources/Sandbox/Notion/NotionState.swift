/// Everything the stand-in keeps: databases, data sources, rows, people.
///
/// Each change of a row ends in ``put(_:)``: that is where webhook events start.
struct NotionState {
    /// Somebody who has done something.
    struct User: Sendable {
        var id: String
        var name: String
        var email: String?
    }

    private(set) var databases: [String: NotionDatabase] = [:]
    private(set) var databaseOrder: [String] = []
    private(set) var sources: [String: NotionDataSource] = [:]
    /// The data source of each row.
    private var homes: [String: String] = [:]
    /// Pages that are no rows.
    private var loose: [String: NotionRow] = [:]
    private(set) var bot: User
    private(set) var person: User
    private(set) var workspaceID: String
    let workspaceName: String
    var numbers: SplitMix
    var cursors = NotionCursors()
    /// What subscribers were not told of yet.
    var changes: [NotionChange] = []

    init(seed: UInt64, workspace: String) {
        numbers = SplitMix(seed: seed)
        bot = User(id: NotionID(from: &numbers).text, name: "calsync")
        person = User(id: NotionID(from: &numbers).text, name: "You", email: "you@example.com")
        workspaceID = NotionID(from: &numbers).text
        workspaceName = workspace
    }

    /// Returns an id that nothing has yet.
    mutating func newID() -> String { NotionID(from: &numbers).text }

    /// The data sources of a database, in order.
    func sources(of database: String) -> [NotionDataSource] {
        (databases[database]?.sources ?? []).compactMap { sources[$0] }
    }

    /// A page by its id, row or not.
    func row(_ id: String) -> NotionRow? {
        if let home = homes[id] { return sources[home]?.rows[id] }
        return loose[id]
    }

    /// The data source that a row belongs to; nil for a page of the workspace.
    func home(of row: NotionRow) -> NotionDataSource? { row.source.flatMap { sources[$0] } }

    /// All pages: rows by data source, then the others; by id.
    var allRows: [NotionRow] {
        let rows = databaseOrder.flatMap { sources(of: $0) }.flatMap { Array($0.rows.values) }
        return (rows + Array(loose.values)).sorted { $0.id < $1.id }
    }

    /// Stores a page where it belongs now.
    mutating func put(_ row: NotionRow) {
        noteChange(from: self.row(row.id), to: row)
        if let old = homes[row.id], old != row.source { sources[old]?.remove(row.id) }
        if let source = row.source {
            sources[source]?.save(row)
            loose[row.id] = nil
        } else {
            loose[row.id] = row
        }
        homes[row.id] = row.source
    }

    /// Removes a page for good, as Notion does thirty days after it was trashed.
    mutating func purge(_ id: String) {
        if let home = homes.removeValue(forKey: id) { sources[home]?.remove(id) }
        loose[id] = nil
    }

    /// Stores a page that was edited: its edit is stamped with the time and who made it.
    mutating func save(_ row: NotionRow, by editor: NotionEditor) {
        var row = row
        stamp(&row, by: editor)
        put(row)
    }

    /// Notes an edit on a page without storing it.
    func stamp(_ row: inout NotionRow, by editor: NotionEditor) {
        row.edited = editor.now
        row.editedBy = id(of: editor)
    }

    /// The user that an editor is.
    func id(of editor: NotionEditor) -> String { editor.isPerson ? person.id : bot.id }

    /// Adds a database without data sources, or stores a changed one.
    mutating func put(_ database: NotionDatabase) {
        if databases[database.id] == nil { databaseOrder.append(database.id) }
        databases[database.id] = database
    }

    /// Adds a data source to its database, as the last one.
    mutating func add(_ source: NotionDataSource) {
        sources[source.id] = source
        databases[source.database]?.sources.append(source.id)
    }
}

/// Who does something, and when.
struct NotionEditor {
    /// Whether a person does it, in Notion itself; otherwise the connection, through the API.
    var isPerson: Bool
    /// The moment, in seconds since 1970.
    var now: Int
    var switches: NotionSandbox.Switches
}

extension NotionState {
    /// Whether the connection may see a page.
    func canSee(_ row: NotionRow) -> Bool {
        guard let home = home(of: row) else { return row.isShared }
        return row.isShared && databases[home.database]?.isShared == true
    }

    /// A database by an id as a client writes it.
    func visibleDatabase(_ text: String) throws(NotionError) -> NotionDatabase {
        let id = try Self.id(text, "database_id")
        guard let database = databases[id], database.isShared else { throw .notFound("database", text) }
        return database
    }

    /// A data source by an id as a client writes it.
    func visibleSource(_ text: String) throws(NotionError) -> NotionDataSource {
        let id = try Self.id(text, "data_source_id")
        guard let source = sources[id], databases[source.database]?.isShared == true else {
            throw .notFound("data source", text)
        }
        return source
    }

    /// A page by an id as a client writes it.
    func visibleRow(_ text: String) throws(NotionError) -> NotionRow {
        let id = try Self.id(text, "page_id")
        guard let row = row(id), canSee(row) else { throw .notFound("page", text) }
        return row
    }

    /// Reads an id of a path or body. One in upper case is a good id that nothing has (measured by sdalu/sequel-notion).
    static func id(_ text: String, _ name: String) throws(NotionError) -> String {
        guard let id = NotionID(any: text) else {
            throw .invalid("path failed validation: path.\(name) should be a valid uuid, instead was `\"\(text)\"`.")
        }
        return id.text
    }
}
