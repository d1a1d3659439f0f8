import Testing
import calsync_fuzz

/// Input that is small to send and large to take in: each is refused or read, within the bounds that there are.
@Suite struct BombTests {
    private func expectHarmless(_ text: String, to targets: FuzzTarget...) async {
        for target in targets { #expect(await target.flaw(in: Array(text.utf8)) == nil, "\(target.rawValue)") }
    }

    /// An event file with these lines in its event.
    private func file(_ lines: String) -> String {
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:bomb\nDTSTART:20260105T100000Z\n" + lines
            + "\nEND:VEVENT\nEND:VCALENDAR\n"
    }

    private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test func `components a hundred thousand deep`() async {
        await expectHarmless(repeated("BEGIN:VEVENT\n", 100_000), to: .ics)
        await expectHarmless(file(repeated("BEGIN:VALARM\n", 10_000) + repeated("END:VALARM\n", 10_000)), to: .ics)
    }

    @Test func `a million exclusions`() async {
        await expectHarmless(file("RRULE:FREQ=DAILY\nEXDATE:" + repeated("20260106T100000Z,", 1_000_000)), to: .ics)
        // What the limits let through.
        await expectHarmless(
            file(
                "RRULE:FREQ=DAILY\n"
                    + repeated("EXDATE:" + repeated("20260106T100000Z,", 2_000) + "20260107T100000Z\n", 2)), to: .ics
        )
    }

    @Test func `a million guests`() async {
        await expectHarmless(file(repeated("ATTENDEE:mailto:a@example.com\n", 1_000_000)), to: .ics)
        let guests = (0..<2_000).map { #"{"email":"\#($0)@example.com"}"# }.joined(separator: ",")
        await expectHarmless(
            #"{"items":[{"id":"a","start":{"date":"2026-01-05"},"end":{"date":"2026-01-06"},"attendees":[\#(guests)]}]}"#,
            to: .google)
    }

    @Test func `rules that never come, or every second`() async {
        for rule in [
            "FREQ=SECONDLY;COUNT=2147483647", "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=YEARLY;INTERVAL=9223372036854775807", "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=4,6,9,11",
            "FREQ=SECONDLY;BYSECOND=60;BYSETPOS=-366",
        ] { await expectHarmless("DTSTART:20260105T100000Z\nRRULE:\(rule)\nEXRULE:\(rule)", to: .recurrence) }
    }

    @Test func `JSON a hundred thousand deep`() async {
        for text in [repeated("[", 100_000), repeated(#"{"items":[{"a":"#, 100_000)] {
            await expectHarmless(text, to: .google, .notion, .webhook, .manifest, .journal)
        }
        await expectHarmless(
            #"{"items":[{"id":"a","x":"# + repeated("[", 100_000) + repeated("]", 100_000) + "}]}", to: .google)
    }

    @Test func `XML a hundred thousand deep, and entities of entities`() async {
        await expectHarmless(repeated("<a>", 100_000), to: .caldav)
        await expectHarmless(repeated("<a>", 100_000) + repeated("</a>", 100_000), to: .caldav)
        let lines = (1...9).map { "<!ENTITY l\($0) \"\(repeated("&l\($0 - 1);", 10))\">" }.joined()
        await expectHarmless("<!DOCTYPE a [<!ENTITY l0 \"lol\">\(lines)]><a>&l9;</a>", to: .caldav)
    }

    @Test func `settings that are deep, long, or never end`() async {
        for text in [
            "a = " + repeated("[", 100_000), repeated("[a.", 50_000), "a = " + repeated("{b = ", 50_000),
            repeated("[[pair]]\n", 20_000), "a = \"" + repeated("x", 300_000),
        ] { await expectHarmless(text, to: .settings) }
    }
}
