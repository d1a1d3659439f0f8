import ICalendar
import ProviderNotion
import SyncCore

/// The keys of a pair with a Notion database.
enum NotionKey {
    static let all = [
        "database", "data-source", "properties", "recurring", "days-back", "days-ahead", "default-duration",
    ]
}

extension SettingsReader {
    /// Reads how a pair's Notion database is used.
    ///
    /// - Parameter zone: The file's default zone; without one this machine's counts.
    mutating func notionOptions(_ table: Table, zone: ZoneID?) -> NotionOptions {
        var options = NotionOptions(timeZone: zone?.text ?? "")
        options.dataSource = text("data-source", in: table)
        options.recurring = choice("recurring", in: table) ?? options.recurring
        if let days = number("days-back", of: "days", 0...3_660, example: 30, in: table) { options.daysBack = days }
        if let days = number("days-ahead", of: "days", 1...3_660, example: 90, in: table) { options.daysAhead = days }
        for key in ["days-back", "days-ahead"] where table[key] != nil && options.recurring == .series {
            report(
                table.path + [key],
                "`\(key)` says for which days occurrences have pages, and a series has one page here.",
                "Add recurring = \"occurrences\", or remove the line.")
        }
        if let minutes = number("default-duration", of: "minutes", 1...10_080, example: 60, in: table) {
            options.defaultDuration = minutes
        }
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

    /// Returns a number of `what` within `range`.
    private mutating func number(
        _ key: String, of what: String, _ range: ClosedRange<Int>, example: Int, in table: Table
    ) -> Int? {
        guard let node = table[key] else { return nil }
        if case .other(_, let text) = node, let number = Int(text), range.contains(number) { return number }
        report(
            table.path + [key],
            "`\(key)` is no number of \(what) from \(range.lowerBound) to \(range.upperBound).",
            "Write one, such as \(key) = \(example).")
        return nil
    }
}
