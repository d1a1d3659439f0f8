import ICalendar
import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct FolderImportTests {
    private static let both = """
        BEGIN:VCALENDAR
        VERSION:2.0
        BEGIN:VEVENT
        UID:a
        DTSTART;VALUE=DATE:20261201
        SUMMARY:Tea
        END:VEVENT
        BEGIN:VEVENT
        UID:b
        DTSTART;VALUE=DATE:20261202
        SUMMARY:Tea
        END:VEVENT
        END:VCALENDAR

        """

    private func take(
        _ files: ModelFileStore, _ text: String = both, own: String? = nil
    ) -> FolderImport {
        let bytes = Array(text.utf8)
        return FolderImport(
            bytes, into: "family", pairFolder: "family", root: "/folder", files: files,
            source: own.map { .init(path: $0, digest: Digest.of(bytes)) })
    }

    private func numbers() -> () -> UInt64 {
        var next: UInt64 = 0
        return {
            next += 1
            return next
        }
    }

    @Test func `each event gets a file, and nothing else changes`() throws {
        let files = ModelFileStore()
        files.put("/folder/family/2026-12-01-TEA.ics", "mine")
        var found = take(files)
        #expect(files.allFiles().count == 1)
        try found.carryOut(random: numbers())
        #expect(
            found.items.map(\.outcome) == [
                .new(path: "family/2026-12-01-tea-2.ics"), .new(path: "family/2026-12-02-tea.ics"),
            ])
        #expect(
            Set(files.allFiles().keys) == [
                "/folder/family/2026-12-01-TEA.ics", "/folder/family/2026-12-01-tea-2.ics",
                "/folder/family/2026-12-02-tea.ics",
            ])
        #expect(files.text("/folder/family/2026-12-01-TEA.ics") == "mine")
        #expect(files.text("/folder/family/2026-12-02-tea.ics")?.contains("UID:b") == true)
    }

    @Test func `what is there is skipped, whether it says the same or not`() throws {
        let files = ModelFileStore()
        var first = take(files)
        try first.carryOut(random: numbers())
        files.put(
            "/folder/family/2026-12-02-tea.ics",
            Self.both.replacing("Tea", with: "Coffee").replacing("UID:a", with: "UID:b"))
        files.put(
            "/folder/work/c.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:c\nDTSTART:20261201\nEND:VEVENT\nEND:VCALENDAR\n")
        let before = files.allFiles()
        var again = take(files)
        #expect(again.items[0].outcome == .present(path: "family/2026-12-01-tea.ics", isSame: true))
        guard case .present(_, isSame: false) = take(files, Self.both.replacing("Tea", with: "Cake")).items[0].outcome
        else {
            Issue.record("another title was taken for the same event")
            return
        }
        try again.carryOut(random: numbers())
        #expect(files.allFiles()["/folder/family/2026-12-01-tea.ics"] == before["/folder/family/2026-12-01-tea.ics"])
        // The UID in another pair's folder is another event (case 92).
        guard case .new = take(files, Self.both.replacing("UID:a", with: "UID:c")).items[0].outcome else {
            Issue.record("an event of another pair was taken for this one")
            return
        }
    }

    @Test func `events without UID get the same one every time`() throws {
        let files = ModelFileStore()
        let text = Self.both.replacing("UID:a\n", with: "").replacing("UID:b\n", with: "")
        var first = take(files, text)
        try first.carryOut(random: numbers())
        #expect(Set(first.items.map(\.uid)).count == 2)
        for item in take(files, text).items {
            guard case .present(_, isSame: true) = item.outcome else {
                Issue.record("\(item.outcome)")
                return
            }
        }
    }

    @Test func `a name that appears meanwhile is not replaced`() throws {
        let files = ModelFileStore()
        var found = take(files)
        files.put("/folder/family/2026-12-01-tea.ics", "mine")
        try found.carryOut(random: numbers())
        #expect(found.items[0].outcome == .failed(.nameTaken("family/2026-12-01-tea.ics")))
        #expect(files.text("/folder/family/2026-12-01-tea.ics") == "mine")
        #expect(!files.allFiles().keys.contains { $0.contains(".calsync-new") })
    }

    @Test func `a file of several events is taken apart and goes to the trash`() throws {
        let files = ModelFileStore()
        let task = Self.both.replacing("END:VCALENDAR", with: "BEGIN:VTODO\nUID:t\nEND:VTODO\nEND:VCALENDAR")
        files.put("/folder/family/both.ics", task)
        var found = take(files, task, own: "family/both.ics")
        try found.carryOut(random: numbers())
        #expect(try found.discardSource(operation: "op", now: 0))
        let there = Set(files.allFiles().keys.filter { !$0.contains("/.calsync/") })
        #expect(
            there == [
                "/folder/family/2026-12-01-tea.ics", "/folder/family/2026-12-02-tea.ics",
                "/folder/family/both-rest.ics",
            ])
        let item = try #require(try Trash(root: "/folder", files: files).items().first)
        #expect(item.path == "family/both.ics")
        #expect(try Trash(root: "/folder", files: files).read(item.place) == Array(task.utf8))
    }

    @Test func `the source stays where an event is broken, there with other content, or saved meanwhile`() throws {
        for change in ["broken", "other", "saved"] {
            let files = ModelFileStore()
            var text = Self.both
            if change == "broken" { text = text.replacing("20261202", with: "20269902") }
            if change == "other" {
                files.put(
                    "/folder/family/x.ics",
                    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:b\nDTSTART:20300101\nEND:VEVENT\nEND:VCALENDAR\n")
            }
            files.put("/folder/family/both.ics", text)
            var found = take(files, text, own: "family/both.ics")
            try found.carryOut(random: numbers())
            if change == "saved" { files.put("/folder/family/both.ics", text + "X") }
            #expect(try !found.discardSource(operation: "op", now: 0), "\(change)")
            #expect(files.text("/folder/family/both.ics") == text + (change == "saved" ? "X" : ""), "\(change)")
        }
    }

    @Test func `the power may go at any step, and every event is still there whole`() throws {
        let whole = Set(EventSplit(Array(Self.both.utf8)).pieces.map(\.file.bytes))
        for steps in 0... {
            var isDone = false
            for seed in 0..<12 as Range<UInt64> {
                let files = ModelFileStore()
                files.put("/folder/family/both.ics", Self.both)
                try StateLayout(root: "/folder").prepare(files)
                var found = take(files, own: "family/both.ics")
                files.cutPower(after: steps)
                if (try? found.carryOut(random: numbers())) != nil,
                    (try? found.discardSource(operation: "op", now: 0)) == true
                {
                    isDone = true
                }
                files.crash(keeping: seed)
                let there = files.allFiles().filter { !$0.key.contains("/.calsync") }
                let pieces = there.filter { $0.key != "/folder/family/both.ics" }
                // Nothing half-written bears the name of an event file.
                #expect(Set(pieces.values).isSubset(of: whole), "step \(steps), seed \(seed)")
                #expect(
                    there["/folder/family/both.ics"] == Array(Self.both.utf8) || Set(pieces.values) == whole,
                    "step \(steps), seed \(seed)")
            }
            if isDone { break }
        }
    }

    @Test func `a folder that leads out of the calendar folder gets nothing`() throws {
        let files = ModelFileStore()
        files.put("/elsewhere/x", "")
        files.putLink("/folder/family", to: "/elsewhere")
        var found = take(files)
        try found.carryOut(random: numbers())
        for item in found.items {
            guard case .failed(.outsideFolder) = item.outcome else {
                Issue.record("\(item.outcome)")
                return
            }
        }
        #expect(!files.allFiles().keys.contains { $0.hasPrefix("/elsewhere/2") })
    }
}
