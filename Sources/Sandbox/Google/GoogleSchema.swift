/// What the discovery document says of the methods that the sandbox speaks.
///
/// The facts themselves are in ``table``, which scripts/distill-google-schema.py makes.
struct GoogleSchema: Sendable {
    /// One method of the API.
    struct Method: Sendable {
        /// Such as `events.patch`.
        var name: String
        var verb: String
        /// The path below `/calendar/v3/`; a segment in braces takes any value.
        var path: [String]
        /// The type of the body; nil when the method takes none.
        var body: String?
        /// The type of the answer; nil when it is empty.
        var result: String?
        var parameters: [String: Parameter] = [:]

        /// Whether the method changes nothing in a calendar.
        var isRead: Bool {
            verb == "GET" || ["freebusy.query", "events.watch", "channels.stop"].contains(name)
        }
    }

    /// One query parameter of a method.
    struct Parameter: Sendable {
        var kind: Kind
        var values: [String] = []
        var isRepeated = false
        var isRequired = false
    }

    /// One field of a type.
    struct Field: Sendable {
        var kind: Kind
        /// The server alone sets it.
        var isReadOnly = false
        /// The server alone sets it, but on import.
        var isImportOnly = false
        /// It cannot change after creation.
        var isImmutable = false
        /// The methods that refuse a body without it.
        var requiredBy: [String] = []
    }

    /// The type of a value.
    indirect enum Kind: Sendable, Hashable {
        case string(format: String?)
        case integer, boolean, number, any
        case list(Kind)
        case map(Kind)
        case type(String)
    }

    private(set) var methods: [String: Method] = [:]
    private(set) var types: [String: [String: Field]] = [:]
    /// The parameters that every method takes.
    private(set) var globals: [String: Parameter] = [:]

    /// The table, read.
    static let calendar = GoogleSchema(table: table)

    private init(table: String) {
        var method: String?
        var type = ""
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            switch words[0] {
            case "method":
                let optional = words[4...5].map { $0 == "-" ? nil : $0 }
                methods[words[1]] = Method(
                    name: words[1], verb: words[2], path: words[3].split(separator: "/").map(String.init),
                    body: optional[0], result: optional[1])
                method = words[1]
            case "param":
                let parameter = Self.parameter(words)
                if let method {
                    methods[method]?.parameters[words[1]] = parameter
                } else {
                    globals[words[1]] = parameter
                }
            case "type":
                type = words[1]
                types[type] = [:]
            case "field":
                types[type]?[words[1]] = Self.field(words)
            default: break
            }
        }
    }

    private static func parameter(_ words: [String]) -> Parameter {
        let isRepeated = words[2].hasSuffix("*")
        let values = words.dropFirst(3).first { $0 != "required" }?.split(separator: "|").map(String.init)
        return Parameter(
            kind: kind(isRepeated ? String(words[2].dropLast()) : words[2]), values: values ?? [],
            isRepeated: isRepeated,
            isRequired: words.last == "required")
    }

    private static func field(_ words: [String]) -> Field {
        let flags = words.dropFirst(3)
        let required = flags.first { $0.hasPrefix("required=") }?.dropFirst("required=".count)
        return Field(
            kind: kind(words[2]), isReadOnly: flags.contains("readOnly"), isImportOnly: flags.contains("importOnly"),
            isImmutable: flags.contains("immutable"),
            requiredBy: (required ?? "").split(separator: ",").map(String.init))
    }

    private static func kind(_ text: String) -> Kind {
        if text.hasPrefix("[") { return .list(kind(String(text.dropFirst().dropLast()))) }
        if text.hasPrefix("{") { return .map(kind(String(text.dropFirst().dropLast()))) }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch parts[0] {
        case "string": return .string(format: parts.count > 1 ? parts[1] : nil)
        case "integer": return .integer
        case "boolean": return .boolean
        case "number": return .number
        case "any": return .any
        default: return .type(text)
        }
    }
}

extension GoogleSchema {
    /// Finds the method at a verb and a path below `/calendar/v3/`, and the values of the path's parameters.
    ///
    /// A fixed segment goes before a parameter: `events/import` is no event id.
    func route(_ verb: String, _ segments: ArraySlice<String>) -> (method: Method, values: [String: String])? {
        var best: (method: Method, values: [String: String])?
        for method in methods.values where method.verb == verb && method.path.count == segments.count {
            var values: [String: String] = [:]
            let fits = zip(method.path, segments).allSatisfy { pattern, segment in
                guard pattern.hasPrefix("{") else { return pattern == segment }
                values[String(pattern.dropFirst().dropLast())] = segment
                return true
            }
            if fits, values.count < best?.values.count ?? .max { best = (method, values) }
        }
        return best
    }
}
