import ICalendar
import SyncCore
import Testing

/// Events from a few words, on Sunday, 22 November 2026, at 19:00 in Berlin.
@Suite struct NewEventTests {
    private func schedule(
        _ at: String, for length: String? = nil, until: String? = nil, repeating: String? = nil, zone: String? = nil
    ) throws -> Schedule {
        let here = Standpoint.berlin
        return try Schedule(
            from: TimePhrase(at, at: here), for: length.map { try LengthPhrase.read($0) }, until: until,
            repeating: repeating.map { try RepeatPhrase($0, at: here) }, at: here,
            in: zone.map { try #require(Zone.named($0)) } ?? here.zone)
    }

    @Test func `a new event is a file of few lines that reads back as asked`() throws {
        let schedule = try schedule("fri 14:00", for: "1h30m", repeating: "every fri")
        let new = NewEvent(
            title: "Tea, with; Anna", schedule: schedule, location: "Kitchen", note: "Bring\ncake", alarms: [900])
        let file = new.file(uid: try #require(UID("tea@x")), stamp: 0)
        #expect(
            String(decoding: file.bytes, as: UTF8.self) == """
                BEGIN:VCALENDAR
                VERSION:2.0
                PRODID:-//calsync//calsync//EN
                BEGIN:VEVENT
                UID:tea@x
                DTSTAMP:19700101T000000Z
                DTSTART;TZID=Europe/Berlin:20261127T140000
                DTEND;TZID=Europe/Berlin:20261127T153000
                RRULE:FREQ=WEEKLY;BYDAY=FR
                SUMMARY:Tea\\, with\\; Anna
                LOCATION:Kitchen
                DESCRIPTION:Bring\\ncake
                BEGIN:VALARM
                ACTION:DISPLAY
                TRIGGER:-PT15M
                DESCRIPTION:Tea\\, with\\; Anna
                END:VALARM
                END:VEVENT
                END:VCALENDAR

                """)
        #expect(file.diagnostics.isEmpty && file.event?.content.schedule?.matches(schedule) == true)
        #expect(file.event?.title == "Tea, with; Anna")
    }

    @Test(
        arguments: [
            ("12-24", nil, nil, "20261224", "20261225"), ("12-24", "3d", nil, "20261224", "20261227"),
            ("12-24", nil, "12-26", "20261224", "20261227"),
            ("14:30", nil, nil, "20261122T143000 Europe/Berlin", "20261122T153000 Europe/Berlin"),
            ("fri 14:00", "90m", nil, "20261127T140000 Europe/Berlin", "20261127T153000 Europe/Berlin"),
            ("fri 14:00", nil, "16:00", "20261127T140000 Europe/Berlin", "20261127T160000 Europe/Berlin"),
            ("fri 22:00", nil, "sat 1:00", "20261127T220000 Europe/Berlin", "20261128T010000 Europe/Berlin"),
        ] as [(String, String?, String?, String, String)])
    func `start and end are as said`(at: String, length: String?, until: String?, start: String, end: String) throws {
        let schedule = try schedule(at, for: length, until: until)
        #expect(schedule.start.compact == start && schedule.end.compact == end)
    }

    @Test func `UTC is written as UTC`() throws {
        let schedule = try schedule("fri 14:00", zone: "UTC")
        #expect(schedule.start.compact == "20261127T140000Z")
    }

    @Test(arguments: [
        ("daily", "FREQ=DAILY"), ("every 2 weeks", "FREQ=WEEKLY;INTERVAL=2"),
        ("weekly 10 times", "FREQ=WEEKLY;COUNT=10"),
        ("every mon, fri", "FREQ=WEEKLY;BYDAY=MO,FR"), ("weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("monthly until 2027-06-30", "FREQ=MONTHLY;UNTIL=20270630T215959Z"), ("yearly", "FREQ=YEARLY"),
        ("freq=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=-1FR"), ("RRULE:FREQ=DAILY;COUNT=3", "FREQ=DAILY;COUNT=3"),
    ])
    func `a way to repeat becomes a rule`(text: String, rule: String) throws {
        #expect(try schedule("fri 14:00", repeating: text).rules == ["RRULE:" + rule])
    }

    @Test func `a series of whole days ends on a day`() throws {
        #expect(
            try schedule("12-24", repeating: "yearly until 2030-12-31").rules == ["RRULE:FREQ=YEARLY;UNTIL=20301231"])
    }

    @Test(arguments: [
        "", "often", "every", "every other week", "every 0 weeks", "every 2", "every mon,xyz", "weekly until",
        "weekly until x",
        "weekly 0 times", "weekly until 2026-01-01", "FREQ=SOMETIMES", "FREQ=DAILY;COUNT=0", "every mon",
    ])
    func `a way to repeat that makes no sense is refused with examples`(text: String) {
        let error = #expect(throws: PhraseError.self) { try schedule("fri 14:00", repeating: text) }
        #expect(error?.remedy.isEmpty == false)
    }

    @Test(
        arguments: [
            ("fri 14:00", "1h", "16:00"), ("fri 14:00", nil, "13:00"), ("fri 14:00", nil, "sat"), ("fri", nil, "16:00"),
            ("fri", "2h", nil), ("fri", "0d", nil), ("fri", nil, "thu"), ("2027-03-28 2:30", nil, nil),
            ("2027-10-31 1:30", "2h", nil),
        ] as [(String, String?, String?)])
    func `times that don't go together are refused`(at: String, length: String?, until: String?) {
        #expect(throws: PhraseError.self) { try schedule(at, for: length, until: until) }
    }
}
