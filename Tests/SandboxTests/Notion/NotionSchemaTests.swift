import Sandbox
import Testing

/// Databases, data sources and their schemas.
@Suite struct NotionSchemaTests {
    @Test func `a database names its data sources`() async throws {
        try await withNotion { notion, client in
            let one = try await client.get("databases/\(notion.database)")
            #expect(one.json["data_sources"] == [["id": .string(notion.dataSource), "name": "Calendar"]])
            let second = try notion.addDataSource("Second", [:], to: notion.database)
            let two = try await client.get("databases/\(notion.database)")
            #expect(two.json["data_sources"]?.array?.compactMap { $0["id"]?.string } == [notion.dataSource, second])
            let row = try await client.send(
                "POST", "pages", ["parent": ["database_id": .string(notion.database)], "properties": titled("X")])
            #expect(row.status == 400)
        }
    }

    @Test func `an id stays when a property is renamed, and writes take both`() async throws {
        try await withNotion { notion, client in
            let path = "data_sources/\(notion.dataSource)"
            let before = try await client.get(path).json["properties"]?["Location"]?["id"]
            try notion.editSchema(["Location": ["name": "Where"]])
            let after = try await client.get(path).json["properties"]
            #expect(after?["Where"]?["id"] == before && after?["Location"] == nil)
            let id = before?.string ?? ""
            let byID = try await client.create([id: rich("Garden")], in: notion.dataSource)
            #expect(byID.value("Where")?[0]?["plain_text"] == "Garden")
            let byOldName = try await client.create(["Location": rich("x")], in: notion.dataSource)
            #expect(byOldName.sentence == "Location is not a property that exists.")
        }
    }

    @Test func `ids on the wire are encoded, and are taken encoded or not`() async throws {
        try await withNotion { notion, client in
            let properties = try await client.get("data_sources/\(notion.dataSource)").json["properties"]?.object ?? [:]
            let encoded = properties.values.compactMap { $0["id"]?.string }.filter { $0.contains("%") }
            let id = try #require(encoded.first, "the seed gives an id that wants encoding")
            let plain = try #require(id.removingPercentEncoding)
            for key in [id, plain] {
                let answer = try await client.get("pages/\(try notion.addRow(titled("X")))/properties/\(escaped(key))")
                #expect(answer.status == 200)
            }
        }
    }

    @Test func `a client adds properties and options`() async throws {
        try await withNotion { notion, client in
            let path = "data_sources/\(notion.dataSource)"
            let added = try await client.send(
                "PATCH", path,
                ["properties": ["calsync id": ["rich_text": [:]], "Kind": ["select": ["options": [["name": "A"]]]]]])
            #expect(added.json["properties"]?["calsync id"]?["type"] == "rich_text")
            #expect(added.json["properties"]?["Kind"]?["select"]?["options"]?[0]?["name"] == "A")
            #expect(notion.writes == 1)
            let removed = try await client.send("PATCH", path, ["properties": ["Kind": .null]])
            #expect(removed.json["properties"]?["Kind"] == nil)
            let twice = try await client.send("PATCH", path, ["properties": ["URL": ["name": "Done"]]])
            #expect(twice.status == 400)
            let title = try await client.send("PATCH", path, ["properties": ["Name": .null]])
            #expect(title.status == 400)
        }
    }

    @Test func `a deleted option leaves its rows empty, and their time as it was`() async throws {
        try await withNotion { notion, client in
            let id = try notion.addRow(titled("X", ["Calendar": ["select": ["name": "Work"]]]))
            notion.advanceClock(by: 300)
            try notion.renameOption("Work", to: "Office", of: "Calendar")
            #expect(try await client.get("pages/\(id)").value("Calendar")?["name"] == "Office")
            try notion.deleteOption("Office", of: "Calendar")
            let row = try await client.get("pages/\(id)")
            #expect(row.value("Calendar") == .null)
            #expect(row.json["last_edited_time"] == "2026-03-02T08:00:00.000Z")
        }
    }

    @Test func `a retyped property keeps its id and loses its values`() async throws {
        try await withNotion { notion, client in
            let id = try notion.addRow(titled("X", ["Location": rich("Garden")]))
            let before = try await client.get("pages/\(id)").json["properties"]?["Location"]?["id"]
            try notion.editSchema(["Location": ["number": [:]]])
            let after = try await client.get("pages/\(id)").json["properties"]?["Location"]
            #expect(after?["id"] == before && after?["number"] == .null && after?["type"] == "number")
            let old = try await client.update(id, ["Location": rich("x")])
            #expect(old.sentence == "Location is expected to be number.")
        }
    }

    @Test func `a trashed data source is listed as trashed, and takes no change`() async throws {
        try await withNotion { notion, client in
            let path = "data_sources/\(notion.dataSource)"
            let trashed = try await client.send("PATCH", path, ["in_trash": true])
            #expect(trashed.json["in_trash"] == true)
            #expect(try await client.send("PATCH", path, ["properties": ["New": ["date": [:]]]]).status == 400)
            let search = try await client.send(
                "POST", "search", ["filter": ["property": "object", "value": "data_source"]])
            #expect(search.json["results"]?[0]?["in_trash"] == true)
            #expect(try await client.send("PATCH", path, ["in_trash": false]).json["in_trash"] == false)
        }
    }

    @Test func `users are the bot and the person`() async throws {
        try await withNotion { notion, client in
            let list = try await client.get("users")
            #expect(list.json["results"]?.array?.compactMap { $0["type"]?.string } == ["person", "bot"])
            let person = try await client.get("users/\(notion.users.person)")
            #expect(person.json["person"]?["email"] == "you@example.com")
            let me = try await client.get("users/me")
            #expect(me.id == notion.users.bot && me.json["bot"]?["workspace_name"] == "Sandbox")
        }
    }
}
