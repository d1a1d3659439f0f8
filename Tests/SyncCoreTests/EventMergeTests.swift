import ICalendar
import Testing

@testable import SyncCore

/// The merge of one event, field by field; each test is a case of cases.md 2.8.
@Suite struct EventMergeTests {
    /// Merges two edits of one file.
    private func merge(_ base: String?, _ local: String, _ remote: String, winner: Side? = nil) -> EventMerge {
        EventMerge(
            localBase: base.map { view($0) } ?? View(), local: view(local), remoteBase: base.map { view($0) } ?? View(),
            remote: view(remote), fields: Set(Field.allCases), winner: winner)
    }

    /// Merges, makes the changes on both sides, and returns the file and what the service then has.
    private func both(_ base: String, _ local: String, _ remote: String) -> (
        file: String, remote: View, merge: EventMerge
    ) {
        let merge = merge(base, local, remote)
        let file = EventFile(local).applying(merge.toLocal, through: .identity).file.string
        return (file, view(remote).applying(merge.toRemote), merge)
    }

    private func override(_ start: String, _ original: String = "20260122T090000", title: String = "A") -> [String] {
        [
            "RECURRENCE-ID;TZID=Europe/Berlin:\(original)", "DTSTART;TZID=Europe/Berlin:\(start)00",
            "DTEND;TZID=Europe/Berlin:\(start)30", "SUMMARY:\(title)",
        ]
    }

    private func exdate(_ time: String) -> String { "EXDATE;TZID=Europe/Berlin:\(time)" }

    private let key22 = InstanceKey("20260122T090000")
    private let key29 = InstanceKey("20260129T090000")

    @Test func `case 51, edits of different fields are both kept`() {
        let result = both(meeting("A"), meeting("B"), meeting("A", "LOCATION:x"))
        #expect(result.file == meeting("B", "LOCATION:x"))
        #expect(result.remote == view(meeting("B", "LOCATION:x")))
    }

    @Test func `case 52, a title edited twice waits, all else flows`() {
        let result = both(meeting("A"), meeting("B", "URL:u"), meeting("C", "LOCATION:x"))
        #expect(result.file == meeting("B", "URL:u", "LOCATION:x"))
        #expect(result.remote == view(meeting("C", "URL:u", "LOCATION:x")))
        #expect(
            result.merge.conflicts == [
                FieldConflict(path: FieldPath(.title), base: .text("A"), local: .text("B"), remote: .text("C"))
            ])
    }

    @Test func `case 53, a mixed time is never made`() {
        let merge = merge(
            meeting("A"), meeting("A").replacing("T090000Z", "T093000Z"), meeting("A").replacing("T100000Z", "T110000Z")
        )
        #expect(merge.conflicts.map(\.path) == [FieldPath(.when)])
        #expect(merge.toLocal.isEmpty && merge.toRemote.isEmpty)
    }

    @Test func `a winner settles a conflict, and the loser's other fields stay`() {
        let (base, local, remote) = (meeting("A"), meeting("B", "URL:u"), meeting("C"))
        #expect(
            merge(base, local, remote, winner: .local).toRemote == [
                .field(FieldPath(.title), from: .text("C"), to: .text("B")),
                .field(FieldPath(.url), from: nil, to: .text("u")),
            ])
        #expect(
            merge(base, local, remote, winner: .remote).toLocal == [
                .field(FieldPath(.title), from: .text("B"), to: .text("C"))
            ])
    }

    @Test func `case 56, an answer and an edit of the text go together`() {
        let guest = { (status: String) in "ATTENDEE;PARTSTAT=\(status):mailto:a@example.org" }
        let result = both(
            meeting("A", "DESCRIPTION:x", guest("NEEDS-ACTION")), meeting("A", "DESCRIPTION:y", guest("NEEDS-ACTION")),
            meeting("A", "DESCRIPTION:x", guest("ACCEPTED")))
        #expect(result.file == meeting("A", "DESCRIPTION:y", guest("ACCEPTED")))
        #expect(result.remote == view(result.file))
    }

    @Test func `case 57, the kind of time and the title are different fields`() {
        let allDay = ics("DTSTART;VALUE=DATE:20260115", "DTEND;VALUE=DATE:20260116", "SUMMARY:A")
        let result = both(meeting("A"), allDay, meeting("B"))
        #expect(result.file == allDay.replacing("SUMMARY:A", "SUMMARY:B"))
        #expect(result.remote == view(result.file))
    }

    @Test func `case 67, two instances left out on two sides are both gone`() {
        let result = both(series("A"), series("A", exdate("20260122T090000")), series("A", exdate("20260129T090000")))
        #expect(view(result.file).exceptions == [key22: .excluded, key29: .excluded])
        #expect(result.remote == view(result.file))
    }

    @Test func `case 68, an edited instance beats its deletion`() {
        let base = series("A", others: [override("20260122T0900")])
        let edited = series("A", others: [override("20260122T0900", title: "B")])
        let result = both(base, edited, series("A", exdate("20260122T090000")))
        #expect(result.file == edited && result.remote == view(edited))
        let mirrored = both(base, series("A", exdate("20260122T090000")), edited)
        #expect(view(mirrored.file).exceptions == view(edited).exceptions)
        #expect(mirrored.remote == view(edited))
    }

    @Test func `an instance that stayed is deleted with its deletion`() {
        let base = series("A", others: [override("20260122T0900", title: "B")])
        let result = both(base, base, series("A", exdate("20260122T090000")))
        #expect(view(result.file).exceptions == [key22: .excluded])
    }

    @Test func `case 69, an instance changed on both sides merges inside`() {
        let base = series("A", others: [override("20260122T0900")])
        let result = both(
            base, series("A", others: [override("20260122T0900", title: "B")]),
            series("A", others: [override("20260122T1200")]))
        #expect(
            view(result.file).exceptions
                == view(series("A", others: [override("20260122T1200", title: "B")])).exceptions)
        #expect(result.remote == view(result.file))
        #expect(result.merge.conflicts.isEmpty)
    }

    @Test func `a field of an instance edited twice is a conflict there alone`() {
        let base = series("A", others: [override("20260122T0900")])
        let result = both(
            base, series("X", others: [override("20260122T0900", title: "B")]),
            series("A", others: [override("20260122T0900", title: "C")]))
        #expect(result.merge.conflicts.map(\.path) == [FieldPath(.title, of: key22)])
        #expect(result.remote.title == "X")
    }

    @Test func `case 70, the series' title and an instance's go together`() {
        let base = series("A", others: [override("20260122T0900")])
        let result = both(
            base, series("B", others: [override("20260122T0900")]),
            series("A", others: [override("20260122T0900", title: "C")]))
        #expect(result.file == series("B", others: [override("20260122T0900", title: "C")]))
        #expect(result.remote == view(result.file))
    }

    /// The series an hour later, with what hangs on it at the new time.
    private func later(_ more: String..., others: [[String]] = []) -> String {
        let moved = series("A").replacing("20260115T10", "20260115T11").replacing("20260115T09", "20260115T10")
        let lines = moved.replacing("END:VEVENT", (more + ["END:VEVENT"]).joined(separator: "\n"))
        let events = others.flatMap {
            ["BEGIN:VEVENT", "UID:event", "DTSTAMP:20260101T000000Z"] + $0 + ["END:VEVENT"]
        }
        return lines.replacing("END:VCALENDAR", (events + ["END:VCALENDAR"]).joined(separator: "\n"))
    }

    @Test func `case 71, an override added at the old time meets the moved series`() {
        let added = override("20260122T1200")
        let result = both(series("A"), later(), series("A", others: [added]))
        #expect(view(result.file) == view(later(others: [override("20260122T1200", "20260122T100000")])))
        #expect(result.merge.conflicts.isEmpty)
        #expect(result.merge.toRemote.map(\.field) == [.when])
    }

    @Test func `case 71 mirrored, the folder's exceptions move along with a series moved at the service`() {
        let local = series("A", exdate("20260129T090000"), others: [override("20260122T1200")])
        let result = both(series("A"), local, later())
        let wanted = later(exdate("20260129T100000"), others: [override("20260122T1200", "20260122T100000")])
        #expect(view(result.file) == view(wanted))
        #expect(result.remote == view(wanted))
    }

    @Test func `a shift on both sides by the same time is no conflict`() {
        let base = series("A", exdate("20260129T090000"))
        let moved = later(exdate("20260129T100000"))
        #expect(merge(base, moved, moved).isEmpty)
        #expect(
            merge(base, moved, later()).toLocal == [
                .exception(InstanceKey("20260129T100000"), from: .excluded, to: nil)
            ])
    }

    @Test func `a winner's shift decides under which keys exceptions meet`() {
        let base = series("A", exdate("20260129T090000"))
        let mine = later(exdate("20260129T100000"))
        let theirs = base.replacing("20260115T10", "20260115T12").replacing("20260115T09", "20260115T11")
            .replacing("20260129T09", "20260129T11")
        for winner in Side.allCases {
            let merge = merge(base, mine, theirs, winner: winner)
            #expect((merge.toLocal + merge.toRemote).allSatisfy { $0.instance == nil })
        }
    }

    @Test func `case 72, a new rule wins and a stray exclusion does no harm`() {
        let daily = series("A").replacing("WEEKLY", "WEEKLY;BYDAY=MO")
        let result = both(series("A"), daily, series("A", exdate("20260122T090000")))
        #expect(result.remote.schedule?.rules == view(daily).schedule?.rules)
        #expect(result.merge.conflicts.isEmpty)
        #expect(
            result.file
                == daily.replacing(
                    "BYDAY=MO\n", "BYDAY=MO\nEXDATE;TZID=Europe/Berlin:20260122T090000\n"))
    }

    @Test func `case 73, two new rules wait, and so do the exceptions`() {
        let merge = merge(
            series("A"), series("B", exdate("20260122T090000")).replacing("WEEKLY", "DAILY"),
            series("A").replacing("WEEKLY", "MONTHLY"))
        #expect(merge.conflicts.map(\.path) == [FieldPath(.when)])
        #expect(merge.toRemote == [.field(FieldPath(.title), from: .text("A"), to: .text("B"))])
    }

    @Test func `case 49, adoption asks where fields differ and unites sets`() {
        let merge = merge(nil, meeting("A", "CATEGORIES:a", "URL:u"), meeting("B", "CATEGORIES:b", "LOCATION:x"))
        #expect(
            merge.conflicts == [
                FieldConflict(path: FieldPath(.title), base: nil, local: .text("A"), remote: .text("B"))
            ])
        #expect(
            merge.toLocal == [
                .field(FieldPath(.location), from: nil, to: .text("x")),
                .field(FieldPath(.categories), from: .set(["a"]), to: .set(["a", "b"])),
            ])
        #expect(
            merge.toRemote == [
                .field(FieldPath(.url), from: nil, to: .text("u")),
                .field(FieldPath(.categories), from: .set(["b"]), to: .set(["a", "b"])),
            ])
    }

    @Test func `swapping the sides mirrors the merge`() {
        let files = [
            series("A"), series("B", exdate("20260122T090000")), series("A", others: [override("20260122T1200")]),
            later(),
            series("A", "DESCRIPTION:x", others: [override("20260122T0900", title: "C")]),
        ]
        for one in files {
            for other in files {
                let (merge, mirrored) = (merge(files[0], one, other), merge(files[0], other, one))
                #expect(merge.toLocal == mirrored.toRemote && merge.toRemote == mirrored.toLocal)
                #expect(merge.conflicts.map(\.path) == mirrored.conflicts.map(\.path))
            }
        }
    }

    @Test func `an instance made on both sides is asked about field by field, also once one field was pushed`() {
        let local = series("A", others: [override("20260122T1200", title: "B") + ["URL:u"]])
        let theirs = series("A", others: [override("20260122T1200", title: "C")])
        var scene = Scene(record: agreed(on: series("A")), local: local, remote: .event(remote(theirs, revision: "2")))
        let plan = scene.plan()
        #expect(plan.words == "adopt, edit-remote-instance, conflict title of 2026-01-22 09:00")
        scene.record = plan.operations.last?.planned
        scene.remote = .same
        #expect(scene.plan().words == "conflict title of 2026-01-22 09:00")
    }
}
