import Testing

@testable import ICalendar

/// A VTIMEZONE that is written must say what the zone says, to our own reader and so to others'.
@Suite struct ZoneDefinitionTests {
    @Test(
        arguments: [
            "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Jerusalem", "Africa/Casablanca", "Asia/Tehran",
            "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia", "Europe/Dublin", "America/Santiago", "UTC",
            "Asia/Gaza", "America/Godthab", "Antarctica/Troll", "America/St_Johns",
        ])
    func `a definition is read back as the zone it was made of`(_ name: String) throws {
        let zone = try #require(Zone.named(name))
        for year in [1985, 2006, 2015, 2026, 2045] {
            let lines = ["BEGIN:VCALENDAR"] + zone.definition(tzid: "x/own", from: year) + ["END:VCALENDAR", ""]
            let text = CalendarText(lines.joined(separator: "\r\n"))
            #expect(text.diagnostics.isEmpty)
            let read = try #require(VTimezone(named: "x/own", in: text)).makeZone()
            for month in 0..<(12 * 15) {
                let date = try #require(CalendarDate(year: year + month / 12, month: 1 + month % 12, day: 15))
                let instant = date.dayNumber * 86_400 + 43_200
                #expect(read.offset(at: instant) == zone.offset(at: instant), "\(year) \(date.extended)")
            }
        }
    }

    @Test func `Berlin is told by its two rules`() throws {
        let zone = try #require(Zone.named("Europe/Berlin"))
        #expect(
            zone.definition(tzid: "Europe/Berlin", from: 2026) == [
                "BEGIN:VTIMEZONE", "TZID:Europe/Berlin", "BEGIN:DAYLIGHT", "DTSTART:20250330T020000",
                "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT",
                "BEGIN:STANDARD", "DTSTART:20251026T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
                "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD", "END:VTIMEZONE",
            ])
    }

    @Test func `a zone that never changes is one offset`() throws {
        let zone = try #require(Zone.named("Asia/Kolkata"))
        #expect(
            zone.definition(tzid: "Asia/Kolkata", from: 2026) == [
                "BEGIN:VTIMEZONE", "TZID:Asia/Kolkata", "BEGIN:STANDARD", "DTSTART:19700101T000000",
                "TZOFFSETFROM:+0530", "TZOFFSETTO:+0530", "END:STANDARD", "END:VTIMEZONE",
            ])
    }
}
