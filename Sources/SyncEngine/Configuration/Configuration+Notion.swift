import ICalendar
import ProviderNotion
import SyncCore

/// The keys of a pair with a Notion database.
enum NotionKey {
    static let all = ["database", "data-source", "properties", "recurring", "default-duration"]
}

extension SettingsReader {
    /// Reads how a pair's Notion database is used.
    ///
    /// - Parameter zone: The file's default zone.
    mutating func notionOptions(_ table: Table, zone: ZoneID?) -> NotionOptions {
        var options = NotionOptions(timeZone: zone?.text ?? "UTC")
        options.dataSource = text("data-source", in: table)
        if text("recurring", in: table) == "occurrences" {
            report(
                table.path + ["recurring"], "A page for each occurrence comes with a later version.",
                "Write recurring = \"series\", or remove the line.")
        } else {
            options.recurring = choice("recurring", in: table) ?? options.recurring
        }
        if let minutes = minutes("default-duration", in: table) { options.defaultDuration = minutes }
        if let properties = self.table("properties", in: table) {
            check(properties, known: NotionRole.allCases.map(\.rawValue))
            for role in NotionRole.allCases {
                guard let name = text(role.rawValue, in: properties) else { continue }
                if name == NotionOptions.none, role == .title || role == .date {
                    report(
                        properties.path + [role.rawValue], "A page can't be an event without its \(role.rawValue).",
                        "Write the name of a property.")
                }
                options.properties[role] = name
            }
        }
        return options
    }

    /// Returns a number of minutes from 1 to a week.
    private mutating func minutes(_ key: String, in table: Table) -> Int? {
        guard let node = table[key] else { return nil }
        if case .other(_, let text) = node, let minutes = Int(text), (1...10_080).contains(minutes) { return minutes }
        report(
            table.path + [key], "`\(key)` is no number of minutes from 1 to 10080.", "Write one, such as \(key) = 60.")
        return nil
    }
}
