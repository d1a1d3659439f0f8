/// Event files as a person writes them.
enum Events {
    /// A file with one event of an hour.
    static func single(_ uid: String, _ title: String, day: Int = 10, lines: [String] = []) -> String {
        file(
            [
                "UID:\(uid)", "DTSTAMP:20261101T080000Z", "SUMMARY:\(title)",
                "DTSTART;TZID=Europe/Berlin:202612\(day < 10 ? "0" : "")\(day)T100000",
                "DTEND;TZID=Europe/Berlin:202612\(day < 10 ? "0" : "")\(day)T110000",
            ] + lines)
    }

    /// A file with a weekly series of ten, on Thursdays from 3 December 2026.
    static func series(_ uid: String, _ title: String, lines: [String] = []) -> String {
        file(
            [
                "UID:\(uid)", "DTSTAMP:20261101T080000Z", "SUMMARY:\(title)",
                "DTSTART;TZID=Europe/Berlin:20261203T100000",
                "DTEND;TZID=Europe/Berlin:20261203T110000", "RRULE:FREQ=WEEKLY;COUNT=10",
            ] + lines)
    }

    /// The lines of an occurrence with a title of its own, to go before the end of the calendar.
    static func override(_ uid: String, _ day: String, _ title: String) -> String {
        """
        BEGIN:VEVENT
        UID:\(uid)
        DTSTAMP:20261101T080000Z
        RECURRENCE-ID;TZID=Europe/Berlin:\(day)T100000
        SUMMARY:\(title)
        DTSTART;TZID=Europe/Berlin:\(day)T100000
        DTEND;TZID=Europe/Berlin:\(day)T110000
        END:VEVENT

        """
    }

    private static func file(_ lines: [String]) -> String {
        (["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT"] + lines + ["END:VEVENT", "END:VCALENDAR"])
            .map { $0 + "\n" }.joined()
    }
}
