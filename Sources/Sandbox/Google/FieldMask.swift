/// What of an answer a client wants: the `fields` parameter ("Performance tips" guide, partial response).
struct FieldMask {
    private var members: [String: FieldMask] = [:]
    private var takesAll = false

    private static let everything = {
        var mask = FieldMask()
        mask.takesAll = true
        return mask
    }()

    private init() {}

    /// Reads `a,b(c,d/e),*` and checks the names against the method's answer; nil when there is no parameter.
    init?(_ text: String?, of method: GoogleSchema.Method) throws(GoogleError) {
        guard let text, let result = method.result else { return nil }
        var rest = Substring(text)
        guard let mask = Self.list(&rest), rest.isEmpty else { throw Self.invalid(text) }
        try mask.check(.type(result), text)
        self = mask
    }

    private static func invalid(_ selector: String) -> GoogleError {
        .parameter("fields", "Invalid field selection \(selector)", reason: "invalidParameter")
    }

    private static func list(_ rest: inout Substring) -> FieldMask? {
        var mask = FieldMask()
        while true {
            guard mask.readEntry(&rest) else { return nil }
            guard rest.first == "," else { return mask }
            rest.removeFirst()
        }
    }

    private mutating func readEntry(_ rest: inout Substring) -> Bool {
        let name = String(rest.prefix { $0.isLetter || $0.isNumber || "_-*.".contains($0) })
        guard !name.isEmpty else { return false }
        rest = rest.dropFirst(name.count)
        var inner = Self.everything
        if rest.first == "/" {
            rest.removeFirst()
            inner = FieldMask()
            guard inner.readEntry(&rest) else { return false }
        } else if rest.first == "(" {
            rest.removeFirst()
            guard let list = Self.list(&rest), rest.first == ")" else { return false }
            rest.removeFirst()
            inner = list
        }
        members[name] = members[name]?.union(inner) ?? inner
        return true
    }

    private func union(_ other: FieldMask) -> FieldMask {
        var mask = self
        mask.takesAll = takesAll || other.takesAll
        mask.members.merge(other.members) { $0.union($1) }
        return mask
    }

    private func check(_ kind: GoogleSchema.Kind, _ text: String) throws(GoogleError) {
        guard !takesAll else { return }
        switch kind {
        case .list(let element): try check(element, text)
        case .map, .any: return
        case .type(let name):
            let fields = GoogleSchema.calendar.types[name] ?? [:]
            for (member, mask) in members where member != "*" {
                guard let field = fields[member] else { throw Self.invalid(member) }
                try mask.check(field.kind, text)
            }
        case .string, .integer, .boolean, .number: throw Self.invalid(text)
        }
    }

    /// Returns what of `json` the mask lets through.
    func applied(to json: JSON) -> JSON {
        guard !takesAll else { return json }
        switch json {
        case .array(let elements): return .array(elements.map(applied))
        case .object(let object):
            var kept: [String: JSON] = [:]
            for (name, value) in object {
                if let mask = members[name] ?? members["*"] { kept[name] = mask.applied(to: value) }
            }
            return .object(kept)
        case .null, .bool, .int, .double, .string: return json
        }
    }
}
