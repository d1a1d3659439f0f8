import ICalendar
import SyncCore

/// The fields of an event as `POST` and `PATCH` take them: absent leaves one as it is, `null` removes it.
struct EventFields: Decodable {
    /// All that is taken.
    enum Name: String, CodingKey, CaseIterable {
        case title, startDateTime, endDateTime, duration, allDay, timeZone, rule, type, categories, priority, status
        case location, description, url, pair, integrationId, folder
    }

    let title, rule, type, status, location, description, url: String??
    let categories: [String]??
    let priority: EventJSON.Priority??
    /// When it is.
    let times: EventTimes
    /// Where its file belongs.
    let pair, folder: String?

    /// Any name that a body may have.
    private struct AnyName: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        for name in try decoder.container(keyedBy: AnyName.self).allKeys.map(\.stringValue).sorted()
        where Name(rawValue: name) == nil {
            throw Problem(.badRequest, "\(Diagnostic.excerpt(name)) is no field of an event.", "See /openapi.json.")
        }
        let fields = try decoder.container(keyedBy: Name.self)
        func given<Value: Decodable>(_ name: Name, _ type: Value.Type) throws -> Value?? {
            guard fields.contains(name) else { return .none }
            return .some(try fields.decodeNil(forKey: name) ? nil : fields.decode(type, forKey: name))
        }
        title = try given(.title, String.self)
        rule = try given(.rule, String.self)
        type = try given(.type, String.self)
        status = try given(.status, String.self)
        location = try given(.location, String.self)
        description = try given(.description, String.self)
        url = try given(.url, String.self)
        categories = try given(.categories, [String].self)
        priority = try given(.priority, EventJSON.Priority.self)
        times = EventTimes(
            start: try given(.startDateTime, String.self) ?? nil, end: try given(.endDateTime, String.self) ?? nil,
            duration: try given(.duration, Int.self) ?? nil, isAllDay: try given(.allDay, Bool.self) ?? nil,
            zone: try given(.timeZone, String.self))
        let (pair, id) = (try given(.pair, String.self) ?? nil, try given(.integrationId, String.self) ?? nil)
        guard pair == nil || id == nil || pair == id else {
            throw Problem(.badRequest, "pair and integrationId name two pairs.", "Name one of them.")
        }
        self.pair = pair ?? id
        folder = try given(.folder, String.self) ?? nil
    }

    /// The values of all fields but the time that `part` is to have.
    func values(for part: Part) throws -> [Field: Value?] {
        var values: [Field: Value?] = [:]
        for (field, given) in [
            (Field.title, title), (.location, location), (.description, description), (.url, url), (.status, status),
        ] {
            guard let given else { continue }
            values[field] = .some(try given.flatMap { try Self.text($0, for: field) }.map { .text($0) })
        }
        if case .some(.none) = title { throw Self.noTitle }
        if let title, title?.contains(where: { !$0.isWhitespace }) == false { throw Self.noTitle }
        if let priority { values[.priority] = .some(priority.map { .text($0.text) }) }
        if let categories = try categories(for: part) {
            values[.categories] = .some(categories.isEmpty ? nil : .set(categories))
        }
        return values
    }

    static let noTitle = Problem(.badRequest, "The title is empty.", "Write one.")

    /// `type` is the first of the categories, in their order.
    private func categories(for part: Part) throws -> Set<String>? {
        var wanted: Set<String>?
        if let categories { wanted = Set(try (categories ?? []).compactMap { try Self.text($0, for: .categories) }) }
        guard let type else { return wanted }
        let word = try type.flatMap { try Self.text($0, for: .categories) }
        if let wanted {
            guard word.map(wanted.contains) ?? wanted.isEmpty else {
                throw Problem(.badRequest, "type is not among the categories.", "Leave out one of the two.")
            }
            return wanted
        }
        let present = part[.categories]?.elements ?? []
        return Set(present.dropFirst() + (word.map { [$0] } ?? []))
    }

    /// A text as a line can hold it; `nil` for an empty one.
    private static func text(_ text: String, for field: Field) throws -> String? {
        let plain = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        let isFit = plain.unicodeScalars.allSatisfy { scalar in
            switch field {
            case .title, .location, .description:
                scalar.value >= 0x20 && scalar != "\u{7F}" || scalar == "\n" || scalar == "\t"
            case .url: scalar.value > 0x20 && scalar != "\u{7F}"
            default: scalar.value >= 0x20 && scalar != "\u{7F}"
            }
        }
        guard isFit else {
            throw Problem(.badRequest, "The \(field.word) has characters that a calendar can't hold.", "Take them out.")
        }
        if field == .status, !["CONFIRMED", "TENTATIVE", "CANCELLED"].contains(plain) {
            throw Problem(.badRequest, "There is no such status.", "It is CONFIRMED, TENTATIVE or CANCELLED.")
        }
        if field == .url, plain.split(separator: ":", maxSplits: 1).count < 2, !plain.isEmpty {
            throw Problem(.badRequest, "The url is no address.", "Write it with https:// in front.")
        }
        return plain.isEmpty ? nil : plain
    }
}
