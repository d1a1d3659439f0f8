import ICalendar
import SyncCore
import Testing

/// Taking changes of a file back: a merge whose base is what they left behind.
@Suite struct TakingBackTests {
    private func file(_ lines: String...) -> EventFile {
        let text =
            ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:a@test", "DTSTAMP:20260101T000000Z", "DTSTART:20260115T090000Z"]
            + lines + ["END:VEVENT", "END:VCALENDAR", ""]
        return EventFile(Array(text.joined(separator: "\n").utf8))
    }

    private func changes(_ before: EventFile, _ after: EventFile) -> [Change] {
        (before.event?.content ?? View()).changes(to: after.event?.content ?? View())
    }

    @Test func `all goes back where nothing was edited since`() {
        let before = file("SUMMARY:old", "LOCATION:Hall", "CATEGORIES:a,b")
        let after = file("SUMMARY:new", "CATEGORIES:b,c")
        let result = after.takingBack(changes(before, after), before: before, through: .identity)
        #expect(result.left.isEmpty)
        #expect(result.file.event?.content.matches(before.event?.content ?? View()) == true)
    }

    @Test func `a field edited since is left, from now to before`() {
        let (before, after) = (file("SUMMARY:old"), file("SUMMARY:new"))
        let result = file("SUMMARY:mine").takingBack(changes(before, after), before: before, through: .identity)
        #expect(result.taken.isEmpty)
        #expect(result.left == [.field(FieldPath(.title), from: .text("mine"), to: .text("old"))])
    }

    @Test func `of a description only the run's lines go back, of a set only its elements`() {
        let before = file("DESCRIPTION:one\\ntwo\\nthree\\nfour", "CATEGORIES:a")
        let after = file("DESCRIPTION:ONE\\ntwo\\nthree\\nfour", "CATEGORIES:a,run")
        let now = file("DESCRIPTION:ONE\\ntwo\\nthree\\nFOUR", "CATEGORIES:a,mine,run")
        let result = now.takingBack(changes(before, after), before: before, through: .identity)
        #expect(result.left.isEmpty)
        let wanted = file("DESCRIPTION:one\\ntwo\\nthree\\nFOUR", "CATEGORIES:a,mine")
        #expect(result.file.event?.content.matches(wanted.event?.content ?? View()) == true)
    }

    @Test func `an instance excluded since stays excluded`() {
        let before = file("RRULE:FREQ=DAILY;COUNT=5")
        let run: [Change] = [
            .exception(InstanceKey("20260117T090000Z"), from: nil, to: .changed(Part([.title: .text("x")])))
        ]
        let now = file("RRULE:FREQ=DAILY;COUNT=5", "EXDATE:20260117T090000Z")
        let result = now.takingBack(run, before: before, through: .identity)
        #expect(result.file.bytes == now.bytes)
    }

    @Test func `without the file before, fields go back and exceptions are left`() {
        let now = file("SUMMARY:new", "RRULE:FREQ=DAILY;COUNT=5", "EXDATE:20260117T090000Z")
        let run: [Change] = [
            .field(FieldPath(.title), from: .text("old"), to: .text("new")),
            .exception(InstanceKey("20260117T090000Z"), from: nil, to: .excluded),
        ]
        let result = now.takingBack(run, before: nil, through: .identity)
        #expect(result.file.event?.title == "old")
        #expect(result.left.count == 1)
    }

    @Test func `taking back twice is taking back once`() {
        let (before, after) = (file("SUMMARY:old"), file("SUMMARY:new"))
        let once = after.takingBack(changes(before, after), before: before, through: .identity).file
        let twice = once.takingBack(changes(before, after), before: before, through: .identity)
        #expect(twice.taken.isEmpty && twice.left.isEmpty && twice.file.bytes == once.bytes)
    }
}
