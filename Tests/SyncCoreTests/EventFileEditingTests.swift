import ICalendar
import Testing

@testable import SyncCore

/// An edit touches the lines it must and no other byte (design.md, goal 2).
@Suite struct EventFileEditingTests {
    /// Returns the file once it says what `wanted` says, by the changes between the two.
    private func edited(_ text: String, to wanted: String, through lens: Lens = .identity) -> String {
        let changes = view(text).changes(to: view(wanted))
        return EventFile(text).applying(changes, through: lens).file.string
    }

    private func changed(_ text: String, _ changes: Change..., lens: Lens = .identity) -> String {
        EventFile(text).applying(changes, through: lens).file.string
    }

    private func schedule(_ lines: String...) -> Schedule? { view(ics(lines[0], lines[1])).schedule }

    @Test func `a new title replaces one line`() {
        let file = ics(
            "DTSTART;VALUE=DATE:20260115", "x-Odd;A=\"b;c\":  kept \\N", "SUMMARY;LANGUAGE=de:Zahnarzt",
            "LOCATION:there")
        let new = file.replacing("Zahnarzt", "Dentist\\, at last")
        #expect(changed(file, .field(FieldPath(.title), from: nil, to: .text("Dentist, at last"))) == new)
    }

    @Test(arguments: ["\n", "\r\n"]) func `line ends stay as they are`(end: String) {
        let file = ics("DTSTART;VALUE=DATE:20260115", "SUMMARY:A", end: end)
        #expect(
            changed(file, .field(FieldPath(.title), from: nil, to: .text("B")))
                == file.replacing("SUMMARY:A", "SUMMARY:B"))
        let place = changed(file, .field(FieldPath(.location), from: nil, to: .text("there")))
        #expect(place == file.replacing("SUMMARY:A", "SUMMARY:A\(end)LOCATION:there"))
    }

    @Test func `a missing final line end stays missing`() {
        let file = String(meeting("A").dropLast())
        #expect(edited(file, to: meeting("B")) == String(meeting("B").dropLast()))
        #expect(edited(file, to: meeting("A", "LOCATION:x")) == String(meeting("A", "LOCATION:x").dropLast()))
    }

    @Test func `a byte order mark and text around the calendar stay`() {
        let file = "\u{FEFF}" + meeting("A") + "\n\n"
        #expect(edited(file, to: meeting("B")) == "\u{FEFF}" + meeting("B") + "\n\n")
    }

    @Test func `bytes that are no UTF-8 stay`() throws {
        var bytes = Array(meeting("A", "X-NAME:M?ller").utf8)
        let place = try #require(bytes.firstIndex(of: UInt8(ascii: "?")))
        bytes[place] = 0xFC
        let file = EventFile(bytes).applying([.field(FieldPath(.title), from: nil, to: .text("B"))], through: .identity)
            .file
        var expected = Array(meeting("B", "X-NAME:M?ller").utf8)
        expected[place] = 0xFC
        #expect(file.bytes == expected)
    }

    @Test func `a field that is gone takes its line along`() {
        #expect(edited(meeting("A", "LOCATION:x", "URL:y"), to: meeting("A", "URL:y")) == meeting("A", "URL:y"))
    }

    @Test func `an end given by DTEND stays a DTEND`() {
        let file = ics("DTEND:20260115T100000Z", "DTSTART:20260115T090000Z")
        let wanted = ics("DTSTART:20260115T090000Z", "DTEND:20260115T113000Z")
        #expect(edited(file, to: wanted) == file.replacing("T100000Z", "T113000Z"))
    }

    @Test func `an end given by DURATION stays a DURATION`() {
        let file = ics("DTSTART:20260115T090000Z", "DURATION:PT1H0M")
        #expect(
            edited(file, to: ics("DTSTART:20260115T090000Z", "DTEND:20260115T103000Z"))
                == file.replacing("PT1H0M", "PT1H30M"))
        #expect(
            edited(file, to: ics("DTSTART:20260116T090000Z", "DTEND:20260116T100000Z"))
                == file.replacing("20260115T09", "20260116T09"))
    }

    @Test func `an event without an end gets one only when it needs one`() {
        let file = ics("DTSTART:20260115T090000Z", "SUMMARY:A")
        #expect(
            edited(file, to: ics("DTSTART:20260116T090000Z", "SUMMARY:A")) == file.replacing("20260115", "20260116"))
        let wanted = ics("DTSTART:20260115T090000Z", "DTEND:20260115T093000Z", "SUMMARY:A")
        #expect(edited(file, to: wanted) == wanted)
    }

    @Test func `the spelling of a zone is kept`() {
        let file = ics(
            "DTSTART;TZID=/mozilla.org/20070129_1/Europe/Berlin:20260115T090000",
            "DTEND;TZID=\"W. Europe Standard Time\":20260115T100000")
        let wanted = ics(
            "DTSTART;TZID=Europe/Berlin:20260115T093000", "DTEND;TZID=Europe/Berlin:20260115T110000")
        #expect(
            edited(file, to: wanted)
                == file.replacing("T090000", "T093000").replacing("T100000", "T110000")
                .replacing("\"W. Europe Standard Time\"", "W. Europe Standard Time"))
    }

    @Test func `case 58, an alias with the same rules is no change`() {
        let file = ics("DTSTART;TZID=US/Eastern:20260115T090000", "DTEND;TZID=US/Eastern:20260115T100000")
        let alias = ics("DTSTART;TZID=America/New_York:20260115T090000", "DTEND;TZID=America/New_York:20260115T100000")
        #expect(view(file).matches(view(alias)))
        let later = ics("DTSTART;TZID=America/New_York:20260115T090000", "DTEND;TZID=America/New_York:20260115T120000")
        #expect(edited(file, to: later) == file.replacing("T100000", "T120000"))
    }

    @Test func `a time that stays keeps its odd spelling`() {
        let file = ics(
            "DTSTART;X-A=1;TZID=\"Europe/Berlin\":20260115T090000", "DTEND;TZID=Europe/Berlin:20260115T100000")
        let wanted = ics("DTSTART;TZID=Europe/Berlin:20260115T090000", "DTEND;TZID=Europe/Berlin:20260115T110000")
        #expect(edited(file, to: wanted) == file.replacing("T100000", "T110000"))
    }

    @Test func `case 57, a timed event becomes all-day and back`() {
        let timed = ics("DTSTART;TZID=Europe/Berlin:20260115T090000", "DTEND;TZID=Europe/Berlin:20260115T100000")
        let allDay = ics("DTSTART;VALUE=DATE:20260115", "DTEND;VALUE=DATE:20260117")
        #expect(edited(timed, to: allDay) == allDay)
        #expect(edited(allDay, to: timed) == timed)
        let length = ics("DTSTART:20260115T090000Z", "DURATION:PT1H")
        #expect(edited(length, to: allDay) == ics("DTSTART;VALUE=DATE:20260115", "DURATION:P2D"))
    }

    @Test func `a rule is replaced in place, others stay`() {
        let file = ics(
            "DTSTART:20260115T090000Z", "SUMMARY:A", "RRULE:FREQ=WEEKLY;INTERVAL=1;WKST=MO", "X-A:1")
        let wanted = ics("DTSTART:20260115T090000Z", "RRULE:FREQ=DAILY;COUNT=3", "X-A:1", "SUMMARY:A")
        #expect(edited(file, to: wanted) == file.replacing("FREQ=WEEKLY;INTERVAL=1;WKST=MO", "FREQ=DAILY;COUNT=3"))
        let title = ics("DTSTART:20260115T090000Z", "RRULE:FREQ=WEEKLY", "X-A:1", "SUMMARY:B")
        #expect(edited(file, to: title) == file.replacing("SUMMARY:A", "SUMMARY:B"))
    }

    @Test func `a series starts and ends being one`() {
        let single = ics("DTSTART:20260115T090000Z", "DTEND:20260115T100000Z", "SUMMARY:A")
        let series = ics("DTSTART:20260115T090000Z", "DTEND:20260115T100000Z", "RRULE:FREQ=DAILY", "SUMMARY:A")
        #expect(edited(single, to: series) == series)
        #expect(edited(series, to: single) == single)
    }

    @Test func `SEQUENCE rises with a time, where it is present`() {
        #expect(edited(meeting("A", "SEQUENCE:4"), to: meeting("B")) == meeting("B", "SEQUENCE:4"))
        let later = meeting("A").replacing("T100000Z", "T110000Z")
        #expect(
            edited(meeting("A", "SEQUENCE:4"), to: later)
                == meeting("A", "SEQUENCE:5").replacing("T100000Z", "T110000Z"))
        #expect(edited(meeting("A"), to: later) == later)
    }

    @Test func `only the set lines that lose or gain are touched`() {
        let file = meeting("A", "CATEGORIES;LANGUAGE=en:one,t\\,wo", "X-A:1", "CATEGORIES:three,four")
        #expect(
            edited(file, to: meeting("A", "CATEGORIES:one,t\\,wo,three", "X-A:1"))
                == file.replacing("three,four", "three"))
        #expect(
            edited(file, to: meeting("A", "CATEGORIES:one,t\\,wo,three,four,five", "X-A:1"))
                == file.replacing("three,four", "three,four,five"))
        #expect(edited(file, to: meeting("A", "X-A:1")) == meeting("A", "X-A:1"))
        #expect(edited(meeting("A", "X-A:1"), to: file) == meeting("A", "X-A:1", "CATEGORIES:four,one,t\\,wo,three"))
    }

    @Test func `opaque lines and components come and go whole`() {
        let block = ["BEGIN:VLOCATION", "NAME:There", "BEGIN:X-DEEP", "A:1", "END:X-DEEP", "END:VLOCATION"]
        let plain = meeting("A", "X-ONE:1")
        let rich = meeting("A", "X-ONE:1", "X-TWO:2", block.joined(separator: "\n"))
        #expect(edited(plain, to: rich) == rich)
        #expect(edited(rich, to: plain) == plain)
    }

    @Test func `case 62, what would contradict a new text is removed with a note`() {
        let file = meeting("A", "DESCRIPTION:old", "X-ALT-DESC;FMTTYPE=text/html:<b>old</b>", "GEO:1;2")
        let (new, notes) = EventFile(file).applying(
            [.field(FieldPath(.description), from: nil, to: .text("new"))], through: .identity)
        #expect(new.string == meeting("A", "DESCRIPTION:new", "GEO:1;2"))
        #expect(notes == ["X-ALT-DESC removed: it would contradict the new description."])
        let moved = EventFile(file).applying(
            [.field(FieldPath(.location), from: nil, to: .text("there"))], through: .identity)
        #expect(!moved.file.string.contains("GEO") && moved.notes.count == 1)
    }

    @Test func `a repeated property changes where it counts`() {
        let file = meeting("A", "SUMMARY:second", "X-A:1")
        #expect(edited(file, to: meeting("B", "X-A:1")) == file.replacing("SUMMARY:A", "SUMMARY:B"))
        #expect(edited(file, to: meeting("A", "X-A:1", "X-B:2")) == meeting("A", "SUMMARY:second", "X-A:1", "X-B:2"))
    }

    @Test func `no change leaves the file alone`() {
        let file = "BEGIN:VCALENDAR\r\n" + meeting("A").dropFirst(16)
        #expect(EventFile(file).applying([], through: .identity).file.string == file)
        #expect(edited(file, to: meeting("A")) == file)
    }
}

extension String {
    /// The text with one part in the place of another.
    func replacing(_ old: String, _ new: String) -> String { replacing(old, with: new) }
}
