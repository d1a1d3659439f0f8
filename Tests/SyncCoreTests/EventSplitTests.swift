import ICalendar
import SyncCore
import Testing

@Suite struct EventSplitTests {
    private func split(_ text: String) -> EventSplit { EventSplit(Array(text.utf8)) }

    private func text(_ piece: EventSplit.Piece) -> String { String(decoding: piece.file.bytes, as: UTF8.self) }

    private static let calendar = """
        BEGIN:VCALENDAR\r
        PRODID:-//x//EN\r
        VERSION:2.0\r
        BEGIN:VTIMEZONE\r
        TZID:Here\r
        BEGIN:STANDARD\r
        DTSTART:19700101T000000\r
        TZOFFSETFROM:+0100\r
        TZOFFSETTO:+0100\r
        END:STANDARD\r
        END:VTIMEZONE\r
        BEGIN:VEVENT\r
        UID:a\r
        DTSTART;TZID=Here:20261201T100000\r
        RRULE:FREQ=DAILY\r
        summary:Folded\r
          here\\, and\r
        \t there\r
        X-ODD;P="a;b":  kept \r
        END:VEVENT\r
        BEGIN:VTODO\r
        UID:t\r
        DUE;TZID=Here:20261201T100000\r
        END:VTODO\r
        BEGIN:VEVENT\r
        UID:b\r
        DTSTART;VALUE=DATE:20261202\r
        END:VEVENT\r
        BEGIN:VEVENT\r
        UID:a\r
        RECURRENCE-ID;TZID=Here:20261202T100000\r
        DTSTART;TZID=Here:20261202T110000\r
        END:VEVENT\r
        END:VCALENDAR\r

        """

    @Test func `each event is a file with every line as it was, and the zones it names`() throws {
        let split = split(Self.calendar)
        #expect(split.pieces.map { $0.file.uid?.text } == ["a", "b"] && split.diagnostics.isEmpty)
        let lines = Self.calendar.split(separator: "\r\n", omittingEmptySubsequences: false).map { $0 + "\r\n" }
        #expect(text(split.pieces[0]) == (lines[0..<20] + lines[28..<34]).joined())
        #expect(text(split.pieces[1]) == (lines[0..<3] + lines[24..<28] + lines[33..<34]).joined())
        #expect(split.pieces.map(\.line) == [12, 25] && split.pieces[0].title == "Folded here, and there")
        #expect(split.others == ["VTODO": 1])
        let rest = try #require(split.rest)
        #expect(String(decoding: rest, as: UTF8.self) == (lines[0..<11] + lines[20..<24] + lines[33..<34]).joined())
        guard case .other = EventFile(rest).content else {
            Issue.record("the rest holds an event")
            return
        }
    }

    @Test func `a piece that is split again stays as it is`() {
        for piece in split(Self.calendar).pieces {
            #expect(EventSplit(piece.file.bytes).pieces.map(\.file.bytes) == [piece.file.bytes])
        }
    }

    @Test func `several calendars in one file share what they need`() {
        let both = """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            UID:b
            DTSTART;TZID=Here:20261201T100000
            END:VEVENT
            END:VCALENDAR

            """
        let split = split(Self.calendar.replacing("UID:b", with: "UID:c") + both)
        #expect(split.pieces.map { $0.file.uid?.text } == ["a", "c", "b"])
        #expect(text(split.pieces[2]).contains("TZID:Here") && split.pieces[2].diagnostics.isEmpty)
    }

    @Test func `an event that stands there twice alike is one event`() {
        let event = "BEGIN:VEVENT\nUID:a\nDTSTART:20261201\nEND:VEVENT\n"
        let split = split("BEGIN:VCALENDAR\n\(event)\(event)END:VCALENDAR\n")
        #expect(split.pieces.count == 1 && split.pieces[0].diagnostics.isEmpty)
    }

    @Test func `a broken event is told with the line of the source and spoils no other`() {
        let split = split(Self.calendar.replacing("DATE:20261202", with: "DATE:20269902"))
        #expect(split.pieces[0].diagnostics.isEmpty)
        #expect(split.pieces[1].diagnostics.map(\.line) == [27])
        #expect(split.pieces[1].file.event == nil)
    }

    @Test func `events without UID are told apart`() {
        let event = "BEGIN:VEVENT\nDTSTART:20261201\nEND:VEVENT\n"
        let split = split("BEGIN:VCALENDAR\n\(event)\(event.replacing("01\n", with: "02\n"))END:VCALENDAR")
        #expect(split.pieces.count == 2)
        for piece in split.pieces {
            guard case .incomplete = piece.file.content else {
                Issue.record("a UID was made up")
                return
            }
        }
        let lost = self.split(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nRECURRENCE-ID:20261201\nDTSTART:20261201\nEND:VEVENT\nEND:VCALENDAR")
        #expect(lost.pieces[0].diagnostics.contains { $0.severity == .error })
    }

    @Test func `a file without END, calendar or line end is made whole`() {
        for text in [
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20261201\nEND:VEVENT",
            "BEGIN:VEVENT\nUID:a\nDTSTART:20261201\nEND:VEVENT",
            "\u{FEFF}BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20261201\nEND:VEVENT\nEND:VCALENDAR",
        ] {
            let split = split(text)
            #expect(split.pieces.count == 1 && split.pieces[0].file.event != nil, "\(text)")
            #expect(split.pieces.first.map { self.text($0).hasSuffix("END:VCALENDAR\n") } == true)
        }
    }

    @Test(arguments: ["", "\n", "hello", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "<html>"])
    func `what is no calendar has no events`(text: String) { #expect(split(text).pieces.isEmpty) }

    @Test func `what stands broken between events is told`() {
        let split = split(Self.calendar.replacing("BEGIN:VTODO", with: "<<<<<<< HEAD\r\nBEGIN:VTODO"))
        #expect(split.pieces.allSatisfy { $0.diagnostics.isEmpty } && !split.diagnostics.isEmpty)
    }
}
