extension GoogleSandbox {
    /// Fills the first two calendars with events around today: singles, a series with exceptions, all-day events.
    ///
    /// Seeding again, as after a restart with kept state, changes nothing.
    /// - Throws: ``SandboxRefusal`` when a seeded event is refused.
    package func seedDemo() throws {
        let ids = world.withLock { $0.state.calendarOrder }
        guard let first = ids.first else { return }
        let second = ids.dropFirst().first ?? first
        let today = Int(options.now().timeIntervalSince1970) / 86400
        let monday = today - CivilTime(dayNumber: today).weekday
        let demo: [(calendar: String, event: JSON)] = [
            (
                first,
                timed(
                    "demostandup", "Stand-up", monday, "09:30", "09:45",
                    ["recurrence": ["RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR"]])
            ),
            (first, timed("demodentist", "Dentist", today + 1, "14:00", "15:00", ["location": "Torstraße 12"])),
            (
                first,
                timed(
                    "demoreview", "Quarterly review", today + 3, "10:00", "12:00",
                    [
                        "description": "Bring the <b>numbers</b>.", "status": "tentative",
                        "attendees": [["email": "ada@example.com"], ["email": "grace@example.org"]],
                        "reminders": ["useDefault": false, "overrides": [["method": "popup", "minutes": 10]]],
                    ])
            ),
            (second, timed("demopool", "Swimming lesson", today + 2, "16:30", "17:15", ["colorId": "7"])),
            (second, allDay("demotrip", "Trip to the sea", today + 12, days: 4, ["transparency": "transparent"])),
            (
                second,
                allDay("demobirthday", "Grandma's birthday", today + 20, days: 1, ["recurrence": ["RRULE:FREQ=YEARLY"]])
            ),
        ]
        for (calendar, event) in demo where self.event(event["id"]?.string ?? "", in: calendar) == nil {
            try putEvent(event, in: calendar)
        }
    }

    private func timed(_ id: String, _ title: String, _ day: Int, _ from: String, _ to: String, _ more: JSON) -> JSON {
        let date = CivilTime(dayNumber: day).dateText
        let event: JSON = [
            "id": .string(id), "summary": .string(title),
            "start": ["dateTime": "\(date)T\(from):00", "timeZone": "Europe/Berlin"],
            "end": ["dateTime": "\(date)T\(to):00", "timeZone": "Europe/Berlin"],
        ]
        return event.merging(more)
    }

    private func allDay(_ id: String, _ title: String, _ day: Int, days: Int, _ more: JSON) -> JSON {
        let event: JSON = [
            "id": .string(id), "summary": .string(title),
            "start": ["date": .string(CivilTime(dayNumber: day).dateText)],
            "end": ["date": .string(CivilTime(dayNumber: day + days).dateText)],
        ]
        return event.merging(more)
    }
}
