import SyncCore
import Testing

@testable import calsync

/// The text of `resolve --take edit`.
@Suite struct ConflictSheetTests {
    private func sheet(_ local: Value?, _ remote: Value?, _ field: Field = .title) throws -> ConflictSheet {
        let uid = try #require(UID("a@x"))
        return ConflictSheet(
            [
                Conflict(
                    key: RecordKey(PairID("work"), uid), title: "Tea", path: "work/tea.ics",
                    fields: [FieldConflict(path: FieldPath(field), base: nil, local: local, remote: remote)])
            ], field: nil)
    }

    @Test func `both values stand between marks below their heading`() throws {
        let text = try sheet(.text("one\ntwo"), nil).text
        #expect(text.hasSuffix("\n== title (work) ==\n<<<<<<< here\none\ntwo\n=======\n>>>>>>> there\n"))
    }

    @Test func `what is left below a heading is the value, hashes and all`() throws {
        let sheet = try sheet(.text("a"), .text("b"), .description)
        let settled = try sheet.settled(by: "== description (work) ==\n\n# one\n\ntwo  \n\n")
        #expect(settled?.map(\.value) == [.text("# one\n\ntwo  ")])
        #expect(try sheet.settled(by: "== description (work) ==\n")?.map(\.value) == [nil])
    }

    @Test func `nothing is settled by no change, an empty text, marks or a lost heading`() throws {
        let sheet = try sheet(.text("a"), .text("b"))
        #expect(try sheet.settled(by: sheet.text) == nil)
        #expect(try sheet.settled(by: " \n") == nil)
        for text in ["== title (work) ==\n=======\nb\n", "b\n", "== title (work) ==\na\n== title (work) ==\nb\n"] {
            #expect(throws: UsageError.self) { try sheet.settled(by: text) }
        }
    }

    @Test func `a time is written as the lines of a file`() throws {
        let view = EventFile(Array(Events.series("a@x", "Tea").utf8)).event?.content
        let schedule = try #require(view?.master[.when])
        let sheet = try sheet(schedule, nil, .when)
        #expect(sheet.text.contains("DTSTART;TZID=Europe/Berlin:20261203T100000\n"))
        let edited =
            "== time (work) ==\nDTSTART;TZID=Europe/Berlin:20261203T100000\nDTEND;TZID=Europe/Berlin:20261203T110000\nRRULE:FREQ=WEEKLY;COUNT=10\n"
        #expect(try sheet.settled(by: edited)?.first?.value?.matches(schedule) == true)
        #expect(throws: UsageError.self) { try sheet.settled(by: "== time (work) ==\nDTSTART:noon\n") }
    }
}
