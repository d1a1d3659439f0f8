/// What a row holds for one property; absent for an empty one.
enum NotionValue: Hashable {
    /// Runs of rich text, as answers have them.
    case text([JSON])
    case number(JSON)
    case flag(Bool)
    /// The ids of chosen options.
    case options([String])
    case date(NotionDate)
    /// A url, e-mail address or telephone number.
    case line(String)
    /// The ids of people or related pages.
    case ids([String])
    case files([JSON])
}

extension NotionValue {
    /// How many people and relations an answer shows at most ("25 references": reference/retrieve-a-page).
    static let shownReferences = 25

    /// The plain text of a value that is text; empty otherwise.
    var plainText: String {
        switch self {
        case .text(let runs): NotionText.text(of: runs)
        case .line(let text): text
        case .number, .flag, .options, .date, .ids, .files: ""
        }
    }

    /// The ids of people or pages.
    var references: [String] {
        switch self {
        case .ids(let ids): ids
        case .text, .number, .flag, .options, .date, .line, .files: []
        }
    }

    /// The ids of chosen options.
    var chosen: [String] {
        switch self {
        case .options(let ids): ids
        case .text, .number, .flag, .date, .line, .ids, .files: []
        }
    }
}

extension NotionRow {
    /// The value of a property with its id and type, as a page shows it; long lists are cut.
    func json(of property: NotionProperty) -> JSON {
        var json: JSON = [
            "id": .string(property.wireID), "type": .string(property.kind.rawValue),
            property.kind.rawValue: bare(property, most: NotionValue.shownReferences),
        ]
        if property.kind == .relation {
            json["has_more"] = .bool((values[property.id]?.references.count ?? 0) > NotionValue.shownReferences)
        }
        return json
    }

    /// The value of a property without id and type.
    func bare(_ property: NotionProperty, most: Int = .max) -> JSON {
        let value = values[property.id]
        switch property.kind {
        case .title, .richText:
            if case .text(let runs)? = value { return .array(runs) }
            return []
        case .number:
            if case .number(let number)? = value { return number }
            return .null
        case .checkbox: return .bool(value == .flag(true))
        case .select: return chosen(property).first?.value ?? .null
        // An empty status reads as the first option (reference/page-property-values, "Status").
        case .status: return (chosen(property).first ?? property.options.first)?.value ?? .null
        case .multiSelect: return .array(chosen(property).map(\.value))
        case .date:
            if case .date(let date)? = value { return date.json }
            return .null
        case .url, .email, .phoneNumber:
            if case .line(let text)? = value { return .string(text) }
            return .null
        case .people: return .array((value?.references ?? []).prefix(most).map(Self.user))
        case .relation: return .array((value?.references ?? []).prefix(most).map { ["id": .string($0)] })
        case .files:
            if case .files(let files)? = value { return .array(files) }
            return []
        case .formula: return ["type": "string", "string": .null]
        case .button: return [:]
        case .createdTime: return .string(createdTime)
        case .lastEditedTime: return .string(lastEditedTime)
        case .createdBy: return Self.user(createdBy)
        case .lastEditedBy: return Self.user(editedBy)
        case .uniqueID: return ["prefix": property.settings["prefix"] ?? .null, "number": .int(number)]
        }
    }

    /// The options of a property that this row has; an option that was deleted is no value any more.
    func chosen(_ property: NotionProperty) -> [NotionOption] {
        (values[property.id]?.chosen ?? []).compactMap(property.option(id:))
    }

    private static func user(_ id: String) -> JSON { ["object": "user", "id": .string(id)] }
}
