import Sandbox
import Testing

/// What goes wrong on demand, and what is open on the real service.
@Suite struct NotionFaultTests {
    @Test(arguments: [
        (409, "conflict_error", "conflict_error"), (500, "internal_server_error", "internal_server_error"),
        (503, "database_connection_unavailable", "database_connection_unavailable"),
        (503, "", "service_unavailable"), (504, "", "gateway_timeout"), (529, "", "service_overload"),
        (403, "", "restricted_resource"),
    ])
    func `a status refuses the request with its code`(status: Int, reason: String, code: String) async throws {
        try await withNotion { notion, client in
            notion.inject(.status(status, reason: reason, retryAfter: 7))
            let refused = try await client.create(titled("X"), in: notion.dataSource)
            #expect(refused.status == status && refused.code == code && refused.headers["retry-after"] == "7")
            #expect(notion.rows().isEmpty && notion.writes == 0)
        }
    }

    @Test(arguments: [
        "public_api_request_rate_limit", "public_api_space_request_rate_limit", "public_api_endpoint_rate_limit",
        "public_api_request_blocked",
    ])
    func `a rate limit tells its reason`(reason: String) async throws {
        try await withNotion { notion, client in
            notion.inject(.status(429, reason: reason, retryAfter: 30))
            let refused = try await client.get("users/me")
            #expect(refused.status == 429 && refused.code == "rate_limited" && refused.headers["retry-after"] == "30")
            #expect(refused.json["additional_data"]?["rate_limit_reason"]?.string == reason)
        }
    }

    @Test func `a write is saved and refused, with the id of what was written`() async throws {
        try await withNotion { notion, client in
            notion.inject(.savedButUnavailable, matching: Matcher(operation: "pages.create"))
            let answer = try await client.create(titled("Saved"), in: notion.dataSource)
            let row = try #require(notion.rows().first)
            #expect(answer.status == 503 && answer.code == "service_unavailable" && notion.writes == 1)
            #expect(answer.json["additional_data"]?["committed_resource_id"] == row["id"])
        }
    }

    @Test func `an answer is lost after the write, a connection before it`() async throws {
        try await withNotion { notion, client in
            notion.inject(.answerLost)
            notion.inject(.dropConnection)
            let lost = try await client.create(titled("Lost"), in: notion.dataSource)
            #expect(lost.status == 0 && notion.rows().count == 1)
            let dropped = try await client.create(titled("Dropped"), in: notion.dataSource)
            #expect(dropped.status == 0 && notion.rows().count == 1 && notion.writes == 1)
        }
    }

    @Test func `some server in between answers with HTML`() async throws {
        try await withNotion { notion, client in
            notion.inject(.htmlError(502))
            let answer = try await client.create(titled("X"), in: notion.dataSource)
            #expect(answer.status == 502 && answer.text.hasPrefix("<!DOCTYPE html>"))
            #expect(answer.headers["cf-ray"] != nil && notion.rows().isEmpty)
        }
    }

    @Test func `a listing is short, begins with an empty page, or loses its cursors`() async throws {
        try await withNotion { notion, client in
            for index in 0..<5 { try notion.addRow(titled("Row \(index)")) }
            notion.inject(.shortListing(dropping: 2))
            let short = try await client.all(notion.dataSource, ["page_size": 2])
            #expect(short.rows.count == 3 && short.last.json["request_status"]?["type"] == "complete")
            notion.inject(.emptyPages(1))
            let empty = try await client.query(notion.dataSource)
            #expect(empty.json["results"] == [] && empty.json["has_more"] == true)
            let rest = try await client.all(notion.dataSource, ["start_cursor": empty.json["next_cursor"] ?? .null])
            #expect(rest.rows.count == 5)
            let first = try await client.query(notion.dataSource, ["page_size": 2])
            notion.expireCursors()
            let gone = try await client.query(
                notion.dataSource, ["page_size": 2, "start_cursor": first.json["next_cursor"] ?? .null])
            #expect(gone.status == 400)
        }
    }

    @Test func `a filter may lag behind a new row`() async throws {
        try await withNotion { notion, client in
            try notion.addRow(titled("New", ["Notes": rich("marker-1")]))
            let body: JSON = ["filter": ["property": "Notes", "rich_text": ["equals": "marker-1"]]]
            notion.inject(.indexLag(60))
            #expect(try await client.all(notion.dataSource, body).rows.isEmpty)
            #expect(try await client.all(notion.dataSource, body).rows.count == 1)
            notion.turn { $0.indexLag = 60 }
            #expect(try await client.all(notion.dataSource, body).rows.isEmpty)
            notion.advanceClock(by: 60)
            #expect(try await client.all(notion.dataSource, body).rows.count == 1)
        }
    }

    @Test func `requests are counted by the minute`() async throws {
        try await withNotion { options in
            options.requestsPerMinute = 3
        } _: { notion, client in
            for _ in 0..<3 { #expect(try await client.get("users/me").status == 200) }
            notion.advanceClock(by: 20)
            let refused = try await client.get("users/me")
            #expect(refused.status == 429 && refused.headers["retry-after"] == "40")
            notion.advanceClock(by: 40)
            #expect(try await client.get("users/me").status == 200)
        }
    }

    @Test func `offsets read back as written, or in UTC`() async throws {
        try await withNotion { notion, client in
            let date: JSON = ["Date": ["date": ["start": "2026-03-05T14:00:00+01:00"]]]
            let written = try await client.create(date, in: notion.dataSource)
            #expect(written.value("Date")?["start"] == "2026-03-05T14:00:00.000+01:00")
            notion.turn { $0.offsets = .utc }
            let utc = try await client.create(date, in: notion.dataSource)
            #expect(utc.value("Date")?["start"] == "2026-03-05T13:00:00.000+00:00")
        }
    }

    @Test func `which writes stamp a row is a switch`() async throws {
        try await withNotion { notion, client in
            let id = try notion.addRow(titled("Same", ["URL": ["url": "https://example.com"]]))
            func edited(_ properties: JSON) async throws -> String? {
                notion.advanceClock(by: 60)
                return try await client.update(id, properties).json["last_edited_time"]?.string
            }
            #expect(try await edited(titled("Same")) == "2026-03-02T08:01:00.000Z")
            notion.turn { $0.stamps = .changes }
            #expect(try await edited(titled("Same")) == "2026-03-02T08:01:00.000Z")
            notion.turn { $0.stamps = .notClearing }
            #expect(try await edited(["URL": ["url": .null]]) == "2026-03-02T08:01:00.000Z")
            #expect(try await edited(titled("Other")) == "2026-03-02T08:04:00.000Z")
        }
    }

    @Test func `what a backward date and in_trash in a query do are switches`() async throws {
        try await withNotion { notion, client in
            let backward: JSON = ["Date": ["date": ["start": "2026-03-05", "end": "2026-03-04"]]]
            #expect(try await client.create(backward, in: notion.dataSource).status == 400)
            notion.turn { $0.backwardDates = .swapped }
            let swapped = try await client.create(backward, in: notion.dataSource)
            #expect(swapped.value("Date")?["start"] == "2026-03-04" && swapped.value("Date")?["end"] == "2026-03-05")
            notion.turn { $0.backwardDates = .accepted }
            let accepted = try await client.create(backward, in: notion.dataSource)
            #expect(accepted.value("Date")?["end"] == "2026-03-04")
            try notion.trashRow(accepted.id)
            notion.turn { $0.trashQueries = .ignored }
            #expect(try await client.all(notion.dataSource, ["in_trash": true]).rows.count == 1)
            notion.turn { $0.trashQueries = .obeyed }
            let trashed = try await client.all(notion.dataSource, ["in_trash": true])
            #expect(trashed.rows.compactMap { $0["id"]?.string } == [accepted.id])
        }
    }
}
