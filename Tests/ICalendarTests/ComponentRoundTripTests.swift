import Foundation
import Testing

@testable import ICalendar

@Suite struct ComponentRoundTripTests {
    private func outline(_ component: Component) -> String {
        component.children.isEmpty
            ? component.name : component.name + "(" + component.children.map(outline).joined(separator: " ") + ")"
    }

    private func outline(ofFile name: String) throws -> [String] {
        try CalendarText(Files.named(name)).components.map(outline)
    }

    @Test func `components nest as BEGIN and END do, known or not`() throws {
        #expect(
            try outline(ofFile: "unknown-components") == ["VCALENDAR(X-OUTER(X-INNER) VEVENT(PARTICIPANT(VLOCATION)))"])
        #expect(try outline(ofFile: "several-calendars") == ["VCALENDAR(VEVENT)", "VCALENDAR(VEVENT)"])
        #expect(try outline(ofFile: "lower-case-names") == ["VCALENDAR(VEVENT)"])
        #expect(try outline(ofFile: "fold-inside-name") == ["VCALENDAR(VEVENT)"])
        #expect(try outline(ofFile: "no-calendar") == ["VEVENT"])
    }

    @Test func `a component has its own properties and not its children's`() throws {
        let text = CalendarText(try Files.named("alarms"))
        let event = try #require(text.components.first?.children.first)
        #expect(event.properties.map { text.lines[$0].name } == ["UID", "DTSTAMP", "DTSTART", "SUMMARY"])
        #expect(
            event.children.map { $0.properties.map { text.lines[$0].name } } == [
                ["ACTION", "TRIGGER", "DESCRIPTION"], ["ACTION", "TRIGGER"],
            ])
        #expect(text.lines[event.lines.lowerBound].content == "BEGIN:VEVENT")
        #expect(text.lines[event.lines.upperBound - 1].content == "END:VEVENT")
    }

    @Test func `an unclosed component ends where the one around it does`() throws {
        let text = CalendarText(try Files.named("missing-end"))
        let event = try #require(text.components.first?.children.first)
        #expect(!event.isClosed)
        #expect(text.components[0].isClosed)
        #expect(event.lines.upperBound == text.components[0].lines.upperBound - 1)
    }

    /// What our files are reported for; those not named are fine.
    @Test func `the structure of every file of ours is judged`() throws {
        let expected: [String: [String]] = [
            "empty": ["The file is empty."],
            "only-blank": ["The file is empty."],
            "no-calendar": ["There is no BEGIN:VCALENDAR."],
            "missing-end": ["4: BEGIN:VEVENT has no END:VEVENT."],
            "missing-last-end": [
                "1: BEGIN:VCALENDAR has no END:VCALENDAR.", "4: BEGIN:VEVENT has no END:VEVENT.",
                "9: BEGIN:VALARM has no END:VALARM.",
            ],
            "stray-end": ["10: END:VALARM ends nothing."],
            "nul-byte": ["8: This line holds a NUL byte."],
            "line-without-colon": [
                "10: \"second row that lost its space\" is no property: NAME:VALUE is missing its name or its colon.",
                "11: \"two words: and a colon\" is no property: NAME:VALUE is missing its name or its colon.",
            ],
            "control-characters": [
                "9: \"X-\u{FFFD}BAD:1\" is no property: NAME:VALUE is missing its name or its colon.",
                "10: \"\u{FFFD}[2Jno colon\" is no property: NAME:VALUE is missing its name or its colon.",
            ],
            "merge-markers": ["8: A git conflict marker stands here.", "14: A git conflict marker stands here."],
            "quoted-parameters": ["11: A quote in \"X-Q;A=\"open:never closed\" is never closed."],
        ]
        for file in try Files.ours() {
            let name = file.deletingPathExtension().lastPathComponent
            let found = try CalendarText([UInt8](Data(contentsOf: file))).diagnostics
            let messages = found.map { ($0.line.map { "\($0): " } ?? "") + $0.message }
            switch name {
            case "utf16": #expect(messages.contains("1: This line holds a NUL byte."))
            case "only-carriage-returns":
                #expect(found.map(\.message).contains("There is no BEGIN:VCALENDAR."))
            default: #expect(messages == expected[name] ?? [], "\(name)")
            }
            #expect(found.allSatisfy { !$0.remedy.isEmpty && $0.severity == .error })
        }
    }

    @Test func `a diagnostic reads as place, problem and remedy`() {
        let diagnostic = Diagnostic(
            line: 7, message: "DTEND is before DTSTART.", remedy: "Use a time after 14:30, or remove DTEND.")
        #expect(
            diagnostic.text(path: "work/dentist.ics")
                == "work/dentist.ics:7: DTEND is before DTSTART. Use a time after 14:30, or remove DTEND.")
        #expect(Diagnostic(line: nil, message: "A.", remedy: "B.").text(path: "a.ics") == "a.ics: A. B.")
    }
}
