/// What Notion's OpenAPI document says of the bodies and answers that the sandbox deals with.
///
/// Both tables are made by `scripts/distill-notion-schema.py`, so that the sandbox works without the document.
struct NotionSchema: Sendable {
    /// A type as the table writes it.
    indirect enum Kind: Sendable, Hashable {
        /// A text, with bounds on its length in UTF-16 units.
        case string(ClosedRange<Int>?)
        case uuid
        case number
        case boolean
        case null
        case yes
        case any
        /// This text and no other.
        case text(String)
        case list(Kind, most: Int?)
        case optional(Kind)
        /// A type of its own in the table.
        case named(String)
    }

    /// A member of an object.
    struct Field: Sendable, Hashable {
        var kind: Kind
        var isRequired: Bool
    }

    /// A type with a name.
    enum Definition: Sendable, Hashable {
        /// A closed object; where `others` is given, members that are not listed have that type.
        case object(fields: [String: Field], others: Kind?)
        case union([Kind])
    }

    private(set) var definitions: [String: Definition] = [:]

    /// The bodies that the sandbox takes.
    static let requests = NotionSchema(table: requestsTable)
    /// The answers that the sandbox gives.
    static let answers = NotionSchema(table: answersTable)

    private init(table: String) {
        var name = ""
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            switch words[0] {
            case "object":
                name = words[1]
                definitions[name] = .object(fields: [:], others: words.count > 3 ? Self.kind(words[3]) : nil)
            case "union":
                name = words[1]
                definitions[name] = .union([])
            case "field":
                guard case .object(var fields, let others)? = definitions[name] else { continue }
                fields[words[1]] = Field(kind: Self.kind(words[2]), isRequired: words.last == "required")
                definitions[name] = .object(fields: fields, others: others)
            case "case":
                guard case .union(let cases)? = definitions[name] else { continue }
                definitions[name] = .union(cases + [Self.kind(words[1])])
            default: break
            }
        }
    }

    private static func kind(_ text: String) -> Kind {
        if text.hasSuffix("?") { return .optional(kind(String(text.dropLast()))) }
        if text.hasPrefix("["), let end = text.lastIndex(of: "]") {
            let inner = text[text.index(after: text.startIndex)..<end]
            let bound = text[text.index(after: end)...]
            return .list(kind(String(inner)), most: Int(bound.dropFirst(2)))
        }
        if text.hasPrefix("\"") { return .text(String(text.dropFirst().dropLast())) }
        if text.hasPrefix("string:"), let dots = text.range(of: "..") {
            let low = Int(text[text.index(text.startIndex, offsetBy: 7)..<dots.lowerBound]) ?? 0
            return .string(low...max(low, Int(text[dots.upperBound...]) ?? low))
        }
        switch text {
        case "string": return .string(nil)
        case "string:uuid": return .uuid
        case "number": return .number
        case "boolean": return .boolean
        case "null": return .null
        case "true": return .yes
        case "any": return .any
        default: return .named(text)
        }
    }
}
