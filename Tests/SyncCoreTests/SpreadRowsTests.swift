import ICalendar
import Testing

@testable import SyncCore

/// Rows that are occurrences, put together into series.
@Suite struct SpreadRowsTests {
    private let uid = UID("s@test")!
    private let window = OccurrenceWindow(
        first: CalendarDate(basic: "20260101")!, last: CalendarDate(basic: "20260131")!)

    /// A row for the occurrence of a day.
    private func row(
        _ id: String, _ key: String, title: String = "s", operation: String = "1", created: String = "1",
        _ notes: [String: String] = [:]
    ) -> RemoteEvent {
        var row = RemoteEvent(id: id, revision: id + title, uid: uid, view: View(master: Part([.title: .text(title)])))
        row.notes = [
            RemoteEvent.occurrence: key, RemoteEvent.operation: operation, RemoteEvent.created: created,
        ].merging(notes) { $1 }
        return row
    }

    private func rows(
        _ rows: [RemoteEvent], known: RemoteEvent? = nil, uids: [String: UID] = [:], isComplete: Bool = true
    ) -> SpreadRows {
        SpreadRows(
            rows.map { .event($0) }, known: known.map { [$0.id: $0] } ?? [:], uids: uids, window: window,
            isComplete: isComplete)
    }

    private var known: RemoteEvent {
        var event = RemoteEvent(spread: uid)
        event.take(row: row("a", "20260105"), at: InstanceKey("20260105"))
        event.take(row: row("b", "20260112"), at: InstanceKey("20260112"))
        return event
    }

    @Test func `a window holds the days of original starts, its first and its last`() {
        for key in ["20260101", "20260131", "20260115T090000", "20260131T235959Z"] {
            #expect(window.contains(InstanceKey(key)), "\(key)")
        }
        for key in ["20251231", "20260201T000000Z", "", "soon"] {
            #expect(!window.contains(InstanceKey(key)), "\(key)")
        }
    }

    @Test func `rows of one UID are one series, whatever their order`() {
        let all = [row("a", "20260105"), row("b", "20260112"), row("c", "20260119")]
        let found = rows(all)
        #expect(found.series[uid]?.instances.count == 3 && found.rest.isEmpty && found.copies.isEmpty)
        #expect(rows(all.reversed()).series == found.series)
        #expect(found.series[uid]?.id == RemoteEvent.spreadID(of: uid))
    }

    @Test func `rows outside of the window are nobody's`() {
        let found = rows([row("a", "20251105"), row("b", "20260601")])
        #expect(found.series.isEmpty && found.rest.isEmpty && found.copies.isEmpty)
    }

    @Test func `a delta of a series that isn't known is no series yet`() {
        let found = rows([row("a", "20260105")], isComplete: false)
        #expect(found.series.isEmpty && found.unread == [uid])
        let more = rows([row("c", "20260119")], known: known, uids: [known.id: uid], isComplete: false)
        #expect(more.series[uid]?.instances.keys.sorted().map(\.text) == ["20260105", "20260112", "20260119"])
    }

    @Test func `a row goes by its id, and its own mark may say the old key`() {
        let moved = known.moved(
            by: 86_400,
            to: Schedule(
                start: .allDay(CalendarDate(basic: "20260105")!), end: .allDay(CalendarDate(basic: "20260106")!),
                rules: ["RRULE:FREQ=WEEKLY"]))
        #expect(moved.key(ofRow: "a") == InstanceKey("20260106"))
        let found = rows([row("a", "20260105", title: "t")], known: moved, uids: [moved.id: uid])
        #expect(found.series[uid]?.view.exceptions[InstanceKey("20260106")]?.part?[.title] == .text("t"))
        #expect(found.series[uid]?.view.exceptions[InstanceKey("20260105")] == nil)
        let again = rows([row("a", "20260105"), row("b", "20260112")]).series[uid]?.completed(after: moved)
        #expect(again?.instances.keys.sorted().map(\.text) == ["20260106", "20260113"])
    }

    @Test func `a copy is an event of its own, and a double is told from it`() {
        let copy = row("c", "20260105", operation: "1", created: "2")
        let double = row("d", "20260105", operation: "2", created: "3")
        let edited = row("e", "20260105", title: "t", operation: "3", created: "4")
        let found = rows([double, copy, edited, row("a", "20260105")])
        #expect(found.series[uid]?.instances[InstanceKey("20260105")]?.id == "a")
        #expect(found.copies.map(\.event.id).sorted() == ["c", "d", "e"])
        #expect(found.copies.filter { $0.event.notes[RemoteEvent.double] != nil }.map(\.event.id) == ["d"])
        #expect(Set(found.copies.map(\.uid)).count == 3)
    }

    @Test func `a row that says it is deleted, or is told gone, leaves its series`() {
        let said = rows([row("a", "20260105", [RemoteEvent.cancelled: "1"])], known: known, uids: [known.id: uid])
        #expect(said.series[uid]?.instances.keys.map(\.text) == ["20260112"])
        let told = SpreadRows(
            [.gone(id: "b", revision: nil), .gone(id: "x", revision: nil)], known: [known.id: known],
            uids: [known.id: uid], window: window, isComplete: false)
        #expect(told.series[uid]?.instances.keys.map(\.text) == ["20260105"])
        #expect(told.rest == [.gone(id: "x", revision: nil)])
    }

    @Test func `rows of an event that has one row by now are left behind`() {
        let found = rows([row("a", "20260105")], uids: ["page": uid])
        #expect(found.series.isEmpty && found.rest.isEmpty)
    }

    @Test func `a broken row makes nothing of its series certain, and changes nothing`() {
        let broken = row("a", "20260105", title: "?", [RemoteEvent.trouble: "It has no date."])
        let found = rows([broken], known: known, uids: [known.id: uid])
        #expect(found.series[uid]?.trouble == "It has no date.")
        #expect(found.series[uid]?.view == known.view)
    }

    @Test func `what lies outside of a window is released`() {
        let narrow = OccurrenceWindow(
            first: CalendarDate(basic: "20260110")!, last: CalendarDate(basic: "20260131")!)
        #expect(known.within(narrow).instances.keys.map(\.text) == ["20260112"])
        #expect(known.within(narrow).view.exceptions.keys.map(\.text) == ["20260112"])
        #expect(known.within(window) == known)
    }
}
