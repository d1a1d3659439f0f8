import ICalendar
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Changing event files without the lock, beside editors and syncs.
@Suite struct FolderEditTests {
    private static let (old, new) = (Array("old".utf8), Array("new and longer".utf8))
    private static let path = "work/a.ics"

    private func editor(_ files: ModelFileStore) -> FolderEdit {
        FolderEdit(root: "/folder", files: files, now: { 1_768_469_400_000_000_000 }, random: { 5 })
    }

    private func folder() throws -> ModelFileStore {
        let files = ModelFileStore()
        files.put("/folder/work/a.ics", Self.old)
        try StateLayout(root: "/folder").prepare(files)
        return files
    }

    @Test func `what was replaced and what was deleted lies in the trash`() throws {
        let files = try folder()
        try editor(files).replace(Self.old, at: Self.path, with: Self.new)
        #expect(files.text("/folder/work/a.ics") == "new and longer")
        try editor(files).delete(Self.new, at: Self.path)
        #expect(files.text("/folder/work/a.ics") == nil)
        let trash = Trash(root: "/folder", files: files)
        #expect(try trash.items().map { try trash.read($0.place) } == [Self.old, Self.new])
        #expect(files.allFiles().keys.filter { $0.contains("/.calsync-") }.isEmpty)
    }

    @Test func `a file that was saved meanwhile stays as it was saved`() throws {
        let files = try folder()
        files.put("/folder/work/a.ics", "by hand")
        #expect(throws: WriteError.movedOn(Self.path)) {
            try editor(files).replace(Self.old, at: Self.path, with: Self.new)
        }
        #expect(throws: WriteError.movedOn(Self.path)) { try editor(files).delete(Self.old, at: Self.path) }
        #expect(files.text("/folder/work/a.ics") == "by hand")
    }

    @Test func `an editor that saves at any step loses nothing`() throws {
        for isDeletion in [false, true] {
            var step = 0
            var isDone = false
            while !isDone {
                let files = try folder()
                let left = Locked(step)
                let hasSaved = Locked(false)
                files.onStep { [files] _ in
                    let isNow = left.withLock { count in
                        count -= 1
                        return count == -1
                    }
                    guard isNow else { return }
                    hasSaved.withLock { $0 = true }
                    files.put("/folder/work/a.ics", "by hand")
                }
                if isDeletion {
                    try? editor(files).delete(Self.old, at: Self.path)
                } else {
                    try? editor(files).replace(Self.old, at: Self.path, with: Self.new)
                }
                files.onStep(nil)
                isDone = !hasSaved.withLock { $0 }
                let texts = files.allFiles().values.map { String(decoding: $0, as: UTF8.self) }
                #expect(isDone || texts.contains("by hand"), "step \(step)")
                step += 1
            }
            #expect(step > 3)
        }
    }

    @Test func `a crash at any step leaves the bytes of before, or those of after with the old ones kept`() throws {
        var step = 0
        var isDone = false
        while !isDone {
            let files = try folder()
            files.settle()
            files.cutPower(after: step)
            do {
                try editor(files).replace(Self.old, at: Self.path, with: Self.new)
                isDone = true
            } catch {}
            files.crash(keeping: UInt64(step))
            let text = files.text("/folder/work/a.ics")
            #expect(text == "old" || text == "new and longer", "step \(step): \(text ?? "gone")")
            #expect(files.allFiles().values.contains(Self.old), "step \(step)")
            step += 1
        }
        #expect(step > 3)
    }

    @Test func `a file moves under a name that is free`() throws {
        let files = try folder()
        files.put("/folder/family/a.ics", "another")
        #expect(try editor(files).move(Self.path, into: "family") == "family/a-2.ics")
        #expect(files.text("/folder/family/a-2.ics") == "old")
        #expect(files.text("/folder/family/a.ics") == "another")
        #expect(files.text("/folder/work/a.ics") == nil)
        #expect(try editor(files).move("family/a-2.ics", into: "new/deep") == "new/deep/a-2.ics")
        #expect(throws: WriteError.movedOn("gone.ics")) { try editor(files).move("gone.ics", into: "work") }
        #expect(throws: WriteError.outsideFolder("../x")) { try editor(files).move("family/a.ics", into: "../x") }
    }
}
