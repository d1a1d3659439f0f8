import ICalendar
import Testing

@testable import SyncCore

/// Exceptions and alarms in a file: EXDATEs, VEVENTs with a RECURRENCE-ID, VALARMs.
@Suite struct EventFileExceptionTests {
    private func edited(_ text: String, to wanted: String, through lens: Lens = .identity) -> String {
        let changes = view(text).changes(to: view(wanted))
        return EventFile(text).applying(changes, through: lens).file.string
    }

    private func changed(_ text: String, _ changes: Change...) -> String {
        EventFile(text).applying(changes, through: .identity).file.string
    }

    private let override = [
        "RECURRENCE-ID;TZID=Europe/Berlin:20260122T090000", "DTSTART;TZID=Europe/Berlin:20260122T110000",
        "DTEND;TZID=Europe/Berlin:20260122T120000", "SUMMARY:B",
    ]
    private let key22 = InstanceKey("20260122T090000")

    @Test func `an exclusion is added behind those that are there`() {
        let exdates = "EXDATE;TZID=Europe/Berlin:20260129T090000,20260205T090000"
        let file = series("A", exdates, "X-A:1")
        #expect(
            changed(file, .exception(key22, from: nil, to: .excluded))
                == series("A", exdates, "EXDATE;TZID=Europe/Berlin:20260122T090000", "X-A:1"))
        let plain = series("A", "X-A:1")
        #expect(
            changed(plain, .exception(key22, from: nil, to: .excluded))
                == plain.replacing(
                    "RRULE:FREQ=WEEKLY\n", "RRULE:FREQ=WEEKLY\nEXDATE;TZID=Europe/Berlin:20260122T090000\n"))
    }

    @Test func `an exclusion that is there already changes nothing`() {
        let file = series("A", "EXDATE:20260122T080000Z")
        #expect(changed(file, .exception(key22, from: nil, to: .excluded)) == file)
    }

    @Test func `one value leaves a line of several`() {
        let file = series("A", "EXDATE:20260122T080000Z,20260129T080000Z", "EXDATE;TZID=Europe/Berlin:20260205T090000")
        #expect(changed(file, .exception(key22, from: .excluded, to: nil)) == file.replacing("20260122T080000Z,", ""))
        #expect(
            changed(file, .exception(InstanceKey("20260205T090000"), from: .excluded, to: nil))
                == file.replacing("EXDATE;TZID=Europe/Berlin:20260205T090000\n", ""))
    }

    @Test func `case 79, an EXDATE with a DATE leaves out the instance of that day`() {
        let file = series("A", "EXDATE;VALUE=DATE:20260122")
        #expect(view(file).exceptions == [key22: .excluded])
        #expect(
            edited(file, to: series("B", "EXDATE;TZID=Europe/Berlin:20260122T090000"))
                == file.replacing("SUMMARY:A", "SUMMARY:B"))
    }

    @Test func `an override is made from its series`() {
        let file = series("A", "SEQUENCE:2", "LOCATION:x", "X-A:1", "EXDATE;TZID=Europe/Berlin:20260129T090000")
        let part = view(series("A", others: [override + ["LOCATION:x", "X-A:1"]])).exceptions[key22]
        #expect(
            changed(file, .exception(key22, from: nil, to: part))
                == file.replacing(
                    "END:VCALENDAR\n",
                    """
                    BEGIN:VEVENT
                    UID:event
                    DTSTAMP:20260101T000000Z
                    RECURRENCE-ID;TZID=Europe/Berlin:20260122T090000
                    DTSTART;TZID=Europe/Berlin:20260122T110000
                    DTEND;TZID=Europe/Berlin:20260122T120000
                    SUMMARY:B
                    SEQUENCE:3
                    LOCATION:x
                    X-A:1
                    END:VEVENT
                    END:VCALENDAR

                    """))
    }

    @Test func `a field of an override changes in its own VEVENT`() {
        let file = series("A", others: [override])
        #expect(
            changed(file, .field(FieldPath(.title, of: key22), from: nil, to: .text("C")))
                == file.replacing("SUMMARY:B", "SUMMARY:C"))
    }

    @Test func `an override that ends takes its VEVENT along`() {
        let file = series("A", others: [override])
        #expect(changed(file, .exception(key22, from: nil, to: nil)) == series("A"))
    }

    @Test func `an override becomes an exclusion and back`() {
        let file = series("A", others: [override])
        let excluded = changed(file, .exception(key22, from: nil, to: .excluded))
        #expect(view(excluded).exceptions == [key22: .excluded])
        let back = changed(excluded, .exception(key22, from: .excluded, to: view(file).exceptions[key22]))
        #expect(back == file)
    }

    @Test func `a shifted series takes its exceptions along`() {
        let file = series("A", "EXDATE:20260129T080000Z", others: [override])
        let moved = file.replacing("DTSTART;TZID=Europe/Berlin:20260115T09", "DTSTART;TZID=Europe/Berlin:20260115T10")
            .replacing("DTEND;TZID=Europe/Berlin:20260115T10", "DTEND;TZID=Europe/Berlin:20260115T11")
        let change = Change.field(
            FieldPath(.when), from: nil, to: view(moved).schedule.map { .schedule($0) })
        #expect(
            changed(file, change)
                == moved.replacing("20260129T080000Z", "20260129T090000Z")
                .replacing(
                    "RECURRENCE-ID;TZID=Europe/Berlin:20260122T09", "RECURRENCE-ID;TZID=Europe/Berlin:20260122T10"))
    }

    @Test func `a series put off past a change of the clocks takes exceptions in UTC and dates along`() {
        // 10:00 in Berlin is 08:00 UTC until 2026-10-25, and 09:00 from then on.
        let lines = [
            "DTSTART;TZID=Europe/Berlin:20261008T100000", "DTEND;TZID=Europe/Berlin:20261008T110000",
            "RRULE:FREQ=WEEKLY;COUNT=10", "EXDATE:20261022T080000Z", "EXDATE;VALUE=DATE:20261112",
        ]
        let instance = [
            "RECURRENCE-ID:20261015T080000Z", "DTSTART;TZID=Europe/Berlin:20261015T120000", "SUMMARY:B",
        ]
        let file = eventFile(lines, instance)
        let moved = eventFile(
            [lines[0].replacing("1008", "1015"), lines[1].replacing("1008", "1015")] + lines[2...], instance)
        let change = Change.field(FieldPath(.when), from: nil, to: view(moved).schedule.map { .schedule($0) })
        #expect(
            changed(file, change)
                == moved.replacing("EXDATE:20261022T080000Z", "EXDATE:20261029T090000Z").replacing(
                    "20261112", "20261119"
                )
                .replacing("RECURRENCE-ID:20261015T080000Z", "RECURRENCE-ID:20261022T080000Z"))
    }

    private func eventFile(_ lines: [String], _ instance: [String]) -> String {
        let event = { (lines: [String]) in ["BEGIN:VEVENT", "UID:a@test"] + lines + ["END:VEVENT"] }
        return
            (["BEGIN:VCALENDAR", "VERSION:2.0"] + event(lines + ["SUMMARY:A"]) + event(instance)
            + ["END:VCALENDAR", ""]).joined(separator: "\n")
    }

    @Test func `an alarm is added, removed and kept`() {
        let alarm = { (minutes: Int, more: [String]) in
            ["BEGIN:VALARM", "TRIGGER:-PT\(minutes)M", "ACTION:DISPLAY", "DESCRIPTION:A"] + more + ["END:VALARM"]
        }
        let odd = ["BEGIN:VALARM", "ACTION:X-ODD", "END:VALARM"]
        let file = meeting("A", (alarm(10, ["X-SNOOZE:1"]) + odd + alarm(20, [])).joined(separator: "\n"))
        let fewer = meeting("A", (alarm(10, ["X-SNOOZE:1"]) + odd).joined(separator: "\n"))
        #expect(edited(file, to: fewer) == fewer)
        let more = fewer.replacing(
            "END:VEVENT",
            "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT30M\nDESCRIPTION:A\nEND:VALARM\nEND:VEVENT")
        #expect(edited(fewer, to: more) == more)
        #expect(
            edited(file, to: meeting("A", odd.joined(separator: "\n"))) == meeting("A", odd.joined(separator: "\n")))
    }

    @Test func `an alarm that the service cannot hold stays`() {
        let late = "BEGIN:VALARM\nACTION:AUDIO\nTRIGGER;RELATED=END:PT5M\nEND:VALARM"
        let soon = "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT5M\nDESCRIPTION:A\nX-A:1\nEND:VALARM"
        var lens = Lens.identity
        lens.alarm = { alarm in
            if case .start(let seconds) = alarm.trigger {
                Alarm(action: "DISPLAY", trigger: .start(seconds))
            } else {
                nil
            }
        }
        let file = meeting("A", late, soon)
        let seen = Alarm(action: "DISPLAY", trigger: .start(-300))
        let new = Alarm(action: "DISPLAY", trigger: .start(-600))
        let change = { (alarms: Set<Alarm>) in Change.field(FieldPath(.alarms), from: nil, to: .alarms(alarms)) }
        #expect(EventFile(file).applying([change([seen])], through: lens).file.string == file)
        #expect(EventFile(file).applying([change([])], through: lens).file.string == meeting("A", late))
        #expect(
            EventFile(file).applying([change([seen, new])], through: lens).file.string
                == meeting(
                    "A", late, soon, "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT10M\nDESCRIPTION:A\nEND:VALARM"))
    }

    @Test func `case 10, a file without UID gets its lines and keeps the rest`() {
        let file =
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:A\r\nDTSTART;VALUE=DATE:20260115\r\nEND:VEVENT\r\nEND:VCALENDAR"
        let completed = EventFile(file).completed(uid: uid("new,1"), stamp: 0)
        #expect(
            completed.string
                == file.replacing(
                    "BEGIN:VEVENT\r\n", "BEGIN:VEVENT\r\nUID:new\\,1\r\nDTSTAMP:19700101T000000Z\r\n"))
        #expect(completed.event?.uid == uid("new,1"))
    }

    @Test func `an empty UID line is filled, a DTSTAMP kept`() {
        let file = meeting("A").replacing("UID:event", "UID:")
        guard case .incomplete = EventFile(file).content else { return #expect(Bool(false), "not incomplete") }
        #expect(EventFile(file).completed(uid: key.uid, stamp: 0).string == meeting("A"))
    }
}
