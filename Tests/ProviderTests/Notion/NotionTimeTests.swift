import ICalendar
import SyncCore
import Testing

@testable import ProviderNotion

/// Notion's dates, and cursors over its minutes.
@Suite struct NotionTimeTests {
    @Test func `all-day ends are inclusive in Notion`() {
        let days = NotionDate(start: "2026-09-15", end: "2026-09-17").schedule(openFor: 60)
        #expect(days?.schedule == Schedule(start: .day("20260915"), end: .day("20260918")))
        let day = NotionDate(start: "2026-09-15", end: nil).schedule(openFor: 60)
        #expect(day?.schedule == Schedule(start: .day("20260915"), end: .day("20260916")))
        let body = days.flatMap { NotionDateBody($0.schedule, in: .utc, isOpen: false) }
        #expect(body == NotionDateBody(start: "2026-09-15", end: "2026-09-17"))
        #expect(
            day.flatMap { NotionDateBody($0.schedule, in: .utc, isOpen: false) }
                == NotionDateBody(start: "2026-09-15", end: nil))
    }

    @Test(arguments: [
        "2026-09-15T09:00:00.000-07:00", "2026-09-15T16:00:00.000Z", "2026-09-15T16:00:59.999+00:00",
        "2026-09-15T16:00", "2026-09-15T18:00:00+02:00",
    ])
    func `moments are read by their instant, in whole minutes`(_ text: String) {
        let read = NotionDate(start: text, end: nil).schedule(openFor: 30)
        #expect(read?.schedule == Schedule(start: .utc("20260915T160000"), end: .utc("20260915T163000")))
        #expect(read?.isOpen == true)
    }

    @Test(arguments: [
        "", "tomorrow", "2026-02-30", "2026-09-15T25:00:00Z", "2026-09-15T16:00:00+2", "2026-09-15 16:00",
    ])
    func `what is no date is none`(_ text: String) {
        #expect(NotionDate(start: text, end: nil).schedule(openFor: 60) == nil)
    }

    @Test func `a day with a zone beside it is that day`() {
        var date = NotionDate(start: "2026-09-15", end: nil)
        date.timeZone = "America/New_York"
        #expect(date.schedule(openFor: 60)?.schedule == Schedule(start: .day("20260915"), end: .day("20260916")))
    }

    @Test func `a date with a time at one end only makes no sense`() {
        #expect(NotionDate(start: "2026-09-15", end: "2026-09-15T10:00:00Z").schedule(openFor: 60) == nil)
    }

    @Test func `moments are written with the offset of the pair's zone`() throws {
        let zone = try #require(Zone.named("America/St_Johns"))
        let schedule = Schedule(start: .utc("20260115T120000"), end: .utc("20260715T123000"))
        #expect(
            NotionDateBody(schedule, in: zone, isOpen: false)
                == NotionDateBody(start: "2026-01-15T08:30:00-03:30", end: "2026-07-15T10:00:00-02:30"))
    }

    @Test func `a cursor prints and reads back`() {
        var cursor = NotionCursor()
        cursor.rows = 250
        cursor.hasArchived = true
        cursor.take([("2026-09-15T10:00", "b", "2"), ("2026-09-15T09:59", "a", "1")], all: false)
        #expect(NotionCursor(cursor.text) == cursor)
        #expect(cursor.watermark == "2026-09-15T10:00")
        #expect(cursor.start.map(NotionTime.utc) == "2026-09-15T09:58:00.000Z")
        for bad in ["", "x|y|z", "2026|1||", "2026-09-15T10:00|1||a"] { #expect(NotionCursor(bad) == nil) }
    }

    @Test func `a cursor keeps the rows of the minutes that are read again, and no others`() {
        var cursor = NotionCursor()
        cursor.rows = 250
        cursor.take([("2026-09-15T10:00", "b", "2"), ("2026-09-15T09:57", "a", "1")], all: true)
        #expect(Set(cursor.seen.keys) == ["b"])
        cursor.take([("2026-09-15T10:05", "c", "3"), ("2026-09-15T10:00", "b", "2")], all: false)
        #expect(Set(cursor.seen.keys) == ["c"])
    }

    @Test func `a row takes at most 200 bytes`() {
        var cursor = NotionCursor()
        let id = "01234567-89ab-cdef-0123-456789abcdef"
        cursor.take([("2026-09-15T10:00", id, "0123456789abcdef")], all: true)
        #expect(cursor.text.utf8.count < 200)
    }

    @Test func `a small table is read whole`() {
        var cursor = NotionCursor()
        cursor.rows = 100
        cursor.take([("2026-09-15T10:00", "b", "2"), ("2025-09-15T09:57", "a", "1")], all: true)
        #expect(cursor.start == nil)
        #expect(cursor.seen.count == 2)
    }
}
