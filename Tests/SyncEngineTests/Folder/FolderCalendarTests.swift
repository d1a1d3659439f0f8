import ICalendar
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Looking at a folder again and again.
@Suite struct FolderCalendarTests {
    private let files = ModelFileStore()

    private func put(_ path: String, _ lines: String...) {
        let text =
            (["BEGIN:VCALENDAR", "BEGIN:VEVENT", "DTSTAMP:20260101T000000Z"] + lines
            + ["END:VEVENT", "END:VCALENDAR", ""]).joined(separator: "\n")
        files.put("/folder/" + path, text)
    }

    private func titles(_ calendar: FolderCalendar, from: String = "2026-12-01", to: String = "2027-01-01") throws
        -> [String]
    {
        let (first, last) = (
            try #require(CalendarDate(extended: from)), try #require(CalendarDate(extended: to))
        )
        return calendar.occurrences(from: first, to: last, in: .utc).list.map(\.instance.part.title)
    }

    @Test func `occurrences come by start, of the days alone`() throws {
        put("a.ics", "UID:a@x", "DTSTART:20261203T090000Z", "SUMMARY:Late")
        put("b.ics", "UID:b@x", "DTSTART;VALUE=DATE:20261203", "SUMMARY:All day")
        put("c.ics", "UID:c@x", "DTSTART:20261130T230000Z", "DTEND:20261201T010000Z", "SUMMARY:Over midnight")
        put("d.ics", "UID:d@x", "DTSTART:20200101T080000Z", "RRULE:FREQ=MONTHLY", "SUMMARY:Monthly")
        put("e.ics", "UID:e@x", "DTSTART:20270101T000000Z", "SUMMARY:Next year")
        let calendar = FolderCalendar(root: "/folder", files: files)
        #expect(try titles(calendar) == ["Over midnight", "Monthly", "All day", "Late"])
        #expect(try titles(calendar, from: "2026-12-03", to: "2026-12-04") == ["All day", "Late"])
    }

    @Test func `a change is seen after a hint, and no file is read again without one`() throws {
        put("a.ics", "UID:a@x", "DTSTART:20261203T090000Z", "SUMMARY:One")
        let calendar = FolderCalendar(root: "/folder", files: files)
        #expect(try titles(calendar) == ["One"])
        put("a.ics", "UID:a@x", "DTSTART:20261203T090000Z", "SUMMARY:Another")
        put("b.ics", "UID:b@x", "DTSTART:20261203T100000Z", "SUMMARY:New")
        #expect(try titles(calendar) == ["One"])
        calendar.noteChange()
        #expect(try titles(calendar) == ["Another", "New"])
        files.take("/folder/a.ics")
        calendar.noteChange()
        #expect(try titles(calendar) == ["New"])
        #expect(calendar.paths(of: try #require(UID("a@x"))) == [])
        calendar.watchNothing()
        put("c.ics", "UID:c@x", "DTSTART:20261203T110000Z", "SUMMARY:Unwatched")
        #expect(try titles(calendar) == ["New", "Unwatched"])
    }

    @Test func `a series is asked for only while it lasts, and anew when its file changes`() throws {
        put("a.ics", "UID:a@x", "DTSTART:20261102T090000Z", "RRULE:FREQ=WEEKLY;COUNT=3", "SUMMARY:Course")
        let calendar = FolderCalendar(root: "/folder", files: files)
        #expect(try titles(calendar) == [])
        #expect(try titles(calendar, from: "2026-11-01", to: "2026-12-01") == ["Course", "Course", "Course"])
        #expect(try titles(calendar) == [])
        put("a.ics", "UID:a@x", "DTSTART:20261102T090000Z", "RRULE:FREQ=WEEKLY;COUNT=6", "SUMMARY:Course")
        calendar.noteChange()
        #expect(try titles(calendar) == ["Course"])
        #expect(try titles(calendar, from: "2026-11-01", to: "2026-12-01").count == 5)
    }

    @Test func `an event is found by its UID, however that is written`() throws {
        put("a.ics", "UID;X-Y=1:odd\\,one", "DTSTART:20261203T090000Z", "SUMMARY:Odd")
        put("b.ics", "UID:twice@x", "DTSTART:20261203T090000Z")
        put("c.ics", "UID:twice@x", "DTSTART:20261203T090000Z")
        put("d.ics", "DTSTART:20261203T090000Z", "SUMMARY:None")
        let calendar = FolderCalendar(root: "/folder", files: files)
        #expect(calendar.event(try #require(UID("odd,one")))?.path == "a.ics")
        #expect(calendar.paths(of: try #require(UID("twice@x"))) == ["b.ics", "c.ics"])
        let entries = calendar.occurrences(
            from: try #require(CalendarDate(extended: "2026-12-03")),
            to: try #require(CalendarDate(extended: "2026-12-04")), in: .utc
        ).list
        let none = try #require(entries.first { $0.path == "d.ics" })
        #expect(calendar.event(none.event.uid)?.path == "d.ics")
    }
}
