/// Rich text: an array of runs, each with its formatting (reference/rich-text).
enum NotionText {
    /// Returns the runs as answers have them; `items` fit the schema.
    ///
    /// Runs without text vanish, and neighbours of one formatting become one run: which pieces come back is OPEN, so
    /// that no client may count on the ones it sent.
    static func read(_ items: [JSON], titleOf: (String) -> String?) -> [JSON] {
        var runs: [JSON] = []
        for item in items {
            let run = read(item, titleOf: titleOf)
            guard run["plain_text"] != "" else { continue }
            if let last = runs.last, let joined = joined(last, run) {
                runs[runs.count - 1] = joined
            } else {
                runs.append(run)
            }
        }
        return runs
    }

    /// Returns one plain run, or none for an empty text.
    static func plain(_ text: String) -> [JSON] {
        read([["text": ["content": .string(text)]]]) { _ in nil }
    }

    /// The text without its formatting.
    static func text(of runs: [JSON]) -> String { runs.compactMap { $0["plain_text"]?.string }.joined() }

    private static func read(_ item: JSON, titleOf: (String) -> String?) -> JSON {
        var annotations: JSON = [
            "bold": false, "italic": false, "strikethrough": false, "underline": false, "code": false,
            "color": "default",
        ]
        for (name, value) in item["annotations"]?.object ?? [:] { annotations[name] = value }
        var run: JSON = ["annotations": annotations, "href": .null]
        if let text = item["text"] {
            let link = text["link"] ?? .null
            run["type"] = "text"
            run["text"] = ["content": text["content"] ?? "", "link": link]
            run["plain_text"] = text["content"] ?? ""
            run["href"] = link["url"] ?? .null
        } else if let equation = item["equation"] {
            run["type"] = "equation"
            run["equation"] = equation
            run["plain_text"] = equation["expression"] ?? ""
        } else {
            mention(item["mention"] ?? .null, into: &run, titleOf: titleOf)
        }
        return run
    }

    private static func mention(_ mention: JSON, into run: inout JSON, titleOf: (String) -> String?) {
        var shown = mention
        run["type"] = "mention"
        if let page = mention["page"]?["id"]?.string {
            shown["type"] = "page"
            run["plain_text"] = .string(titleOf(page) ?? "Untitled")
            run["href"] = .string("https://www.notion.so/" + page.filter { $0 != "-" })
        } else if let user = mention["user"] {
            shown["type"] = "user"
            shown["user"] = ["object": "user", "id": user["id"] ?? .null]
            run["plain_text"] = "@Someone"
        } else if let date = mention["date"] {
            shown["type"] = "date"
            shown["date"] = [
                "start": date["start"] ?? .null, "end": date["end"] ?? .null, "time_zone": date["time_zone"] ?? .null,
            ]
            run["plain_text"] = date["start"] ?? ""
        } else {
            run["plain_text"] = "mention"
        }
        run["mention"] = shown
    }

    /// Returns two runs as one where only their text differs, up to the length that a run may have.
    private static func joined(_ left: JSON, _ right: JSON) -> JSON? {
        guard left["type"] == "text", right["type"] == "text", left["annotations"] == right["annotations"],
            left["href"] == right["href"], let first = left["plain_text"]?.string,
            let second = right["plain_text"]?.string, first.utf16.count + second.utf16.count <= 2000
        else { return nil }
        var run = left
        run["plain_text"] = .string(first + second)
        run["text"] = ["content": .string(first + second), "link": left["text"]?["link"] ?? .null]
        return run
    }
}
