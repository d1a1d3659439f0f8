import ICalendar
import Testing

@Suite struct EventGlanceTests {
    private func mayFall(_ lines: String, _ from: Int, _ to: Int) throws -> Bool {
        let days = try [from, to].map { try #require(CalendarDate(basic: String($0))) }
        return glance(lines).mayFall(from: days[0], to: days[1])
    }

    private func glance(_ lines: String, findsUID: Bool = false) -> EventGlance {
        EventGlance(
            Array("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n\(lines)\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".utf8),
            findsUID: findsUID)
    }

    @Test func `a UID that is written plainly is found, wherever it stands`() {
        #expect(glance("DTSTART:20261201T100000Z\r\nUID:one@here", findsUID: true).uid == "one@here")
        #expect(glance("RRULE:FREQ=DAILY\r\nuid:one@here", findsUID: true).uid == "one@here")
        #expect(glance("UID:one@here").uid == nil)
    }

    @Test(arguments: ["UID:one\r\n @here", "UID:one\\,two", "UID;X=1:one", "UID:", "SUMMARY:UID:one"])
    func `a UID that takes reading is left to the reader`(line: String) {
        #expect(glance(line, findsUID: true).uid == nil)
    }

    @Test func `an event far from the days is told apart from one on them`() throws {
        let lines = "DTSTART;TZID=Europe/Berlin:20261201T100000\r\nDTEND;TZID=Europe/Berlin:20261203T110000"
        #expect(try mayFall(lines, 20_261_201, 20_261_201))
        #expect(try mayFall(lines, 20_261_130, 20_261_130))
        #expect(try mayFall(lines, 20_261_202, 20_261_202))
        // The other side of the world is up to 26 hours away.
        #expect(try mayFall(lines, 20_261_204, 20_261_205))
        #expect(try !mayFall(lines, 20_261_207, 20_270_101))
        #expect(try !mayFall(lines, 20_250_101, 20_261_128))
        #expect(try !mayFall("dtstart:20260101\ndtend:20260102", 20_261_201, 20_261_201))
    }

    @Test(arguments: [
        "DTSTART:20200101T100000\r\nRRULE:FREQ=DAILY", "DTSTART:20200101T100000\r\nrdate:20261201T100000",
        "DTSTART:20200101T100000\r\nDURATION:P9999D", "DTSTART:20200101T100000\r\nRECURRENCE-ID:20200102T100000",
        "DTSTART:20200101T100000\r\nRRU\r\n LE:FREQ=DAILY", "DTSTART:20200101T100000\r\nitem1.RRULE:FREQ=DAILY",
        "SUMMARY:No time", "DTSTART:2020\r\n 0101", "DTSTART:x", "DTSTART", "DTSTART:2020",
        "DTSTART\r\n ;VALUE=DATE:20200101",
    ])
    func `what can't be told at a glance may fall anywhere`(lines: String) throws {
        #expect(try mayFall(lines, 20_261_201, 20_261_202))
    }

    @Test func `the rules of a zone are none of the event's`() throws {
        let zone =
            "BEGIN:VTIMEZONE\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nRRULE:FREQ=YEARLY\r\nEND:STANDARD\r\nEND:VTIMEZONE"
        #expect(try !mayFall(zone + "\r\nDTSTART:20200101\r\nDTEND:20200102", 20_261_201, 20_261_202))
        #expect(try !mayFall(zone + "\r\nDTSTART:20300101", 20_261_201, 20_261_202))
    }
}
