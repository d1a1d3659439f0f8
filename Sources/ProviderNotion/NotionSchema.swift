import FoundationEssentials
import SyncCore

/// Which properties of a data source play which role, by id: a rename in Notion breaks nothing.
///
/// It is kept with the pair's calendar, so that a quiet look needs no request for it.
package struct NotionSchema: Hashable, Sendable, Codable {
    /// A property that plays a role.
    package struct Property: Hashable, Sendable, Codable {
        /// Notion's id, URL-encoded as Notion answers it.
        package var id: String
        /// The name as last seen.
        package var name: String
        /// Such as `rich_text`.
        package var type: String
        /// The names of the options, where it has some.
        package var options: [String]?
    }

    /// The properties, by role.
    package var properties: [String: Property]
    /// The id of the database that the data source is in, where it was named by that.
    package var title: String
    /// Whether a role is left out of one look, since another property plays it now; not kept.
    package var paused = false

    private enum CodingKeys: String, CodingKey {
        case properties, title
    }

    package init(properties: [String: Property] = [:], title: String = "") {
        self.properties = properties
        self.title = title
    }

    /// The property that plays `role`.
    package subscript(role: NotionRole) -> Property? {
        get { properties[role.rawValue] }
        set { properties[role.rawValue] = newValue }
    }

    /// The roles without a property.
    package var missing: [NotionRole] { NotionRole.allCases.filter { self[$0] == nil } }

    /// The note under which it is kept.
    static let note = "schema"

    /// Reads what a calendar keeps; `nil` where there is none.
    package init?(of calendar: RemoteCalendar) {
        guard let text = calendar.notes?[Self.note],
            let schema = try? JSONDecoder().decode(NotionSchema.self, from: Data(text.utf8))
        else { return nil }
        self = schema
    }

    /// The text that a calendar keeps.
    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// What rows must be read anew for when it changes: the roles, ids and types, not the names and options.
    var shape: String {
        properties.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.id):\($0.value.type)" }.joined(separator: " ")
    }

    /// Without the roles that another property played when `shape` was noted; `nil` where there is none.
    func pausing(since shape: String) -> NotionSchema? {
        var paused = self
        for word in shape.split(separator: " ") {
            guard let mark = word.firstIndex(of: "="), let role = NotionRole(rawValue: String(word[..<mark])),
                role.canPause, let property = self[role]
            else { continue }
            let id = word[word.index(after: mark)...].split(separator: ":").dropLast().joined(separator: ":")
            if id != property.id { paused[role] = nil }
        }
        paused.paused = true
        return paused.properties == properties ? nil : paused
    }
}

/// Why a data source can't be used as it is, as a sentence with a remedy.
struct NotionSchemaProblem: Error, Hashable {
    let sentence: String
}

extension NotionSchema {
    /// Finds the properties of a data source that play the roles.
    ///
    /// What `calsync.toml` names comes first, then what played the role before, by its id, then the usual names.
    ///
    /// - Returns: The schema, and what of it a person should know, as sentences.
    static func found(
        in source: NotionDataSource, named names: [NotionRole: String], before: NotionSchema?
    ) throws(NotionSchemaProblem) -> (schema: NotionSchema, warnings: [String]) {
        let all = (source.properties ?? [:]).map { name, property in
            var property = property
            property.name = name
            return property
        }.sorted { ($0.name ?? "", $0.id) < ($1.name ?? "", $1.id) }
        var schema = NotionSchema(title: NotionText.joined(source.title ?? []))
        var warnings: [String] = []
        var taken: Set<String> = []
        for role in NotionRole.allCases {
            let found = try property(for: role, in: all, named: names[role], before: before?[role], taken, &warnings)
            guard let found, taken.insert(found.id).inserted else { continue }
            if let old = before?[role], old.id != found.id, role.canPause {
                // For one look nothing is read or written there: what the old one said is forgotten, not emptied.
                schema.paused = true
                warnings.append(
                    "The \(role.rawValue) is another property of Notion's now, \(found.name ?? ""): what the files say of it goes there with the next sync."
                )
                continue
            }
            schema[role] = Property(
                id: found.id, name: found.name ?? "", type: found.type,
                options: (found.select ?? found.multiSelect ?? found.status)?.options?.map(\.name))
        }
        guard schema[.title] != nil else {
            throw NotionSchemaProblem(sentence: "The database shows no title property. Share all of it with calsync.")
        }
        guard schema[.date] != nil else { throw NotionSchemaProblem(sentence: dateProblem(all, before)) }
        return (schema, warnings)
    }

    private static func property(
        for role: NotionRole, in all: [NotionPropertySchema], named name: String?, before: Property?,
        _ taken: Set<String>, _ warnings: inout [String]
    ) throws(NotionSchemaProblem) -> NotionPropertySchema? {
        if name == NotionOptions.none { return nil }
        let fitting = all.filter { role.types.contains($0.type) && !taken.contains($0.id) }
        if let name {
            if let named = fitting.first(where: { $0.name == name }) { return named }
            if let named = all.first(where: { $0.name == name }) {
                throw NotionSchemaProblem(
                    sentence:
                        "The property \(name) can't be the \(role.rawValue): it is a \(named.type), and that wants \(role.types.joined(separator: " or ")). Choose another in [pair.NAME.properties]."
                )
            }
            // It was renamed in Notion since.
            if let known = fitting.first(where: { $0.id == before?.id }) { return known }
            throw NotionSchemaProblem(
                sentence:
                    "The database has no property \(name) for the \(role.rawValue). It has: \(all.compactMap(\.name).joined(separator: ", "))."
            )
        }
        if let before {
            if let known = fitting.first(where: { $0.id == before.id }) { return known }
            // Of several dates only the person knows which one is meant.
            if role != .date, let usual = usual(for: role, in: fitting) { return usual }
            let now = all.first { $0.id == before.id }
            let what =
                now.map { "is now a \($0.type), which can't be the \(role.rawValue)" } ?? "is gone from the database"
            if role != .date {
                warnings.append(
                    "Notion's property \(before.name) \(what). \(role.loss ?? "") "
                        + "Bring it back, or name another for `\(role.rawValue)` in [pair.NAME.properties] (`-` for none)."
                )
            }
            return nil
        }
        return usual(for: role, in: fitting)
    }

    private static func usual(for role: NotionRole, in fitting: [NotionPropertySchema]) -> NotionPropertySchema? {
        switch role {
        case .title: return fitting.first
        case .date, .description, .location, .notes, .calendar, .status, .url, .deleted, .recurrence, .marker:
            for name in role.names {
                if let found = fitting.first(where: { $0.name?.lowercased() == name.lowercased() }) { return found }
            }
            return role == .date && fitting.count == 1 ? fitting.first : nil
        }
    }

    private static func dateProblem(_ all: [NotionPropertySchema], _ before: NotionSchema?) -> String {
        let dates = all.filter { $0.type == "date" }.compactMap(\.name)
        if dates.count > 1 {
            return
                "The database has several dates (\(dates.joined(separator: ", "))). Say which one is meant: date = \"\(dates[0])\" in [pair.NAME.properties]."
        }
        guard let old = before?[.date] else {
            return "The database has no date property, so its pages are no events. Add one in Notion, called Date."
        }
        let now = all.first { $0.id == old.id }.map { "is now a \($0.type)" } ?? "is gone"
        return
            "Notion's date property \(old.name) \(now), so nothing can be read or written. Bring it back, or name another: date = \"…\" in [pair.NAME.properties]."
    }
}
