import Sandbox
import Testing

/// Queries of data sources, and search.
@Suite struct NotionQueryTests {
    /// A filter for rows that were edited at or after a time.
    private func since(_ time: String) -> JSON {
        ["timestamp": "last_edited_time", "last_edited_time": ["on_or_after": .string(time)]]
    }

    @Test func `a query finds what was edited since a minute, that minute too`() async throws {
        try await withNotion { notion, client in
            let old = try notion.addRow(titled("Old"))
            try notion.addRow(titled("Older"))
            notion.advanceClock(by: 120)
            try notion.editRow(old, titled("New"))
            let found = try await client.all(notion.dataSource, ["filter": since("2026-03-02T08:02:00.000Z")])
            #expect(found.rows.map(\.name) == ["New"])
            let all = try await client.all(notion.dataSource, ["filter": since("2026-03-02T08:00:00.000Z")])
            #expect(all.rows.count == 2)
            let none = try await client.all(notion.dataSource, ["filter": since("2026-03-02T08:03:00.000Z")])
            #expect(none.rows.isEmpty)
        }
    }

    @Test func `two edits in one minute look the same from outside`() async throws {
        try await withNotion { notion, client in
            let id = try notion.addRow(titled("A"))
            let first = try await client.update(id, titled("B"))
            notion.advanceClock(by: 20)
            try notion.editRow(id, titled("C"))
            let second = try await client.get("pages/\(id)")
            #expect(first.json["last_edited_time"] == second.json["last_edited_time"])
            #expect(second.json.name == "C")
        }
    }

    @Test func `pages follow one another until the end`() async throws {
        try await withNotion { notion, client in
            for index in 0..<7 { try notion.addRow(titled("Row \(index)")) }
            let found = try await client.all(notion.dataSource, ["page_size": 3])
            #expect(found.requests == 3 && Set(found.rows.map(\.name)).count == 7)
            #expect(found.last.json["has_more"] == false && found.last.json["request_status"] == ["type": "complete"])
        }
    }

    @Test func `a row that is edited while pages are read comes again at the end, and none is lost`() async throws {
        try await withNotion { notion, client in
            var ids: [String] = []
            for index in 0..<6 {
                ids.append(try notion.addRow(titled("Row \(index)")))
                notion.advanceClock(by: 60)
            }
            let body: JSON = ["page_size": 3, "sorts": [["timestamp": "last_edited_time", "direction": "ascending"]]]
            let first = try await client.query(notion.dataSource, body)
            #expect(first.json["results"]?.array?.map(\.name) == ["Row 0", "Row 1", "Row 2"])
            try notion.editRow(ids[1], titled("Row 1 again"))
            try notion.trashRow(ids[4])
            let next = first.json["next_cursor"] ?? .null
            let rest = try await client.all(notion.dataSource, body.with(["start_cursor": next]))
            #expect(rest.rows.map(\.name) == ["Row 3", "Row 5", "Row 1 again"])
        }
    }

    @Test func `a cursor is for its query, and for a while`() async throws {
        try await withNotion { notion, client in
            for index in 0..<3 { try notion.addRow(titled("Row \(index)")) }
            let first = try await client.query(notion.dataSource, ["page_size": 1])
            let cursor = first.json["next_cursor"] ?? .null
            let other = try await client.query(
                notion.dataSource, ["start_cursor": cursor, "filter": since("2026-01-01")])
            #expect(other.status == 400 && other.sentence.contains("start_cursor"))
            notion.advanceClock(by: 599)
            #expect(try await client.query(notion.dataSource, ["start_cursor": cursor]).status == 200)
            notion.advanceClock(by: 1)
            #expect(try await client.query(notion.dataSource, ["start_cursor": cursor]).status == 400)
        }
    }

    @Test func `beyond the limit a query ends as though it were whole, but for one word`() async throws {
        try await withNotion { options in
            options.queryLimit = 5
        } _: { notion, client in
            for index in 0..<5 { try notion.addRow(titled("Row \(index)")) }
            let whole = try await client.all(notion.dataSource, ["page_size": 2])
            #expect(whole.rows.count == 5 && whole.last.json["request_status"]?["type"] == "complete")
            try notion.addRow(titled("One too many"))
            let cut = try await client.all(notion.dataSource, ["page_size": 2])
            #expect(cut.rows.count == 5 && cut.last.json["has_more"] == false)
            let status: JSON = ["type": "incomplete", "incomplete_reason": "query_result_limit_reached"]
            #expect(cut.last.json["request_status"] == status)
        }
    }

    @Test func `two thousand rows are twenty pages`() async throws {
        try await withNotion { options in
            options.checksAnswers = false
        } _: { notion, client in
            for index in 0..<2_000 { try notion.addRow(titled("Row \(index)")) }
            let body: JSON = ["sorts": [["timestamp": "created_time", "direction": "ascending"]]]
            let found = try await client.all(notion.dataSource, body)
            #expect(found.requests == 20 && Set(found.rows.compactMap { $0["id"]?.string }).count == 2_000)
        }
    }

    @Test func `trashed and archived rows are absent, and archived ones are a part of their own`() async throws {
        try await withNotion { notion, client in
            try notion.addRow(titled("Here"))
            try notion.trashRow(try notion.addRow(titled("Trashed")))
            let archived = try notion.addRow(titled("Archived"))
            try notion.archiveRow(archived)
            #expect(try await client.all(notion.dataSource).rows.map(\.name) == ["Here"])
            let part = try await client.all(notion.dataSource, ["is_archived": true])
            #expect(part.rows.map(\.name) == ["Archived"] && part.rows[0]["is_archived"] == true)
            #expect(try await client.get("pages/\(archived)").json["in_trash"] == false)
        }
    }

    @Test(arguments: [
        (#"{"property":"Name","title":{"contains":"LUNCH"}}"#, ["Lunch"]),
        (#"{"property":"Notes","rich_text":{"equals":"marker-1"}}"#, ["Lunch"]),
        (#"{"property":"Notes","rich_text":{"equals":"Marker-1"}}"#, []),
        (#"{"property":"Notes","rich_text":{"does_not_equal":"marker-1"}}"#, ["Someday", "Trip"]),
        (#"{"property":"Notes","rich_text":{"is_empty":true}}"#, ["Someday", "Trip"]),
        (#"{"property":"Done","checkbox":{"equals":true}}"#, ["Trip"]),
        (#"{"property":"Done","checkbox":{"does_not_equal":true}}"#, ["Lunch", "Someday"]),
        (#"{"property":"Calendar","select":{"equals":"Work"}}"#, ["Lunch"]),
        (#"{"property":"Calendar","select":{"does_not_equal":"Work"}}"#, ["Someday", "Trip"]),
        (#"{"property":"Calendar","select":{"is_not_empty":true}}"#, ["Lunch"]),
        (#"{"property":"Status","status":{"equals":"Not started"}}"#, ["Lunch", "Someday", "Trip"]),
        (#"{"property":"Date","date":{"is_empty":true}}"#, ["Someday"]),
        (#"{"property":"Date","date":{"on_or_after":"2026-03-05"}}"#, ["Lunch", "Trip"]),
        (#"{"property":"Date","date":{"after":"2026-03-05"}}"#, ["Trip"]),
        (#"{"property":"Date","date":{"equals":"2026-03-05"}}"#, ["Lunch"]),
        (#"{"property":"Date","date":{"before":"2026-03-05T11:00:00Z"}}"#, []),
        (#"{"property":"Date","date":{"on_or_before":"2026-03-05T12:00:00+01:00"}}"#, ["Lunch"]),
        (#"{"property":"Date","date":{"next_week":{}}}"#, ["Lunch"]),
        (
            #"{"or":[{"property":"Done","checkbox":{"equals":true}},{"property":"Name","title":{"equals":"Lunch"}}]}"#,
            ["Lunch", "Trip"]
        ),
        (
            #"{"and":[{"property":"Date","date":{"is_not_empty":true}},{"property":"Done","checkbox":{"equals":false}}]}"#,
            ["Lunch"]
        ),
    ])
    func `a filter finds its rows`(filter: String, names: [String]) async throws {
        try await withNotion { notion, client in
            try notion.addRow(
                titled(
                    "Lunch",
                    [
                        "Notes": rich("marker-1"), "Calendar": ["select": ["name": "Work"]],
                        "Date": ["date": ["start": "2026-03-05T12:00:00+01:00"]],
                    ]))
            try notion.addRow(
                titled(
                    "Trip",
                    ["Done": ["checkbox": true], "Date": ["date": ["start": "2026-04-01", "end": "2026-04-03"]]]))
            try notion.addRow(titled("Someday"))
            let found = try await client.all(notion.dataSource, ["filter": try JSON(parsing: filter)])
            #expect(found.rows.map(\.name).sorted() == names)
        }
    }

    @Test func `filters and sorts take ids as well, and empty values come last`() async throws {
        try await withNotion { notion, client in
            let schema = try await client.get("data_sources/\(notion.dataSource)").json["properties"]
            let date = schema?["Date"]?["id"] ?? .null
            for (title, day) in [("B", "2026-03-06"), ("A", "2026-03-05"), ("None", "")] {
                try notion.addRow(titled(title, day.isEmpty ? [:] : ["Date": ["date": ["start": .string(day)]]]))
            }
            for (direction, names) in [("ascending", ["A", "B", "None"]), ("descending", ["B", "A", "None"])] {
                let sorts: JSON = [["property": date, "direction": .string(direction)]]
                let found = try await client.all(notion.dataSource, ["sorts": sorts])
                #expect(found.rows.map(\.name) == names)
            }
            let filter: JSON = ["property": date, "date": ["is_empty": true]]
            #expect(try await client.all(notion.dataSource, ["filter": filter]).rows.map(\.name) == ["None"])
        }
    }

    @Test func `a query shows the properties that are asked for`() async throws {
        try await withNotion { notion, client in
            try notion.addRow(titled("Lunch"))
            let schema = try await client.get("data_sources/\(notion.dataSource)").json["properties"]
            let id = schema?["URL"]?["id"]?.string ?? ""
            let answer = try await client.send(
                "POST", "data_sources/\(notion.dataSource)/query?filter_properties[]=title&filter_properties[]=\(id)",
                [:])
            #expect(answer.json["results"]?[0]?["properties"]?.keys == ["Name", "URL"])
        }
    }

    @Test func `a wiki gives data sources among its rows`() async throws {
        try await withNotion { notion, client in
            let other = try notion.addDataSource("Other", [:], to: notion.database)
            try notion.addRow(titled("Page"))
            try notion.makeWiki(notion.database)
            let all = try await client.all(notion.dataSource)
            #expect(all.rows.compactMap { $0["object"]?.string } == ["page", "data_source"])
            #expect(all.rows.last?["id"]?.string == other)
            let pages = try await client.all(notion.dataSource, ["result_type": "page"])
            #expect(pages.rows.map(\.name) == ["Page"])
        }
    }

    @Test func `search finds titles, in pages`() async throws {
        try await withNotion { notion, client in
            for index in 0..<3 { try notion.addRow(titled("Lunch \(index)", ["Notes": rich("dinner")])) }
            let sources = try await client.send(
                "POST", "search", ["query": "cal", "filter": ["property": "object", "value": "data_source"]])
            #expect(sources.json["results"]?.array?.compactMap { $0["id"]?.string } == [notion.dataSource])
            let first = try await client.send("POST", "search", ["query": "lunch", "page_size": 2])
            #expect(first.json["results"]?.array?.count == 2 && first.json["has_more"] == true)
            let rest = try await client.send(
                "POST", "search",
                ["query": "lunch", "page_size": 2, "start_cursor": first.json["next_cursor"] ?? .null])
            #expect(rest.json["results"]?.array?.count == 1)
            #expect(try await client.send("POST", "search", ["query": "dinner"]).json["results"] == [])
        }
    }
}
