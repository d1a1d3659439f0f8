/// What requests write into properties.
extension NotionState {
    /// The longest address of a link, in UTF-16 units (reference/request-limits).
    private static let longestURL = 2000

    /// Sets the named properties of a row; nothing is set when one of them is refused.
    mutating func set(
        _ properties: [String: JSON], of row: inout NotionRow, in source: NotionDataSource, by editor: NotionEditor
    ) throws(NotionError) {
        let before = source.properties
        do throws(NotionError) {
            try setEach(properties, of: &row, in: source, by: editor)
        } catch {
            // Options made on the way are no options.
            source.properties = before
            throw error
        }
    }

    private mutating func setEach(
        _ properties: [String: JSON], of row: inout NotionRow, in source: NotionDataSource, by editor: NotionEditor
    ) throws(NotionError) {
        var seen: Set<String> = []
        for (key, json) in properties.sorted(by: { $0.key < $1.key }) {
            guard let property = source.property(key) else { throw .invalid("\(key) is not a property that exists.") }
            guard seen.insert(property.id).inserted else {
                throw .invalid("\(property.name) is given twice, by name and by id.")
            }
            guard let written = json[property.kind.rawValue], !property.kind.isComputed else {
                throw .invalid("\(property.name) is expected to be \(property.kind.rawValue).")
            }
            row.values[property.id] = try value(written, of: property, in: source, by: editor)
        }
    }

    private mutating func value(
        _ json: JSON, of property: NotionProperty, in source: NotionDataSource, by editor: NotionEditor
    ) throws(NotionError) -> NotionValue? {
        switch property.kind {
        case .title, .richText:
            let items = json.array ?? []
            try checkLinks(in: items, of: property)
            let runs = NotionText.read(items, titleOf: titleOfPage)
            return runs.isEmpty ? nil : .text(runs)
        case .number: return json.isNull ? nil : .number(json)
        case .checkbox: return json == true ? .flag(true) : nil
        case .date: return json.isNull ? nil : .date(try NotionDate(json, of: property.name, editor.switches))
        case .url, .email, .phoneNumber: return json.string.map { .line($0) }
        case .select, .status:
            guard !json.isNull else { return nil }
            return .options([try option(json, of: property, in: source)])
        case .multiSelect:
            var ids: [String] = []
            for element in json.array ?? [] {
                let id = try option(element, of: source.property(property.id) ?? property, in: source)
                if !ids.contains(id) { ids.append(id) }
            }
            return ids.isEmpty ? nil : .options(ids)
        case .people:
            let ids = (json.array ?? []).compactMap { $0["id"]?.string }
            // Any UUID is somebody's: tests make up people.
            for id in ids where NotionID(any: id) == nil {
                throw .invalid("\(property.name) refers to a user that does not exist: \(id).")
            }
            return ids.isEmpty ? nil : .ids(ids)
        case .relation:
            let ids = (json.array ?? []).compactMap { $0["id"]?.string }
            for id in ids where !editor.isPerson {
                guard let row = NotionID(any: id).flatMap({ row($0.text) }), canSee(row) else {
                    throw .notFound("page", id)
                }
            }
            return ids.isEmpty ? nil : .ids(ids)
        case .files: return json.array.map { .files($0) }
        case .formula, .button, .createdTime, .createdBy, .lastEditedTime, .lastEditedBy, .uniqueID: return nil
        }
    }

    private func checkLinks(in items: [JSON], of property: NotionProperty) throws(NotionError) {
        for (index, item) in items.enumerated() {
            guard let url = item["text"]?["link"]?["url"]?.string, url.utf16.count > Self.longestURL else { continue }
            throw .invalid(
                "body failed validation: body.properties.\(property.name).\(property.kind.rawValue)[\(index)]"
                    + ".text.link.url.length should be ≤ `2000`, instead was `\(url.utf16.count)`.")
        }
    }

    private mutating func option(
        _ json: JSON, of property: NotionProperty, in source: NotionDataSource
    ) throws(NotionError) -> String {
        if let id = json["id"]?.string {
            guard property.option(id: id) != nil else {
                throw .invalid("\(property.name) has no option with the id \(id).")
            }
            return id
        }
        return try option(named: json["name"]?.string ?? "", of: property, in: source)
    }

    /// The id of the option of this name, which is made if need be: for selects, not for a status
    /// (reference/page-property-values, "Select" and "Status").
    mutating func option(
        named name: String, of property: NotionProperty, in source: NotionDataSource
    ) throws(NotionError) -> String {
        if let known = property.option(named: name) { return known.id }
        guard property.kind != .status else {
            throw .invalid("Invalid status option. Status option \"\(name)\" does not exist\".")
        }
        guard !name.contains(",") else {
            throw .invalid("Invalid select option, commas not allowed: \(name)")
        }
        guard name.utf16.count <= 100 else {
            throw .invalid("Invalid select option, at most 100 characters are allowed: \(name)")
        }
        guard property.options.count < 100, let index = source.properties.firstIndex(where: { $0.id == property.id })
        else {
            throw .invalid("\(property.name) should have at most 100 options.")
        }
        let color = NotionOption.colors[property.options.count % NotionOption.colors.count]
        let option = NotionOption(id: newID(), name: name, color: color)
        source.properties[index].options.append(option)
        source.touch()
        return option.id
    }
}
