import Testing

@testable import ICalendar

@Suite struct DateTests {
    @Test func `every day number comes back from its date`() throws {
        for number in stride(from: -719_162, through: 2_932_896, by: 97) {
            let date = CalendarDate(dayNumber: number)
            #expect(date.dayNumber == number)
            #expect(CalendarDate(basic: date.basic) == date)
            #expect(CalendarDate(extended: date.extended) == date)
        }
        #expect(CalendarDate(dayNumber: 0).basic == "19700101")
        #expect(try #require(CalendarDate(year: 2026, month: 11, day: 22)).dayNumber == 20_779)
    }

    @Test(arguments: [
        ("20260115", Weekday.thursday), ("20240229", .thursday), ("00010101", .monday), ("99991231", .friday),
    ])
    func `a date knows its weekday`(text: String, weekday: Weekday) throws {
        #expect(try #require(CalendarDate(basic: text)).weekday == weekday)
    }

    @Test(arguments: [
        "20260230", "20250229", "19000229", "20261301", "20260100", "00000101", "2026011", "202601150", "2026-01-15",
        "2026011x",
        "", "٢٠٢٦٠١١٥", "+2026011",
    ])
    func `what is no date is refused`(text: String) {
        #expect(CalendarDate(basic: text) == nil)
    }

    @Test func `adding stays within the years that can be written`() throws {
        let date = try #require(CalendarDate(basic: "20260115"))
        #expect(date.adding(days: 31).basic == "20260215")
        #expect(date.adding(days: -15).basic == "20251231")
        #expect(date.adding(days: .max).basic == "99991231")
        #expect(date.adding(days: .min).basic == "00010101")
        #expect(DateTime(secondsSinceEpoch: .min).basic == "00010101T000000")
        #expect(DateTime(secondsSinceEpoch: .max).basic == "99991231T235959")
        #expect(DateTime(secondsSinceEpoch: 0).adding(seconds: .max).basic == "99991231T235959")
        #expect(DateTime(secondsSinceEpoch: 0).adding(seconds: -1).extended == "1969-12-31T23:59:59")
    }

    @Test func `a reading of the clock is checked, and a leap second is the second before`() {
        #expect(DateTime(basic: "20260115T093000")?.secondsSinceEpoch == 1_768_469_400)
        #expect(DateTime(basic: "20161231T235960")?.basic == "20161231T235959")
        for text in [
            "20260115T240000", "20260115T096000", "20260115T093061", "20260115T0930", "20260115 093000",
            "20260115T093000Z",
        ] {
            #expect(DateTime(basic: text) == nil, "\(text)")
        }
    }

    @Test func `dates and readings are ordered in time`() {
        let days = [-400, -1, 0, 59, 365, 20_000].map { CalendarDate(dayNumber: $0) }
        #expect(days == days.sorted() && days.reversed() != days)
        let readings = [-86_401, -1, 0, 3599, 3600, 86_400].map { DateTime(secondsSinceEpoch: $0) }
        #expect(readings == readings.sorted() && zip(readings, readings.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test func `the shape of a value says what kind of time it is`() throws {
        let date = try #require(CalendarDate(basic: "20260115"))
        let local = try #require(DateTime(basic: "20260115T093000"))
        #expect(EventTime(value: "20260115", tzid: "Europe/Berlin", isDate: false) == .allDay(date))
        #expect(EventTime(value: "20260115T093000", tzid: nil, isDate: true) == .floating(local))
        #expect(EventTime(value: " 20260115t093000z ", tzid: "Europe/Berlin") == .utc(local))
        #expect(EventTime(value: "20260115T093000", tzid: "") == .floating(local))
        #expect(
            EventTime(value: "20260115T093000", tzid: "W. Europe Standard Time")
                == .zoned(local, ZoneID("W. Europe Standard Time")))
        #expect(EventTime(value: "20260115Z", isDate: true) == .allDay(date))
        #expect(EventTime(value: "20260115Z") == nil && EventTime(value: "") == nil && EventTime(value: "Z") == nil)
    }

    @Test(arguments: ["20260115", "20260115T093000", "20260115T093000Z"])
    func `a value is written as it was read`(value: String) {
        #expect(EventTime(value: value)?.basicValue == value)
    }
}
