extension NotionSandbox {
    /// Fills the first database with rows around today: timed, of whole days, and one without a date.
    ///
    /// - Throws: ``SandboxRefusal`` when a seeded row is refused.
    package func seedDemo() throws {
        let today = world.withLock { now($0) } / 86_400
        func day(_ offset: Int) -> String { CivilTime(dayNumber: today + offset).dateText }
        func row(_ title: String, _ date: JSON, _ more: JSON = [:]) -> JSON {
            var row: JSON = ["Name": ["title": [["text": ["content": .string(title)]]]], "Date": ["date": date]]
            for (name, value) in more.object ?? [:] { row[name] = value }
            return row
        }
        try addRow(
            row(
                "Write the newsletter",
                [
                    "start": .string(day(1) + "T10:00:00"), "end": .string(day(1) + "T11:30:00"),
                    "time_zone": "Europe/Berlin",
                ],
                [
                    "Calendar": ["select": ["name": "Work"]],
                    "Description": [
                        "rich_text": [
                            ["text": ["content": "Two pages, "]],
                            ["text": ["content": "no more"], "annotations": ["bold": true]],
                        ]
                    ],
                ]))
        try addRow(
            row(
                "Grandma visits", ["start": .string(day(4)), "end": .string(day(6))],
                ["Calendar": ["select": ["name": "Family"]]]))
        try addRow(row("Some day: learn the cello", .null))
    }
}
