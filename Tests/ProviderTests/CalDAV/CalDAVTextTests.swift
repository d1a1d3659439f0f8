import ICalendar
import ProviderKit
import SyncCore
import Testing

@testable import ProviderCalDAV

@Suite struct CalDAVTextTests {
    private let silent = CalDAVText(own: ["mailto:me@example.com"], isSilenced: true)
    private let plain = CalDAVText(own: ["mailto:me@example.com"], isSilenced: false)

    private func wire(_ writer: CalDAVText, _ text: String) -> String {
        String(decoding: writer.bytes(of: CalendarText(text), stamp: 0), as: UTF8.self)
    }

    private func file(_ lines: String...) -> String {
        (["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:a"] + lines + ["END:VEVENT", "END:VCALENDAR", ""])
            .joined(separator: "\n")
    }

    @Test func `a file by hand goes out as RFC 5545 wants it`() throws {
        let text =
            "\u{FEFF}"
            + file("DTSTART;TZID=Europe/Berlin:20260115T093000", "SUMMARY:" + String(repeating: "ü", count: 60))
        let sent = wire(plain, text)
        let rows = sent.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(rows.first == "BEGIN:VCALENDAR" && rows.last == "")
        #expect(rows.allSatisfy { $0.utf8.count <= 75 && !$0.contains("\n") })
        #expect(sent.contains("\r\nVERSION:2.0\r\nPRODID:"))
        #expect(sent.contains("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n"))
        #expect(sent.contains("\r\nDTSTAMP:19700101T000000Z\r\n"))
        #expect(EventFile(Array(sent.utf8)).event?.content == EventFile(Array(text.utf8)).event?.content)
    }

    @Test func `a METHOD and what is no event stay here`() {
        let sent = wire(
            plain,
            "BEGIN:VCALENDAR\nMETHOD:REQUEST\nX-WR-CALNAME:x\nBEGIN:VTODO\nUID:t\nEND:VTODO\nBEGIN:VEVENT\nUID:a\nDTSTART:20260101T000000Z\nEND:VEVENT\nEND:VCALENDAR\n"
        )
        #expect(!sent.contains("METHOD") && !sent.contains("VTODO"))
        #expect(sent.contains("X-WR-CALNAME:x"))
    }

    @Test func `bytes that are no UTF-8 go out as Latin-1 reads them`() {
        let bytes = Array(file("DTSTART:20260101T000000Z", "SUMMARY:caf").utf8)
        let place = bytes.lastIndex(of: UInt8(ascii: "f")).map { $0 + 1 } ?? 0
        let broken = Array(bytes[..<place]) + [0xE9] + Array(bytes[place...])
        #expect(
            String(decoding: plain.bytes(of: CalendarText(broken), stamp: 0), as: UTF8.self).contains(
                "SUMMARY:café\r\n"))
    }

    @Test func `a VTIMEZONE of the file goes along if it is needed`() {
        let zone =
            "BEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n"
        let start = "BEGIN:VCALENDAR\n" + zone + "BEGIN:VEVENT\nUID:a\nDTSTART;TZID="
        #expect(wire(plain, start + "Mine:20260101T000000\nEND:VEVENT\nEND:VCALENDAR\n").contains("TZID:Mine\r\n"))
        #expect(!wire(plain, start + "UTC:20260101T000000\nEND:VEVENT\nEND:VCALENDAR\n").contains("TZID:Mine\r\n"))
    }

    @Test func `guests of one's own event are marked so that nobody is mailed`() {
        let text = file(
            "DTSTART:20260101T000000Z", "ORGANIZER:mailto:me@example.com", "ATTENDEE:mailto:me@example.com",
            "ATTENDEE;CN=Ann:mailto:ann@example.com")
        let sent = wire(silent, text)
        #expect(sent.contains("ATTENDEE;CN=Ann;SCHEDULE-AGENT=CLIENT:mailto:ann@example.com\r\n"))
        #expect(sent.contains("ATTENDEE:mailto:me@example.com\r\n"))
        #expect(sent.contains("ORGANIZER:mailto:me@example.com\r\n"))
        #expect(!wire(plain, text).contains("SCHEDULE-AGENT"))
    }

    /// iCloud's spelling of a person.
    @Test func `one is known by the server's own name too, where EMAIL says whose it is`() {
        let text = file(
            "DTSTART:20260101T000000Z", "ORGANIZER;CN=Me;EMAIL=Me@Example.com:/aMTc/principal/",
            "ATTENDEE;EMAIL=me@example.com:/aMTc/principal/", "ATTENDEE;EMAIL=ann@example.com:urn:uuid:1")
        let sent = wire(silent, text)
        #expect(sent.contains("ATTENDEE;EMAIL=ann@example.com;SCHEDULE-AGENT=CLIENT:urn:uuid:1\r\n"))
        #expect(sent.contains("ATTENDEE;EMAIL=me@example.com:/aMTc/principal/\r\n"))
        #expect(sent.contains("ORGANIZER;CN=Me;EMAIL=Me@Example.com:/aMTc/principal/\r\n"))
    }

    @Test func `so is the organizer of another's event`() {
        let text = file(
            "DTSTART:20260101T000000Z", "ORGANIZER:mailto:boss@example.com", "ATTENDEE:mailto:me@example.com")
        let sent = wire(silent, text)
        #expect(sent.contains("ORGANIZER;SCHEDULE-AGENT=CLIENT:mailto:boss@example.com\r\n"))
        #expect(sent.contains("ATTENDEE:mailto:me@example.com\r\n"))
    }
}

@Suite struct CalDAVMappingTests {
    private func mapping(schedules: Bool = true, mails: Bool = false) -> CalDAVMapping {
        var notes = [RemoteCalendar.CalDAVNote.addresses: "mailto:me@example.com"]
        if schedules { notes[RemoteCalendar.CalDAVNote.schedules] = "1" }
        return CalDAVMapping(
            RemoteCalendar(id: "/c/", name: "c", timeZone: "UTC", isWritable: true, notes: notes), host: "example.com",
            mails: mails)
    }

    private func text(_ lines: String...) -> String {
        (["BEGIN:VCALENDAR", "PRODID:-//theirs", "BEGIN:VEVENT", "UID:a", "DTSTAMP:20260101T000000Z"] + lines
            + ["END:VEVENT", "END:VCALENDAR", ""]).joined(separator: "\n")
    }

    @Test func `a write changes its lines in the server's text and no other`() throws {
        let before = text(
            "DTSTART:20260101T000000Z", "SUMMARY;LANGUAGE=en:old", "X-THEIRS;B=1;A=\"2\":keep",
            "X-APPLE-CREATOR-IDENTITY:x",
            "LOCATION:there")
        let event = try #require(mapping().event("a.ics", tag: "\"1\"", text: before))
        let change = Change.field(FieldPath(.title), from: .text("old"), to: .text("new"))
        let after = try #require(mapping().text(changing: event, [change], stamp: 0))
        #expect(
            String(decoding: after, as: UTF8.self).replacing("\r\n", with: "\n")
                == before.replacing("old", with: "new")
                .replacing("PRODID:-//theirs\n", with: "VERSION:2.0\nPRODID:-//theirs\n"))
    }

    @Test func `an event that the server mails about is not written without a word`() throws {
        let invited = text(
            "DTSTART:20260101T000000Z", "ORGANIZER:mailto:me@example.com", "ATTENDEE:mailto:ann@example.com")
        let limit = try #require(mapping().event("a", tag: "1", text: invited)?.limit)
        #expect(!limit.allows(.field(FieldPath(.title), from: nil, to: .text("x"))))
        #expect(limit.allows(.field(FieldPath(.transparency), from: nil, to: .text("TRANSPARENT"))))
        #expect(!limit.allowsDeletion)
        #expect(mapping(mails: true).event("a", tag: "1", text: invited)?.limit == nil)
        #expect(mapping(schedules: false).event("a", tag: "1", text: invited)?.limit == nil)
        let silent = invited.replacing("ATTENDEE:", with: "ATTENDEE;SCHEDULE-AGENT=CLIENT:")
        #expect(mapping().event("a", tag: "1", text: silent)?.limit == nil)
    }

    @Test func `an invitation is its organizer's, but for the answer where it may be told`() throws {
        let invitation = text(
            "DTSTART:20260101T000000Z", "ORGANIZER;CN=Boss:mailto:boss@example.com", "ATTENDEE:mailto:me@example.com")
        let answer = Change.field(
            FieldPath(.attendees), from: .set(["ATTENDEE:mailto:me@example.com"]),
            to: .set(["ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.com"]))
        let silent = try #require(mapping().event("a", tag: "1", text: invitation)?.limit)
        #expect(!silent.allows(answer) && silent.allowsDeletion)
        #expect(silent.reason.hasPrefix("Boss organizes"))
        let told = try #require(mapping(mails: true).event("a", tag: "1", text: invitation)?.limit)
        #expect(told.allows(answer))
    }

    @Test func `the answer to an invitation is one's own under the server's own name too`() throws {
        let me = "ATTENDEE;EMAIL=me@example.com:/aMTc/principal/"
        let invitation = text(
            "DTSTART:20260101T000000Z", "ORGANIZER;EMAIL=boss@example.com:/aBc/principal/", me,
            "ATTENDEE;EMAIL=ann@example.com:/aXy/principal/")
        let limit = try #require(mapping(mails: true).event("a", tag: "1", text: invitation)?.limit)
        #expect(limit.reason.hasPrefix("boss@example.com organizes"))
        let answered = me.replacing("ATTENDEE", with: "ATTENDEE;PARTSTAT=ACCEPTED")
        #expect(limit.allows(.field(FieldPath(.attendees), from: .set([me]), to: .set([answered]))))
        let other = "ATTENDEE;EMAIL=ann@example.com:/aXy/principal/"
        let foreign = other.replacing("ATTENDEE", with: "ATTENDEE;PARTSTAT=ACCEPTED")
        #expect(!limit.allows(.field(FieldPath(.attendees), from: .set([other]), to: .set([foreign]))))
    }

    @Test(
        arguments: [
            [
                "DTSTART:20260101T000000Z", "RECURRENCE-ID:20260101T000000Z", "END:VEVENT", "BEGIN:VEVENT", "UID:a",
                "DTSTART:20260108T000000Z", "RECURRENCE-ID:20260108T000000Z",
            ], ["RECURRENCE-ID:20260101T000000Z"], ["SUMMARY:no start"],
            ["DTSTART:20260101T000000Z", "no colon"], ["DTSTART;TZID=Nowhere:20260101T000000"],
        ])
    func `what can't be read is there, and nothing is concluded from it`(_ lines: [String]) throws {
        let text = (["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:a"] + lines + ["END:VEVENT", "END:VCALENDAR", ""])
            .joined(separator: "\n")
        let event = try #require(mapping().event("a.ics", tag: "1", text: text))
        #expect(event.trouble?.contains("example.com") == true)
        #expect(event.isHidden)
    }

    @Test func `a task is no event`() {
        #expect(
            mapping().event("t", tag: "1", text: "BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:t\nEND:VTODO\nEND:VCALENDAR\n")
                == nil)
    }
}
