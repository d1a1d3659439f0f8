import ICalendar
import Testing

@testable import SyncCore

/// The instances of an event as a calendar shows them: exceptions and changed instances in their places.
@Suite struct InstancesTests {
    private let day = 86_400
    private let viewer = Zone.named("Europe/Berlin") ?? .utc

    private func event(_ text: String) throws -> Event { try #require(EventFile(text).event) }

    /// The starts between two days in Berlin, as the file's zone shows them.
    private func starts(_ text: String, _ from: String, _ to: String, limit: Int = Event.usualLimit) throws -> [String]
    {
        try instances(text, from, to, limit: limit).list.map { $0.schedule.start.basicValue }
    }

    private func instances(_ text: String, _ from: String, _ to: String, limit: Int = Event.usualLimit) throws
        -> Instances
    {
        let (from, to) = try (#require(CalendarDate(basic: from)), #require(CalendarDate(basic: to)))
        let bounds = [from, to].map { viewer.instant(of: DateTime(secondsSinceEpoch: $0.dayNumber * day)) }
        return try event(text).instances(from: bounds[0], to: bounds[1], viewer: viewer, limit: limit)
    }

    @Test func `a window has what lies in it, whole or in part`() throws {
        let night = ics("DTSTART:20260115T220000Z", "DTEND:20260116T060000Z", "SUMMARY:A")
        #expect(try starts(night, "20260115", "20260116") == ["20260115T220000Z"])
        #expect(try starts(night, "20260116", "20260117") == ["20260115T220000Z"])
        #expect(try starts(night, "20260117", "20260118") == [])
        let moment = ics("DTSTART:20260114T230000Z", "SUMMARY:A")
        #expect(try starts(moment, "20260115", "20260116") == ["20260114T230000Z"])
        #expect(try starts(moment, "20260114", "20260115") == [])
        let allDay = ics("DTSTART;VALUE=DATE:20260115", "RRULE:FREQ=DAILY", "SUMMARY:A")
        #expect(try starts(allDay, "20260120", "20260122") == ["20260120", "20260121"])
        let floating = ics("DTSTART:20260115T233000", "RRULE:FREQ=DAILY;COUNT=2", "SUMMARY:A")
        #expect(try starts(floating, "20260116", "20260117") == ["20260116T233000"])
    }

    @Test func `left-out instances are not there, and changed ones are where they were moved to`() throws {
        let out = [
            "RECURRENCE-ID;TZID=Europe/Berlin:20260122T090000", "DTSTART;TZID=Europe/Berlin:20260310T110000",
            "DTEND;TZID=Europe/Berlin:20260310T120000", "SUMMARY:moved",
        ]
        let text = series("A", "EXDATE:20260129T080000Z", others: [out])
        #expect(try starts(text, "20260101", "20260206") == ["20260115T090000", "20260205T090000"])
        let march = try instances(text, "20260306", "20260313").list
        #expect(march.map { $0.schedule.start.basicValue } == ["20260310T110000", "20260312T090000"])
        #expect(march.map(\.isChanged) == [true, false])
        #expect(march.map(\.key?.text) == ["20260122T090000", "20260312T090000"])
        #expect(march.map { $0.part[.title] } == [.text("moved"), .text("A")])
    }

    @Test func `an instance that the series does not have is shown all the same`() throws {
        let stray = ["RECURRENCE-ID:20260123T080000Z", "DTSTART:20260123T100000Z", "SUMMARY:B"]
        let text = series("A", others: [stray])
        #expect(try starts(text, "20260120", "20260125") == ["20260122T090000", "20260123T100000Z"])
        let alone = ics("RECURRENCE-ID:20260123T080000Z", "DTSTART:20260123T100000Z", "SUMMARY:B")
        #expect(try starts(alone, "20260120", "20260125") == ["20260123T100000Z"])
    }

    @Test func `case 75, a changed instance with a RANGE speaks for those behind it`() throws {
        let range = [
            "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260129T090000",
            "DTSTART;TZID=Europe/Berlin:20260130T100000", "DTEND;TZID=Europe/Berlin:20260130T103000", "SUMMARY:B",
        ]
        let found = try instances(series("A", others: [range]), "20260122", "20260208").list
        #expect(
            found.map { $0.schedule.start.basicValue } == ["20260122T090000", "20260130T100000", "20260206T100000"])
        #expect(found.map { $0.part[.title] } == [.text("A"), .text("B"), .text("B")])
        #expect(found[2].schedule.end.basicValue == "20260206T103000")
        #expect(found[2].key?.text == "20260205T090000")
    }

    @Test func `a PERIOD brings its own end`() throws {
        let text = ics(
            "DTSTART:20260115T090000Z", "DTEND:20260115T100000Z", "SUMMARY:A",
            "RDATE;VALUE=PERIOD:20260120T090000Z/PT3H,20260121T090000Z/20260121T093000Z")
        let found = try instances(text, "20260101", "20260201").list
        #expect(
            found.map { $0.schedule.end.basicValue } == ["20260115T100000Z", "20260120T120000Z", "20260121T093000Z"])
    }

    @Test func `an instance keeps its length on the clock, and its moment where ends have other zones`() throws {
        let night = ics(
            "DTSTART;TZID=Europe/Berlin:20260327T220000", "DTEND;TZID=Europe/Berlin:20260328T060000",
            "RRULE:FREQ=DAILY",
            "SUMMARY:A")
        #expect(try instances(night, "20260329", "20260330").list.map { $0.finish - $0.begin } == [7 * 3600, 8 * 3600])
        let flight = ics(
            "DTSTART;TZID=Europe/Berlin:20260327T100000", "DTEND;TZID=America/New_York:20260327T130000",
            "RRULE:FREQ=DAILY", "SUMMARY:A")
        #expect(
            try instances(flight, "20260330", "20260331").list.map { $0.schedule.end.basicValue } == ["20260330T120000"]
        )
        let skipped = ics(
            "DTSTART;TZID=Europe/Berlin:20260328T023000", "DURATION:PT1H", "RRULE:FREQ=DAILY", "SUMMARY:A")
        let found = try #require(try instances(skipped, "20260329", "20260330").list.first)
        #expect(found.schedule.start.basicValue == "20260329T033000")
        #expect(found.schedule.end.basicValue == "20260329T043000")
        #expect(found.key?.text == "20260329T023000")
    }

    @Test func `a limit gives the earliest, and says that there may be more`() throws {
        let early = [
            "RECURRENCE-ID;TZID=Europe/Berlin:20260226T090000", "DTSTART;TZID=Europe/Berlin:20260116T110000",
            "SUMMARY:B",
        ]
        let text = series("A", others: [early])
        let some = try instances(text, "20260101", "20270101", limit: 3)
        #expect(
            some.list.map { $0.schedule.start.basicValue } == ["20260115T090000", "20260116T110000", "20260122T090000"])
        #expect(some.ending == nil)
        #expect(try instances(text, "20260101", "20260201").ending == .end)
        let bomb = series("A").replacing("FREQ=WEEKLY", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30")
        #expect(try instances(bomb, "20260101", "99990101").ending == .gaveUp(afterSteps: Occurrences.steps))
    }

    @Test func `the next instance is the first that starts then or later`() throws {
        let late = [
            "RECURRENCE-ID;TZID=Europe/Berlin:20260122T090000", "DTSTART;TZID=Europe/Berlin:20260128T110000",
            "SUMMARY:B",
        ]
        let event = try event(series("A", others: [late]).replacing("FREQ=WEEKLY", "FREQ=WEEKLY;COUNT=3"))
        func next(_ local: String) throws -> String? {
            let instant = try viewer.instant(of: #require(DateTime(basic: local)))
            return event.nextInstance(from: instant, viewer: viewer)?.schedule.start.basicValue
        }
        #expect(try next("20260101T000000") == "20260115T090000")
        #expect(try next("20260115T090000") == "20260115T090000")
        #expect(try next("20260115T090001") == "20260128T110000")
        #expect(try next("20260128T120000") == "20260129T090000")
        #expect(try next("20260129T120000") == nil)
    }

    @Test func `exceptions that name nothing are found, and none where the rule is not understood`() throws {
        let exdates = "EXDATE;TZID=Europe/Berlin:20260115T090000,20260116T090000"
        let text = series("A", exdates, others: [["RECURRENCE-ID:20260123T080000Z", "DTSTART:20260123T100000Z"]])
        let keys = { (text: String) in view(text).strayKeys(zones: ZoneTable()).map(\.text).sorted() }
        #expect(keys(text) == ["20260116T090000", "20260123T090000"])
        #expect(keys(text.replacing("FREQ=WEEKLY", "FREQ=DAILY")) == [])
        #expect(keys(text.replacing("FREQ=WEEKLY", "FREQ=WEEKLY;RSCALE=CHINESE")) == [])
    }
}
