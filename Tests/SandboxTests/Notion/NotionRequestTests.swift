import Sandbox
import Testing

/// What every request to Notion needs, and how one is refused.
@Suite struct NotionRequestTests {
    @Test func `a version is needed, and only two are known`() async throws {
        try await withNotion { _, client in
            let missing = try await client.send("GET", "users/me", nil, ["Notion-Version": nil])
            #expect(missing.status == 400 && missing.code == "missing_version")
            let unknown = try await client.send("GET", "users/me", nil, ["Notion-Version": "2022-06-28"])
            #expect(unknown.status == 400 && unknown.code == "validation_error")
            for version in ["2026-03-11", "2025-09-03"] {
                let good = try await client.send("GET", "users/me", nil, ["Notion-Version": version])
                #expect(good.status == 200 && good.json["type"] == "bot")
            }
        }
    }

    @Test func `a token is needed, and a revoked one is told`() async throws {
        try await withNotion { notion, client in
            let missing = try await client.send("GET", "users/me", nil, ["Authorization": nil])
            let wrong = try await client.send("GET", "users/me", nil, ["Authorization": "Bearer ntn_other"])
            for answer in [missing, wrong] {
                #expect(answer.status == 401 && answer.code == "unauthorized")
                #expect(answer.sentence == "API token is invalid.")
            }
            notion.inject(.expiredToken)
            let revoked = try await client.get("users/me")
            #expect(revoked.status == 401 && revoked.json["request_id"] != nil)
        }
    }

    @Test func `answers carry a request id and the sandbox's own time`() async throws {
        try await withNotion { notion, client in
            let answer = try await client.get("users/me")
            #expect(answer.headers["x-notion-request-id"] == answer.json["request_id"]?.string)
            #expect(answer.headers["date"] == "Mon, 02 Mar 2026 08:00:30 GMT")
            notion.advanceClock(by: 90)
            let later = try await client.get("users/me")
            #expect(later.headers["date"] == "Mon, 02 Mar 2026 08:02:00 GMT")
        }
    }

    @Test func `an unknown address and a broken body are refused`() async throws {
        try await withNotion { notion, client in
            let nowhere = try await client.send("POST", "databases/\(notion.database)/query", [:])
            #expect(nowhere.status == 400 && nowhere.code == "invalid_request_url")
            let broken = try await client.client.raw(
                "POST", "/v1/search", Array("{\"query\":".utf8),
                [
                    "Authorization": "Bearer ntn_sandbox", "Notion-Version": "2026-03-11",
                    "Content-Type": "application/json",
                ])
            #expect(broken.status == 400 && broken.code == "invalid_json")
        }
    }

    @Test func `ids are taken with and without dashes, in lower case`() async throws {
        try await withNotion { notion, client in
            let id = notion.dataSource
            let plain = id.filter { $0 != "-" }
            for text in [id, plain] {
                let answer = try await client.get("data_sources/\(text)")
                #expect(answer.status == 200 && answer.id == id)
            }
            let upper = try await client.get("data_sources/\(id.uppercased())")
            #expect(upper.status == 404 && upper.code == "object_not_found")
            let rubbish = try await client.get("data_sources/abc")
            #expect(rubbish.status == 400 && rubbish.sentence.contains("should be a valid uuid"))
        }
    }

    @Test(arguments: [
        (#"{"nope":1}"#, "body failed validation: body.nope should be not present, instead was `1`."),
        (
            #"{"page_size":"x"}"#,
            "body failed validation: body.page_size should be a number or `undefined`, instead was `\"x\"`."
        ),
        (#"{"page_size":101}"#, "body failed validation: body.page_size should be ≤ `100`, instead was `101`."),
        (#"{"page_size":0}"#, "body failed validation: body.page_size should be ≥ `1`, instead was `0`."),
        (#"{"in_trash":true}"#, "body failed validation: body.in_trash should be not present, instead was `true`."),
        (
            #"{"filter":{"property":"Nope","checkbox":{"equals":true}}}"#,
            "Could not find property with name or id: Nope"
        ),
        (
            #"{"filter":{"property":"Name","checkbox":{"equals":true}}}"#,
            "database property title does not match filter checkbox"
        ),
        (
            #"{"filter":{"property":"Calendar","select":{"equals":"Nope"}}}"#,
            "select option \"Nope\" not found for property \"Calendar\"."
        ),
        (
            #"{"filter":{"timestamp":"last_edited_time","last_edited_time":{"on_or_after":"soon"}}}"#,
            "on_or_after should be a valid ISO 8601 date string, instead was `\"soon\"`."
        ),
        (
            #"{"sorts":[{"property":"Nope","direction":"ascending"}]}"#,
            "Could not find sort property with name or id: Nope"
        ),
    ])
    func `a query that does not fit is refused in Notion's words`(body: String, sentence: String) async throws {
        try await withNotion { notion, client in
            let answer = try await client.query(notion.dataSource, try JSON(parsing: body))
            #expect(answer.status == 400 && answer.code == "validation_error")
            #expect(answer.sentence == sentence)
        }
    }

    @Test func `what fits no case names each`() async throws {
        try await withNotion { notion, client in
            let answer = try await client.send(
                "POST", "pages", ["parent": ["data_source": "x"], "properties": titled("X")])
            #expect(answer.status == 400)
            #expect(answer.sentence.hasPrefix("body failed validation. Fix one:\nbody.parent."))
            #expect(answer.sentence.contains("body.parent.data_source_id should be defined, instead was `undefined`."))
        }
    }

    @Test func `what is unshared is not found, and stays in the sandbox`() async throws {
        try await withNotion { notion, client in
            let row = try notion.addRow(titled("Kept"))
            try notion.share(notion.database, false)
            for path in ["databases/\(notion.database)", "data_sources/\(notion.dataSource)", "pages/\(row)"] {
                let answer = try await client.get(path)
                #expect(answer.status == 404 && answer.code == "object_not_found")
            }
            let search = try await client.send("POST", "search", [:])
            #expect(search.json["results"] == [])
            try notion.share(notion.database)
            #expect(try await client.get("pages/\(row)").status == 200)
        }
    }

    @Test func `one page alone can be unshared`() async throws {
        try await withNotion { notion, client in
            let row = try notion.addRow(titled("Hidden"))
            try notion.share(row, false)
            #expect(try await client.get("pages/\(row)").status == 404)
            #expect(try await client.all(notion.dataSource).rows.isEmpty)
        }
    }

    @Test func `a connection does what its capabilities allow`() async throws {
        try await withNotion { options in
            options.capabilities = [.read]
        } _: { notion, client in
            let made = try await client.create(titled("X"), in: notion.dataSource)
            #expect(made.status == 403 && made.code == "restricted_resource" && notion.writes == 0)
            #expect(try await client.query(notion.dataSource).status == 200)
        }
    }

    @Test func `the log tells each request and counts writes`() async throws {
        try await withNotion { notion, client in
            _ = try await client.create(titled("X"), in: notion.dataSource)
            _ = try await client.query(notion.dataSource)
            _ = try await client.create(["Nope": ["checkbox": true]], in: notion.dataSource)
            #expect(notion.log.map(\.operation) == ["pages.create", "data_sources.query", "pages.create"])
            #expect(notion.log.map(\.wrote) == [true, false, false] && notion.log.map(\.status) == [200, 200, 400])
            #expect(notion.writes == 1 && notion.reads == 1)
            #expect(notion.log[0].headers["authorization"] == "redacted")
        }
    }
}
