import ICalendar
import SyncEngine
import Testing

/// What libical objects to, by line; and that nothing is the matter where it isn't installed. One test at a time: libical
/// keeps state.
@Suite(.serialized) struct StrictReaderTests {
    private func objections(_ lines: String...) throws -> [String] {
        guard let reader = try? StrictReader() else {
            print("skipped: libical isn't installed")
            return []
        }
        let text = (["BEGIN:VCALENDAR", "BEGIN:VEVENT"] + lines + ["END:VEVENT", "END:VCALENDAR", ""])
        return reader.objections(to: Array(text.joined(separator: "\n").utf8)).map { $0.text(path: "a.ics") }
    }

    private var isInstalled: Bool { (try? StrictReader()) != nil }

    @Test func `a good event has no objections`() throws {
        #expect(
            try objections(
                "UID:a", "DTSTAMP:20260101T000000Z", "DTSTART;TZID=Europe/Berlin:20260115T090000", "DURATION:PT1H",
                "RRULE:FREQ=WEEKLY;BYDAY=TH", "SUMMARY:A", "X-ANY;X-P=1:x", "BEGIN:VALARM", "ACTION:DISPLAY",
                "DESCRIPTION:A", "TRIGGER:-PT5M", "END:VALARM") == [])
    }

    @Test func `an objection names its line`() throws {
        guard isInstalled else { return }
        let found = try objections(
            "UID:a", "DTSTAMP:20260101T000000Z", "DTSTART:20260115T090000Z", "LOCATION:", "STYLED-DESCRIPTION:x",
            "BEGIN:VALARM", "TRIGGER:-PT15X", "END:VALARM")
        #expect(found.map { $0.split(separator: " ")[0] } == ["a.ics:6:", "a.ics:7:", "a.ics:9:"])
        #expect(found.allSatisfy { $0.contains("libical says: ") && $0.hasSuffix("as you meant it.") })
    }

    @Test func `what an event lacks or has too often is told once, as a sentence`() throws {
        guard isInstalled else { return }
        let found = try objections(
            "DTSTART:20260115T090000Z", "DTEND:20260115T100000Z", "DURATION:PT1H", "SUMMARY:A", "SUMMARY:B")
        #expect(found.contains { $0.hasPrefix("a.ics:2: The event has no UID.") })
        #expect(found.contains { $0.hasPrefix("a.ics:2: The event has no DTSTAMP.") })
        #expect(found.contains { $0.hasPrefix("a.ics:7: SUMMARY stands in the event 2 times.") })
        #expect(found.filter { $0.contains("both DTEND and DURATION") }.count == 1)
        #expect(!found.contains { $0.contains("ORGANIZER") })
    }

    @Test func `text that libical makes nothing of is an objection too, not a crash`() throws {
        guard isInstalled else { return }
        let reader = try StrictReader()
        for text in ["", "nonsense", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a\u{0}b\n", "END:VEVENT"] {
            _ = reader.objections(to: Array(text.utf8))
        }
        #expect(try objections("SUMMARY:a\u{0}b").contains { $0.contains("NUL") })
    }

    @Test func `where it is not installed, a sentence says so`() {
        #expect(throws: StrictReader.Missing.self) { try StrictReader(library: "libnothing.so.9") }
    }
}
