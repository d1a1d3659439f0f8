import ICalendar
import Testing

@testable import SyncCore

/// Rows of a listing or delta, put together into events.
@Suite struct RemoteChangesTests {
    private let berlin = EventTime.zoned(DateTime(secondsSinceEpoch: 1_769_072_400), ZoneID("Europe/Berlin"))
    private let key22 = InstanceKey("20260122T090000")

    private func row(_ title: String?, id: String = "r1_x", master: String = "r1") -> RemoteItem {
        .instance(
            RemoteException(
                id: id, revision: "5", master: master, original: berlin,
                part: title.map { Part([.title: .text($0)]) }))
    }

    private func changes(_ items: [RemoteItem], known: RemoteEvent? = nil) -> RemoteChanges {
        RemoteChanges(
            items, known: { $0 == known?.id ? known : nil },
            knownMaster: { id in known?.instances.values.contains { $0.id == id } == true ? known?.id : nil })
    }

    /// The series with one changed instance, as it was seen before.
    private var before: RemoteEvent {
        var event = remote(series("A"))
        event.view.exceptions[key22] = .changed(Part([.title: .text("B")]))
        event.instances[key22] = RemoteInstance(id: "r1_x", revision: "4")
        return event
    }

    @Test func `an exception joins its master, whichever comes first`() {
        let master = RemoteItem.event(remote(series("A")))
        for items in [[master, row("B")], [row("B"), master]] {
            let event = changes(items).events["r1"]
            #expect(event?.view.exceptions == [key22: .changed(Part([.title: .text("B")]))])
            #expect(event?.instances == [key22: RemoteInstance(id: "r1_x", revision: "5")])
        }
    }

    @Test func `a cancelled exception leaves the instance out`() {
        #expect(changes([row(nil)], known: before).events["r1"]?.view.exceptions == [key22: .excluded])
    }

    @Test func `an exception alone changes what is known of its series`() {
        let event = changes([row("C")], known: before).events["r1"]
        #expect(event?.view.master == before.view.master)
        #expect(event?.view.exceptions[key22] == .changed(Part([.title: .text("C")])))
    }

    @Test func `an exception of an unknown series is to be read whole`() {
        let changes = changes([row("B")])
        #expect(changes.events.isEmpty && changes.unread == ["r1"])
    }

    @Test func `a master without rows of its exceptions keeps those that are known`() {
        let event = changes([.event(remote(series("Z"), revision: "2"))], known: before).events["r1"]
        #expect(event?.view.title == "Z" && event?.view.exceptions == before.view.exceptions)
    }

    @Test func `a series that moved is to be read whole`() {
        let moved = remote(series("A").replacing("WEEKLY", "DAILY"), revision: "2")
        let changes = changes([.event(moved)], known: before)
        #expect(changes.events.isEmpty && changes.unread == ["r1"])
    }

    @Test func `the tombstone of an exception lets the instance follow its series again`() {
        let changes = changes([.gone(id: "r1_x", revision: nil)], known: before)
        #expect(changes.gone.isEmpty)
        #expect(
            changes.events["r1"]?.view.exceptions.isEmpty == true && changes.events["r1"]?.instances.isEmpty == true)
    }

    @Test func `of rows that repeat the last one counts`() {
        let event = RemoteItem.event(remote(meeting("A")))
        #expect(changes([event, .gone(id: "r1", revision: "3")]).gone == ["r1": "3"])
        #expect(changes([event, .gone(id: "r1", revision: "3")]).events.isEmpty)
        #expect(changes([.gone(id: "r1", revision: nil), event]).gone.isEmpty)
        let back = changes([.gone(id: "r1_x", revision: nil), row("C")], known: before)
        #expect(back.events["r1"]?.view.exceptions[key22] == .changed(Part([.title: .text("C")])))
        let away = changes([row("C"), .gone(id: "r1_x", revision: nil)], known: before)
        #expect(away.events["r1"]?.view.exceptions.isEmpty == true)
    }

    @Test func `the exceptions of a deleted series are gone with it`() {
        let changes = changes([row(nil), .gone(id: "r1", revision: nil)], known: before)
        #expect(changes.gone.keys.sorted() == ["r1"] && changes.events.isEmpty && changes.unread.isEmpty)
    }
}
