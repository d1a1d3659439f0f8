import ProviderKit
import ProviderNotion
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// A folder with one pair, `plans`, and a Notion database at its other end; at will a second pair on the same folder, in
/// front of it.
final class NotionFolder: Sendable {
    let notion: NotionSandbox
    let provider: NotionProvider
    let folder: FolderWorld
    /// The other service, where there is one.
    let phone: MemoryProvider?

    init(
        _ settings: NotionSandbox.Options = .usual(), phone: MemoryProvider? = nil,
        options: NotionOptions = NotionOptions(timeZone: "Europe/Berlin"), polls: Int = 0
    ) async throws {
        notion = NotionSandbox(options: settings)
        let address = try await notion.start()
        notion.setClock(Self.start)
        provider = NotionProvider(
            account: "notion", endpoint: address, http: HTTPClient(), token: { [notion] in notion.token },
            options: options, polls: polls)
        var setups = [
            PairSetup(
                id: PairID("plans"), folder: "plans", account: "notion", calendar: notion.database, policy: Policy(),
                provider: provider)
        ]
        if let phone { setups.insert(.make("phone", phone, folder: "plans"), at: 0) }
        self.phone = phone
        folder = FolderWorld(setups)
    }

    /// Thursday, 2026-01-15, 08:00:30 UTC.
    static let start = 1_768_464_030

    /// Does `body` in a world of its own, and ends it.
    static func with(
        _ settings: NotionSandbox.Options = .usual(), phone: MemoryProvider? = nil,
        options: NotionOptions = NotionOptions(timeZone: "Europe/Berlin"), polls: Int = 0,
        _ body: (NotionFolder) async throws -> Void
    ) async throws {
        let world = try await NotionFolder(settings, phone: phone, options: options, polls: polls)
        do {
            try await body(world)
        } catch {
            await world.provider.close()
            await world.notion.stop()
            throw error
        }
        await world.provider.close()
        await world.notion.stop()
    }

    /// Syncs a minute later, here and at Notion.
    @discardableResult
    func sync(_ request: SyncRequest = SyncRequest()) async throws -> RunReport {
        notion.advanceClock(by: 60)
        return try await folder.sync(request)
    }

    /// A further sync writes nothing anywhere (I6).
    func expectIdle(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let writes = (notion.writes, phone?.writes)
        let before = folder.everything()
        let report = try await folder.sync()
        #expect(report.words == "nothing", sourceLocation: sourceLocation)
        #expect(notion.writes == writes.0, "writes to Notion", sourceLocation: sourceLocation)
        #expect(phone?.writes == writes.1, "writes to the phone", sourceLocation: sourceLocation)
        let after = folder.everything()
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        #expect(changed.isEmpty, "files written by an idle sync", sourceLocation: sourceLocation)
    }

    /// The requests since the last reset, such as `PATCH pages`.
    var requests: [String] {
        notion.log.map { request in
            let words = request.path.split(separator: "/").filter { $0 != "v1" }
            return request.method + " "
                + (words.last == "query" ? "query" : words.first.map(String.init) ?? "")
        }
    }

    /// The titles of the pages, sorted.
    var titles: [String] { notion.rows().map { notion.text("Name", of: $0["id"]?.string ?? "") }.sorted() }

    /// The page of a title; fails the test where there is not just one.
    func page(_ title: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let found = notion.rows().compactMap { $0["id"]?.string }.filter { notion.text("Name", of: $0) == title }
        #expect(found.count == 1, "pages \(title)", sourceLocation: sourceLocation)
        return try #require(found.first, sourceLocation: sourceLocation)
    }

    /// A property's value as Notion answers it.
    func value(_ property: String, of id: String) -> JSON? { notion.row(id)?["properties"]?[property] }

    /// Adds a page as a person does.
    @discardableResult
    func add(_ title: String, _ start: String, _ end: String? = nil, _ more: JSON = [:]) throws -> String {
        var row: JSON = ["Name": .title(title), "Date": .date(start, end)]
        for (name, value) in more.object ?? [:] { row[name] = value }
        return try notion.addRow(row)
    }

    /// A database with a property for all that calsync knows.
    static let properties: JSON = [
        "Name": ["title": [:]], "Date": ["date": [:]], "Description": ["rich_text": [:]],
        "Location": ["rich_text": [:]], "Notes": ["rich_text": [:]],
        "Calendar": ["select": ["options": [["name": "Work"], ["name": "Family"]]]],
        "Status": ["select": ["options": [["name": "Tentative"]]]], "URL": ["url": [:]], "Deleted": ["checkbox": [:]],
        "Recurrence": ["rich_text": [:]], "calsync id": ["rich_text": [:]],
    ]
}

extension JSON {
    /// A title's value.
    static func title(_ text: String) -> JSON { ["title": [["text": ["content": .string(text)]]]] }

    /// A text's value.
    static func words(_ text: String) -> JSON { ["rich_text": [["text": ["content": .string(text)]]]] }

    /// A date's value.
    static func date(_ start: String, _ end: String? = nil) -> JSON {
        ["date": ["start": .string(start), "end": end.map { .string($0) } ?? .null]]
    }
}

extension RunReport {
    /// What is held, as sentences.
    var heldSentences: String { held.map { $0.reason + " " + $0.remedy }.joined(separator: "\n") }
}

extension NotionSandbox.Options {
    /// A sandbox that checks its own answers, with a database for calsync.
    static func usual(_ change: (inout Self) -> Void = { _ in }) -> Self {
        var options = Self()
        options.databases = [NotionSandbox.Database(title: "Plans", properties: NotionFolder.properties)]
        options.checksAnswers = true
        change(&options)
        return options
    }
}
