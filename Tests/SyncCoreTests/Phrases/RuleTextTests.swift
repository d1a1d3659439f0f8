import ICalendar
import SyncCore
import Testing

@Suite struct RuleTextTests {
    private func words(_ rules: String...) throws -> String {
        let zone = try #require(Zone.named("Europe/Berlin"))
        let start = EventTime.zoned(try #require(DateTime(basic: "20261202T100000")), ZoneID("Europe/Berlin"))
        return RuleText.words(Schedule(start: start, end: start, rules: Set(rules)), zone: zone)
    }

    @Test(arguments: [
        ("FREQ=DAILY", "daily"), ("FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
        ("FREQ=WEEKLY;BYDAY=MO,WE", "weekly on Mon, Wed"), ("FREQ=WEEKLY;BYDAY=FR,MO,TU,TH,WE", "weekly on weekdays"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "monthly on the last Friday"), ("FREQ=MONTHLY;BYMONTHDAY=15", "monthly on day 15"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "monthly on the last weekday"),
        ("FREQ=YEARLY;COUNT=3", "yearly, 3 times"), ("FREQ=DAILY;COUNT=1", "daily, once"),
        // At this moment it is the next day in Berlin.
        ("FREQ=DAILY;UNTIL=20270630T225959Z", "daily until Thu 1 Jul 2027"),
        ("FREQ=DAILY;UNTIL=20270630", "daily until Wed 30 Jun 2027"),
    ])
    func `a common rule is told in words`(rule: String, expected: String) throws {
        #expect(try words("RRULE:" + rule) == expected)
    }

    @Test(arguments: [
        "FREQ=HOURLY", "FREQ=YEARLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=MO", "FREQ=DAILY;BYHOUR=9,17",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1",
        "FREQ=DAILY;BYSETPOS=1",
    ])
    func `any other rule is shown as it is, rather than half of it`(rule: String) throws {
        #expect(try words("RRULE:" + rule) == "RRULE:" + rule)
    }

    @Test func `added dates are counted`() throws {
        #expect(try words("RDATE:20261210T100000") == "1 more date")
        #expect(
            try words("RRULE:FREQ=DAILY", "RDATE:20271210T100000", "RDATE:20271211T100000") == "daily, and 2 more dates"
        )
    }
}
