import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// cases.md 2.8, 26–28 and 35–50: deletions, edits against deletions, and listings that are not to be believed.
@Suite struct DeletionTests {
    @Test func `case 26: a reverted edit is pushed`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        try await world.sync()
        try world.folder.write("work/a.ics", event("a"))
        #expect(try await world.sync().words == "edit-remote")
        #expect(world.titles == ["a"])
        try await world.expectIdle()
    }

    @Test func `case 27: a file that was never synced goes without a word`() async throws {
        let world = try await World.synced("a")
        try world.folder.write("work/b.ics", event("b"))
        try world.folder.remove("work/b.ics")
        #expect(try await world.sync().words == "nothing")
        #expect(world.service.writes == 0)
    }

    @Test(arguments: [true, false]) func `case 28: a file that comes back after its deletion is made anew`(
        keepsTombstones: Bool
    ) async throws {
        let world = try await World.synced("a", "b", "c", options: .with { $0.tombstonesHoldUIDs = keepsTombstones })
        try world.folder.remove("work/a.ics")
        #expect(try await world.sync().words == "delete-remote")
        try world.folder.write("work/a.ics", event("a"))
        #expect(try await world.sync().words == "create-remote")
        #expect(world.titles == ["a", "b", "c"])
        try await world.expectIdle()
    }

    @Test func `case 35: a deletion in the folder is one deletion at the service`() async throws {
        let world = try await World.synced("a", "b", "c")
        try world.folder.remove("work/a.ics")
        #expect(try await world.sync().words == "delete-remote")
        #expect(world.titles == ["b", "c"])
        try await world.expectIdle()
    }

    @Test func `case 35: a deletion at the service takes the file to the trash`() async throws {
        let world = try await World.synced("a", "b", "c")
        try world.removeRemote("a")
        #expect(try await world.sync().words == "delete-file")
        #expect(world.folder.eventFiles == ["work/b.ics", "work/c.ics"])
        let trash = try Trash(root: world.folder.root, files: world.folder.files).items()
        #expect(trash.map(\.path) == ["work/a.ics"])
        try await world.expectIdle()
    }

    @Test func `case 36: an edit at the service beats a deletion, with the file's own lines`() async throws {
        let world = World()
        try world.folder.write("work/a.ics", event("a", "X-MINE:kept"))
        try await world.sync()
        try world.folder.remove("work/a.ics")
        try world.editRemote("a", .title, "new")
        let report = try await world.sync()
        #expect(report.words == "create-file")
        #expect(report.done.first?.reason.contains("the edit wins") == true)
        let path = try #require(world.folder.eventFiles.first)
        let text = try #require(world.folder.read(path))
        #expect(text == event("a", title: "new", "X-MINE:kept"))
        try await world.expectIdle()
    }

    @Test func `case 37: an edit of what the service can't hold beats its deletion`() async throws {
        let world = try await World.synced("a", options: .with { $0.fields = [.title, .when] })
        try world.removeRemote("a")
        try world.folder.edit(
            "work/a.ics", "SUMMARY:a",
            "SUMMARY:a\nBEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT5M\nEND:VALARM")
        #expect(try await world.sync().words == "create-remote")
        #expect(world.titles == ["a"])
        try await world.expectIdle()
    }

    @Test func `case 38: a new DTSTAMP is no edit, so the deletion wins`() async throws {
        let world = try await World.synced("a", "b", "c")
        try world.removeRemote("a")
        try world.folder.edit("work/a.ics", "DTSTAMP:20260101T000000Z", "DTSTAMP:20260102T000000Z")
        #expect(try await world.sync().words == "delete-file")
        try await world.expectIdle()
    }

    @Test func `case 40: a stale listing of a deleted event is ignored`() async throws {
        let world = try await World.synced("a", "b", "c")
        try world.folder.remove("work/a.ics")
        try await world.sync()
        world.service.fail(.changes, with: .staleListing(changes: 1))
        world.service.expireCursors()
        #expect(try await world.sync(SyncRequest(isFull: true)).done.allSatisfy { $0.kind.side == nil })
        #expect(world.folder.eventFiles == ["work/b.ics", "work/c.ics"])
        #expect(world.titles == ["b", "c"])
        try await world.expectIdle()
    }

    @Test func `case 41: an event restored at the service comes back with the file's own lines`() async throws {
        let world = try await World.synced("b", "c", options: .with { $0.fields = [.title, .when] })
        try world.folder.write("work/a.ics", event("a", "X-MINE:kept"))
        try await world.sync()
        try world.removeRemote("a")
        try await world.sync()
        world.service.put(uid("a"), view(event("a", title: "back")))
        #expect(try await world.sync().words == "create-file")
        let path = try #require(world.folder.eventFiles.first { !["work/b.ics", "work/c.ics"].contains($0) })
        #expect(world.folder.read(path)?.contains("X-MINE:kept") == true)
        #expect(world.folder.read(path)?.contains("SUMMARY:back") == true)
        try await world.expectIdle()
    }

    @Test func `case 44: a calendar that is gone touches no file`() async throws {
        let world = try await World.synced("a", "b")
        world.service.removeCalendar("home")
        let report = try await world.sync()
        #expect(report.words == "trouble")
        #expect(world.folder.eventFiles.count == 2)
    }

    @Test func `case 45: a listing with nothing in it is held`() async throws {
        let world = try await World.synced(count: 5)
        world.service.expireCursors()
        world.service.fail(.changes, with: .shortListing(dropping: 99), skip: 1)
        let report = try await world.sync()
        #expect(report.done.isEmpty)
        #expect(report.exitCode == .safety)
        #expect(world.folder.eventFiles.count == 5)
        #expect(try await world.sync().words == "nothing")
        try await world.expectIdle()
    }

    /// The event was never deleted at the service: it is not made there again, and its file is no stranger.
    @Test func `a file that comes back where deletions are kept is in step with its event again`() async throws {
        let world = try await World.synced("a", "b", "c", policy: Policy(deletions: .keep))
        try world.folder.remove("work/a.ics")
        #expect(try await world.sync().words == "forget")
        try await world.expectIdle()
        try world.folder.write("work/a.ics", event("a"))
        #expect(try await world.sync().words == "adopt")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        #expect(try await world.sync().words == "edit-remote")
        #expect(world.titles == ["b", "c", "new"])
        try await world.expectIdle()
    }

    @Test func `an event that is restored at the service gets its file back under its name`() async throws {
        let world = try await World.synced("a", "b", "c")
        let event = try world.remote("a")
        try world.folder.move("work/a.ics", to: "work/own name.ics")
        try await world.sync()
        world.service.remove(event.id)
        #expect(try await world.sync().words == "delete-file")
        world.service.put(event.uid, event.view)
        #expect(try await world.sync().words == "create-file")
        #expect(world.folder.eventFiles == ["work/b.ics", "work/c.ics", "work/own name.ics"])
    }

    @Test func `case 46: a listing that ends early proves no absence and keeps the cursor`() async throws {
        let world = try await World.synced(count: 5)
        try world.editRemote("e1", .title, "new")
        world.service.expireCursors()
        world.service.fail(.changes, with: .unfinishedListing(keeping: 1), skip: 1)
        let report = try await world.sync()
        #expect(report.words == "edit-file")
        #expect(world.folder.eventFiles.count == 5)
        try world.editRemote("e5", .title, "newer")
        #expect(try await world.sync().done.contains { $0.kind == .editFile })
        #expect(world.folder.read("work/e5.ics")?.contains("SUMMARY:newer") == true)
        try await world.expectIdle()
    }

    @Test func `case 47: after an expired cursor a whole listing is matched by id`() async throws {
        let world = try await World.synced(count: 5)
        try world.editRemote("e1", .title, "new")
        try world.removeRemote("e2")
        world.service.expireCursors()
        #expect(try await world.sync().words == "delete-file, edit-file")
        #expect(world.folder.eventFiles.count == 4)
        try await world.expectIdle()
    }

    @Test func `case 47: absence from a listing is checked by a read`() async throws {
        let world = try await World.synced(count: 9)
        world.service.expireCursors()
        world.service.fail(.changes, with: .shortListing(dropping: 1), skip: 1)
        #expect(try await world.sync().done.allSatisfy { $0.kind.side == nil })
        #expect(world.folder.eventFiles.count == 9)
    }

    @Test func `case 48: events imported anew under other ids are linked by UID`() async throws {
        let world = try await World.synced("a", "b", "c", options: .with { $0.tombstonesHoldUIDs = false })
        for name in ["a", "b", "c"] {
            try world.removeRemote(name)
            world.service.put(uid(name), view(event(name)))
        }
        let report = try await world.sync()
        #expect(report.done.allSatisfy { $0.kind.side == nil })
        #expect(world.titles == ["a", "b", "c"])
        #expect(world.folder.eventFiles.count == 3)
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        #expect(try await world.sync().words == "edit-remote")
        #expect(world.titles == ["b", "c", "new"])
    }

    @Test func `case 49: the same UIDs on both sides are adopted`() async throws {
        let world = World()
        for name in ["a", "b"] {
            try world.folder.write("work/\(name).ics", event(name))
            world.service.put(uid(name), view(event(name)))
        }
        world.service.edit(try world.remote("b").id) { $0.master[.title] = .text("other") }
        let report = try await world.sync()
        #expect(report.words == "adopt, adopt, conflict title")
        #expect(world.service.writes == 0)
        #expect(world.folder.read("work/b.ics") == event("b"))
    }

    @Test func `case 49: look-alikes are proposed, and adopted when told`() async throws {
        let world = World()
        try world.folder.write("work/a.ics", event("a", title: "Lunch"))
        world.service.put(uid("other"), view(event("x", title: "Lunch")))
        #expect(try await world.folder.plan().lookAlikes.map(\.path) == ["work/a.ics"])
        let report = try await world.sync(SyncRequest(adoptsMatches: true))
        #expect(report.done.map(\.kind) == [.adopt])
        #expect(world.titles == ["Lunch"])
        try await world.expectIdle()
        try world.editRemote("other", .location, "Hall")
        #expect(try await world.sync().words == "edit-file")
        #expect(world.folder.eventFiles == ["work/a.ics"])
        try await world.expectIdle()
    }

    @Test func `case 49: a look-alike that is saved while it is adopted is there once`() async throws {
        let world = World()
        try world.folder.write("work/a.ics", event("a", title: "Lunch"))
        world.service.put(uid("other"), view(event("x", title: "Lunch", "LOCATION:Hall")))
        let isSaved = Locked(false)
        let session = try world.folder.open { [folder = world.folder] step in
            let isFirst = isSaved.withLock { isSaved in
                defer { isSaved = isSaved || step == "journaled" }
                return !isSaved && step == "journaled"
            }
            if isFirst { try folder.edit("work/a.ics", "SUMMARY:Lunch", "SUMMARY:Lunch\nCOMMENT:saved") }
        }
        let report = try await session.carryOut(try await session.plan(SyncRequest(adoptsMatches: true)))
        try await session.close()
        #expect(isSaved.withLock { $0 } && report.held.isEmpty)
        #expect(world.service.events().map(\.uid) == [uid("other")])
        let text = try #require(world.folder.read("work/a.ics"))
        #expect(text.contains("COMMENT:saved") && text.contains("LOCATION:Hall"))
        try await world.expectIdle()
    }

    @Test func `case 50: the same edit on both sides writes nothing`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        try world.editRemote("a", .title, "new")
        #expect(try await world.sync().words == "adopt")
        #expect(world.service.writes == 0)
        try await world.expectIdle()
    }

    @Test(arguments: [nil, "mailto:me@example.org"])
    func `only who is invited is told to decline what can't be deleted`(_ guest: String?) async throws {
        let limit = WriteLimit(fields: [.title], reason: "Its guests.", answersFor: guest, allowsDeletion: false)
        let world = try await World.synced("a", "b", options: .with { $0.limit = limit })
        try world.folder.remove("work/a.ics")
        let report = try await world.sync()
        #expect(report.words == "held service")
        let remedy = try #require(report.held.first?.remedy)
        #expect(remedy.contains("PARTSTAT=DECLINED") == (guest != nil))
        #expect(remedy.contains("git checkout") && remedy.contains("delete the event at Memory"))
        #expect(world.titles == ["a", "b"])
    }

    @Test
    func
        `instances of a series that is made anew wait for it, and nothing that was agreed before it was deleted counts`()
        async throws
    {
        let world = World()
        let other = ["RECURRENCE-ID;TZID=Europe/Berlin:20260129T090000", "SUMMARY:other"]
        let times = ["DTSTART;TZID=Europe/Berlin:20260129T140000", "DTEND;TZID=Europe/Berlin:20260129T150000"]
        try world.folder.write("work/s.ics", series("s", others: [other + times]))
        try await world.sync()
        try world.removeRemote("s")
        try world.folder.edit("work/s.ics", "SUMMARY:s\n", "SUMMARY:s\nLOCATION:Hall\n")
        // It is made, and the answer is lost; nothing at this service says that it is ours.
        world.service.fail(.create, with: .answerLost)
        #expect(try await world.sync().words == "queued")
        world.folder.advance(by: 4_000)
        for _ in 1...2 { try await world.sync() }
        let file = try #require(world.folder.read("work/s.ics"))
        #expect(file.contains("SUMMARY:other") && file.contains("LOCATION:Hall"))
        #expect(try world.remote("s").view.matches(view(file)))
        try await world.expectIdle()
    }

    @Test func `an event that somebody restores just before it is made anew is edited where it is`() async throws {
        let world = try await World.synced("a", "b", "c")
        let event = try world.remote("a")
        world.service.remove(event.id)
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        let service = world.service
        let isBack = Locked(false)
        try await world.folder.sync { step in
            guard step == "push", !isBack.withLock({ $0 }) else { return }
            isBack.withLock { $0 = true }
            service.put(event.uid, event.view)
        }
        #expect(isBack.withLock { $0 })
        try await world.sync()
        #expect(world.titles == ["b", "c", "new"])
        try await world.expectIdle()
    }
}
