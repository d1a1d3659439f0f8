import ProviderKit
import ProviderNotion
import Sandbox
import SyncCore
import Testing

/// A strict Notion stand-in with a provider signed in to it.
struct NotionWorld: Sendable {
    let sandbox: NotionSandbox
    let provider: NotionProvider
    let calendar: RemoteCalendar

    init(
        _ settings: NotionSandbox.Options = .usual(), version: String? = nil,
        options: NotionOptions = NotionOptions(timeZone: "Europe/Berlin"), polls: Int = 0
    ) async throws {
        let sandbox = NotionSandbox(options: settings)
        let address = try await sandbox.start()
        let provider = NotionProvider(
            account: "you", endpoint: address, version: version, http: HTTPClient(), token: { sandbox.token },
            options: options, polls: polls)
        self.sandbox = sandbox
        self.provider = provider
        do {
            calendar = try #require(try await provider.calendar(sandbox.database, known: nil, isOutdated: false))
        } catch {
            await provider.close()
            await sandbox.stop()
            throw error
        }
        sandbox.resetLog()
    }

    /// Does `body` in a world of its own.
    static func with(
        _ settings: NotionSandbox.Options = .usual(), version: String? = nil,
        options: NotionOptions = NotionOptions(timeZone: "Europe/Berlin"),
        _ body: (NotionWorld) async throws -> Void
    ) async throws {
        let world = try await NotionWorld(settings, version: version, options: options)
        do {
            try await body(world)
        } catch {
            await world.finish()
            throw error
        }
        await world.finish()
    }

    /// Ends the service, after a look at its log: nothing may have been refused for its form.
    func finish() async {
        let misshapen = sandbox.log.filter {
            $0.status == 400 && $0.fault == nil && !$0.path.contains("nothing0nothing")
        }
        #expect(misshapen.map { "\($0.method) \($0.target): \($0.reason ?? "")" } == [])
        await provider.close()
        await sandbox.stop()
    }

    /// The requests since the last reset, such as `PATCH pages`.
    var requests: [String] {
        sandbox.log.map { request in
            let words = request.path.split(separator: "/").filter { $0 != "v1" }
            let last = words.last.map(String.init) ?? ""
            return request.method + " " + (last == "query" ? "query" : words.first.map(String.init) ?? "")
        }
    }
}

extension JSON {
    /// A database with a property for all that calsync knows.
    static let calsync: JSON = [
        "Name": ["title": [:]], "Date": ["date": [:]], "Description": ["rich_text": [:]],
        "Location": ["rich_text": [:]], "Notes": ["rich_text": [:]],
        "Calendar": ["select": ["options": [["name": "Work"], ["name": "Family"]]]],
        "Status": ["select": ["options": [["name": "Tentative"]]]], "URL": ["url": [:]], "Deleted": ["checkbox": [:]],
        "Recurrence": ["rich_text": [:]], "calsync id": ["rich_text": [:]],
    ]

    /// A title's value.
    static func title(_ text: String) -> JSON { ["title": [["text": ["content": .string(text)]]]] }

    /// A text's value.
    static func words(_ text: String) -> JSON { ["rich_text": [["text": ["content": .string(text)]]]] }

    /// A date's value.
    static func date(_ start: String, _ end: String? = nil) -> JSON {
        ["date": ["start": .string(start), "end": end.map { .string($0) } ?? .null]]
    }
}

extension NotionSandbox.Options {
    /// A sandbox that checks its own answers, with a database for calsync.
    static func usual(_ change: (inout Self) -> Void = { _ in }) -> Self {
        var options = Self()
        options.checksAnswers = true
        options.databases = [NotionSandbox.Database(title: "Calendar", properties: .calsync)]
        change(&options)
        return options
    }
}
