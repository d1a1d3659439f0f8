import ICalendar
import ProviderKit
import SyncCore
import Testing

@testable import ProviderNotion

/// How Notion sees the folder's events, and how its times come back.
@Suite struct NotionLensTests {
    private let lens = NotionLens.berlin.lens

    @Test func `fields that Notion lacks are not seen`() throws {
        let event = try read("CATEGORIES:Work", "PRIORITY:1", "X-A:1", "COMMENT:bring pens", "STATUS:TENTATIVE")
        let seen = lens.view(event).master
        #expect(Set(seen.fields.keys) == [.title, .when, .categories, .comments, .status])
        #expect(seen[.comments] == .set(["bring pens"]))
    }

    @Test func `times are instants in whole minutes, whatever the file says`() throws {
        let seen = try #require(lens.view(try read("LOCATION:x")).schedule)
        #expect(seen == Schedule(start: .utc("20260115T083000"), end: .utc("20260115T093000")))
        let floating = try event("DTSTART:20260715T093010", "DTEND:20260715T103059", "SUMMARY:a")
        #expect(
            lens.view(floating).schedule == Schedule(start: .utc("20260715T073000"), end: .utc("20260715T083000")))
    }

    @Test func `an event without length takes the default time, and stays without in the file`() throws {
        let moment = try event("DTSTART:20260115T090000Z", "SUMMARY:a")
        let seen = try #require(lens.view(moment).schedule)
        #expect(seen == Schedule(start: .utc("20260115T090000"), end: .utc("20260115T100000")))
        let moved = Schedule(start: .utc("20260115T110000"), end: .utc("20260115T120000"))
        #expect(
            lens.localised(moved, moment.content.schedule)
                == Schedule(start: .utc("20260115T110000"), end: .utc("20260115T110000")))
    }

    @Test func `case 65, a moved event keeps its zone, and seconds where the minute is the same`() throws {
        let old = Schedule(start: .local("20260115T093010"), end: .local("20260115T103040"))
        let new = Schedule(start: .utc("20260115T083000"), end: .utc("20260115T110000"))
        #expect(
            lens.localised(new, old) == Schedule(start: .local("20260115T093010"), end: .local("20260115T120000")))
        let file = EventFile(
            Array(
                ics(
                    "DTSTART;TZID=Europe/Berlin:20260115T093010", "DTEND;TZID=Europe/Berlin:20260115T103040",
                    "SUMMARY:a", "X-MINE:kept"
                ).utf8))
        let before = lens.view(try #require(file.event))
        var after = before
        after.master[.when] = .schedule(new)
        let edited = file.applying(before.changes(to: after), through: lens).file
        #expect(
            String(decoding: edited.bytes, as: UTF8.self)
                == String(decoding: file.bytes, as: UTF8.self).replacing("T103040", with: "T120000"))
    }

    @Test func `an hour that comes twice has no second reading in a zone`() {
        // 2026-10-25 02:30 in Berlin, for the second time.
        let new = Schedule(start: .utc("20261025T013000"), end: .utc("20261025T023000"))
        let old = Schedule(start: .local("20261025T003000"), end: .local("20261025T013000"))
        #expect(lens.localised(new, old) == new)
    }

    @Test func `a new event comes in the pair's zone`() {
        let new = Schedule(start: .utc("20260715T070000"), end: .utc("20260715T080000"))
        #expect(
            lens.localised(new, nil) == Schedule(start: .local("20260715T090000"), end: .local("20260715T100000")))
        let days = Schedule(start: .day("20260715"), end: .day("20260716"))
        #expect(lens.localised(days, nil) == days)
    }

    @Test func `several comments are shown as one text and never taken back`() throws {
        let event = try read("COMMENT:one", "COMMENT:two")
        #expect(lens.view(event).master[.comments] == .set(["one\n\ntwo"]))
        #expect(lens.shown(event)[.comments] != nil)
        #expect(lens.shown(try read("COMMENT:one"))[.comments] == nil)
    }

    @Test func `of several categories a select shows one, and is not asked back`() throws {
        let event = try read("CATEGORIES:Work,Home")
        #expect(lens.view(event).master[.categories] == .set(["Home"]))
        #expect(lens.shown(event)[.categories] != nil)
        var schema = NotionSchema.usual
        schema[.calendar]?.type = "multi_select"
        let several = NotionLens(schema: schema, options: .berlin, asOf: .first).lens
        #expect(several.view(event).master[.categories] == .set(["Work", "Home"]))
        #expect(several.shown(event)[.categories] == nil)
        #expect(several.shown(try read("CATEGORIES:a\\,b"))[.categories] != nil)
    }

    @Test func `a status is held where an option stands for it`() throws {
        #expect(lens.view(try read("STATUS:TENTATIVE")).master[.status] == .text("TENTATIVE"))
        #expect(lens.view(try read("STATUS:CANCELLED")).master[.status] == nil)
    }

    @Test func `case 66, a deleted option empties nothing`() {
        #expect(lens.vanished(.categories, .set(["Gone"]))?.contains("The option Gone was deleted") == true)
        #expect(lens.vanished(.categories, .set(["Work"])) == nil)
        #expect(lens.vanished(.status, .text("CONFIRMED")) != nil)
        #expect(lens.vanished(.title, .text("x")) == nil)
    }

    @Test func `long texts are cut at whole characters and only shown`() throws {
        let long = String(repeating: "😀", count: 60_000)
        let event = try read("DESCRIPTION:" + long)
        guard case .text(let seen)? = lens.view(event).master[.description] else {
            Issue.record("no description")
            return
        }
        #expect(seen.utf16.count == NotionText.long)
        #expect(lens.shown(event)[.description] != nil)
    }

    @Test func `a series is shown and can't be changed, and no file is made from what is shown`() throws {
        let event = try event("DTSTART;TZID=Europe/Berlin:20260115T090000", "RRULE:FREQ=WEEKLY;COUNT=3", "SUMMARY:a")
        let view = lens.view(event)
        #expect(view.schedule?.rules == ["RRULE:FREQ=WEEKLY;COUNT=3"])
        #expect(lens.shown(event)[.when] != nil)
        #expect(lens.unrestorable(view) != nil)
        #expect(view.exceptions.isEmpty)
    }

    @Test func `what Notion can't hold at all is said`() throws {
        let timeless = Event(uid: UID(id: "a", at: "test"), content: View(master: Part([.title: .text("a")])))
        #expect(lens.obstacle(timeless)?.contains("no start") == true)
        // A file with such a zone is paused before it comes here.
        let start = try #require(EventTime(value: "20260115T090000", tzid: "Nowhere/At-All", isDate: false))
        let unknown = Event(
            uid: UID(id: "a", at: "test"),
            content: View(master: Part([.when: .schedule(Schedule(start: start, end: start))])))
        #expect(lens.obstacle(unknown)?.contains("zone Nowhere/At-All is unknown") == true)
        #expect(lens.obstacle(try read("LOCATION:x")) == nil)
    }

    @Test func `without a property a field stays out, and without a marker nothing new is sent`() throws {
        var schema = NotionSchema.usual
        schema[.comments] = nil
        schema[.marker] = nil
        let lens = NotionLens(schema: schema, options: .berlin, asOf: .first).lens
        #expect(lens.view(try read("COMMENT:a")).master[.comments] == nil)
        #expect(!lens.fields.contains(.comments))
        #expect(lens.creationObstacle?.contains("calsync id") == true)
        #expect(NotionLens.berlin.lens.creationObstacle == nil)
    }

    @Test(arguments: [
        ["DTSTART;VALUE=DATE:20260115"], ["DTSTART;VALUE=DATE:20260115", "DTEND;VALUE=DATE:20260118"],
        ["DTSTART:20260115T090059Z", "DURATION:PT30S"],
        ["DTSTART;TZID=Europe/Berlin:20260329T023000", "DURATION:PT1H", "COMMENT:a", "LOCATION:b"],
    ])
    func `the view is idempotent`(_ lines: [String]) throws {
        var event = try event(lines + ["SUMMARY:a"])
        let view = lens.view(event)
        event.content = view
        #expect(lens.view(event) == view)
    }

    // MARK: Events

    private func ics(_ lines: String...) -> String { ics(lines) }

    private func ics(_ lines: [String]) -> String {
        (["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:a@test", "DTSTAMP:20260101T000000Z"] + lines
            + ["END:VEVENT", "END:VCALENDAR", ""]).joined(separator: "\n")
    }

    private func event(_ lines: String...) throws -> Event { try event(lines) }

    private func event(_ lines: [String]) throws -> Event {
        try #require(EventFile(Array(ics(lines).utf8)).event)
    }

    /// A meeting with further lines.
    private func read(_ lines: String...) throws -> Event {
        try event(
            ["DTSTART;TZID=Europe/Berlin:20260115T093030", "DTEND;TZID=Europe/Berlin:20260115T103000", "SUMMARY:a"]
                + lines)
    }
}

extension NotionSchema {
    /// The property of a field.
    fileprivate subscript(field: Field) -> Property? {
        get { NotionLens.fields.first { $0.field == field }.flatMap { self[$0.role] } }
        set {
            guard let role = NotionLens.fields.first(where: { $0.field == field })?.role else { return }
            self[role] = newValue
        }
    }
}

extension NotionOptions {
    /// The usual ones, in Berlin.
    static let berlin = NotionOptions(timeZone: "Europe/Berlin")
}

extension NotionLens {
    static let berlin = NotionLens(schema: .usual, options: .berlin, asOf: .first)
}

extension CalendarDate {
    /// 2026-01-01.
    static let first = CalendarDate(dayNumber: 20_454)
}
