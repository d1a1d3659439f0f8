import ICalendar
import ProviderKit
import SyncCore
import Testing

@testable import ProviderGoogle

/// Eleven colours there, 147 names here.
@Suite struct GoogleColourTests {
    @Test func `every colour's name leads back to it`() {
        for id in (1...11).map(String.init) {
            let colour = GoogleColour(id: id)
            #expect(colour.flatMap { GoogleColour(name: $0.name) } == colour)
            #expect(CSSColours.named[colour?.name ?? ""] != nil, "\(id)")
        }
        #expect(GoogleColour(id: "12") == nil)
    }

    @Test(arguments: [
        ("red", "11"), ("RED", "11"), ("blue", "9"), ("green", "10"), ("gold", "5"), ("white", "8"), ("orchid", "3"),
    ])
    func `a name goes to the nearest colour`(_ name: String, _ id: String) {
        #expect(GoogleColour(name: name)?.id == id)
    }

    @Test func `CSS3 has 147 names, and no others are colours`() {
        #expect(CSSColours.named.count == 147)
        #expect(GoogleColour(name: "#ff0000") == nil)
        #expect(GoogleColour(name: "") == nil)
    }

    @Test func `a description is what people wrote, and Google's block`() {
        let block = "-::~:~::~:~:~:~::~:~::-\nJoin\n-::~:~::~:~:~:~::~:~::-"
        #expect(GoogleDescription("a\r\n~b~").text == "a\n~b~")
        #expect(GoogleDescription("a\n" + block).text == "a")
        #expect(GoogleDescription("a\n" + block).block == block)
        #expect(GoogleDescription(block).text.isEmpty)
        #expect(GoogleDescription("-::~:~::~:~: alone").block == nil)
    }

    @Test func `nothing that a stranger sends becomes a line of its own`() {
        let event = GoogleEvent(
            id: "x", start: GoogleTime(date: "2026-03-01"), end: GoogleTime(date: "2026-03-02"),
            organizer: GooglePerson(email: "a@b.c\nX-A:1"), attendees: [GoogleAttendee(email: "a@b.c\r\nX-A:1")],
            attachments: [GoogleAttachment(fileUrl: "https://x\nX-A:1", title: "t\nX-A:1")],
            conferenceData: GoogleConference(entryPoints: [.init(uri: "tel:1\nX-A:1")]),
            source: GoogleSource(url: "https://x\nX-A:1"))
        let view = GoogleMapping(.berlin).event(event).view
        for field in [Field.organizer, .attendees, .attachments, .conferences, .url] {
            #expect(view.master[field] == nil, "\(field)")
        }
    }

    @Test(arguments: [
        (
            "ATTENDEE;CN=Ann;X-A=1;PARTSTAT=accepted:MAILTO:Ann@Example.com",
            "ATTENDEE;CN=Ann;PARTSTAT=ACCEPTED:mailto:ann@example.com"
        ),
        ("ATTENDEE;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT:mailto:a@b.c", "ATTENDEE:mailto:a@b.c"),
        (
            "ATTENDEE;CUTYPE=ROOM;ROLE=opt-participant:mailto:a@b.c",
            "ATTENDEE;CUTYPE=RESOURCE;ROLE=OPT-PARTICIPANT:mailto:a@b.c"
        ),
        ("ATTENDEE:urn:uuid:1", nil), ("ATTENDEE:mailto:nobody", nil),
    ])
    func `a guest is a name, an answer, optional or a room`(_ line: String, _ seen: String?) {
        #expect(GoogleLens(.berlin).lens.element(.attendees, line) == seen)
    }
}
