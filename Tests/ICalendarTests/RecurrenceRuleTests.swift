import Testing

@testable import ICalendar

@Suite struct RecurrenceRuleTests {
    private let berlin =
        EventTime(value: "20260115T093000", tzid: "Europe/Berlin") ?? .utc(DateTime(secondsSinceEpoch: 0))

    private func canonical(_ rule: String, _ start: String = "20260115T093000", zone: String? = "Europe/Berlin") throws
        -> String
    {
        let time = try #require(EventTime(value: start, tzid: start.hasSuffix("Z") ? nil : zone))
        return RecurrenceRule(rule).canonical(start: time, zone: zone.flatMap(Zone.named))
    }

    @Test(arguments: [
        ("BYDAY=MO;FREQ=WEEKLY;INTERVAL=1;WKST=MO", "FREQ=WEEKLY;BYDAY=MO"),
        ("freq=weekly;byday=we,mo", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("FREQ=MONTHLY;BYDAY=+1MO", "FREQ=MONTHLY;BYDAY=1MO"),
        ("FREQ=MONTHLY;BYDAY=2TU,-1FR,01MO,2TU", "FREQ=MONTHLY;BYDAY=-1FR,1MO,2TU"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,+2,-1,02", "FREQ=MONTHLY;BYMONTHDAY=-1,2,15"),
        ("FREQ=DAILY;COUNT=007;INTERVAL=02", "FREQ=DAILY;COUNT=7;INTERVAL=2"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", "FREQ=WEEKLY;INTERVAL=2"),
        ("FREQ=WEEKLY;BYDAY=MO,SU;BYSETPOS=1;WKST=SU", "FREQ=WEEKLY;BYDAY=MO,SU;BYSETPOS=1;WKST=SU"),
        ("FREQ=YEARLY;BYWEEKNO=20;WKST=SU", "FREQ=YEARLY;BYWEEKNO=20;WKST=SU"),
        ("FREQ=DAILY;WKST=SU", "FREQ=DAILY"),
        ("X-B=2;FREQ=DAILY;X-A=1;;", "FREQ=DAILY;X-A=1;X-B=2"),
        ("FREQ=DAILY; BYHOUR = 9 , 8", "FREQ=DAILY;BYHOUR=8,9"),
        ("rubbish;FREQ=;BYDAY=XX,MO", "FREQ=;BYDAY=MO,XX;rubbish"),
    ])
    func `rules of one meaning have one form`(rule: String, form: String) throws {
        #expect(try canonical(rule) == form)
        #expect(try canonical(form) == form)
    }

    @Test(arguments: [
        ("20260301T083000Z", "20260301T083000Z"), ("20260301T093000", "20260301T083000Z"),
        ("20260701", "20260701T215959Z"),
    ])
    func `UNTIL with a zone is in UTC`(until: String, form: String) throws {
        #expect(try canonical("FREQ=DAILY;UNTIL=\(until)") == "FREQ=DAILY;UNTIL=\(form)")
    }

    @Test(arguments: [
        ("20260115", "20260301", "20260301"), ("20260115", "20260301T235959Z", "20260301"),
        ("20260115T093000", "20260301", "20260301T235959"), ("20260115T093000", "20260301T083000Z", "20260301T083000"),
        ("20260115T093000Z", "20260301T083000", "20260301T083000Z"),
        ("20260115T093000Z", "20260301", "20260301T235959Z"),
        ("20260115", "someday", "SOMEDAY"),
    ])
    func `UNTIL without a zone goes with its start`(start: String, until: String, form: String) throws {
        #expect(try canonical("FREQ=DAILY;UNTIL=\(until)", start, zone: nil) == "FREQ=DAILY;UNTIL=\(form)")
    }

    @Test func `an UNTIL in an unknown zone stays local`() {
        let rule = RecurrenceRule("FREQ=DAILY;UNTIL=20260301T093000")
        #expect(rule.canonical(start: berlin, zone: nil) == "FREQ=DAILY;UNTIL=20260301T093000")
    }

    @Test func `a rule prints as it was written`() {
        for text in ["FREQ=DAILY", "BYDAY=+1MO;freq=monthly;X-A=b=c", "FREQ=WEEKLY;UNTIL=20260301;junk"] {
            #expect(RecurrenceRule(text).text == text.replacingLowerFreq)
        }
    }

    @Test func `its parts can be asked for`() throws {
        let rule = RecurrenceRule("FREQ=Weekly;INTERVAL=2;COUNT=5;UNTIL=20260301T083000Z")
        #expect(rule.frequency == .weekly && rule.interval == 2 && rule.count == 5)
        #expect(rule.until == .utc(try #require(DateTime(basic: "20260301T083000"))))
        let odd = RecurrenceRule("FREQ=SOMETIMES;INTERVAL=0;COUNT=-1;UNTIL=x")
        #expect(odd.frequency == nil && odd.interval == 1 && odd.count == nil && odd.until == nil)
    }

    @Test func `a new end stands where the old one did, and COUNT goes`() throws {
        let end = try #require(EventTime(value: "20260301T093000", tzid: "Europe/Berlin"))
        let zone = try #require(Zone.named("Europe/Berlin"))
        func replaced(_ rule: String) -> String { RecurrenceRule(rule).replacing(until: end, in: zone).text }
        #expect(replaced("FREQ=DAILY;COUNT=5;BYHOUR=9") == "FREQ=DAILY;UNTIL=20260301T083000Z;BYHOUR=9")
        #expect(replaced("UNTIL=20260101;FREQ=DAILY;COUNT=3") == "UNTIL=20260301T083000Z;FREQ=DAILY")
        #expect(replaced("FREQ=DAILY") == "FREQ=DAILY;UNTIL=20260301T083000Z")
        let date = try #require(EventTime(value: "20260301"))
        #expect(RecurrenceRule("FREQ=DAILY").replacing(until: date).text == "FREQ=DAILY;UNTIL=20260301")
    }

    @Test(arguments: [
        ("", "The rule has no FREQ."), ("FREQ=SOMETIMES", "The rule's FREQ is unknown."),
        ("FREQ=DAILY;COUNT=3;UNTIL=20260301T000000Z", "The rule has both COUNT and UNTIL."),
        ("FREQ=DAILY;COUNT=0", "COUNT is no number above 0."),
        ("FREQ=DAILY;INTERVAL=-1", "INTERVAL is no number above 0."),
        ("FREQ=DAILY;UNTIL=20260230", "UNTIL is no date."), ("FREQ=DAILY;BYDAY=XX", "BYDAY holds what is no day."),
        ("FREQ=DAILY;BYDAY=MO,", "BYDAY holds what is no day."),
        ("FREQ=DAILY;BYDAY=54MO", "BYDAY holds what is no day."),
        ("FREQ=DAILY;BYMONTH=13", "BYMONTH holds what is not allowed there."),
        ("FREQ=DAILY;BYMONTHDAY=0", "BYMONTHDAY holds what is not allowed there."),
        ("FREQ=DAILY;BYHOUR=-1", "BYHOUR holds what is not allowed there."),
        ("FREQ=DAILY;WKST=1", "WKST is no day of the week."), ("FREQ=DAILY;oops", "A part of the rule has no \"=\"."),
        ("FREQ=DAILY;FREQ=DAILY", "The rule has FREQ twice."),
        ("FREQ=DAILY;BYDAYS=MO", "The rule has a part that RFC 5545 doesn't know."),
        ("FREQ=DAILY;UNTIL=20260301", "UNTIL is not of the same kind as DTSTART."),
    ])
    func `rubbish is told, with the line`(rule: String, message: String) {
        let found = RecurrenceRule(rule).diagnostics(line: 7, start: berlin)
        #expect(found.map(\.message) == [message])
        #expect(found.first?.line == 7 && found.first?.remedy.isEmpty == false)
    }

    @Test(arguments: [
        "FREQ=DAILY", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "FREQ=MONTHLY;BYMONTHDAY=-31,31;BYSETPOS=-1;X-A=1",
        "FREQ=DAILY;UNTIL=20260301T083000Z", "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=5L;SKIP=OMIT",
    ])
    func `a sound rule has nothing told of it`(rule: String) {
        #expect(RecurrenceRule(rule).diagnostics(line: 7, start: berlin).isEmpty)
    }
}

extension String {
    /// Part names are kept in capitals; these tests have one in lower case.
    fileprivate var replacingLowerFreq: String {
        split(separator: ";").map { $0.hasPrefix("freq=") ? "FREQ=" + $0.dropFirst(5) : String($0) }.joined(
            separator: ";")
    }
}
