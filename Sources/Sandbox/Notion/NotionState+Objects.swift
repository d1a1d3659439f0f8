/// The objects of the API, as answers have them.
extension NotionState {
    /// A page with its properties; with `only`, of those properties.
    func json(_ row: NotionRow, _ version: NotionVersion, only: Set<String>? = nil) -> JSON {
        var properties: [String: JSON] = [:]
        let home = home(of: row)
        for property in home?.properties ?? [Self.looseTitle] where only?.contains(property.id) ?? true {
            properties[property.name] = row.json(of: property)
        }
        let title = row.values["title"]?.plainText ?? ""
        var json: JSON = [
            "object": "page", "id": .string(row.id), "created_time": .string(row.createdTime),
            "last_edited_time": .string(row.lastEditedTime), "created_by": Self.user(row.createdBy),
            "last_edited_by": Self.user(row.editedBy), "icon": row.icon, "cover": row.cover,
            "in_trash": .bool(row.isInTrash), "is_archived": .bool(row.isArchived), "is_locked": .bool(row.isLocked),
            "url": .string(row.url(title: title)), "public_url": .null, "properties": .object(properties),
            "parent": ["type": "workspace", "workspace": true],
        ]
        if let home {
            json["parent"] = [
                "type": "data_source_id", "data_source_id": .string(home.id), "database_id": .string(home.database),
            ]
        }
        if version.hasArchived { json["archived"] = .bool(row.isInTrash) }
        return json
    }

    /// A database with the names of its data sources.
    func json(_ database: NotionDatabase, _ version: NotionVersion) -> JSON {
        var json: JSON = [
            "object": "database", "id": .string(database.id), "title": .array(NotionText.plain(database.title)),
            "description": [], "parent": ["type": "workspace", "workspace": true], "is_inline": false,
            "in_trash": .bool(database.isInTrash), "is_locked": false, "icon": .null, "cover": .null,
            "created_time": .string(NotionRow.stamp(database.created)), "public_url": .null,
            "last_edited_time": .string(NotionRow.stamp(database.edited)),
            "url": .string("https://www.notion.so/" + database.id.filter { $0 != "-" }),
            "data_sources": .array(
                sources(of: database.id).map { ["id": .string($0.id), "name": .string($0.title)] }),
        ]
        if version.hasArchived { json["archived"] = .bool(database.isInTrash) }
        return json
    }

    /// A data source with its schema.
    func json(_ source: NotionDataSource, _ version: NotionVersion) -> JSON {
        let properties = source.properties.map { ($0.name, $0.json) }
        let isInTrash = source.isInTrash || databases[source.database]?.isInTrash == true
        var json: JSON = [
            "object": "data_source", "id": .string(source.id), "title": .array(NotionText.plain(source.title)),
            "description": [], "parent": ["type": "database_id", "database_id": .string(source.database)],
            "database_parent": ["type": "workspace", "workspace": true], "is_inline": false,
            "in_trash": .bool(isInTrash), "created_time": .string(NotionRow.stamp(source.created)),
            "last_edited_time": .string(NotionRow.stamp(source.edited)), "created_by": Self.user(person.id),
            "last_edited_by": Self.user(source.editedBy), "icon": .null, "cover": .null, "public_url": .null,
            "properties": .object(Dictionary(properties, uniquingKeysWith: { first, _ in first })),
            "url": .string("https://www.notion.so/" + source.database.filter { $0 != "-" }),
        ]
        if version.hasArchived { json["archived"] = .bool(isInTrash) }
        return json
    }

    /// The connection itself (reference/get-self).
    var me: JSON {
        [
            "object": "user", "id": .string(bot.id), "type": "bot", "name": .string(bot.name), "avatar_url": .null,
            "bot": [
                "owner": ["type": "workspace", "workspace": true], "workspace_id": .string(workspaceID),
                "workspace_name": .string(workspaceName),
                "workspace_limits": ["max_file_upload_size_in_bytes": 5_242_880],
            ],
        ]
    }

    /// The person whose workspace this is.
    var owner: JSON {
        [
            "object": "user", "id": .string(person.id), "type": "person", "name": .string(person.name),
            "avatar_url": .null, "person": ["email": .string(person.email ?? "")],
        ]
    }

    /// A list as most endpoints answer it.
    static func list(_ results: [JSON], next: String?, isComplete: Bool = true) -> JSON {
        let status: JSON =
            isComplete
            ? ["type": "complete"]
            : ["type": "incomplete", "incomplete_reason": "query_result_limit_reached"]
        return [
            "object": "list", "type": "page_or_data_source", "page_or_data_source": [:], "results": .array(results),
            "has_more": .bool(next != nil), "next_cursor": next.map { .string($0) } ?? .null, "request_status": status,
        ]
    }

    private static func user(_ id: String) -> JSON { ["object": "user", "id": .string(id)] }

    /// The only property of a page that is no row.
    static let looseTitle = NotionProperty(id: "title", name: "title", kind: .title)
}

/// The versions of the API that are spoken here.
enum NotionVersion: String, CaseIterable {
    case september2025 = "2025-09-03"
    case march2026 = "2026-03-11"

    /// Whether `archived` still is another word for `in_trash` (guides/get-started/upgrade-guide-2026-03-11).
    var hasArchived: Bool {
        switch self {
        case .september2025: true
        case .march2026: false
        }
    }
}
