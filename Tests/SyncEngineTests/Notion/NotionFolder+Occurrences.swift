import ProviderKit
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

@testable import ProviderNotion

// A folder whose series have a page for each occurrence.

extension NotionFolder {
    /// Thursdays 9:00 in Berlin from 2026-01-15, eight times, of which the first three have pages; it is the first of them.
    static func withPages(
        _ more: String..., others: [[String]] = [], back: Int = 30,
        _ body: (NotionFolder) async throws -> Void
    ) async throws {
        let options = NotionOptions(
            recurring: .occurrences, daysBack: back, daysAhead: 14, timeZone: "Europe/Berlin")
        try await NotionFolder.with(options: options) { world in
            try world.folder.write(
                "plans/s.ics",
                series("s", "X-MINE:kept", others: others).replacing(
                    "X-MINE:kept", with: (["X-MINE:kept"] + more).joined(separator: "\n")))
            try await world.sync()
            try await body(world)
        }
    }

    /// The starts of the pages, sorted.
    var starts: [String] {
        notion.rows().compactMap { $0["properties"]?["Date"]?["date"]?["start"]?.string }
            .map { String($0.prefix(16)) }.sorted()
    }

    /// The page that starts so.
    func page(at start: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let row = notion.rows().first {
            $0["properties"]?["Date"]?["date"]?["start"]?.string?.hasPrefix(start) == true
        }
        return try #require(row?["id"]?.string, sourceLocation: sourceLocation)
    }

    /// Syncs with the pair set up otherwise.
    @discardableResult
    func switched(to options: NotionOptions) async throws -> RunReport {
        notion.advanceClock(by: 60)
        folder.advance(by: 60)
        let other = NotionProvider(
            account: "notion", endpoint: provider.api.endpoint, http: HTTPClient(), token: { [notion] in notion.token },
            options: options)
        let setup = PairSetup(
            id: PairID("plans"), folder: "plans", account: "notion", calendar: notion.database, policy: Policy(),
            provider: other)
        let session = try folder.open(setups: [setup])
        let report = try await session.carryOut(try await session.plan(SyncRequest()))
        try await session.close()
        await other.close()
        return report
    }
}
