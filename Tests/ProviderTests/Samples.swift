import ICalendar
import SyncCore

// Events that the provider tests write about.

extension View {
    /// A single event with a value in every field that all services hold.
    static let meeting = View(
        master: Part([
            .title: .text("Meeting"), .location: .text("Room 4"), .description: .text("Bring:\n- pens\n- \"paper\""),
            .when: .schedule(Schedule(start: .local("20260115T093000"), end: .local("20260115T103000"))),
            .status: .text("TENTATIVE"), .transparency: .text("TRANSPARENT"), .visibility: .text("PRIVATE"),
            .alarms: .alarms([
                Alarm(action: "DISPLAY", trigger: .start(-600), rest: "DESCRIPTION:Meeting"),
                Alarm(
                    action: "EMAIL", trigger: .start(-86_400),
                    rest: "ATTENDEE:mailto:me@example.com\nDESCRIPTION:Meeting\nSUMMARY:Meeting"),
            ]),
        ]))

    /// Every Monday from 2026-01-05, 10 to 11 in Berlin.
    static let series = View(
        master: Part([
            .title: .text("Yoga"), .location: .text("Hall"),
            .when: .schedule(
                Schedule(
                    start: .local("20260105T100000"), end: .local("20260105T110000"),
                    rules: ["RRULE:FREQ=WEEKLY;UNTIL=20261231T225959Z;BYDAY=MO"])),
        ]))
}

extension Part {
    /// The second instance of ``View/series`` a day later, without a place.
    static let moved = Part([
        .title: .text("Moved"),
        .when: .schedule(Schedule(start: .local("20260113T180000"), end: .local("20260113T190000"))),
    ])
}

extension Schedule {
    /// Two days in 2026.
    static let days = Schedule(start: .day("20260301"), end: .day("20260303"))
}

extension InstanceKey {
    static let second = InstanceKey("20260112T100000")
    static let third = InstanceKey("20260119T100000")
}

extension EventTime {
    /// A time in Berlin; the epoch where the text is no time.
    static func local(_ text: String, _ zone: String = "Europe/Berlin") -> EventTime {
        .zoned(DateTime(basic: text) ?? DateTime(secondsSinceEpoch: 0), ZoneID(zone))
    }

    /// A time in UTC.
    static func utc(_ text: String) -> EventTime { .utc(DateTime(basic: text) ?? DateTime(secondsSinceEpoch: 0)) }

    /// A floating time.
    static func floating(_ text: String) -> EventTime {
        .floating(DateTime(basic: text) ?? DateTime(secondsSinceEpoch: 0))
    }

    /// A day.
    static func day(_ text: String) -> EventTime { .allDay(CalendarDate(basic: text) ?? CalendarDate(dayNumber: 0)) }
}
