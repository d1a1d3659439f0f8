import Testing

@testable import ICalendar

/// A file with a VTIMEZONE of that TZID, made of these observances.
private func file(_ name: String, location: String? = nil, _ observances: [[String]]) -> CalendarText {
    let parts = observances.flatMap { ["BEGIN:\($0[0])"] + $0.dropFirst() + ["END:\($0[0])"] }
    let lines =
        ["BEGIN:VCALENDAR", "BEGIN:VTIMEZONE", "TZID:\(name)"] + (location.map { ["X-LIC-LOCATION:\($0)"] } ?? [])
        + parts
        + ["END:VTIMEZONE", "END:VCALENDAR", ""]
    return CalendarText(lines.joined(separator: "\r\n"))
}

private func observance(_ kind: String, _ start: String, _ from: String, _ to: String, _ more: String...) -> [String] {
    [kind, "DTSTART:\(start)", "TZOFFSETFROM:\(from)", "TZOFFSETTO:\(to)"] + more
}

@Suite struct OwnZoneTests {
    private let winter = observance(
        "STANDARD", "19701025T030000", "+0200", "+0100", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")
    private let summer = observance(
        "DAYLIGHT", "19700329T020000", "+0100", "+0200", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU")

    private func resolve(_ text: CalendarText, _ name: String = "mine") -> Zone? {
        Zone.resolve(ZoneID(name), in: text)
    }

    @Test func `the location a file names goes first among zones that fit`() {
        #expect(resolve(file("mine", location: "Europe/Vienna", [winter, summer]))?.name == "Europe/Vienna")
        #expect(resolve(file("mine", location: "America/New_York", [winter, summer]))?.name == "Europe/Berlin")
        #expect(resolve(file("mine", [winter, summer]))?.name == "Europe/Berlin")
    }

    @Test func `a zone like no other keeps its own name and rules`() throws {
        let zone = try #require(resolve(file("mine", [observance("STANDARD", "19700101T000000", "+0117", "+0117")])))
        #expect(zone.name == "mine")
        #expect(zone.offset(at: 0) == 4620)
    }

    @Test func `an IANA name goes before the file's definition of it`() throws {
        let text = file("Europe/Berlin", [observance("STANDARD", "19700101T000000", "+0117", "+0117")])
        #expect(try #require(resolve(text, "Europe/Berlin")).offset(at: 1_768_000_000) == 3600)
    }

    @Test func `rules by days of the month and by dates are read`() throws {
        let byDay = observance(
            "DAYLIGHT", "20070311T020000", "-0500", "-0400",
            "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14")
        let byOrdinal = observance(
            "STANDARD", "20071104T020000", "-0400", "-0500", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU")
        #expect(resolve(file("mine", [byDay, byOrdinal]))?.name == "America/New_York")

        let dates = observance("DAYLIGHT", "20200401T000000", "+0000", "+0030", "RDATE:20210401T000000,20220401T000000")
        let back = observance(
            "STANDARD", "20200601T000000", "+0030", "+0000", "RRULE:FREQ=YEARLY;UNTIL=20210531T233000Z")
        let zone = try #require(resolve(file("mine", [dates, back])))
        #expect(
            zone.rules.changes.map { DateTime(secondsSinceEpoch: $0).basic } == [
                "20200401T000000", "20200531T233000", "20210401T000000", "20210531T233000", "20220401T000000",
            ])
    }

    @Test(arguments: [
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYDAY=1SU", "FREQ=YEARLY;BYSETPOS=1;BYMONTH=3;BYDAY=SU",
        "FREQ=YEARLY;BYMONTH=13", "FREQ=YEARLY;INTERVAL=0", "rubbish",
    ])
    func `a rule that no zone has makes the definition unreadable`(rule: String) {
        let odd = observance("DAYLIGHT", "19700329T020000", "+0100", "+0200", "RRULE:\(rule)")
        #expect(resolve(file("mine", [winter, odd])) == nil)
    }

    @Test func `a definition without rules or with an impossible offset is unreadable`() {
        #expect(resolve(file("mine", [])) == nil)
        #expect(resolve(file("mine", [observance("STANDARD", "19700101T000000", "+0100", "+5328")])) == nil)
        #expect(resolve(file("mine", [observance("STANDARD", "never", "+0100", "+0100")])) == nil)
    }

    @Test func `a hostile definition is answered within bounds`() throws {
        let days = (1...31).map(String.init).joined(separator: ",")
        let busy = (0..<100).map { index in
            observance(
                "STANDARD", "16010101T000000", "+0000", "+01\(index % 50 + 10)",
                "RRULE:FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=\(days)")
        }
        let zone = try #require(VTimezone(named: "mine", in: file("mine", busy))).makeZone()
        #expect(zone.rules.changes.count <= 100_100)
        #expect(VTimezone(named: "mine", in: file("mine", busy + [summer])) == nil)
    }
}
