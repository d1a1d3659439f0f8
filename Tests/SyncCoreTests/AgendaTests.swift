import ICalendar
import SyncCore
import Testing

@Suite struct AgendaTests {
    private func event(_ lines: String) throws -> Event {
        let text = "BEGIN:VCALENDAR\n" + lines + "\nEND:VCALENDAR\n"
        let file = EventFile(Array(text.utf8))
        return try #require(file.event, "\(file.diagnostics)")
    }

    private func master(_ uid: String, _ lines: String) -> String {
        "BEGIN:VEVENT\nUID:\(uid)\nSUMMARY:\(uid)\n\(lines)\nEND:VEVENT"
    }

    /// The agenda as lines: a day, then `title start–end` of each entry.
    private func lines(_ events: [Event], _ from: String, _ to: String, zone: String = "Europe/Berlin") throws
        -> [String]
    {
        let (first, last) = (try #require(CalendarDate(extended: from)), try #require(CalendarDate(extended: to)))
        let agenda = Agenda(
            of: events.map { ($0.uid.text + ".ics", $0) }, on: first...last, in: try #require(Zone.named(zone)))
        return agenda.days.flatMap { day in
            [day.date.extended]
                + day.entries.map { entry in
                    let times = entry.span.isAllDay ? "" : " \(entry.span.start.extended.dropFirst(8).prefix(8))"
                    return "\(View(master: entry.instance.part).title)\(times)"
                }
        }
    }

    @Test func `days hold whole days first, then what comes by the clock`() throws {
        let events = try [
            event(master("late", "DTSTART;TZID=Europe/Berlin:20261201T150000")),
            event(master("free", "DTSTART;VALUE=DATE:20261130\nDTEND;VALUE=DATE:20261202")),
            event(master("early", "DTSTART;TZID=Europe/Berlin:20261201T080000\nDURATION:PT1H")),
        ]
        #expect(
            try lines(events, "2026-12-01", "2026-12-02") == [
                "2026-12-01", "free", "early 01T08:00", "late 01T15:00",
            ])
    }

    @Test func `times are those of who looks, and may be on another day there`() throws {
        let events = try [event(master("call", "DTSTART;TZID=America/New_York:20261201T200000\nDURATION:PT1H"))]
        #expect(try lines(events, "2026-12-01", "2026-12-02") == ["2026-12-02", "call 02T02:00"])
        #expect(
            try lines(events, "2026-12-01", "2026-12-02", zone: "America/Los_Angeles") == [
                "2026-12-01", "call 01T17:00",
            ])
        let floating = try [event(master("noon", "DTSTART:20261201T120000"))]
        for zone in ["Asia/Tokyo", "UTC"] {
            #expect(try lines(floating, "2026-12-01", "2026-12-01", zone: zone) == ["2026-12-01", "noon 01T12:00"])
        }
    }

    @Test func `what goes over midnight is on both days, what ends at midnight is not`() throws {
        let events = try [
            event(master("night", "DTSTART;TZID=Europe/Berlin:20261201T220000\nDURATION:PT4H")),
            event(master("evening", "DTSTART;TZID=Europe/Berlin:20261201T200000\nDURATION:PT4H")),
        ]
        #expect(
            try lines(events, "2026-12-01", "2026-12-03") == [
                "2026-12-01", "evening 01T20:00", "night 01T22:00", "2026-12-02", "night 01T22:00",
            ])
    }

    @Test func `a series shows what takes place: left-out and changed instances are as they are`() throws {
        let series =
            master(
                "tea",
                "DTSTART;TZID=Europe/Berlin:20261201T100000\nRRULE:FREQ=DAILY;COUNT=5\nEXDATE;TZID=Europe/Berlin:20261202T100000"
            )
            + "\nBEGIN:VEVENT\nUID:tea\nRECURRENCE-ID;TZID=Europe/Berlin:20261203T100000\nSUMMARY:cake\nDTSTART;TZID=Europe/Berlin:20261203T160000\nEND:VEVENT"
        #expect(
            try lines([event(series)], "2026-12-01", "2026-12-31") == [
                "2026-12-01", "tea 01T10:00", "2026-12-03", "cake 03T16:00", "2026-12-04", "tea 04T10:00", "2026-12-05",
                "tea 05T10:00",
            ])
    }

    @Test func `a series that can't be gone through is named`() throws {
        let first = try #require(CalendarDate(extended: "2026-12-01"))
        let bomb = try event(master("bomb", "DTSTART:20200101T000000\nRRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"))
        let agenda = Agenda(of: [("bomb.ics", bomb)], on: first...first.adding(days: 6), in: .utc)
        #expect(agenda.incomplete == ["bomb.ics"] || agenda.days.isEmpty)
    }

    @Test func `words are looked for in what a person reads, whatever their case`() throws {
        let event = try event(master("tea", "DTSTART:20261201\nLOCATION:Café Anna\nDESCRIPTION:Bring cake"))
        #expect(event.content.master.mentions(["TEA", "café", "cake"]))
        #expect(!event.content.master.mentions(["tea", "coffee"]))
    }
}
