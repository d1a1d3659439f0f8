import Testing

@testable import Sandbox

@Suite struct OccurrenceTests {
    /// RFC 5545 section 3.8.5.3, its examples: all start on 1997-09-02 at 09:00 in New York.
    @Test(arguments: [
        ("FREQ=DAILY;COUNT=3", ["0902", "0903", "0904"]),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,TH", ["0902", "0904", "0916", "0918"]),
        ("FREQ=WEEKLY;UNTIL=19970916T000000Z;WKST=SU;BYDAY=TU,TH", ["0902", "0904", "0909", "0911"]),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=1FR", ["0905", "1003", "1107"]),
        ("FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU", ["0907", "0928", "1102", "1130"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3", ["0928", "1029", "1128"]),
        ("FREQ=MONTHLY;COUNT=3;BYMONTHDAY=2,15", ["0902", "0915", "1002"]),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2", ["0213", "0313"]),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", ["0904", "1007", "1106"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3", ["0929", "1030", "1127"]),
        ("FREQ=YEARLY;COUNT=3;BYMONTH=6,7", ["0602", "0702", "0602"]),
        ("FREQ=YEARLY;BYDAY=20MO;COUNT=2", ["0518", "0517"]),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3", ["0511", "0517", "0515"]),
        ("FREQ=YEARLY;COUNT=4;BYYEARDAY=1,100,200", ["0101", "0410", "0719", "0101"]),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=2", ["1104", "1106"]),
        ("FREQ=DAILY;BYHOUR=9;BYMINUTE=0,20;COUNT=3", ["0902", "0902", "0903"]),
    ])
    func `a rule gives the days of the standard's example`(rule: String, days: [String]) throws {
        let zone = try #require(Zone("America/New_York"))
        let start = CivilTime(year: 1997, month: 9, day: 2, hour: 9)
        let set = try #require(RecurrenceSet(lines: ["RRULE:" + rule], start: start, zone: zone, isAllDay: false))
        let found = set.starts().map { String(zone.civil(at: $0).basicDate.dropFirst(4)) }
        #expect(found == days)
        #expect(set.starts().allSatisfy { zone.civil(at: $0).hour == 9 })
    }

    @Test func `a time in the gap of summer time is read with the offset before it`() throws {
        let zone = try #require(Zone("Europe/Berlin"))
        let gap = zone.seconds(of: CivilTime(year: 2026, month: 3, day: 29, hour: 2, minute: 30))
        #expect(Timestamp.text(gap, in: .utc) == "2026-03-29T01:30:00Z")
        let twice = zone.seconds(of: CivilTime(year: 2026, month: 10, day: 25, hour: 2, minute: 30))
        #expect(Timestamp.text(twice, in: .utc) == "2026-10-25T00:30:00Z", "the first of the two")
    }

    @Test func `days and moments count both ways`() {
        for number in stride(from: -200_000, through: 200_000, by: 137) {
            let civil = CivilTime(dayNumber: number)
            #expect(civil.dayNumber == number && civil.isValid)
        }
        #expect(CivilTime(seconds: -1) == CivilTime(year: 1969, month: 12, day: 31, hour: 23, minute: 59, second: 59))
    }

    @Test(arguments: ["UTC", "Europe/Kyiv", "US/Eastern", "Asia/Calcutta", "Etc/GMT+5"])
    func `a name of the database is a zone`(name: String) { #expect(Zone(name) != nil) }

    @Test(arguments: ["GMT+3", "W. Europe Standard Time", "Mars/Olympus", "", "+02:00"])
    func `anything else is none`(name: String) { #expect(Zone(name) == nil) }
}
