/// An endpoint of the API, with the ids of its path.
enum NotionRoute: Hashable {
    case me, users, search, createPage
    case user(String)
    case database(String)
    case dataSource(String)
    case updateDataSource(String)
    case query(String)
    case templates(String)
    case page(String)
    case updatePage(String)
    case movePage(String)
    case property(page: String, property: String)
    case markdown(String)

    /// Finds the endpoint at a verb and a path below `/v1/`.
    init?(_ method: String, _ segments: ArraySlice<String>) {
        let words = Array(segments)
        switch (method, words.first, words.count) {
        case ("GET", "users", 1): self = .users
        case ("GET", "users", 2): self = words[1] == "me" ? .me : .user(words[1])
        case ("POST", "search", 1): self = .search
        case ("GET", "databases", 2): self = .database(words[1])
        case ("GET", "data_sources", 2): self = .dataSource(words[1])
        case ("PATCH", "data_sources", 2): self = .updateDataSource(words[1])
        case ("POST", "data_sources", 3) where words[2] == "query": self = .query(words[1])
        case ("GET", "data_sources", 3) where words[2] == "templates": self = .templates(words[1])
        case ("POST", "pages", 1): self = .createPage
        case ("GET", "pages", 2): self = .page(words[1])
        case ("PATCH", "pages", 2): self = .updatePage(words[1])
        case ("POST", "pages", 3) where words[2] == "move": self = .movePage(words[1])
        case ("GET", "pages", 3) where words[2] == "markdown": self = .markdown(words[1])
        case ("GET", "pages", 4) where words[2] == "properties":
            self = .property(page: words[1], property: words[3])
        default: return nil
        }
    }

    /// What faults and the log call the endpoint: as the official clients do.
    var name: String {
        switch self {
        case .me: "users.me"
        case .users: "users.list"
        case .user: "users.retrieve"
        case .search: "search"
        case .database: "databases.retrieve"
        case .dataSource: "data_sources.retrieve"
        case .updateDataSource: "data_sources.update"
        case .query: "data_sources.query"
        case .templates: "data_sources.templates"
        case .createPage: "pages.create"
        case .page: "pages.retrieve"
        case .updatePage: "pages.update"
        case .movePage: "pages.move"
        case .property: "pages.properties.retrieve"
        case .markdown: "pages.markdown"
        }
    }

    /// The type of the body in the table of requests; nil where there is none.
    var bodyType: String? {
        switch self {
        case .search: "search"
        case .updateDataSource: "updateDataSource"
        case .query: "queryDataSource"
        case .createPage: "createPage"
        case .updatePage: "updatePage"
        case .movePage: "movePage"
        case .me, .users, .user, .database, .dataSource, .templates, .page, .property, .markdown: nil
        }
    }

    /// The type of the answer in the table of answers.
    var answerType: String {
        switch self {
        case .me, .user: "user"
        case .users: "userList"
        case .search, .query: "list"
        case .database: "database"
        case .dataSource, .updateDataSource: "dataSource"
        case .templates: "templates"
        case .createPage, .page, .updatePage, .movePage: "page"
        case .property: "property"
        case .markdown: "markdown"
        }
    }

    /// What a connection must be allowed (guides/connections, "Capabilities").
    var capability: NotionSandbox.Capability {
        switch self {
        case .me, .users, .user, .search, .database, .dataSource, .query, .templates, .page, .property, .markdown: .read
        case .createPage: .insert
        case .updateDataSource, .updatePage, .movePage: .update
        }
    }

    /// Whether the request changes nothing.
    var isRead: Bool { capability == .read }
}

/// A request that was found to be well formed.
struct NotionCall {
    var route: NotionRoute
    var version: NotionVersion
    var query: [String: String] = [:]
    /// `filter_properties`, which may be repeated.
    var filterProperties: [String] = []
    var body = JSON.object([:])
    var editor: NotionEditor
    var limits: NotionSandbox.Limits
    /// How old a new row must be, in seconds, before a filter finds it.
    var lag = 0
    /// What a fault leaves out at the end of a listing, and puts in front of it.
    var dropping = 0
    var emptyPages = 0

    /// The ids of the properties that an answer is for; nil for all.
    func propertyFilter(for source: NotionDataSource?) throws(NotionError) -> Set<String>? {
        guard !filterProperties.isEmpty else { return nil }
        var ids: Set<String> = []
        for key in filterProperties {
            guard let property = source?.property(key) else {
                throw .invalid("Could not find property with name or id: \(key)")
            }
            ids.insert(property.id)
        }
        return ids
    }
}

extension NotionState {
    /// Carries a request out.
    mutating func perform(_ call: NotionCall) throws(NotionError) -> JSON {
        switch call.route {
        case .me: return me
        case .users:
            return [
                "object": "list", "type": "user", "user": [:], "results": [owner, me], "has_more": false,
                "next_cursor": .null,
            ]
        case .user(let text):
            let id = try Self.id(text, "user_id")
            guard id == bot.id || id == person.id else { throw .notFound("user", text) }
            return id == bot.id ? me : owner
        case .search: return try search(call)
        case .database(let id): return json(try visibleDatabase(id), call.version)
        case .dataSource(let id): return json(try visibleSource(id), call.version)
        case .updateDataSource(let id):
            let source = try visibleSource(id)
            try update(source, call.body, by: call.editor)
            return json(source, call.version)
        case .query(let id): return try query(try visibleSource(id), call)
        case .templates(let id): return templates(of: try visibleSource(id), named: call.query["name"])
        case .createPage:
            let id = try createPage(call.body, by: call.editor)
            return try page(id, call)
        case .page(let id): return try page(try visibleRow(id).id, call)
        case .updatePage(let id):
            let row = try visibleRow(id)
            try updatePage(row, call.body, by: call.editor)
            return try page(row.id, call)
        case .movePage(let id):
            let row = try visibleRow(id)
            guard let target = call.body["parent"]?["data_source_id"]?.string else {
                throw .invalid("The sandbox moves pages to data sources only.")
            }
            try move(row, to: try visibleSource(target), by: call.editor)
            return try page(row.id, call)
        case .property(let page, let property): return try self.property(property, of: try visibleRow(page), call)
        case .markdown(let id):
            let row = try visibleRow(id)
            return [
                "object": "page_markdown", "id": .string(row.id), "markdown": .string(row.markdown), "truncated": false,
                "unknown_block_ids": [],
            ]
        }
    }

    private func page(_ id: String, _ call: NotionCall) throws(NotionError) -> JSON {
        guard let row = row(id) else { throw .notFound("page", id) }
        return json(row, call.version, only: try call.propertyFilter(for: home(of: row)))
    }
}
