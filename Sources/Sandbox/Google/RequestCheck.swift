/// A request held against what the discovery document knows of its method.
///
/// What it does not know is refused when strict, and otherwise dropped and noted, as the real service drops it. Values
/// that no field can hold are refused always.
struct RequestCheck {
    let request: WireRequest
    let method: GoogleSchema.Method
    let isStrict: Bool
    private(set) var notes: [String] = []

    init(request: WireRequest, method: GoogleSchema.Method, isStrict: Bool) {
        self.request = request
        self.method = method
        self.isStrict = isStrict
    }

    /// Returns the parameters that are known, with values that they can have.
    mutating func query() throws(GoogleError) -> [(name: String, value: String)] {
        let schema = GoogleSchema.calendar
        var known: [(name: String, value: String)] = []
        for (name, value) in request.query {
            guard let parameter = method.parameters[name] ?? schema.globals[name] else {
                try object("Unknown parameter: \(name)", in: name)
                continue
            }
            if !parameter.isRepeated, known.contains(where: { $0.name == name }) {
                try object("The parameter \(name) cannot be repeated.", in: name)
            }
            guard Self.fits(value, parameter) else { throw .parameter(name, "Invalid value '\(value)' for: \(name)") }
            known.append((name, value))
        }
        for (name, parameter) in method.parameters where parameter.isRequired {
            guard known.contains(where: { $0.name == name }) else {
                throw .parameter(name, "Required parameter: \(name)", reason: "required")
            }
        }
        return known
    }

    /// Returns the body, parsed; nil when there is none.
    mutating func body() throws(GoogleError) -> JSON? {
        guard !request.body.isEmpty else {
            guard method.body != nil, isStrict else { return nil }
            throw .parseError
        }
        let type = request.headers["content-type"]?.lowercased() ?? ""
        if !type.hasPrefix("application/json") { try object("The content type '\(type)' is not application/json.") }
        guard let json = try? JSON(parsing: request.body), json.object != nil else { throw .parseError }
        return json
    }

    /// Returns the body without what the method's type does not know.
    mutating func known(_ body: JSON?) throws(GoogleError) -> JSON? {
        guard let type = method.body, let body else {
            if body != nil { try object("The method \(method.name) takes no body.") }
            return nil
        }
        return try known(body, .type(type), at: "")
    }

    private mutating func known(_ json: JSON, _ kind: GoogleSchema.Kind, at path: String) throws(GoogleError) -> JSON {
        let wrong = GoogleError.invalid("Invalid value at '\(path)': a \(json.kind) does not fit.")
        guard !json.isNull else { return json }
        switch kind {
        case .any: return json
        case .string(let format):
            guard let text = json.string else { throw wrong }
            guard format != "date" || CivilTime(date: text) != nil else { throw wrong }
            return json
        case .integer:
            guard let number = json.int, Int32(exactly: number) != nil else { throw wrong }
            return .int(number)
        case .number:
            guard json.int != nil || json.kind == "number" else { throw wrong }
            return json
        case .boolean:
            guard json.bool != nil else { throw wrong }
            return json
        case .list(let element):
            guard let elements = json.array else { throw wrong }
            var checked: [JSON] = []
            for (index, value) in elements.enumerated() {
                guard !value.isNull else { throw wrong }
                checked.append(try known(value, element, at: "\(path)[\(index)]"))
            }
            return .array(checked)
        case .map(let value):
            guard let members = json.object else { throw wrong }
            var checked: [String: JSON] = [:]
            for (key, member) in members { checked[key] = try known(member, value, at: path + "." + key) }
            return .object(checked)
        case .type(let name):
            guard let members = json.object else { throw wrong }
            let fields = GoogleSchema.calendar.types[name] ?? [:]
            var checked: [String: JSON] = [:]
            for (key, member) in members {
                let place = path.isEmpty ? key : path + "." + key
                guard let field = fields[key] else {
                    try object("Unknown name \"\(key)\" at '\(place)': cannot find field.")
                    continue
                }
                checked[key] = try known(member, field.kind, at: place)
            }
            return .object(checked)
        }
    }

    private static func fits(_ value: String, _ parameter: GoogleSchema.Parameter) -> Bool {
        guard parameter.values.isEmpty || parameter.values.contains(value) else { return false }
        switch parameter.kind {
        case .boolean: return ["true", "false"].contains(value)
        case .integer: return Int32(value) != nil
        case .string(format: "date-time"): return Timestamp.moment(value) != nil
        case .string, .number, .any, .list, .map, .type: return true
        }
    }

    private mutating func object(_ message: String, in parameter: String? = nil) throws(GoogleError) {
        guard isStrict else {
            notes.append(message)
            return
        }
        if let parameter { throw .parameter(parameter, message) }
        throw .invalid(message)
    }
}

extension GoogleState {
    /// Refuses a body that sets what only the server sets: a client that does so believes that it changes something.
    ///
    /// What is flagged read-only or immutable in the discovery document, and `kind`, `etag` and `id`. The stored value
    /// may be sent back: in a PUT of any such field, in a PATCH of the immutable ones and of `kind`, `etag` and `id`.
    func checkServerOwned(_ call: Call) throws(GoogleError) {
        guard let type = call.method.body, let body = call.body?.object, !call.method.isRead else { return }
        let fields = GoogleSchema.calendar.types[type] ?? [:]
        let creates = ["events.insert", "events.import", "calendars.insert", "calendarList.insert"].contains(
            call.method.name)
        let stored = creates ? nil : try storedResource(call)
        for (name, value) in body {
            guard let field = fields[name] else { continue }
            let isIdentity =
                ["kind", "etag"].contains(name) || name == "id" && !creates || name == "iCalUID" && !creates
            let isFixed = isIdentity || field.isImmutable || name == "htmlLink"
            let isServers = isFixed || field.isReadOnly || field.isImportOnly && call.method.name != "events.import"
            guard isServers else { continue }
            if creates, name == "eventType" || value == stored?[name] || name == "kind" { continue }
            if value == stored?[name], isFixed && name != "htmlLink" || call.method.verb == "PUT" { continue }
            throw .invalid("The field '\(name)' is set by the server and cannot be written.")
        }
    }

    private func storedResource(_ call: Call) throws(GoogleError) -> JSON? {
        let calendar = try calendar(call.path["calendarId"])
        switch call.method.name.split(separator: ".").first {
        case "events": return try shown(find(call.path["eventId"], in: calendar), presentation(call, of: calendar))
        case "calendarList": return calendar.entryResource(account: options.account)
        default: return calendar.resource(account: options.account)
        }
    }
}
