/// A column of a data source: its id stays when it is renamed.
struct NotionProperty: Hashable {
    /// What a property holds, by Notion's own word.
    enum Kind: String, CaseIterable {
        case title, date, number, select, status, people, files, checkbox, url, email, relation, formula, button
        case richText = "rich_text"
        case multiSelect = "multi_select"
        case phoneNumber = "phone_number"
        case createdTime = "created_time"
        case createdBy = "created_by"
        case lastEditedTime = "last_edited_time"
        case lastEditedBy = "last_edited_by"
        case uniqueID = "unique_id"

        /// Whether the service itself makes the value, so that no request may write it.
        var isComputed: Bool {
            switch self {
            case .formula, .button, .createdTime, .createdBy, .lastEditedTime, .lastEditedBy, .uniqueID: true
            case .title, .date, .number, .select, .status, .people, .files, .checkbox, .url, .email, .relation,
                .richText, .multiSelect, .phoneNumber:
                false
            }
        }

        /// Whether values are chosen from options.
        var hasOptions: Bool { [.select, .multiSelect, .status].contains(self) }
    }

    /// The id as Notion keeps it; on the wire it is percent-encoded.
    var id: String
    var name: String
    var kind: Kind
    var description: String?
    /// What can be chosen, in order.
    var options: [NotionOption] = []
    /// `format` of a number, `expression` of a formula, `prefix` of a unique id, `data_source_id` of a relation.
    var settings: [String: JSON] = [:]

    /// The id on the wire ("use them as is, do not encode again": reference/page-property-values).
    var wireID: String { Self.encoded(id) }

    /// Whether a client means this property by a name or an id, encoded or not.
    func answers(to key: String) -> Bool { key == name || key == id || key == wireID }

    /// The option that a value's id names.
    func option(id: String) -> NotionOption? { options.first { $0.id == id } }

    /// The option of this name; names differ by letter case as well.
    func option(named name: String) -> NotionOption? { options.first { $0.name == name } }

    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in text.utf8 {
            let isPlain =
                isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-_.~".utf8.contains(byte)
            out += isPlain ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Returns a new id: four characters, some of which want encoding, as the real ones do.
    static func newID(from numbers: inout SplitMix) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:;<=>?@[]^_`{|}~\\".utf8)
        let word = numbers.next()
        let bytes = (0..<4).map { alphabet[Int((word >> (UInt64($0) * 16) & 0xFFFF) % UInt64(alphabet.count))] }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Something that can be chosen in a select, multi-select or status property.
struct NotionOption: Hashable {
    var id: String
    var name: String
    var color: String
    var description: String?

    /// As a page's value shows it.
    var value: JSON { ["id": .string(id), "name": .string(name), "color": .string(color)] }

    /// As the schema shows it.
    var json: JSON {
        var json = value
        json["description"] = description.map { .string($0) } ?? .null
        return json
    }

    /// The colours that new options take in turn (OpenAPI, selectColor).
    static let colors = ["default", "gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red"]
}

extension NotionProperty {
    /// As a data source's schema shows it.
    var json: JSON {
        let description: JSON = self.description.map { .string($0) } ?? .null
        return [
            "id": .string(wireID), "name": .string(name), "type": .string(kind.rawValue), "description": description,
            kind.rawValue: configuration,
        ]
    }

    private var configuration: JSON {
        switch kind {
        case .select, .multiSelect: return ["options": .array(options.map(\.json))]
        case .status: return ["options": .array(options.map(\.json)), "groups": .array(groups)]
        case .number: return ["format": settings["format"] ?? "number"]
        case .formula: return ["expression": settings["expression"] ?? "\"\""]
        case .uniqueID: return ["prefix": settings["prefix"] ?? .null]
        case .relation:
            let target = settings["data_source_id"] ?? .null
            return [
                "data_source_id": target, "database_id": settings["database_id"] ?? .null, "type": "single_property",
                "single_property": [:],
            ]
        case .title, .date, .people, .files, .checkbox, .url, .email, .button, .richText, .phoneNumber, .createdTime,
            .createdBy, .lastEditedTime, .lastEditedBy:
            return [:]
        }
    }

    /// The groups of a status property: the first option is to do, the last complete, all between in progress.
    private var groups: [JSON] {
        let middle = options.dropFirst().dropLast()
        let groups: [(id: String, name: String, color: String, options: [NotionOption])] = [
            ("todo-status-group", "To-do", "gray", Array(options.prefix(1))),
            ("in-progress-status-group", "In progress", "blue", Array(middle)),
            ("complete-status-group", "Complete", "green", Array(options.dropFirst().suffix(1))),
        ]
        return groups.map { group in
            [
                "id": .string(group.id), "name": .string(group.name), "color": .string(group.color),
                "option_ids": .array(group.options.map { .string($0.id) }),
            ]
        }
    }
}
