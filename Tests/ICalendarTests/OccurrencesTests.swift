import ICalendar
import Testing

/// The expansion of rules: order, ends, gaps of the clock, and rules made to keep a computer busy.
@Suite struct OccurrencesTests {
    private let newYork = Zone.named("America/New_York")

    /// A series on the clock of New York, or without zone where `zone` is nil.
    private func series(_ start: String, _ rules: String..., zone: Zone? = nil) throws -> Recurrence {
        let time = try #require(EventTime(value: start, tzid: zone?.name))
        return Recurrence(start: time, zone: zone, rules: rules.map { RecurrenceRule($0) })
    }

    private func first(_ count: Int, _ series: Recurrence, from: String? = nil) -> [String] {
        Occurrences(of: series, from: from.flatMap { DateTime(basic: $0) }).prefix(count).map(\.basicValue)
    }

    // MARK: What a rule comes to

    @Test func `BYSETPOS counts in the whole week, also in the first`() throws {
        let series = try series("20260106", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,2;COUNT=3")
        #expect(first(9, series) == ["20260106", "20260112", "20260113"])
    }

    @Test func `the weeks of a rule begin on WKST`() throws {
        let monday = try series("19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO")
        let sunday = try series("19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU")
        #expect(first(9, monday).map { $0.prefix(8) } == ["19970805", "19970810", "19970819", "19970824"])
        #expect(first(9, sunday).map { $0.prefix(8) } == ["19970805", "19970817", "19970819", "19970831"])
    }

    @Test func `a birthday on the 29th of February comes every four years`() throws {
        #expect(first(3, try series("20240229", "FREQ=YEARLY")) == ["20240229", "20280229", "20320229"])
        #expect(first(3, try series("20960229", "FREQ=YEARLY")) == ["20960229", "21040229", "21080229"])
        #expect(first(3, try series("20260131", "FREQ=MONTHLY")) == ["20260131", "20260331", "20260531"])
    }

    @Test func `days are counted from the end of month, year and week number`() throws {
        #expect(first(2, try series("20260101", "FREQ=MONTHLY;BYMONTHDAY=-1")) == ["20260131", "20260228"])
        #expect(first(2, try series("20260101", "FREQ=YEARLY;BYYEARDAY=-1,-366")) == ["20261231", "20271231"])
        #expect(first(3, try series("20240101", "FREQ=YEARLY;BYYEARDAY=-366")) == ["20240101", "20280101", "20320101"])
        #expect(first(2, try series("20260101", "FREQ=YEARLY;BYWEEKNO=-1;BYDAY=TH")) == ["20261231", "20271230"])
        #expect(first(2, try series("20260101", "FREQ=YEARLY;BYDAY=-1FR")) == ["20261225", "20271231"])
    }

    @Test func `UNTIL is read in every form`() throws {
        let wanted = ["20260115T090000", "20260116T090000", "20260117T090000"]
        let berlin = Zone.named("Europe/Berlin")
        for until in ["20260117", "20260117T090000", "20260117T080000Z"] {
            #expect(first(9, try series(wanted[0], "FREQ=DAILY;UNTIL=\(until)", zone: berlin)) == wanted)
        }
        #expect(first(9, try series(wanted[0], "FREQ=DAILY;UNTIL=20260117T075959Z", zone: berlin)).count == 2)
        #expect(first(9, try series("20260115", "FREQ=DAILY;UNTIL=20260117T230000Z")).count == 3)
    }

    @Test func `several rules and dates give each start once, in order`() throws {
        var series = try series(
            "20260105T090000", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", "FREQ=DAILY;INTERVAL=7;COUNT=2")
        series.dates = ["20260106T090000", "20260112T090000", "20251224T090000"].compactMap { EventTime(value: $0) }
        #expect(
            first(9, series).map { $0.prefix(8) } == ["20251224", "20260105", "20260106", "20260112", "20260119"])
        series.exceptRules = [RecurrenceRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO")]
        #expect(first(9, series).map { $0.prefix(8) } == ["20251224", "20260106", "20260112"])
    }

    @Test func `case 79, a date left out of a series with times is the whole local day`() throws {
        var series = try series("20260115T200000", "FREQ=HOURLY;INTERVAL=6", zone: newYork)
        series.exceptDates = try [#require(EventTime(value: "20260116"))]
        #expect(first(2, series) == ["20260115T200000", "20260117T020000"])
    }

    @Test func `a series without rules is its start and its dates`() throws {
        var series = try series("20260115T090000")
        #expect(first(9, series) == ["20260115T090000"])
        series.dates = try [#require(EventTime(value: "20260120"))]
        #expect(first(9, series) == ["20260115T090000", "20260120T090000"])
    }

    // MARK: Clocks that are put forward and back

    @Test func `case 81, a start that the clocks skip or show twice is one start, as planned`() throws {
        let gap = try series("20260307T023000", "FREQ=DAILY;COUNT=3", zone: newYork)
        #expect(first(9, gap) == ["20260307T023000", "20260308T023000", "20260309T023000"])
        let overlap = try series("20261031T013000", "FREQ=DAILY;COUNT=3", zone: newYork)
        let times = Occurrences(of: overlap).map { overlap.moment(of: $0) }
        #expect(zip(times, times.dropFirst()).map { $1 - $0 } == [86_400, 90_000])
    }

    @Test func `two readings that come to one moment are one start, and the order is that of time`() throws {
        // 02:00 and 02:20 are skipped: they come to 03:00, where another one is, and to 03:20.
        let hours = try series("20260308T010000", "FREQ=HOURLY;COUNT=4", zone: newYork)
        #expect(first(9, hours) == ["20260308T010000", "20260308T020000", "20260308T040000"])
        let steps = try series("20260308T013000", "FREQ=MINUTELY;INTERVAL=50;COUNT=4", zone: newYork)
        let times = Occurrences(of: steps).map { steps.moment(of: $0) }
        #expect(times == times.sorted() && Set(times).count == times.count)
    }

    @Test func `a day that a zone skips is one start, not two`() throws {
        let samoa = try series("20111229T090000", "FREQ=DAILY;COUNT=4", zone: Zone.named("Pacific/Apia"))
        #expect(first(9, samoa).map { $0.prefix(8) } == ["20111229", "20111230", "20120101"])
    }

    // MARK: Old series and windows

    @Test(arguments: [
        "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO", "FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=5",
        "FREQ=YEARLY;BYWEEKNO=1,53", "FREQ=HOURLY;INTERVAL=7;BYMINUTE=5,10", "FREQ=DAILY;COUNT=900",
        "FREQ=WEEKLY;COUNT=300;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;UNTIL=20270101",
        "FREQ=MINUTELY;INTERVAL=1441", "FREQ=YEARLY;COUNT=12",
    ])
    func `a look into a window finds what going through everything finds`(rule: String) throws {
        let series = try series("20200103T090000", rule, zone: newYork)
        let all = Occurrences(of: series, through: DateTime(basic: "20280101T000000")).map(\.basicValue)
        for day in ["20200101", "20200103", "20210630", "20230312", "20241231", "20270615"] {
            let from = try #require(DateTime(basic: day + "T100000"))
            let through = from.adding(seconds: 86_400 * 120)
            let found = Occurrences(of: series, from: from, through: through).map(\.basicValue)
            #expect(found == all.filter { $0 >= from.basic && $0 <= through.basic }, "from \(day)")
        }
    }

    @Test func `an old series costs no more than a new one`() throws {
        let series = try series("19000101T000000", "FREQ=SECONDLY;INTERVAL=5;COUNT=1000000000")
        var occurrences = Occurrences(of: series, from: DateTime(basic: "20260101T000001"), steps: 20)
        #expect(occurrences.next()?.basicValue == "20260101T000005")
        #expect(occurrences.ending == nil)
    }

    // MARK: Rules made to keep a computer busy

    @Test(arguments: [
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MINUTELY;BYMONTHDAY=31;BYMONTH=4",
        "FREQ=DAILY;BYYEARDAY=366;BYMONTH=1",
        "FREQ=SECONDLY;INTERVAL=60;BYSECOND=30", "FREQ=HOURLY;INTERVAL=24;BYHOUR=3",
        "FREQ=WEEKLY;BYMONTHDAY=31;BYMONTH=6",
        "FREQ=YEARLY;BYDAY=53MO;BYMONTH=2", "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1", "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1",
        "FREQ=SECONDLY;BYSETPOS=2", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
    ])
    func `a rule that never comes is given up, or is through with the calendar`(rule: String) throws {
        var occurrences = Occurrences(of: try series("20260101T000000", rule), steps: 10_000)
        #expect(occurrences.next() == nil)
        #expect([.gaveUp(afterSteps: 10_000), .end].contains(occurrences.ending))
        #expect(occurrences.next() == nil)
    }

    @Test func `a rule that never comes costs nothing outside of its window`() throws {
        let through = DateTime(basic: "20260102T000000")
        var occurrences = Occurrences(
            of: try series("20260101T000000", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), through: through, steps: 100)
        #expect(occurrences.next() == nil)
        #expect(occurrences.ending == .end)
    }

    @Test func `all times of all days don't have to be written out`() throws {
        let all = { (range: Range<Int>) in range.map { String($0) }.joined(separator: ",") }
        let rule =
            "FREQ=YEARLY;BYMONTH=1,12;BYMONTHDAY=1,-1;BYHOUR=\(all(0..<24));BYMINUTE=\(all(0..<60));BYSECOND=\(all(0..<60))"
        let last = try series("20260101T000000", rule + ";BYSETPOS=-1")
        #expect(first(2, last) == ["20261231T235959", "20271231T235959"])
        #expect(
            first(2, try series("20260101T000000", rule), from: "20261231T235959") == [
                "20261231T235959", "20270101T000000",
            ])
    }

    @Test(arguments: [
        ("FREQ=DAILY;INTERVAL=2147483648", 1), ("FREQ=SECONDLY;INTERVAL=999999999999999999", 1),
        ("FREQ=WEEKLY;INTERVAL=99999999999", 1), ("FREQ=YEARLY;INTERVAL=999999999999999999", 1),
        ("FREQ=MONTHLY;INTERVAL=999999999999999999;BYMONTHDAY=1", 1), ("FREQ=HOURLY;INTERVAL=999999999999999999", 1),
        ("FREQ=YEARLY;COUNT=1000000000", 2), ("FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU", 0),
    ])
    func `the calendar ends with the year 9999`(rule: String, count: Int) throws {
        var occurrences = Occurrences(of: try series("99980101T000000", rule))
        var found = 0
        while occurrences.next() != nil { found += 1 }
        #expect(found == count || rule.contains("BYWEEKNO"))
        #expect(occurrences.ending == .end)
    }

    @Test func `a rule of another calendar is said to be unreadable`() throws {
        for rule in [
            "RSCALE=HEBREW;FREQ=YEARLY", "FREQ=MONTHLY;SKIP=FORWARD;RSCALE=GREGORIAN", "FREQ=FORTNIGHTLY", "COUNT=2",
        ] {
            var occurrences = Occurrences(of: try series("20260101", rule))
            #expect(occurrences.next() == nil)
            #expect(occurrences.ending == .unreadable(RecurrenceRule(rule)))
        }
    }
}
