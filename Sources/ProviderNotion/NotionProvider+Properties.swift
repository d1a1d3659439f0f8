import ProviderKit
import SyncCore

// MARK: Properties

extension NotionProvider {
    /// The roles that the table has no property for, in the order that a person is told of them.
    package func missing(in calendar: RemoteCalendar) -> [NotionRole] {
        schema(of: calendar).missing.filter { options.properties[$0] != NotionOptions.none }
    }

    /// What the table has for each role, as the properties' names.
    package func found(in calendar: RemoteCalendar) -> [(role: NotionRole, name: String)] {
        let schema = schema(of: calendar)
        return NotionRole.allCases.compactMap { role in schema[role].map { (role, $0.name) } }
    }

    /// Adds properties for `roles` to the table; what is there is never changed, so a name that is taken is left out.
    ///
    /// - Returns: The calendar with them, and the roles whose usual name another property has.
    package func adding(
        _ roles: [NotionRole], to calendar: RemoteCalendar, found id: String
    ) async throws(ProviderError) -> (calendar: RemoteCalendar, left: [NotionRole]) {
        let names = Set(try await api.dataSource(calendar.id).properties?.keys.map { $0.lowercased() } ?? [])
        var body = NotionSchemaBody(properties: [:])
        var left: [NotionRole] = []
        for role in roles {
            if names.contains(role.names[0].lowercased()) {
                left.append(role)
            } else {
                body.properties[role.names[0]] = NotionSchemaBody.Property(type: role.types[0])
            }
        }
        guard !body.properties.isEmpty else { return (calendar, left) }
        return (try self.calendar(try await api.add(body, to: calendar.id), id, known: calendar), left)
    }

    /// The id of the only data source with this name; `nil` for what is no name, or not that of just one.
    package func id(named name: String) async throws(ProviderError) -> String? {
        guard NotionID(name) == nil else { return nil }
        let found = try await calendars().filter { $0.name.lowercased() == name.lowercased() }
        return found.count == 1 ? found[0].id : nil
    }

    /// A sentence about whose token it is.
    package func introduction() async throws(ProviderError) -> String {
        let user = try await api.me()
        let place = user.bot?.workspaceName.map { " in the workspace \($0)" } ?? ""
        return "Signed in to Notion as \(user.name ?? "a connection without a name")\(place)."
    }
}
