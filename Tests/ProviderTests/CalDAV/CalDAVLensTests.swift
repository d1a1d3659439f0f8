import ICalendar
import ProviderKit
import SyncCore
import Testing

@testable import ProviderCalDAV

@Suite struct CalDAVLensTests {
    private let calendar = RemoteCalendar(
        id: "/c/", name: "c", timeZone: "UTC", isWritable: true,
        notes: [
            RemoteCalendar.CalDAVNote.addresses: "mailto:me@example.com", RemoteCalendar.CalDAVNote.schedules: "1",
        ])

    private func event(_ lines: [String]) throws -> Event {
        let text =
            (["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:a", "DTSTART:20260115T093000Z"] + lines
            + ["END:VEVENT", "END:VCALENDAR", ""]).joined(separator: "\r\n")
        return try #require(EventFile(Array(text.utf8)).event)
    }

    private func view(_ lines: String...) throws -> View { CalDAVLens(calendar).view(of: try event(lines)) }

    @Test func `what servers respell is the same to the plan`() throws {
        let pairs = [
            (
                "ATTENDEE;CN=\"Ann\";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION:mailto:Ann@Example.com",
                "attendee;cn=Ann:MAILTO:ann@example.com"
            ),
            (
                "ORGANIZER;SCHEDULE-AGENT=CLIENT;CN=Me:mailto:me@example.com",
                "ORGANIZER;CN=\"Me\":mailto:me@example.com"
            ),
            ("X-Note;b=2;a=\"1\":text", "X-NOTE;A=1;B=2:text"),
            ("RELATED-TO;RELTYPE=PARENT:b", "RELATED-TO:b"),
            ("ATTENDEE;SCHEDULE-STATUS=3.7:mailto:b@example.com", "ATTENDEE:mailto:b@example.com"),
        ]
        for (one, other) in pairs { #expect(try view(one).matches(view(other)), "\(one)") }
    }

    @Test func `what machines note for themselves is no part of the event`() throws {
        let notes = [
            "X-APPLE-CREATOR-IDENTITY:com.apple.mobilecal", "X-CALENDARSERVER-ACCESS:PUBLIC",
            "X-MOZ-LASTACK:20260101T000000Z",
            "LAST-MODIFIED:20260101T000000Z",
        ]
        for note in notes { #expect(try view(note).matches(view()), "\(note)") }
    }

    @Test func `everything else is held, alarms with their text`() throws {
        let view = try view(
            "SUMMARY:a", "X-COLOUR:red", "GEO:1;2", "CATEGORIES:b,c", "PRIORITY:3", "BEGIN:VALARM", "ACTION:DISPLAY",
            "TRIGGER:-PT5M", "DESCRIPTION:wake up", "UID:alarm-1", "ACKNOWLEDGED:20260101T000000Z", "END:VALARM")
        #expect(view.master[.other] == .set(["X-COLOUR:red", "GEO:1;2"]))
        #expect(view.master[.categories] == .set(["b", "c"]))
        #expect(
            view.master[.alarms]
                == .alarms([Alarm(action: "DISPLAY", trigger: .start(-300), rest: "DESCRIPTION:wake up")]))
    }

    @Test func `the view is idempotent`() throws {
        let event = try event([
            "SUMMARY:a", "ATTENDEE;CN=b:mailto:B@example.com", "X-A;z=1;b=\"c,d\":e",
            "ATTACH;FMTTYPE=text/plain:https://e/",
            "BEGIN:VALARM", "ACTION:AUDIO", "TRIGGER;RELATED=END:PT0S", "X-WR-ALARMUID:1", "END:VALARM",
        ])
        let lens = CalDAVLens(calendar)
        let once = lens.view(of: event)
        #expect(lens.view(of: Event(uid: event.uid, content: once)) == once)
    }
}
