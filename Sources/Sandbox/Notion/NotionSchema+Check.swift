extension NotionSchema {
    /// Returns what is wrong with a body or an answer, in Notion's words; nil when it fits.
    ///
    /// - Parameter root: How messages call the value: `body` for a request.
    func problem(with json: JSON, as name: String, root: String) -> String? {
        let found = problems(json, .named(name), at: root, isRequired: true)
        switch found.count {
        case 0: return nil
        case 1: return "\(root) failed validation: \(found[0])"
        default: return "\(root) failed validation. Fix one:\n" + found.joined(separator: "\n")
        }
    }

    /// Returns the sentences of which one must be answered: none when the value fits.
    private func problems(_ json: JSON?, _ kind: Kind, at path: String, isRequired: Bool) -> [String] {
        guard let json else { return isRequired ? ["\(path) should be defined, instead was `undefined`."] : [] }
        func unlike(_ wanted: String) -> [String] {
            let other = isRequired ? "" : " or `undefined`"
            return ["\(path) should be \(wanted)\(other), instead was `\(Self.shown(json))`."]
        }
        switch kind {
        case .any: return []
        case .null: return json.isNull ? [] : unlike("`null`")
        case .yes: return json == true ? [] : unlike("`true`")
        case .boolean: return json.bool == nil ? unlike("a boolean") : []
        case .number:
            switch json {
            case .int, .double: return []
            case .null, .bool, .string, .array, .object: return unlike("a number")
            }
        case .text(let text): return json == .string(text) ? [] : unlike("`\"\(text)\"`")
        case .uuid: return json.string.flatMap(NotionID.init(any:)) == nil ? unlike("a valid uuid") : []
        case .string(let bounds):
            guard let text = json.string else { return unlike("a string") }
            guard let bounds, !bounds.contains(text.utf16.count) else { return [] }
            return [Self.length(text.utf16.count, outside: bounds, at: path)]
        case .optional(let kind):
            return json.isNull ? [] : problems(json, kind, at: path, isRequired: isRequired)
        case .list(let element, let most):
            guard let elements = json.array else { return unlike("an array") }
            if let most, elements.count > most { return [Self.length(elements.count, outside: 0...most, at: path)] }
            for (index, value) in elements.enumerated() {
                let found = problems(value, element, at: "\(path)[\(index)]", isRequired: true)
                if !found.isEmpty { return found }
            }
            return []
        case .named(let name):
            switch definitions[name] {
            case .object(let fields, let others):
                guard let members = json.object else { return unlike("an object") }
                return problems(members, fields, others: others, at: path)
            case .union(let cases): return problems(json, cases, at: path, isRequired: isRequired)
            case nil: return ["\(path) has the unknown type \(name)."]
            }
        }
    }

    private func problems(
        _ members: [String: JSON], _ fields: [String: Field], others: Kind?, at path: String
    ) -> [String] {
        for (name, field) in fields.sorted(by: { $0.key < $1.key }) {
            let found = problems(members[name], field.kind, at: "\(path).\(name)", isRequired: field.isRequired)
            if !found.isEmpty { return found }
        }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) where fields[name] == nil {
            guard let others else {
                return ["\(path).\(name) should be not present, instead was `\(Self.shown(value))`."]
            }
            let found = problems(value, others, at: "\(path).\(name)", isRequired: true)
            if !found.isEmpty { return found }
        }
        return []
    }

    /// Checks against a union: the cases whose required members are there are the ones to tell about.
    private func problems(_ json: JSON, _ cases: [Kind], at path: String, isRequired: Bool) -> [String] {
        let meant = cases.filter { hasRequired(json, $0) }
        var found: [String] = []
        for kind in meant.isEmpty ? cases : meant {
            let some = problems(json, kind, at: path, isRequired: isRequired)
            if some.isEmpty { return [] }
            found += some.filter { !found.contains($0) }
        }
        return found
    }

    /// Whether a value has each member that a type requires, and the texts that tell one case from another.
    private func hasRequired(_ json: JSON, _ kind: Kind) -> Bool {
        switch kind {
        case .named(let name):
            switch definitions[name] {
            case .object(let fields, _):
                guard let members = json.object else { return false }
                return fields.allSatisfy { name, field in
                    guard let value = members[name] else { return !field.isRequired }
                    guard case .text(let text) = field.kind else { return true }
                    return value == .string(text)
                }
            case .union(let cases): return cases.contains { hasRequired(json, $0) }
            case nil: return false
            }
        case .list: return json.array != nil
        case .string, .uuid: return json.string != nil
        case .number, .boolean, .null, .yes, .any, .text, .optional: return true
        }
    }

    private static func length(_ count: Int, outside bounds: ClosedRange<Int>, at path: String) -> String {
        count > bounds.upperBound
            ? "\(path).length should be ≤ `\(bounds.upperBound)`, instead was `\(count)`."
            : "\(path).length should be ≥ `\(bounds.lowerBound)`, instead was `\(count)`."
    }

    private static func shown(_ json: JSON) -> String {
        let text = json.text()
        return text.count > 100 ? String(text.prefix(100)) + "..." : text
    }
}
