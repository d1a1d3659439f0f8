import ICalendar
import Testing

@testable import SyncCore

/// Which days an event need not be asked for.
@Suite struct EventSpanTests {
    private func span(_ text: String) throws -> EventSpan { EventSpan(of: try #require(EventFile(text).event)) }

    private func mayFall(_ span: EventSpan, _ from: String, _ to: String) throws -> Bool {
        let (from, to) = try (#require(CalendarDate(basic: from)), #require(CalendarDate(basic: to)))
        return span.mayFall(on: from...to)
    }

    @Test func `a series with an end is over after it`() throws {
        for rule in ["COUNT=3", "UNTIL=20260129T080000Z"] {
            let span = try span(ics("DTSTART:20260115T080000Z", "RRULE:FREQ=WEEKLY;\(rule)", "SUMMARY:A"))
            #expect(try mayFall(span, "20260101", "20260114"))
            #expect(try mayFall(span, "20260122", "20260122"))
            #expect(try mayFall(span, "20260130", "20260228"))
            #expect(try !mayFall(span, "20251101", "20251231"))
            #expect(try !mayFall(span, "20260206", "20260228"))
        }
    }

    @Test func `a series without an end goes on from its first instance`() throws {
        for rule in ["RRULE:FREQ=WEEKLY", "RRULE:FREQ=HOURLY;COUNT=100000"] {
            let span = try span(ics("DTSTART:20260115T080000Z", rule, "EXDATE:20260115T080000Z", "SUMMARY:A"))
            #expect(try mayFall(span, "99991201", "99991231"))
            #expect(try mayFall(span, "20260101", "20260131"))
            #expect(try !mayFall(span, "20251101", "20251231"))
        }
    }

    @Test func `what was moved away from its series counts where it is`() throws {
        let moved = ["RECURRENCE-ID:20260122T080000Z", "DTSTART:20240601T080000Z", "SUMMARY:Earlier"]
        let late = ["RECURRENCE-ID:20260129T080000Z", "DTSTART:20280601T080000Z", "SUMMARY:Later"]
        let text = ics(
            "DTSTART:20260115T080000Z", "RRULE:FREQ=WEEKLY;COUNT=3", "RDATE:20250301T080000Z", "SUMMARY:A",
            others: [moved, late])
        let span = try span(text)
        #expect(try mayFall(span, "20240601", "20240601"))
        #expect(try mayFall(span, "20250301", "20250301"))
        #expect(try mayFall(span, "20280601", "20280601"))
        #expect(try !mayFall(span, "20240101", "20240501"))
        #expect(try !mayFall(span, "20280701", "20280801"))
    }

    @Test func `an event that never takes place is on no day, and one that can't be gone through on any`() throws {
        let none = try span(ics("DTSTART:20260115T080000Z", "EXDATE:20260115T080000Z", "RRULE:FREQ=DAILY;COUNT=1"))
        #expect(try !mayFall(none, "00010101", "99991231"))
        let odd = try span(ics("DTSTART:20260115T080000Z", "RRULE:RSCALE=HEBREW;FREQ=YEARLY"))
        #expect(try mayFall(odd, "00010101", "00010102"))
        #expect(try mayFall(odd, "99991230", "99991231"))
    }

    @Test func `no instance lies outside, on no clock`() throws {
        var random = SplitMix64(seed: 8)
        let zones = try ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"].map {
            try #require(Zone.named($0))
        }
        let rules = [
            [], ["RRULE:FREQ=DAILY;COUNT=40"], ["RRULE:FREQ=WEEKLY;BYDAY=MO,FR;COUNT=9"],
            ["RRULE:FREQ=MONTHLY;BYMONTHDAY=31;COUNT=7"], ["RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=3"],
            ["RRULE:FREQ=WEEKLY;UNTIL=20270301"], ["RRULE:FREQ=DAILY;INTERVAL=9"],
        ]
        var found = 0
        for _ in 0..<300 {
            let day = 20_260_101 + random.below(12) * 100 + random.below(28)
            let times = [
                ["DTSTART;VALUE=DATE:\(day)"], ["DTSTART:\(day)T233000", "DURATION:P3D"],
                ["DTSTART;TZID=America/New_York:\(day)T010000", "DURATION:PT30H"], ["DTSTART:\(day)T120000Z"],
            ]
            let lines = times[random.below(times.count)] + rules[random.below(rules.count)]
            let event = try #require(EventFile(ics(lines)).event, "\(lines)")
            let span = EventSpan(of: event)
            let first = try #require(CalendarDate(basic: "20260101")).adding(days: random.below(960) - 60)
            let days = first...first.adding(days: random.below(42))
            for zone in zones {
                let entries = Agenda.entries(of: [("a.ics", event)], on: days, in: zone).list
                found += entries.count
                #expect(entries.isEmpty || span.mayFall(on: days), "\(lines) \(days)")
            }
        }
        #expect(found > 300)
    }
}
