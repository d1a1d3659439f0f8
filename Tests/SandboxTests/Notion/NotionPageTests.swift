import Sandbox
import Testing

/// Making, changing and trashing rows.
@Suite struct NotionPageTests {
    @Test func `a row reads back as Notion shows it`() async throws {
        try await withNotion { notion, client in
            let made = try await client.create(
                titled(
                    "Dentist",
                    [
                        "Date": ["date": ["start": "2026-09-15T09:00:42", "time_zone": "Europe/Berlin"]],
                        "Description": [
                            "rich_text": [
                                ["text": ["content": "very "]],
                                ["text": ["content": "early"], "annotations": ["bold": true]],
                            ]
                        ],
                        "Calendar": ["select": ["name": "Work"]], "Done": ["checkbox": true],
                        "URL": ["url": "https://example.com"],
                    ]), in: notion.dataSource)
            try #require(made.status == 200, "\(made.text)")
            let date: JSON = ["start": "2026-09-15T09:00:00.000+02:00", "end": .null, "time_zone": .null]
            #expect(made.value("Date") == date)
            #expect(made.json.name == "Dentist" && made.value("Done") == true)
            #expect(made.value("Description")?.array?.compactMap { $0["plain_text"]?.string } == ["very ", "early"])
            #expect(made.value("Description")?[1]?["annotations"]?["bold"] == true)
            #expect(made.value("Calendar")?["name"] == "Work" && made.value("Calendar")?["color"] == "blue")
            #expect(made.value("Status")?["name"] == "Not started" && made.value("Notes") == [])
            #expect(made.json["created_time"] == "2026-03-02T08:00:00.000Z")
            #expect(made.json["last_edited_by"]?["id"]?.string == notion.users.bot)
            #expect(made.json["archived"] == nil && made.json["in_trash"] == false)
            let parent: JSON = [
                "type": "data_source_id", "data_source_id": .string(notion.dataSource),
                "database_id": .string(notion.database),
            ]
            #expect(made.json["parent"] == parent)
            let read = try await client.get("pages/\(made.id)")
            #expect(read.json["properties"] == made.json["properties"])
        }
    }

    @Test func `only what is named changes, by name or by id`() async throws {
        try await withNotion { notion, client in
            let id = try notion.addRow(titled("Lunch", ["Location": rich("Garden"), "Notes": rich("Bring bread")]))
            let schema = try await client.get("data_sources/\(notion.dataSource)").json["properties"]
            let notes = schema?["Notes"]?["id"]?.string ?? ""
            let answer = try await client.update(id, ["Location": ["rich_text": []], notes: rich("Bring wine")])
            #expect(answer.value("Location") == [] && answer.json.name == "Lunch")
            #expect(notion.text("Notes", of: id) == "Bring wine")
        }
    }

    @Test func `the last edit is the minute it was in, and says who`() async throws {
        try await withNotion { notion, client in
            let id = try notion.addRow(titled("Lunch"))
            #expect(notion.row(id)?["last_edited_by"]?["id"]?.string == notion.users.person)
            notion.advanceClock(by: 89)
            let answer = try await client.update(id, titled("Late lunch"))
            #expect(answer.json["last_edited_time"] == "2026-03-02T08:01:00.000Z")
            #expect(answer.json["last_edited_by"]?["id"]?.string == notion.users.bot)
            #expect(answer.json["created_by"]?["id"]?.string == notion.users.person)
        }
    }

    @Test(arguments: [
        (#"{"Nope":{"checkbox":true}}"#, "Nope is not a property that exists."),
        (#"{"Done":{"number":1}}"#, "Done is expected to be checkbox."),
        (#"{"Calendar":{"select":{"name":"a, b"}}}"#, "Invalid select option, commas not allowed: a, b"),
        (
            #"{"Status":{"status":{"name":"Nope"}}}"#,
            "Invalid status option. Status option \"Nope\" does not exist\"."
        ),
        (
            #"{"Date":{"date":{"start":"2026-09-15","time_zone":"Europe/Berlin"}}}"#,
            "body.properties.Date.date.start should contain a time when time_zone is given, instead was `\"2026-09-15\"`."
        ),
        (
            #"{"Date":{"date":{"start":"2026-09-15T09:00:00Z","time_zone":"Europe/Berlin"}}}"#,
            "body.properties.Date.date.start should have no UTC offset when time_zone is given, instead was "
                + "`\"2026-09-15T09:00:00Z\"`."
        ),
        (
            #"{"Date":{"date":{"start":"2026-09-15T09:00:00","time_zone":"GMT+3"}}}"#,
            "body.properties.Date.date.time_zone should be a valid IANA time zone, instead was `\"GMT+3\"`."
        ),
        (
            #"{"Date":{"date":{"start":"tomorrow"}}}"#,
            "body.properties.Date.date.start should be a valid ISO 8601 date string, instead was `\"tomorrow\"`."
        ),
        (
            #"{"Date":{"date":{"start":"2026-09-15","end":"2026-09-15T10:00:00"}}}"#,
            "body.properties.Date.date: start and end should both be days or both have a time."
        ),
        (
            #"{"Date":{"date":{"start":"2026-09-15","end":"2026-09-14"}}}"#,
            "body.properties.Date.date.end should be after or at start."
        ),
        (
            #"{"URL":{"url":""}}"#,
            "body failed validation: body.properties.URL.url.length should be ≥ `1`, instead was `0`."
        ),
    ])
    func `a value that does not fit is refused`(properties: String, sentence: String) async throws {
        try await withNotion { notion, client in
            let answer = try await client.create(try JSON(parsing: properties), in: notion.dataSource)
            #expect(answer.status == 400 && answer.code == "validation_error")
            #expect(answer.sentence == sentence)
            #expect(notion.rows().isEmpty && notion.writes == 0)
        }
    }

    @Test func `texts are counted in UTF-16 units`() async throws {
        try await withNotion { notion, client in
            let good = try await client.create(titled(String(repeating: "😀", count: 1000)), in: notion.dataSource)
            #expect(good.status == 200)
            let long = try await client.create(titled(String(repeating: "😀", count: 1001)), in: notion.dataSource)
            #expect(long.status == 400)
            #expect(
                long.sentence
                    == "body failed validation: body.properties.Name.title[0].text.content.length should be ≤ `2000`, "
                    + "instead was `2002`.")
            let run: JSON = ["text": ["content": "x"]]
            let many = try await client.create(
                ["Name": ["title": .array(Array(repeating: run, count: 101))]], in: notion.dataSource)
            #expect(many.sentence.contains("body.properties.Name.title.length should be ≤ `100`, instead was `101`."))
            let link: JSON = ["url": .string("https://example.com/" + String(repeating: "x", count: 2000))]
            let far = try await client.create(
                ["Name": ["title": [["text": ["content": "x", "link": link]]]]], in: notion.dataSource)
            #expect(far.status == 400 && far.sentence.contains("link.url.length"))
        }
    }

    @Test func `a body of more than 500 KB is refused`() async throws {
        try await withNotion { notion, client in
            let run: JSON = ["text": ["content": .string(String(repeating: "x", count: 2000))]]
            let full: JSON = ["rich_text": .array(Array(repeating: run, count: 90))]
            let answer = try await client.create(
                titled("X", ["Notes": full, "Description": full, "Location": full]), in: notion.dataSource)
            #expect(answer.status == 400 && answer.sentence.contains("500KB"))
        }
    }

    @Test func `a select makes options, and a refused request makes none`() async throws {
        try await withNotion { notion, client in
            let made = try await client.create(
                titled("X", ["Calendar": ["select": ["name": "Club"]]]), in: notion.dataSource)
            #expect(made.value("Calendar")?["name"] == "Club")
            let bad = try await client.create(
                ["Calendar": ["select": ["name": "Other"]], "Nope": ["checkbox": true]], in: notion.dataSource)
            #expect(bad.status == 400)
            let schema = try await client.get("data_sources/\(notion.dataSource)").json["properties"]?["Calendar"]
            #expect(
                schema?["select"]?["options"]?.array?.compactMap { $0["name"]?.string } == ["Work", "Family", "Club"])
        }
    }

    @Test func `computed properties can't be written`() async throws {
        try await withNotion { notion, client in
            let (_, source) = try notion.addDatabase(
                "Computed",
                ["Made": ["created_time": [:]], "No": ["unique_id": ["prefix": "EV"]], "Sum": ["formula": [:]]])
            let made = try await client.create([:], in: source)
            #expect(made.value("Made") == "2026-03-02T08:00:00.000Z")
            #expect(made.value("No") == ["prefix": "EV", "number": 1])
            for name in ["Made", "No", "Sum"] {
                let answer = try await client.update(made.id, [name: rich("x")])
                #expect(answer.status == 400 && answer.sentence.hasPrefix("\(name) is expected to be "))
            }
        }
    }

    @Test func `a trashed row is readable, restorable, and nothing else`() async throws {
        try await withNotion { notion, client in
            let id = try notion.addRow(titled("Old"))
            let trashed = try await client.send("PATCH", "pages/\(id)", ["in_trash": true])
            #expect(trashed.json["in_trash"] == true)
            #expect(try await client.all(notion.dataSource).rows.isEmpty)
            let edited = try await client.update(id, titled("New"))
            #expect(edited.status == 400 && edited.sentence.contains("archived"))
            #expect(try await client.get("pages/\(id)").json["in_trash"] == true)
            let again = try await client.send("PATCH", "pages/\(id)", ["in_trash": true])
            #expect(again.status == 200)
            let restored = try await client.send("PATCH", "pages/\(id)", ["in_trash": false])
            #expect(restored.json["in_trash"] == false && notion.rows().count == 1)
            notion.purgeRow(id)
            #expect(try await client.get("pages/\(id)").code == "object_not_found")
        }
    }

    @Test func `archived is a word of the older version only`() async throws {
        try await withNotion { notion, client in
            let id = try notion.addRow(titled("Old"))
            let refused = try await client.send("PATCH", "pages/\(id)", ["archived": true])
            #expect(refused.status == 400 && refused.sentence.contains("body.archived should be not present"))
            var older = client
            older.version = "2025-09-03"
            let trashed = try await older.send("PATCH", "pages/\(id)", ["archived": true])
            #expect(trashed.json["archived"] == true && trashed.json["in_trash"] == true)
        }
    }

    @Test func `a row of a trashed database can't be edited, and its own mark stays`() async throws {
        try await withNotion { notion, client in
            let id = try notion.addRow(titled("Kept"))
            try notion.trashDatabase(notion.database)
            #expect(try await client.get("data_sources/\(notion.dataSource)").json["in_trash"] == true)
            #expect(try await client.get("pages/\(id)").json["in_trash"] == false)
            #expect(try await client.all(notion.dataSource).rows.isEmpty)
            #expect(try await client.update(id, titled("New")).status == 400)
            #expect(try await client.create(titled("New"), in: notion.dataSource).status == 400)
        }
    }

    @Test func `lists of people and relations are cut at 25, and whole by property`() async throws {
        try await withNotion { notion, client in
            let (_, source) = try notion.addDatabase(
                "Big",
                [
                    "Who": ["people": [:]],
                    "Rel": ["relation": ["data_source_id": .string(notion.dataSource), "single_property": [:]]],
                ])
            let rows = try (0..<30).map { try notion.addRow(titled("\($0)")) }
            let made = try await client.create(
                [
                    "Who": ["people": .array(rows.map { ["id": .string($0)] })],
                    "Rel": ["relation": .array(rows.map { ["id": .string($0)] })],
                ], in: source)
            #expect(made.value("Who")?.array?.count == 25 && made.value("Rel")?.array?.count == 25)
            #expect(made.json["properties"]?["Rel"]?["has_more"] == true)
            let key = made.json["properties"]?["Rel"]?["id"]?.string ?? ""
            let first = try await client.get("pages/\(made.id)/properties/\(key)?page_size=20")
            #expect(first.json["results"]?.array?.count == 20 && first.json["has_more"] == true)
            let cursor = first.json["next_cursor"]?.string ?? ""
            let rest = try await client.get("pages/\(made.id)/properties/\(key)?start_cursor=\(cursor)")
            #expect(rest.json["results"]?.array?.count == 10 && rest.json["has_more"] == false)
            let checkbox = try await client.get("pages/\(rows[0])/properties/title")
            #expect(checkbox.json["results"]?[0]?["title"]?["plain_text"] == "0")
        }
    }

    @Test func `a page shows the properties that are asked for`() async throws {
        try await withNotion { notion, client in
            let id = try notion.addRow(titled("Lunch", ["Location": rich("Garden")]))
            let answer = try await client.get("pages/\(id)?filter_properties[]=title")
            #expect(answer.json["properties"]?.keys == ["Name"])
            #expect(try await client.get("pages/\(id)?filter_properties=nope").status == 400)
        }
    }

    @Test func `a row moves to another data source with what fits there`() async throws {
        try await withNotion { notion, client in
            let target = try notion.addDataSource(
                "Archive", ["Calendar": ["select": [:]], "Location": ["number": [:]]], to: notion.database)
            let id = try notion.addRow(
                titled("Lunch", ["Location": rich("Garden"), "Calendar": ["select": ["name": "Work"]]]))
            let moved = try await client.send(
                "POST", "pages/\(id)/move", ["parent": ["data_source_id": .string(target)]])
            #expect(moved.json["parent"]?["data_source_id"]?.string == target && moved.json.name == "Lunch")
            #expect(moved.value("Calendar")?["name"] == "Work" && moved.value("Location") == .null)
            #expect(notion.rows().isEmpty && notion.rows(in: target).count == 1)
            try notion.moveRow(id, to: nil)
            #expect(try await client.get("pages/\(id)").json["parent"]?["type"] == "workspace")
        }
    }

    @Test func `Duplicate copies everything but the identity`() async throws {
        try await withNotion { notion, client in
            let id = try notion.addRow(titled("Lunch", ["Notes": rich("marker-1")]))
            let copy = try notion.duplicateRow(id)
            #expect(copy != id && notion.text("Notes", of: copy) == "marker-1")
            #expect(notion.row(copy)?.name == "Lunch (1)")
        }
    }

    @Test func `a template fills a row, and is in no query`() async throws {
        try await withNotion { notion, client in
            let template = try notion.addTemplate(titled("Meeting", ["Location": rich("Room 1")]), isDefault: true)
            #expect(try await client.all(notion.dataSource).rows.isEmpty)
            let listed = try await client.get("data_sources/\(notion.dataSource)/templates")
            #expect(listed.json["templates"] == [["id": .string(template), "name": "Meeting", "is_default": true]])
            #expect(try await client.get("pages/\(template)").status == 200)
            let plain = try await client.create(titled("Plain"), in: notion.dataSource)
            #expect(plain.value("Location") == [])
            let filled = try await client.send(
                "POST", "pages",
                [
                    "parent": ["data_source_id": .string(notion.dataSource)], "properties": [:],
                    "template": ["type": "default"],
                ])
            #expect(filled.value("Location")?[0]?["plain_text"] == "Room 1")
        }
    }
}
