import ICalendar
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Events in zones that only their own VTIMEZONE explains.
@Suite(.enabled(if: RealServer.isThere)) struct CalDAVZoneTests {
    /// An event in a zone that is 1:23 ahead of UTC.
    private func event(_ lines: String..., start: String = "20260115T090000") -> String {
        (["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//hand//EN", "BEGIN:VTIMEZONE", "TZID:Mine", "BEGIN:STANDARD"]
            + ["DTSTART:19700101T000000", "TZOFFSETFROM:+0123", "TZOFFSETTO:+0123", "END:STANDARD", "END:VTIMEZONE"]
            + ["BEGIN:VEVENT", "UID:z@test", "DTSTAMP:20260101T000000Z", "DTSTART;TZID=Mine:\(start)", "DURATION:PT1H"]
            + lines + ["END:VEVENT", "END:VCALENDAR", ""]).joined(separator: "\n")
    }

    @Test(arguments: RealServer.Kind.all)
    func `an event in a zone of its own stays in step, each side in its own spelling`(_ kind: RealServer.Kind)
        async throws
    {
        try await CalDAVFolder.with(kind) { world in
            try world.folder.write("home/z.ics", event("SUMMARY:z"))
            #expect(try await world.sync().words == "create-remote")
            try await world.expectIdle()
            try world.edit("UID:z@", "SUMMARY:z", "SUMMARY:theirs")
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read("home/z.ics") == event("SUMMARY:theirs"))
            try await world.expectIdle()
            try world.folder.edit("home/z.ics", "20260115T090000", "20260115T100000")
            #expect(try await world.sync().words == "edit-remote")
            let there = view(try world.there.text(try world.path("UID:z@")))
            #expect(there.schedule?.start == EventTime(compact: "20260115T083700Z"))
            #expect(world.folder.read("home/z.ics") == event("SUMMARY:theirs", start: "20260115T100000"))
            try await world.expectIdle()
            try world.edit("UID:z@", "20260115T083700Z", "20260115T093700Z")
            #expect(try await world.sync().words == "edit-file")
            let here = view(try #require(world.folder.read("home/z.ics")))
            #expect(here.schedule?.start == EventTime(compact: "20260115T093700Z"))
            #expect(here.schedule?.end == EventTime(compact: "20260115T103700Z"))
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `one that another client made is a file that everybody can read`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.add("z.ics", event("SUMMARY:z"))
            #expect(try await world.sync().words == "create-file")
            let here = view(try #require(world.folder.eventFiles.first.flatMap { world.folder.read($0) }))
            #expect(here.schedule?.start == EventTime(compact: "20260115T073700Z"))
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a series in a zone of its own is told before it is sent`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.folder.write("home/z.ics", event("SUMMARY:z", "RRULE:FREQ=WEEKLY;COUNT=3"))
            let report = try await world.sync()
            #expect(report.words == "held service" && world.proxy.writes == 0)
            #expect(report.held.first?.reason.contains("IANA") == true)
            try world.folder.write(
                "home/z.ics",
                event("SUMMARY:z", "RRULE:FREQ=WEEKLY;COUNT=3").replacing("TZID=Mine", with: "TZID=Europe/Berlin"))
            #expect(try await world.sync().words == "create-remote")
            try await world.expectIdle()
        }
    }
}
