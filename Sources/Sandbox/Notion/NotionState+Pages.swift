/// Creating and changing pages.
extension NotionState {
    /// Makes a row, as `POST /v1/pages` does; returns its id.
    mutating func createPage(_ body: JSON, by editor: NotionEditor) throws(NotionError) -> String {
        let source = try parent(of: body, by: editor)
        if body["markdown"] != nil, body["children"] != nil || body["content"] != nil {
            throw .invalid("body failed validation: body.markdown should be not present with children or content.")
        }
        var row = newRow(in: source, by: editor)
        if let template = body["template"], template["type"] != "none" { try fill(&row, from: template, in: source) }
        if body["template"] != nil, body["template"]?["type"] != "none", body["children"] != nil {
            throw .invalid("body failed validation: body.children should be not present with a template.")
        }
        try set(body["properties"]?.object ?? [:], of: &row, in: source, by: editor)
        row.icon = body["icon"] ?? row.icon
        row.cover = body["cover"] ?? .null
        row.markdown = body["markdown"]?.string ?? row.markdown
        source.lastNumber = row.number
        put(row)
        return row.id
    }

    /// A row without values, with the next number.
    mutating func newRow(in source: NotionDataSource, by editor: NotionEditor) -> NotionRow {
        let author = id(of: editor)
        var row = NotionRow(
            id: newID(), source: source.id, created: editor.now, edited: editor.now, createdBy: author, editedBy: author
        )
        row.number = source.lastNumber + 1
        return row
    }

    private func parent(of body: JSON, by editor: NotionEditor) throws(NotionError) -> NotionDataSource {
        guard let parent = body["parent"] else {
            throw .invalid("body failed validation: body.parent should be defined, instead was `undefined`.")
        }
        let source: NotionDataSource
        if let id = parent["data_source_id"]?.string {
            source = try editor.isPerson ? known(id) : visibleSource(id)
        } else if let id = parent["database_id"]?.string {
            // guides/get-started/upgrade-guide-2025-09-03: rows belong to data sources; one alone is no question.
            let database = try visibleDatabase(id)
            guard database.sources.count == 1, let only = sources(of: database.id).first else {
                throw .invalid(
                    "Databases with multiple data sources are not supported as a parent. Use a data_source_id.")
            }
            source = only
        } else {
            throw .invalid("The sandbox makes pages in data sources only.")
        }
        guard !source.isInTrash, databases[source.database]?.isInTrash == false else { throw .archivedAncestor }
        return source
    }

    /// A data source for a hand, which sees everything.
    func known(_ id: String) throws(NotionError) -> NotionDataSource {
        guard let source = NotionID(any: id).flatMap({ sources[$0.text] }) else { throw .notFound("data source", id) }
        return source
    }

    private mutating func fill(
        _ row: inout NotionRow, from template: JSON, in source: NotionDataSource
    ) throws(NotionError) {
        let templates = source.rows.values.filter { $0.isTemplate && !$0.isInTrash }
        let wanted = template["template_id"]?.string.flatMap(NotionID.init(any:))?.text
        let found = templates.first { wanted == nil ? $0.isDefaultTemplate : $0.id == wanted }
        guard let found else { throw .notFound("template", wanted ?? "default") }
        row.values = found.values
        row.icon = found.icon
        row.markdown = found.markdown
    }

    /// Changes a page, as `PATCH /v1/pages/{id}` does; what is not named stays.
    mutating func updatePage(_ row: NotionRow, _ body: JSON, by editor: NotionEditor) throws(NotionError) {
        var changed = row
        let trash = body["in_trash"]?.bool ?? body["archived"]?.bool
        if row.isInTrash {
            // A trashed page can be restored or trashed again, and nothing else (reference/trash-page).
            let others = (body.object ?? [:]).keys.filter { $0 != "in_trash" && $0 != "archived" }
            guard trash != nil, others.isEmpty else { throw .archived }
        }
        let home = home(of: row)
        if let home, home.isInTrash || databases[home.database]?.isInTrash == true { throw .archivedAncestor }
        if let trash { changed.isInTrash = trash }
        if let source = home {
            try set(body["properties"]?.object ?? [:], of: &changed, in: source, by: editor)
        } else if let title = body["properties"]?["title"]?["title"]?.array {
            changed.values["title"] = .text(NotionText.read(title, titleOf: titleOfPage))
        }
        changed.isLocked = body["is_locked"]?.bool ?? row.isLocked
        changed.icon = body["icon"] ?? row.icon
        changed.cover = body["cover"] ?? row.cover
        if body["erase_content"] == true { changed.markdown = "" }
        switch editor.switches.stamps {
        case .everyWrite: stamp(&changed, by: editor)
        case .changes: if Self.differs(changed, row) { stamp(&changed, by: editor) }
        case .notClearing: if !Self.onlyClears(changed, row) { stamp(&changed, by: editor) }
        }
        put(changed)
    }

    private static func differs(_ left: NotionRow, _ right: NotionRow) -> Bool {
        left.values != right.values || left.isInTrash != right.isInTrash || left.isLocked != right.isLocked
            || left.icon != right.icon || left.cover != right.cover || left.markdown != right.markdown
    }

    private static func onlyClears(_ changed: NotionRow, _ row: NotionRow) -> Bool {
        let kept = row.values.filter { changed.values[$0.key] != nil }
        return changed.values.count < row.values.count && changed.values == kept && changed.isInTrash == row.isInTrash
    }

    /// Moves a page to another data source, as `POST /v1/pages/{id}/move` does.
    ///
    /// Values go along to properties of the same name and kind; options are made where they are missing.
    mutating func move(_ row: NotionRow, to target: NotionDataSource?, by editor: NotionEditor) throws(NotionError) {
        guard !row.isInTrash else { throw .archived }
        var moved = row
        moved.source = target?.id
        let old = home(of: row)
        if let target {
            moved.values = [:]
            for property in old?.properties ?? [Self.looseTitle] {
                guard let value = row.values[property.id] else { continue }
                let same = target.properties.first { $0.kind == property.kind && $0.name == property.name }
                guard let found = property.kind == .title ? target.titleProperty : same else { continue }
                guard property.kind.hasOptions else {
                    moved.values[found.id] = value
                    continue
                }
                let names = row.chosen(property).map(\.name)
                let ids = try names.map { name throws(NotionError) in
                    try option(named: name, of: found, in: target)
                }
                moved.values[found.id] = .options(ids)
            }
            moved.number = target.lastNumber + 1
            target.lastNumber = moved.number
        } else {
            moved.values = row.values.filter { $0.key == "title" }
        }
        save(moved, by: editor)
    }

    /// The title of a page that is mentioned.
    func titleOfPage(_ id: String) -> String? {
        NotionID(any: id).flatMap { row($0.text) }?.values["title"]?.plainText
    }
}
