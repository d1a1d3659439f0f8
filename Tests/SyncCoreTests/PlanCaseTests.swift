import ICalendar
import Testing

@testable import SyncCore

/// The cases of cases.md 2.8 that one plan for one service decides.
@Suite struct PlanCaseTests {
    private let alarm = "BEGIN:VALARM\nACTION:AUDIO\nTRIGGER:-PT5M\nEND:VALARM"

    /// A service that holds titles, times and places.
    private var plain: Lens {
        var lens = Lens.identity
        let fields: Set<Field> = [.title, .when, .location]
        lens.fields = fields
        lens.view = { event in
            var view = event.content
            view.master.fields = view.master.fields.filter { fields.contains($0.key) }
            return view
        }
        return lens
    }

    /// The record of an event that was deleted on both sides while at revision 1.
    private func deleted(_ text: String, keptFile: String? = nil) -> Record {
        .deleted(
            Tombstone(remoteID: "r1", revisions: ["1"], agreed: Array(text.utf8), generation: 1, keptFile: keptFile))
    }

    private func planned(_ plan: Plan) -> Record? { plan.operations.last?.planned }

    @Test func `case 35, an event deleted in the folder is deleted at the service, guarded, once`() {
        let plan = Scene(base: meeting("A"), remote: meeting("A")).plan()
        #expect(plan.words == "delete-remote")
        guard case .live(let base)? = plan.operations.first?.previous else { return #expect(Bool(false), "no base") }
        #expect(base.seen.revision == "1")
        #expect(Scene(record: planned(plan)).plan().isEmpty)
    }

    @Test func `case 36, an edit at the service brings the file back with its own lines`() {
        var scene = Scene(base: meeting("A", "X-A:1", alarm), remote: meeting("B", "X-A:1", alarm))
        scene.facts.lens = plain
        let seen = remote(meeting("B"), revision: "2")
        scene.record = .live(
            .settled(
                after: nil, seen: remote(meeting("A")), local: view(meeting("A")), open: [],
                file: Array(meeting("A", "X-A:1", alarm).utf8)))
        scene.remote = .event(seen)
        let plan = scene.plan()
        #expect(plan.words == "create-file")
        #expect(plan.file == meeting("B", "X-A:1", alarm))
        #expect(plan.operations[0].reason == "you deleted the file, but Google changed title: the edit wins")
    }

    @Test func `case 36, what the service respells is not written into the file that comes back`() {
        let echo = meeting("A", "DESCRIPTION:cut")
        let file = meeting("A", "DESCRIPTION:cut short no more")
        let base = Base.settled(
            after: nil, seen: remote(echo), local: view(file), open: [], file: Array(file.utf8))
        let plan = Scene(record: .live(base), remote: .event(remote(meeting("B", "DESCRIPTION:cut"), revision: "2")))
            .plan()
        #expect(plan.file == meeting("B", "DESCRIPTION:cut short no more"))
    }

    @Test func `case 37, an edit that the service cannot hold still beats its deletion`() {
        let base = agreed(on: meeting("A", alarm), generation: 2)
        var scene = Scene(
            record: base, local: meeting("A", alarm.replacing("PT5M", "PT9M")), remote: .gone(revision: "9"))
        scene.facts.lens = plain
        let plan = scene.plan()
        #expect(plan.words == "create-remote")
        guard case .live(let new)? = planned(plan) else { return #expect(Bool(false), "not live") }
        #expect(new.generation == 3)
    }

    @Test func `case 38, the machine's lines and guests' answers keep no event alive`() {
        let guest = { (status: String) in "ATTENDEE;PARTSTAT=\(status):mailto:a@example.org" }
        let base = meeting("A", "SEQUENCE:1", guest("NEEDS-ACTION"))
        let touched = meeting("A", "SEQUENCE:2", guest("ACCEPTED")).replacing("20260101", "20260102")
        #expect(
            Scene(record: agreed(on: base), local: touched, remote: .gone(revision: nil)).plan().words == "delete-file")
        #expect(Scene(base: base, remote: touched).plan().words == "delete-remote")
        let more = touched.replacing("END:VEVENT", "ATTENDEE:mailto:b@example.org\nEND:VEVENT")
        #expect(Scene(base: base, remote: more).plan().words == "create-file")
    }

    @Test func `case 40, a stale listing of a deleted event is ignored`() {
        let scene = Scene(record: deleted(meeting("A")), remote: .event(remote(meeting("A"), revision: "1")))
        #expect(scene.plan().isEmpty)
    }

    @Test func `case 41, an event restored at the service comes back with its own lines`() {
        var scene = Scene(
            record: deleted(meeting("A", "X-A:1")), remote: .event(remote(meeting("B"), revision: "2")))
        scene.facts.lens = plain
        #expect(scene.plan().file == meeting("B", "X-A:1"))
    }

    @Test func `case 28, a file that is back after a deletion is made anew`() {
        for remote in [RemoteState.same, .gone(revision: "1"), .event(remote(meeting("A"), revision: "1"))] {
            let plan = Scene(record: deleted(meeting("A")), local: meeting("A"), remote: remote).plan()
            #expect(plan.words == "create-remote")
            guard case .live(let base)? = planned(plan) else { return #expect(Bool(false), "not live") }
            #expect(base.generation == 1)
        }
    }

    @Test func `cases 42 and 44, what could not be read is held and never a deletion`() {
        let unknown = RemoteState.unknown(reason: "Google no longer shows the event", remedy: "Ask for access.")
        for local in [nil, meeting("A"), meeting("B")] {
            #expect(
                Scene(record: agreed(on: meeting("A")), local: local, remote: unknown).plan().words == "held unread")
        }
        var scene = Scene(base: meeting("A"), remote: meeting("A"))
        scene.local = .unknown(reason: "the folder can't be read", remedy: "")
        #expect(scene.plan().words == "held unread")
    }

    @Test func `cases 43 and 45, absence without proof deletes nothing`() {
        #expect(Scene(record: agreed(on: meeting("A")), local: meeting("A"), remote: .same).plan().isEmpty)
        #expect(Scene(record: nil, remote: .same).plan().isEmpty)
    }

    @Test func `case 16, a paused file waits, and what the service says meanwhile is kept`() {
        var scene = Scene(base: meeting("A"), remote: meeting("B"))
        scene.local = .paused(path: "work/event.ics", reason: "a.ics:1: wrong", remedy: "")
        let plan = scene.plan()
        #expect(plan.words == "adopt, held paused")
        let mended = Scene(record: planned(plan), local: meeting("A"))
        #expect(mended.plan().file == meeting("B"))
        // It holds for an event that was never agreed on as well, and for one that was deleted.
        for record in [nil, deleted(meeting("A"))] {
            scene.record = record
            let kept = planned(scene.plan())
            let plan = Scene(record: kept, local: meeting("A")).plan()
            #expect(plan.conflicts.map { $0.fields.map(\.path) } == [[FieldPath(.title)]])
            #expect(plan.writes(to: .local).isEmpty && plan.writes(to: .remote).isEmpty)
        }
    }

    @Test func `a paused file is never deleted, whatever the service says`() {
        var scene = Scene(base: meeting("A"), remote: nil)
        scene.local = .paused(path: "work/event.ics", reason: "wrong", remedy: "")
        #expect(scene.plan().words == "held paused")
    }

    @Test func `case 48, an event imported anew is linked by its UID`() {
        var event = remote(meeting("A"))
        event.id = "other"
        let plan = Scene(record: agreed(on: meeting("A")), local: meeting("A"), remote: .event(event)).plan()
        #expect(plan.words == "adopt")
        guard case .live(let base)? = planned(plan) else { return #expect(Bool(false), "not live") }
        #expect(base.seen.id == "other")
    }

    @Test func `case 50, the same edit on both sides is agreed without a write`() {
        let plan = Scene(base: meeting("A"), local: meeting("B"), remote: meeting("B")).plan()
        #expect(plan.words == "adopt")
        #expect(Scene(record: planned(plan), local: meeting("B")).plan().isEmpty)
    }

    @Test func `case 87, a new revision of the same content writes nothing`() {
        let seen = remote(meeting("A"), revision: "2")
        let plan = Scene(record: agreed(on: meeting("A")), local: meeting("A"), remote: .event(seen)).plan()
        #expect(plan.words == "adopt")
        #expect(Scene(record: planned(plan), local: meeting("A")).plan().isEmpty)
    }

    @Test func `case 59, an echo in UTC leaves the file its zone`() {
        let file = ics(
            "DTSTART;TZID=Europe/Berlin:20260115T100000", "DTEND;TZID=Europe/Berlin:20260115T110000", "SUMMARY:A")
        let base = Base.settled(
            after: nil, seen: remote(meeting("A")), local: view(file), open: [], file: Array(file.utf8))
        #expect(Scene(record: .live(base), local: file, remote: .event(base.seen)).plan().isEmpty)
        let plan = Scene(record: .live(base), local: file, remote: .event(remote(meeting("B"), revision: "2"))).plan()
        #expect(plan.file == file.replacing("SUMMARY:A", "SUMMARY:B"))
    }

    @Test func `case 61, what the service cut is never written back`() {
        let file = meeting("A", "DESCRIPTION:a long text")
        let base = Base.settled(
            after: nil, seen: remote(meeting("A", "DESCRIPTION:a long")), local: view(file), open: [],
            file: Array(file.utf8))
        let plan = Scene(
            record: .live(base), local: file.replacing("SUMMARY:A", "SUMMARY:B"),
            remote: .event(remote(meeting("A", "DESCRIPTION:a long", "LOCATION:x"), revision: "2"))
        ).plan()
        #expect(plan.file == meeting("B", "DESCRIPTION:a long text", "LOCATION:x"))
        #expect(plan.pushed.map(\.field) == [.title])
    }

    @Test func `case 74, a series that ends at the service gets its UNTIL, and the rest is a file of its own`() {
        let ended = series("A").replacing("FREQ=WEEKLY", "FREQ=WEEKLY;UNTIL=20260131T000000Z")
        #expect(Scene(base: series("A"), local: series("A"), remote: ended).plan().file == ended)
        #expect(Scene(remote: series("B")).plan().words == "create-file")
    }

    @Test func `case 75, an instance that speaks for later ones is kept and not pushed`() {
        let range = ["RECURRENCE-ID;RANGE=THISANDFUTURE:20260122T080000Z", "DTSTART:20260122T100000Z"]
        var scene = Scene(record: agreed(on: series("A")), local: series("B", others: [range]))
        scene.facts.lens.keepsRanges = false
        let plan = scene.plan()
        #expect(plan.words == "edit-remote, held service")
        #expect(plan.pushed.map(\.field) == [.title])
        scene.facts.lens.keepsRanges = true
        #expect(scene.plan().words == "edit-remote, edit-remote-instance")
    }

    @Test func `case 77, what the service cannot hold at all is held with its reason`() {
        var scene = Scene(base: series("A"), local: series("B"), remote: series("C"))
        scene.facts.lens.obstacle = { _ in "Google has no RDATE with a PERIOD." }
        let plan = scene.plan()
        #expect(plan.words == "adopt, held service")
        #expect(plan.held[0].reason == "Google has no RDATE with a PERIOD.")
    }

    private let stray = [
        "RECURRENCE-ID;TZID=Europe/Berlin:20260123T090000", "DTSTART;TZID=Europe/Berlin:20260123T110000", "SUMMARY:B",
    ]

    @Test func `case 78, an instance that the series does not have stays in the file and is told`() {
        var scene = Scene(record: agreed(on: series("A")), local: series("C", others: [stray]))
        scene.facts.lens.keepsStrays = false
        let plan = scene.plan()
        #expect(plan.words == "edit-remote, held service")
        #expect(plan.pushed.map(\.field) == [.title])
        #expect(plan.held[0].reason.contains("no instance on 2026-01-23 09:00"))
        scene.record = planned(plan)
        #expect(scene.plan().words == "held service")
        scene.record = nil
        #expect(scene.plan().words == "create-remote, held service")
        // A service that takes it gets it.
        scene.facts.lens.keepsStrays = true
        #expect(scene.plan().words == "create-remote, edit-remote-instance")
    }

    @Test func `case 78, an instance that became stray is neither taken back nor sent again`() {
        let override = [
            "RECURRENCE-ID;TZID=Europe/Berlin:20260122T090000", "DTSTART;TZID=Europe/Berlin:20260122T110000",
            "SUMMARY:B",
        ]
        let before = series("A", others: [override])
        let after = before.replacing("FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2")
        var scene = Scene(record: agreed(on: before), local: after)
        scene.facts.lens.keepsStrays = false
        for resets in [false, true] {
            scene.facts.scheduleWriteResetsExceptions = resets
            scene.local = Scene.file(after)
            scene.record = agreed(on: before)
            let plan = scene.plan()
            #expect(plan.pushed.map(\.field) == [.when] && plan.pushed.allSatisfy { $0.instance == nil })
            scene.record = planned(plan)
            #expect(scene.plan().writes(to: .remote).isEmpty && scene.plan().writes(to: .local).isEmpty)
            // The rule is taken back: the instance is one again, and is sent where it was forgotten.
            scene.local = Scene.file(before)
            #expect(scene.plan().writes(to: .local).isEmpty)
            #expect(scene.plan().held.isEmpty)
            #expect(scene.plan().pushed.contains { $0.instance != nil } == resets)
        }
    }

    @Test func `case 72, an exclusion of nothing is kept in the file and tells nothing`() {
        let file = series("A", "EXDATE;TZID=Europe/Berlin:20260123T090000")
        var scene = Scene(record: agreed(on: series("A")), local: file)
        scene.facts.lens.keepsStrays = false
        scene.record = planned(scene.plan()) ?? scene.record
        #expect(scene.plan().isEmpty)
        // From the service it comes into the file, beside the new rule.
        let daily = series("A").replacing("WEEKLY", "WEEKLY;BYDAY=MO")
        scene = Scene(
            base: series("A"), local: daily, remote: series("A", "EXDATE;TZID=Europe/Berlin:20260122T090000"))
        scene.facts.lens.keepsStrays = false
        let plan = scene.plan()
        #expect(plan.file?.contains("EXDATE;TZID=Europe/Berlin:20260122T090000") == true)
        #expect(plan.pushed.map(\.field) == [.when])
    }

    @Test func `case 79, a day left out is every instance of that day, and the file keeps its line`() {
        let twice = series("A").replacing("FREQ=WEEKLY", "FREQ=DAILY;BYHOUR=9,17")
        let file = twice.replacing("SUMMARY", "EXDATE;VALUE=DATE:20260116\nSUMMARY")
        let plan = Scene(base: twice, local: file, remote: twice).plan()
        #expect(plan.pushed.compactMap(\.instance?.text) == ["20260116T090000", "20260116T170000"])
        #expect(plan.writes(to: .local).isEmpty)
        // At the service one of them takes place again: the other stays left out, by a line of its own.
        let back = twice.replacing("SUMMARY", "EXDATE;TZID=Europe/Berlin:20260116T170000\nSUMMARY")
        #expect(Scene(base: file, local: file, remote: back).plan().file == back)
    }

    @Test func `case 80, a series of which every instance is left out is no deletion`() {
        let two = series("A").replacing("FREQ=WEEKLY", "FREQ=WEEKLY;COUNT=2")
        let none = two.replacing("SUMMARY", "EXDATE;TZID=Europe/Berlin:20260115T090000,20260122T090000\nSUMMARY")
        let pushed = Scene(base: two, local: none, remote: two).plan()
        #expect(pushed.words == "edit-remote-instance, edit-remote-instance")
        let pulled = Scene(base: two, local: two, remote: none).plan()
        #expect(pulled.words == "edit-file")
        #expect(pulled.file.map { view($0).exceptions.count } == 2)
    }

    @Test func `case 9, instances without their series are held`() {
        let file = ics("RECURRENCE-ID:20260122T080000Z", "DTSTART:20260122T090000Z", "SUMMARY:A")
        #expect(Scene(record: nil, local: file).plan().words == "held service")
    }

    @Test func `a policy of one direction says what it does not do, and goes on with the rest`() {
        var scene = Scene(base: meeting("A"), local: meeting("B"), remote: meeting("A", "LOCATION:x"))
        scene.facts.policy.direction = .push
        let push = scene.plan()
        #expect(push.words == "adopt, edit-remote, held policy")
        #expect(push.pushed.map(\.field) == [.title])
        scene.record = push.operations.last?.planned
        scene.remote = .same
        scene.facts.policy.direction = .both
        #expect(scene.plan().file == meeting("B", "LOCATION:x"))

        scene = Scene(base: meeting("A"), local: meeting("B"), remote: meeting("A", "LOCATION:x"))
        scene.facts.policy.direction = .pull
        let pull = scene.plan()
        #expect(pull.words == "edit-file, held policy")
        #expect(pull.file == meeting("B", "LOCATION:x"))
    }

    @Test func `a deletion that is kept to one side stays there`() {
        var scene = Scene(base: meeting("A"), remote: meeting("A"))
        scene.facts.policy.deletions = .keep
        #expect(scene.plan().words == "forget")
        scene = Scene(base: meeting("A"), local: meeting("A"))
        scene.facts.policy.deletions = .keep
        let plan = scene.plan()
        #expect(plan.words == "forget")
        scene.record = planned(plan)
        #expect(scene.plan().isEmpty)
        scene.local = Scene.file(meeting("B"))
        #expect(scene.plan().words == "create-remote")
    }

    @Test func `a calendar that cannot be written holds what would go there, and takes the rest`() {
        var scene = Scene(base: meeting("A"), local: meeting("B"), remote: meeting("A", "LOCATION:x"))
        scene.facts.isWritable = false
        let plan = scene.plan()
        #expect(plan.words == "edit-file, held service")
        scene = Scene(record: plan.operations[0].planned, local: plan.file)
        scene.facts.isWritable = false
        #expect(scene.plan().words == "held service")
        scene.facts.isWritable = true
        #expect(scene.plan().pushed.map(\.field) == [.title])
    }

    @Test func `an event whose details are hidden blanks nothing`() {
        var hidden = remote(meeting("Busy"), revision: "2")
        hidden.notes["hidden"] = "1"
        #expect(Scene(record: agreed(on: meeting("A")), local: meeting("A"), remote: .event(hidden)).plan().isEmpty)
        #expect(
            Scene(record: agreed(on: meeting("A")), local: meeting("B"), remote: .event(hidden)).plan().words
                == "held service")
        #expect(Scene(record: nil, remote: .event(hidden)).plan().words == "held service")
    }

    @Test func `a file is completed before anything else is done with it`() {
        var scene = Scene(record: nil)
        scene.local = .file(LocalFile(path: "a.ics", digest: "d", file: EventFile(meeting("A")), needsCompletion: true))
        let plan = scene.plan()
        #expect(plan.words == "complete-file, create-remote")
        #expect(plan.operations.map(\.before) == ["d", nil])
    }

    @Test func `an instance cancelled with a move stays cancelled in the file that comes back`() {
        let override = ["RECURRENCE-ID;TZID=Europe/Berlin:20260122T090000", "DTSTART:20260122T120000Z", "SUMMARY:B"]
        let moved = series("A").replacing("20260115T10", "20260115T11").replacing("20260115T09", "20260115T10")
        let plan = Scene(base: series("A", others: [override]), remote: moved).plan()
        #expect(plan.words == "create-file")
        #expect(plan.file == moved)
    }
}
