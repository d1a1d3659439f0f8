/// Schemas: the properties of data sources.
extension NotionState {
    /// Makes a schema from property configurations; a title property is added where there is none.
    mutating func schema(_ configurations: [String: JSON]) throws(NotionError) -> [NotionProperty] {
        var properties: [NotionProperty] = []
        for (name, configuration) in configurations.sorted(by: { $0.key < $1.key }) {
            properties.append(try property(named: name, configuration))
        }
        let titles = properties.filter { $0.kind == .title }
        guard titles.count < 2 else { throw .invalid("A data source should have one title property.") }
        if let title = titles.first {
            properties.removeAll { $0.kind == .title }
            return [title] + properties
        }
        return [NotionProperty(id: "title", name: "Name", kind: .title)] + properties
    }

    /// Makes a property of a configuration such as `{"select":{"options":[…]}}`.
    private mutating func property(named name: String, _ json: JSON) throws(NotionError) -> NotionProperty {
        let kinds = NotionProperty.Kind.allCases.filter { json[$0.rawValue] != nil }
        guard let kind = kinds.first, kinds.count == 1 else {
            throw .invalid("\(name) should have one of the property types.")
        }
        var property = NotionProperty(
            id: kind == .title ? "title" : NotionProperty.newID(from: &numbers), name: name, kind: kind)
        property.description = json["description"]?.string
        try configure(&property, json[kind.rawValue] ?? .null)
        return property
    }

    private mutating func configure(_ property: inout NotionProperty, _ settings: JSON) throws(NotionError) {
        property.settings = (settings.object ?? [:]).filter { $0.key != "options" && $0.key != "groups" }
        if property.kind == .relation {
            let target = settings["data_source_id"]?.string.flatMap(NotionID.init(any:)).flatMap { sources[$0.text] }
            guard let target else { throw .invalid("\(property.name) should relate to a data source that exists.") }
            property.settings = [
                "data_source_id": .string(target.id), "database_id": .string(target.database),
            ]
        }
        guard property.kind.hasOptions else { return }
        let names = property.kind == .status ? ["Not started", "In progress", "Done"] : []
        let wanted = settings["options"]?.array ?? names.map { ["name": .string($0)] }
        property.options = try wanted.map { json throws(NotionError) in try option(json, of: property) }
    }

    /// The option that a configuration lists: a known one by id or name, else a new one.
    private mutating func option(_ json: JSON, of property: NotionProperty) throws(NotionError) -> NotionOption {
        let known =
            json["id"]?.string.flatMap(property.option(id:)) ?? json["name"]?.string.flatMap(property.option(named:))
        let name = json["name"]?.string ?? known?.name ?? ""
        guard !name.contains(",") else { throw .invalid("Invalid select option, commas not allowed: \(name)") }
        var option = known ?? NotionOption(id: newID(), name: name, color: "default")
        option.name = name
        option.color = json["color"]?.string ?? option.color
        option.description = json["description"]?.string ?? option.description
        return option
    }

    /// Changes a data source, as `PATCH /v1/data_sources/{id}` does.
    ///
    /// A property is renamed with `name`, removed with null, and made or retyped with a configuration; the options
    /// given for a select are all that it then has.
    mutating func update(_ source: NotionDataSource, _ body: JSON, by editor: NotionEditor) throws(NotionError) {
        let isInTrash = source.isInTrash || databases[source.database]?.isInTrash == true
        let trash = body["in_trash"]?.bool ?? body["archived"]?.bool
        guard !isInTrash || trash == false else { throw .archived }
        var properties = source.properties
        for (key, json) in (body["properties"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            try change(key, json, in: &properties, of: source)
        }
        guard properties.contains(where: { $0.kind == .title }) else {
            throw .invalid("A data source should have one title property.")
        }
        guard Set(properties.map(\.name)).count == properties.count else {
            throw .invalid("Two properties of a data source can't have the same name.")
        }
        source.properties = properties
        if let title = body["title"]?.array {
            source.title = NotionText.text(of: NotionText.read(title, titleOf: titleOfPage))
        }
        source.isInTrash = trash ?? source.isInTrash
        source.edited = editor.now
        source.editedBy = id(of: editor)
        source.touch()
    }

    private mutating func change(
        _ key: String, _ json: JSON, in properties: inout [NotionProperty], of source: NotionDataSource
    ) throws(NotionError) {
        let known = source.property(key)
        guard let known, let index = properties.firstIndex(where: { $0.id == known.id }) else {
            guard !json.isNull else { throw .invalid("Could not find property with name or id: \(key)") }
            properties.append(try property(named: json["name"]?.string ?? key, json))
            return
        }
        guard !json.isNull else {
            guard known.kind != .title else { throw .invalid("Cannot delete the title property.") }
            properties.remove(at: index)
            return
        }
        var changed = properties[index]
        changed.name = json["name"]?.string ?? changed.name
        if let description = json["description"] { changed.description = description.string }
        if let kind = NotionProperty.Kind.allCases.first(where: { json[$0.rawValue] != nil }) {
            guard (kind == .title) == (changed.kind == .title) else {
                throw .invalid("\(changed.name): a title property stays one, and there is only one.")
            }
            let settings = json[kind.rawValue] ?? .null
            if kind != changed.kind { retype(&changed, to: kind) }
            // A status property's options are edited in Notion itself (reference/update-property-schema-object).
            if kind != .status, settings.object?.isEmpty == false { try configure(&changed, settings) }
        }
        properties[index] = changed
    }

    /// Gives a property another kind: the id stays, values of another shape are no values any more.
    private mutating func retype(_ property: inout NotionProperty, to kind: NotionProperty.Kind) {
        property.kind = kind
        property.settings = [:]
        guard kind == .status, property.options.isEmpty else { return }
        property.options = ["Not started", "In progress", "Done"].map {
            NotionOption(id: newID(), name: $0, color: "default")
        }
    }
}
