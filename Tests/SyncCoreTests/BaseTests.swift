import ICalendar
import Testing

@testable import SyncCore

/// How a base moves on: field by field, and only with what was acknowledged.
@Suite struct BaseTests {
    private func base(_ text: String) -> Base {
        .settled(after: nil, seen: remote(text), local: view(text), open: [], file: Array(text.utf8))
    }

    private let key22 = InstanceKey("20260122T090000")

    private func override(_ title: String, _ original: String = "20260122T090000") -> [String] {
        [
            "RECURRENCE-ID;TZID=Europe/Berlin:\(original)", "DTSTART;TZID=Europe/Berlin:20260122T120000",
            "SUMMARY:\(title)",
        ]
    }

    @Test func `what is agreed moves on, what is open does not`() {
        let local = view(meeting("B", "LOCATION:x"))
        let open = [Change.field(FieldPath(.title), from: nil, to: nil)]
        let settled = Base.settled(
            after: base(meeting("A")), seen: remote(meeting("A", "LOCATION:x"), revision: "2"), local: local,
            open: open,
            file: Array(meeting("B", "LOCATION:x").utf8))
        #expect(settled.remoteShadow == view(meeting("A", "LOCATION:x")))
        #expect(settled.folderShadow == view(meeting("A", "LOCATION:x")))
        #expect(settled.seen.revision == "2")
    }

    @Test func `flaw 1, a file with an edit that was not acknowledged is not the agreed one`() {
        let old = base(meeting("A"))
        let open = [Change.field(FieldPath(.title), from: nil, to: nil)]
        let settled = Base.settled(
            after: old, seen: old.seen, local: view(meeting("B")), open: open, file: Array(meeting("B").utf8))
        #expect(settled.agreed == old.agreed)
        // So a deletion at the service doesn't take the edit along.
        let plan = Scene(record: .live(settled), local: meeting("B"), remote: .gone(revision: nil)).plan()
        #expect(plan.words == "create-remote")
    }

    @Test func `a push moves what was sent, and the rest of the answer is pending`() {
        let file = Array(meeting("B").utf8)
        let change = Change.field(FieldPath(.title), from: .text("A"), to: .text("B"))
        let answer = remote(meeting("B", "LOCATION:x"), revision: "2")
        let pushed = base(meeting("A")).pushed([change], answer: answer, local: view(meeting("B")), file: file)
        #expect(pushed.remoteShadow == view(meeting("B")) && pushed.folderShadow == view(meeting("B")))
        #expect(pushed.agreed == file)
        #expect(pushed.hasPending)
        #expect(Scene(record: .live(pushed), local: meeting("B")).plan().file == meeting("B", "LOCATION:x"))
    }

    @Test func `a push takes over how the service spells what it was sent`() {
        let change = Change.field(FieldPath(.title), from: .text("A"), to: .text("B "))
        let file = meeting("B ")
        let pushed = base(meeting("A")).pushed(
            [change], answer: remote(meeting("B"), revision: "2"), local: view(file), file: Array(file.utf8))
        #expect(pushed.remoteShadow.title == "B" && pushed.folderShadow.title == "B ")
        #expect(Scene(record: .live(pushed), local: file).plan().isEmpty)
    }

    @Test func `one of two pushes leaves the other to do`() {
        let old = base(series("A", others: [override("A")]))
        let file = series("B", others: [override("C")])
        let first = Change.field(FieldPath(.title), from: .text("A"), to: .text("B"))
        let pushed = old.pushed(
            [first], answer: remote(series("B", others: [override("A")]), revision: "2"), local: view(file),
            file: Array(file.utf8))
        #expect(pushed.agreed == old.agreed)
        let plan = Scene(record: .live(pushed), local: file).plan()
        #expect(plan.words == "edit-remote-instance")
        #expect(plan.pushed == [.field(FieldPath(.title, of: key22), from: .text("A"), to: .text("C"))])
    }

    /// The series an hour later, and its override under the key that goes with it.
    private func later(_ title: String) -> String {
        series("A", others: [override(title, "20260122T100000")])
            .replacing("20260115T10", "20260115T11").replacing("20260115T09", "20260115T10")
    }

    @Test func `a schedule that makes the service forget its exceptions sends them again`() {
        var scene = Scene(record: agreed(on: series("A", others: [override("B")])), local: later("B"))
        scene.facts.scheduleWriteResetsExceptions = true
        let plan = scene.plan()
        #expect(plan.words == "edit-remote, edit-remote-instance")
        // The service answers the first write without exceptions.
        guard case .live(let before)? = plan.operations[0].previous else { return #expect(Bool(false), "no base") }
        let answer = remote(later("B"), revision: "2")
        var bare = answer
        bare.view.exceptions = [:]
        bare.instances = [:]
        let pushed = before.pushed(
            plan.operations[0].changes, answer: bare, local: view(later("B")), file: Array(later("B").utf8))
        #expect(pushed.remoteShadow.exceptions.isEmpty && pushed.folderShadow.exceptions.isEmpty)
        #expect(pushed.agreed != Array(later("B").utf8))
        scene.record = .live(pushed)
        let second = scene.plan()
        #expect(
            second.pushed == [
                .exception(InstanceKey("20260122T100000"), from: nil, to: view(later("B")).exceptions.values.first)
            ])
    }

    @Test func `a schedule that would wipe out an instance in conflict waits`() {
        var scene = Scene(
            record: agreed(on: series("A", others: [override("B")])), local: later("mine"),
            remote: .event(remote(series("A", others: [override("theirs")]), revision: "2")))
        scene.facts.scheduleWriteResetsExceptions = true
        let plan = scene.plan()
        #expect(plan.writes(to: .remote).isEmpty && plan.conflicts.count == 1)
        #expect(plan.held.map(\.cause) == [.question])
    }

    @Test func `an instance in conflict stays one while its series is moved`() {
        let scene = Scene(
            record: agreed(on: series("A", others: [override("B")])), local: later("mine"),
            remote: .event(remote(series("A", others: [override("theirs")]), revision: "2")))
        let plan = scene.plan()
        #expect(plan.words == "adopt, edit-remote, conflict title of 2026-01-22 10:00")
        let again = Scene(record: plan.operations.last?.planned, local: later("mine")).plan()
        #expect(again.words == "conflict title of 2026-01-22 10:00")
        #expect(again.conflicts.first?.fields.first?.base == .text("B"))
    }

    @Test func `a shift that is pulled keeps the base of an instance in conflict`() {
        let plan = Scene(
            record: agreed(on: series("A", others: [override("B")])), local: series("A", others: [override("mine")]),
            remote: .event(remote(later("theirs"), revision: "2"))
        ).plan()
        #expect(plan.words == "edit-file, conflict title of 2026-01-22 10:00")
        #expect(plan.conflicts.first?.fields.first?.base == .text("B"))
    }

    @Test func `a tombstone knows every revision that was told`() {
        let tombstone = base(meeting("A")).tombstone(revision: "9")
        #expect(tombstone.revisions == ["1", "9"] && tombstone.generation == 1)
        #expect(tombstone.remoteID == "r1" && tombstone.agreed == Array(meeting("A").utf8))
    }
}
