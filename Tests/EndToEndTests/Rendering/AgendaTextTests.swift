import ICalendar
import SyncCore
import SyncEngine
import Testing

@testable import calsync

@Suite struct AgendaTextTests {
    /// The agenda of 1 and 2 December in Berlin, looked at on the 1st.
    private func lines(_ now: String, colours: Bool = false, width: Int? = nil, _ events: [(String, String)]) throws
        -> [String]
    {
        let zone = try #require(Zone.named("Europe/Berlin"))
        let first = try #require(CalendarDate(extended: "2026-12-01"))
        let found: [(path: String, event: Event)] = try events.enumerated().map { index, event in
            let text =
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:\(index)\nSUMMARY:\(event.0)\n\(event.1)\nEND:VEVENT\nEND:VCALENDAR\n"
            return ("\(index == 0 ? "work" : "family")/\(index).ics", try #require(EventFile(Array(text.utf8)).event))
        }
        let configuration = try Configuration.load(
            text: "[pair.work]\naccount = \"a\"\ncalendar = \"b\"\n[pair.family]\naccount = \"a\"\ncalendar = \"c\"\n")
        let text = AgendaText(style: Style(isEnabled: colours), configuration: configuration, width: width)
        let time = try #require(DateTime(basic: "20261201T\(now)00"))
        return text.lines(Agenda(of: found, on: first...first.adding(days: 1), in: zone), now: time)
    }

    private static let day = [
        ("Early", "DTSTART:20261201T080000\nDURATION:PT1H"), ("Late", "DTSTART:20261201T150000"),
        ("Free", "DTSTART;VALUE=DATE:20261201"),
    ]

    @Test func `the present stands between what was and what is to come`() throws {
        #expect(
            try lines("0930", Self.day) == [
                "Tue 1 Dec 2026  today", "  all day      Free", "  08:00–09:00  Early", "  09:30 ────── now",
                "  15:00        Late",
            ])
        #expect(try lines("1600", Self.day).last == "  16:00 ────── now")
        // What goes on now was begun before.
        #expect(try lines("0830", Self.day)[2...3] == ["  08:00–09:00  Early", "  08:30 ────── now"])
    }

    @Test func `a day of whole days, and another day, have no present`() throws {
        #expect(try lines("0930", [Self.day[2]]) == ["Tue 1 Dec 2026  today", "  all day  Free"])
        #expect(
            try lines("0930", [("Next", "DTSTART:20261202T100000\nDURATION:P2D")]) == [
                "Wed 2 Dec 2026", "  10:00–  Next",
            ])
    }

    @Test func `each pair has its colour, what is over or cancelled is dim`() throws {
        let lines = try lines("0930", colours: true, Self.day + [("Off", "STATUS:CANCELLED\nDTSTART:20261201T160000")])
        #expect(lines.contains { $0.hasPrefix("\u{1B}[2m") && $0.contains("Early") })
        #expect(lines.contains { $0.hasPrefix("\u{1B}[32m") && $0.contains("Late") })
        #expect(lines.contains { $0.hasPrefix("\u{1B}[2m") && $0.contains("Off  (cancelled)") })
    }

    @Test func `a long or hostile title fits the screen and can't steer it`() throws {
        let lines = try lines(
            "0930", width: 30, [("\u{1B}[2J" + String(repeating: "long ", count: 20), "DTSTART:20261202T100000")])
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= 30 && !$0.contains("\u{1B}") })
    }
}
