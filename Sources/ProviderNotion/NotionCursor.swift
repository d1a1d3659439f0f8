import SyncCore

/// Where the next look at a data source begins: a watermark of Notion's own time, and what was seen around it.
///
/// Time stamps tell whole minutes, so the minutes around the watermark are read again each time, and the digests say what
/// is news (facts/notion.md 5). A row takes about 60 bytes, and only rows of those minutes are kept, or all of a small
/// table.
struct NotionCursor: Hashable, Sendable {
    /// The newest `last_edited_time` of the last complete reading, as `2026-09-04T14:30`; empty for a table without rows.
    var watermark = ""
    /// How many rows there were when all of them were last asked for.
    var rows = 0
    /// Whether archived rows were found then.
    var hasArchived = false
    /// The digests of rows that the next look may meet again, by id.
    var seen: [String: String] = [:]

    /// The most rows that are asked for as a whole each time: one request tells all there is to know.
    static let small = 100

    /// How far before the watermark a look begins, in seconds.
    static let overlap = 120

    init() {}

    /// Reads ``text``; `nil` for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false)
        guard parts.count == 4, let rows = Int(parts[1]) else { return nil }
        watermark = String(parts[0])
        self.rows = rows
        hasArchived = parts[2] == "a"
        for row in parts[3].split(separator: ",") {
            let pair = row.split(separator: ":")
            guard pair.count == 2 else { return nil }
            seen[String(pair[0])] = String(pair[1])
        }
        guard watermark.isEmpty || NotionTime.instant(watermark) != nil else { return nil }
    }

    /// The text that is kept; equal cursors have equal texts.
    var text: String {
        let rows = seen.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ",")
        return "\(watermark)|\(self.rows)|\(hasArchived ? "a" : "")|\(rows)"
    }

    /// The moment from which on rows are asked for; `nil` for all.
    var start: Int? {
        guard rows > Self.small, let instant = NotionTime.instant(watermark) else { return nil }
        return instant - Self.overlap
    }

    /// Moves on over rows that were read, all at once.
    mutating func take(_ pages: [(minute: String, id: String, digest: String)], all: Bool) {
        if all { seen = [:] }
        for page in pages {
            watermark = max(watermark, page.minute)
            seen[page.id] = page.digest
        }
        guard rows > Self.small, let start else { return }
        let first = NotionMapping.minute(NotionTime.utc(start))
        let minutes = Dictionary(pages.map { ($0.id, $0.minute) }, uniquingKeysWith: { _, last in last })
        // A row that this look did not meet was edited before the minutes that the next one reads.
        seen = seen.filter { (minutes[$0.key] ?? "") >= first }
    }
}
