import Sandbox
import Testing

/// The sandbox's own interface over HTTP, and its page.
@Suite struct NotionControlTests {
    /// Sends a request to the sandbox itself.
    private func control(
        _ client: NotionClient, _ method: String, _ path: String, _ body: JSON? = nil
    ) async throws -> Answer {
        try await client.client.raw(method, "/_sandbox/" + path, body?.bytes() ?? [])
    }

    @Test func `a database, its rows and their lives are made over HTTP`() async throws {
        try await withNotion { notion, client in
            let made = try await control(
                client, "POST", "databases", ["title": "Plans", "properties": ["When": ["date": [:]]]])
            let source = made.json["data_source_id"]?.string ?? ""
            let row = try await control(
                client, "POST", "rows", ["data_source_id": .string(source), "properties": titled("Walk")])
            let id = row.json["id"]?.string ?? ""
            #expect(try await client.get("pages/\(id)").json.name == "Walk")
            #expect(try await control(client, "PATCH", "rows/\(id)", ["properties": titled("Run")]).status == 204)
            #expect(notion.text("Name", of: id) == "Run")
            let copy = try await control(client, "POST", "rows/\(id)/duplicate").json["id"]?.string ?? ""
            #expect(notion.text("Name", of: copy) == "Run (1)")
            for (action, field) in [("trash", "in_trash"), ("archive", "is_archived")] {
                #expect(try await control(client, "POST", "rows/\(copy)/\(action)").status == 204)
                #expect(notion.row(copy)?[field] == true)
                let back = action == "trash" ? "restore" : "unarchive"
                #expect(try await control(client, "POST", "rows/\(copy)/\(back)").status == 204)
            }
            let move = try await control(
                client, "POST", "rows/\(copy)/move", ["data_source_id": .string(notion.dataSource)])
            #expect(move.status == 204 && notion.rows().map(\.name) == ["Run (1)"])
            #expect(try await control(client, "POST", "databases/\(notion.database)/unshare").status == 204)
            #expect(try await client.get("pages/\(copy)").status == 404)
            let listed = try await control(client, "GET", "databases")
            #expect(listed.json.array?.compactMap { $0["title"]?.string } == ["Calendar", "Plans"])
            #expect(notion.log.allSatisfy { $0.path.hasPrefix("/v1/") } && notion.writes == 0)
        }
    }

    @Test func `schemas change over HTTP`() async throws {
        try await withNotion { notion, client in
            let path = "data-sources/\(notion.dataSource)"
            let renamed = try await control(client, "PATCH", path, ["properties": ["Date": ["name": "When"]]])
            let deleted = try await control(
                client, "POST", "\(path)/delete-option", ["property": "Calendar", "option": "Work"])
            #expect(renamed.status == 204 && deleted.status == 204)
            let schema = try await client.get("data_sources/\(notion.dataSource)").json["properties"]
            #expect(schema?["When"] != nil && schema?["Calendar"]?["select"]?["options"]?.array?.count == 1)
            let wrong = try await control(client, "PATCH", path, ["properties": ["When": ["name": "Name"]]])
            #expect(wrong.status == 400 && wrong.json["error"] != nil)
        }
    }

    @Test func `the clock, the switches and the log are there over HTTP`() async throws {
        try await withNotion { notion, client in
            let set = try await control(client, "POST", "clock", ["now": "2027-01-01T00:00:00Z"])
            #expect(set.json["now"] == "2027-01-01T00:00:00.000Z")
            let moved = try await control(client, "POST", "clock", ["advance": 90])
            #expect(moved.json["now"] == "2027-01-01T00:01:30.000Z")
            #expect(try await client.get("users/me").headers["date"] == "Fri, 01 Jan 2027 00:01:30 GMT")
            #expect(try await control(client, "DELETE", "clock").status == 204)
            let turned = try await control(client, "POST", "switches", ["offsets": "utc", "indexLag": 5])
            #expect(turned.json["offsets"] == "utc" && turned.json["indexLag"] == 5)
            #expect(try await control(client, "POST", "switches", ["offsets": "sideways"]).status == 400)
            #expect(try await control(client, "GET", "stats").json == ["reads": 1, "writes": 0, "requests": 1])
            #expect(try await control(client, "GET", "log").json[0]?["operation"] == "users.me")
            #expect(try await control(client, "POST", "reset?what=log").status == 204)
            #expect(notion.log.isEmpty)
        }
    }

    @Test(arguments: [
        (#"{"fault":{"status":529,"retryAfter":3}}"#, 529), (#"{"fault":{"htmlError":502}}"#, 502),
        (#"{"fault":"savedButUnavailable","match":{"method":"POST"}}"#, 200), (#"{"fault":"expiredToken"}"#, 401),
        (#"{"fault":"dropConnection","match":{"operation":"users.me"}}"#, 0),
    ])
    func `faults are set over HTTP`(fault: String, status: Int) async throws {
        try await withNotion { notion, client in
            let set = try await control(client, "POST", "faults", try JSON(parsing: fault))
            #expect(set.status == 204)
            #expect(try await client.get("users/me").status == status)
        }
    }

    @Test func `the page needs nothing from outside, and others may not ask`() async throws {
        try await withNotion { notion, client in
            let page = try await client.client.raw("GET", "/")
            #expect(page.status == 200 && page.text.contains("<title>"))
            #expect(!page.text.contains("http://") && !page.text.contains("https://"))
            #expect(!page.text.contains("innerHTML"))
            let stranger = try await client.client.raw("GET", "/_sandbox/log", [], ["Origin": "http://evil.example"])
            #expect(stranger.status == 403)
        }
    }

    @Test func `the demo's rows are good`() async throws {
        try await withNotion { notion, client in
            try notion.seedDemo()
            let rows = try await client.all(notion.dataSource).rows
            #expect(rows.count == 3 && rows.contains { $0.value("Date") == .null })
        }
    }

    @Test func `a reset goes back to the beginning`() async throws {
        try await withNotion { notion, client in
            let database = notion.database
            try notion.addRow(titled("Gone"))
            notion.reset()
            #expect(notion.rows().isEmpty && notion.database == database)
        }
    }
}
