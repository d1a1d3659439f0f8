/// The other hand: what a person or a test does in Notion behind a client's back.
///
/// Nothing here is logged, counted, struck by faults or refused for want of access; the service's rules hold all the
/// same. Rows are made and edited as the person, not the connection.
extension NotionSandbox {
    /// Adds a database with one data source of the same title.
    ///
    /// - Parameter properties: The schema, as `POST /v1/databases` takes one.
    package func addDatabase(
        _ title: String, _ properties: JSON = Database.calendar
    ) throws -> (database: String, source: String) {
        try refusing { world throws(NotionError) in
            try world.state.addDatabase(title, properties, now: now(world))
        }
    }

    /// Adds another data source to a database; returns its id.
    package func addDataSource(_ title: String, _ properties: JSON, to database: String) throws -> String {
        try refusing { world throws(NotionError) in
            let schema = try world.state.schema(properties.object ?? [:])
            guard world.state.databases[database] != nil else { throw .notFound("database", database) }
            let source = NotionDataSource(
                id: world.state.newID(), database: database, title: title, properties: schema, created: now(world),
                createdBy: world.state.person.id)
            world.state.add(source)
            return source.id
        }
    }

    /// Adds a row; `properties` are property values by name. Returns its id.
    @discardableResult
    package func addRow(_ properties: JSON, in source: String? = nil) throws -> String {
        let source = source ?? dataSource
        return try refusing { world throws(NotionError) in
            let body: JSON = ["parent": ["data_source_id": .string(source)], "properties": properties]
            return try world.state.createPage(try Self.checked(body, as: "createPage"), by: person(world))
        }
    }

    /// Adds a template of a data source; returns its id.
    package func addTemplate(_ properties: JSON, isDefault: Bool = false, in source: String? = nil) throws -> String {
        let id = try addRow(properties, in: source)
        try changeRow(id) { row in
            row.isTemplate = true
            row.isDefaultTemplate = isDefault
        }
        return id
    }

    /// Edits properties of a row.
    package func editRow(_ id: String, _ properties: JSON) throws {
        try update(id, ["properties": properties])
    }

    /// Puts a row into the trash.
    package func trashRow(_ id: String) throws { try update(id, ["in_trash": true]) }

    /// Takes a row out of the trash.
    package func restoreRow(_ id: String) throws { try update(id, ["in_trash": false]) }

    /// Removes a row for good, as thirty days in the trash do.
    package func purgeRow(_ id: String) { world.withLock { $0.state.purge(id) } }

    /// Archives a row, or brings it back.
    package func archiveRow(_ id: String, _ isArchived: Bool = true) throws {
        try changeRow(id) { $0.isArchived = isArchived }
    }

    /// Duplicates a row as "Duplicate" in Notion does: every property is copied, hidden ones too. Returns the new id.
    @discardableResult
    package func duplicateRow(_ id: String) throws -> String {
        try refusing { world throws(NotionError) in
            guard let row = world.state.row(id), let home = world.state.home(of: row) else {
                throw .notFound("page", id)
            }
            var copy = world.state.newRow(in: home, by: person(world))
            copy.values = row.values
            copy.values["title"] = .text(NotionText.plain(home.title(of: row) + " (1)"))
            (copy.icon, copy.cover, copy.markdown) = (row.icon, row.cover, row.markdown)
            home.lastNumber = copy.number
            world.state.put(copy)
            return copy.id
        }
    }

    /// Moves a row to another data source, or out of all of them.
    package func moveRow(_ id: String, to source: String?) throws {
        try refusing { world throws(NotionError) in
            guard let row = world.state.row(id) else { throw .notFound("page", id) }
            let target = try source.map { id throws(NotionError) in try world.state.known(id) }
            try world.state.move(row, to: target, by: person(world))
        }
    }

    /// Shares a database or a page with the connection, or takes it away from it.
    package func share(_ id: String, _ isShared: Bool = true) throws {
        if try changeDatabase(id, { $0.isShared = isShared }) { return }
        try refusing { world throws(NotionError) in
            guard var row = world.state.row(id) else { throw .notFound("page", id) }
            row.isShared = isShared
            world.state.put(row)
        }
    }

    /// Puts a database into the trash, or takes it out.
    package func trashDatabase(_ id: String, _ isInTrash: Bool = true) throws {
        try changeDatabase(id) { $0.isInTrash = isInTrash }
    }

    /// Makes a database a wiki, whose queries give data sources as well.
    package func makeWiki(_ id: String) throws { try changeDatabase(id) { $0.isWiki = true } }

    /// Changes the schema of a data source, as `PATCH /v1/data_sources/{id}` takes it: rename, retype, add, remove.
    package func editSchema(_ properties: JSON, of source: String? = nil) throws {
        let source = source ?? dataSource
        try refusing { world throws(NotionError) in
            let body = try Self.checked(["properties": properties], as: "updateDataSource")
            try world.state.update(try world.state.known(source), body, by: person(world))
        }
    }

    /// Deletes an option; rows that had it have it no more, and their time stays.
    package func deleteOption(_ name: String, of property: String, in source: String? = nil) throws {
        try changeProperty(property, in: source) { $0.options.removeAll { $0.name == name } }
    }

    /// Renames an option; rows that have it show the new name, and their time stays.
    package func renameOption(_ name: String, to new: String, of property: String, in source: String? = nil) throws {
        try changeProperty(property, in: source) { changed in
            for index in changed.options.indices where changed.options[index].name == name {
                changed.options[index].name = new
            }
        }
    }
}

extension NotionSandbox {
    private func update(_ id: String, _ body: JSON) throws {
        try refusing { world throws(NotionError) in
            guard let row = world.state.row(id) else { throw .notFound("page", id) }
            try world.state.updatePage(row, try Self.checked(body, as: "updatePage"), by: person(world))
        }
    }

    private func changeRow(_ id: String, _ change: (inout NotionRow) -> Void) throws {
        try refusing { world throws(NotionError) in
            guard var row = world.state.row(id) else { throw .notFound("page", id) }
            change(&row)
            world.state.save(row, by: person(world))
        }
    }

    @discardableResult
    private func changeDatabase(_ id: String, _ change: (inout NotionDatabase) -> Void) throws -> Bool {
        world.withLock { world in
            guard var database = world.state.databases[id] else { return false }
            change(&database)
            database.edited = now(world)
            world.state.put(database)
            for source in world.state.sources(of: id) { source.touch() }
            return true
        }
    }

    private func changeProperty(
        _ name: String, in source: String?, _ change: (inout NotionProperty) -> Void
    ) throws {
        let source = source ?? dataSource
        try refusing { world throws(NotionError) in
            let known = try world.state.known(source)
            guard let index = known.properties.firstIndex(where: { $0.answers(to: name) }) else {
                throw .notFound("property", name)
            }
            change(&known.properties[index])
            known.edited = now(world)
            known.touch()
        }
    }

    private func person(_ world: World) -> NotionEditor {
        NotionEditor(isPerson: true, now: now(world), switches: world.switches)
    }

    private static func checked(_ body: JSON, as type: String) throws(NotionError) -> JSON {
        if let problem = NotionSchema.requests.problem(with: body, as: type, root: "body") { throw .invalid(problem) }
        return body
    }

    private func refusing<Result>(_ body: (inout World) throws(NotionError) -> Result) throws -> Result {
        do throws(NotionError) {
            return try world.withLock(body)
        } catch {
            throw SandboxRefusal(status: error.status, reason: error.code, message: error.message)
        }
    }
}
