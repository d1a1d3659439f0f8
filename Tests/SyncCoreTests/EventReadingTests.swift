import ICalendar
import Testing

@testable import SyncCore

/// What an event file means, and why one is paused.
@Suite struct EventReadingTests {
    /// Returns what is wrong, as `status` prints it.
    private func problems(_ text: String) -> [String] {
        let file = EventFile(text)
        guard case .paused = file.content else { return [] }
        return file.diagnostics.filter { $0.severity == .error }.map { $0.text(path: "a.ics") }
    }

    @Test func `cases 7, 8, 16 to 18 and 23, every reason to pause names its line`() {
        let two = ics("DTSTART;VALUE=DATE:20260115", others: [["DTSTART;VALUE=DATE:20260115"]])
        #expect(
            problems(two.replacing("END:VEVENT\nBEGIN:VEVENT\nUID:event", "END:VEVENT\nBEGIN:VEVENT\nUID:other")) == [
                "a.ics:8: The file holds 2 events with different UIDs. "
                    + "Keep one event a file: `calsync import FILE` takes it apart."
            ])
        #expect(
            problems(two) == [
                "a.ics:8: The event stands in the file twice. "
                    + "Remove one of the two VEVENTs, or give the second a RECURRENCE-ID."
            ])
        let override = ["RECURRENCE-ID:20260122T080000Z", "DTSTART:20260122T080000Z"]
        #expect(
            problems(series("A", others: [override, override])) == [
                "a.ics:20: The instance of 2026-01-22 09:00 stands in the file twice. "
                    + "Remove one of the two VEVENTs with this RECURRENCE-ID."
            ])
        #expect(
            problems(ics("SUMMARY:A")) == [
                "a.ics:3: The event has no DTSTART. Add a line such as DTSTART;VALUE=DATE:20260115."
            ])
        #expect(
            problems(ics("DTSTART:soon")) == [
                "a.ics:6: DTSTART has no date or time: soon. Write it as 20260115 or 20260115T093000."
            ])
        #expect(
            problems(ics("DTSTART;TZID=Mars/Base:20260115T090000")) == [
                "a.ics:6: TZID=Mars/Base names no time zone that calsync knows. "
                    + "Use an IANA name such as Europe/Berlin, or add its VTIMEZONE to the file."
            ])
        #expect(
            problems(ics("DTSTART:20260115T143000Z", "DTEND:20260115T140000Z")) == [
                "a.ics:7: DTEND is before DTSTART. Use a time after 14:30, or remove DTEND."
            ])
        #expect(
            problems(ics("DTSTART:20260115T143000Z", "DTEND;VALUE=DATE:20260116")) == [
                "a.ics:7: DTSTART and DTEND are of different kinds: one is a day, one a time. "
                    + "Write both as dates or both as times."
            ])
        #expect(
            problems(ics("DTSTART:20260115T143000Z", "DURATION:an hour")) == [
                "a.ics:7: DURATION can't be understood: an hour. Write it as PT1H30M or P1D."
            ])
        #expect(
            problems(ics("DTSTART:20260115T143000Z", "DURATION:-PT1H")) == [
                "a.ics:7: DURATION is negative: the event would end before it begins. "
                    + "Write how long it lasts, as PT1H30M or P1D."
            ])
        #expect(
            problems(ics("DTSTART:20260115T143000Z", "RRULE:INTERVAL=2")) == [
                "a.ics:7: The rule has no FREQ. Start it with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."
            ])
        #expect(problems(ics("DTSTART:20260115T143000Z", "EXDATE:never")).count == 1)
        #expect(
            problems("BEGIN:VCALENDAR\nEND:VCALENDAR\n") == [
                "a.ics: The file holds no event. Write a VEVENT into it, or remove the file."
            ])
        #expect(problems("").count == 1)
        #expect(
            problems(meeting("A").replacing("SUMMARY:A", "<<<<<<< ours\nSUMMARY:A\n=======\nSUMMARY:B\n>>>>>>> theirs"))
                .first?.hasPrefix("a.ics:8: A git conflict marker stands here.") == true)
        #expect(!problems(String(meeting("A").dropLast(20))).isEmpty)
    }

    @Test func `a paused file still tells its UID`() {
        #expect(EventFile(ics("DTSTART:soon")).uid == key.uid)
        #expect(EventFile(ics("DTSTART:soon").replacing("UID:event\n", "")).uid == nil)
    }

    @Test func `a file without UID is looked at before it is completed`() {
        let bare = ics("DTSTART:20260115T090000Z").replacing("UID:event\n", "")
        guard case .incomplete = EventFile(bare).content else { return #expect(Bool(false), "not incomplete") }
        #expect(problems(bare.replacing("20260115T090000Z", "soon")).count == 1)
        let two = ics("DTSTART:20260115T090000Z", others: [["DTSTART:20260115T090000Z"]]).replacing("UID:event\n", "")
        #expect(problems(two).count == 1)
    }

    @Test func `tasks and journals are kept and not synced`() {
        guard case .other = EventFile("BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:1\nEND:VTODO\nEND:VCALENDAR\n").content else {
            return #expect(Bool(false), "not other")
        }
    }

    @Test func `case 9, overrides without a master are an event of their own`() {
        let file = ics("RECURRENCE-ID:20260122T080000Z", "DTSTART:20260122T090000Z", "SUMMARY:A")
        #expect(EventFile(file).event?.hasMaster == false)
        #expect(view(file).master.fields.isEmpty)
        #expect(view(file).exceptions.keys.map(\.text) == ["20260122T080000Z"])
    }

    @Test func `the length is kept as the resulting end`() {
        let end = ics("DTSTART:20260115T090000Z", "DTEND:20260115T100000Z")
        #expect(view(end) == view(ics("DTSTART:20260115T090000Z", "DURATION:PT1H")))
        #expect(view(ics("DTSTART:20260115T090000Z")).schedule?.end == view(end).schedule?.start)
        let day = ics("DTSTART;VALUE=DATE:20260115", "DTEND;VALUE=DATE:20260116")
        #expect(view(ics("DTSTART:20260115")) == view(day))
        #expect(view(ics("DTSTART;VALUE=DATE:20260115", "DTEND;VALUE=DATE:20260115")) == view(day))
        #expect(view(ics("DTSTART;VALUE=DATE:20260115", "DURATION:P1D")) == view(day))
        // A day over the change of clocks has 25 hours.
        #expect(
            view(ics("DTSTART;TZID=Europe/Berlin:20261024T120000", "DURATION:P1D"))
                == view(ics("DTSTART;TZID=Europe/Berlin:20261024T120000", "DURATION:PT25H")))
    }

    @Test func `rules that mean the same are the same`() {
        let rule = { (text: String) in view(ics("DTSTART:20260115T090000Z", "RRULE:" + text)).schedule?.rules }
        #expect(rule("FREQ=WEEKLY;BYDAY=+1MO,TU;INTERVAL=1;WKST=MO") == rule("BYDAY=TU,1MO;FREQ=weekly"))
    }

    @Test func `case 76, UNTIL of the wrong kind is read leniently`() {
        let start = "DTSTART;TZID=Europe/Berlin:20260115T090000"
        let until = { (text: String) in view(ics(start, "RRULE:FREQ=DAILY;UNTIL=" + text)).schedule?.rules }
        #expect(until("20260120") == until("20260120T225959Z"))
        #expect(until("20260120T090000") == until("20260120T080000Z"))
    }

    @Test func `case 63, an empty property says nothing`() {
        #expect(view(meeting("A", "LOCATION:")).matches(view(meeting("A"))))
        let part = ["RECURRENCE-ID:20260122T080000Z", "DTSTART:20260122T080000Z"]
        let (full, empty) = (series("A", others: [part + ["LOCATION:"]]), series("A", others: [part]))
        #expect(view(full).matches(view(empty)))
        let exceptions = (view(full).exceptions.values.first, view(empty).exceptions.values.first)
        #expect(exceptions.0?.matches(exceptions.1 ?? .excluded) == true)
    }

    @Test func `case 75, an instance with a RANGE is marked`() {
        let file = series(
            "A", others: [["RECURRENCE-ID;RANGE=THISANDFUTURE:20260122T080000Z", "DTSTART:20260122T100000Z"]])
        #expect(EventFile(file).event?.openRanges == [InstanceKey("20260122T090000")])
    }

    @Test func `case 80, a series without instances is a series`() {
        let file = ics("DTSTART:20260115T090000Z", "RRULE:FREQ=DAILY;COUNT=1", "EXDATE:20260115T090000Z")
        #expect(EventFile(file).event?.content.schedule?.isSeries == true)
    }

    @Test func `a file from a service reads as what it sent`() {
        let block = "BEGIN:VALARM\nACTION:EMAIL\nTRIGGER;RELATED=END:-P1D\nSUMMARY:s\nEND:VALARM"
        let files = [
            meeting("A, B; C\\\\n", "DESCRIPTION:one\\ntwo", "CATEGORIES:a,b\\,c", "X-A;B=\"c:d\":e", block),
            ics("DTSTART;VALUE=DATE:20260115", "DTEND;VALUE=DATE:20260118", "SUMMARY:A", "STATUS:TENTATIVE"),
            ics("DTSTART:20260115T090000", "SUMMARY:floating", "ORGANIZER;CN=X:mailto:x@example.org"),
            series(
                "A", "RDATE;TZID=Europe/Berlin:20260116T090000", "EXDATE;TZID=Europe/Berlin:20260129T090000",
                others: [["RECURRENCE-ID;TZID=Europe/Berlin:20260122T090000", "DTSTART:20260122T120000Z", "SUMMARY:B"]]),
        ]
        for text in files {
            let file = EventFile(uid: key.uid, view: view(text), through: .identity, stamp: 0)
            #expect(file.event?.content == view(text), "\(file.string)")
            #expect(file.event?.uid == key.uid)
            #expect(file.diagnostics.isEmpty)
        }
    }

    @Test func `a new file uses the line ends it is told to`() {
        let file = EventFile(uid: key.uid, view: view(meeting("A")), through: .identity, stamp: 0, lineEnd: "\r\n")
        #expect(
            file.string
                == """
                BEGIN:VCALENDAR
                VERSION:2.0
                PRODID:-//calsync//calsync//EN
                BEGIN:VEVENT
                UID:event
                DTSTAMP:19700101T000000Z
                DTSTART:20260115T090000Z
                DTEND:20260115T100000Z
                SUMMARY:A
                END:VEVENT
                END:VCALENDAR

                """.replacing("\n", "\r\n"))
    }
}
