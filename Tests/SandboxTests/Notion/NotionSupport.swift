import Foundation
import Sandbox
import Testing

/// A client of the Notion stand-in, over the same small HTTP client as Google's tests.
struct NotionClient: Sendable {
    let client: Client
    var version = "2026-03-11"

    /// Sends a request; `path` is what follows `/v1/`.
    func send(
        _ method: String, _ path: String, _ body: JSON? = nil, _ headers: [String: String?] = [:]
    ) async throws -> Answer {
        var all: [String: String?] = ["Authorization": "Bearer " + client.token, "Notion-Version": version]
        if body != nil { all["Content-Type"] = "application/json" }
        for (name, value) in headers { all[name] = value }
        return try await client.raw(method, "/v1/" + path, body?.bytes() ?? [], all.compactMapValues { $0 })
    }

    func get(_ path: String) async throws -> Answer { try await send("GET", path) }

    /// Makes a row and returns the answer.
    func create(_ properties: JSON, in source: String) async throws -> Answer {
        try await send("POST", "pages", ["parent": ["data_source_id": .string(source)], "properties": properties])
    }

    /// Changes properties of a row.
    func update(_ id: String, _ properties: JSON) async throws -> Answer {
        try await send("PATCH", "pages/\(id)", ["properties": properties])
    }

    /// One page of a query.
    func query(_ source: String, _ body: JSON = [:]) async throws -> Answer {
        try await send("POST", "data_sources/\(source)/query", body)
    }

    /// All pages of a query: the results, and the last answer.
    func all(_ source: String, _ body: JSON = [:]) async throws -> (rows: [JSON], last: Answer, requests: Int) {
        var rows: [JSON] = []
        var body = body
        var requests = 0
        while true {
            let answer = try await query(source, body)
            requests += 1
            try #require(answer.status == 200, "\(answer.text)")
            rows += answer.json["results"]?.array ?? []
            guard let cursor = answer.json["next_cursor"]?.string else { return (rows, answer, requests) }
            body["start_cursor"] = .string(cursor)
        }
    }
}

extension Answer {
    /// Notion's code of a refusal.
    var code: String? { json["code"]?.string }
    /// Notion's sentence.
    var sentence: String { json["message"]?.string ?? "" }

    /// The value of a page's property without id and type.
    func value(_ property: String) -> JSON? { json.value(property) }
}

extension JSON {
    /// The value of a page's property without id and type.
    func value(_ property: String) -> JSON? {
        let found = self["properties"]?[property]
        return found?["type"]?.string.flatMap { found?[$0] }
    }

    /// The title of a page.
    var name: String { value("Name")?[0]?["plain_text"]?.string ?? "" }
}

/// Runs `body` against a stand-in whose clock stands at 2026-03-02T08:00:30Z, with every answer checked.
func withNotion(
    _ adjust: (inout NotionSandbox.Options) -> Void = { _ in },
    _ body: (NotionSandbox, NotionClient) async throws -> Void
) async throws {
    var options = NotionSandbox.Options()
    options.now = { Date(timeIntervalSince1970: 1_772_438_430) }
    options.checksAnswers = true
    adjust(&options)
    let notion = NotionSandbox(options: options)
    let client = NotionClient(client: Client(try await notion.start(), token: notion.token))
    do {
        try await body(notion, client)
    } catch {
        await notion.stop()
        throw error
    }
    await notion.stop()
}

/// The properties of a row with this title, and more.
func titled(_ title: String, _ more: JSON = [:]) -> JSON {
    (["Name": ["title": [["text": ["content": .string(title)]]]]] as JSON).with(more)
}

/// A rich text property with one plain run.
func rich(_ text: String) -> JSON { ["rich_text": [["text": ["content": .string(text)]]]] }
