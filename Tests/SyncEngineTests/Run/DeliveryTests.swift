import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// cases.md 2.8, 82–94: lost answers, refused writes, services that answer oddly.
@Suite struct DeliveryTests {
    /// Each kind of write, with what it leaves at the service.
    static let writes: [(name: String, change: @Sendable (World) throws -> Void)] = [
        ("create", { try $0.folder.write("work/b.ics", event("b")) }),
        ("update", { try $0.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new") }),
        ("delete", { try $0.folder.remove("work/a.ics") }),
        ("override", { try $0.folder.edit("work/s.ics", "SUMMARY:moved", "SUMMARY:again") }),
        (
            "exclusion",
            {
                try $0.folder.edit(
                    "work/s.ics", "SUMMARY:s", "SUMMARY:s\nEXDATE;TZID=Europe/Berlin:20260129T090000")
            }
        ),
        ("series", { try $0.folder.write("work/t.ics", series("t", others: [override])) }),
    ]

    static let override = [
        "RECURRENCE-ID;TZID=Europe/Berlin:20260205T090000", "DTSTART;TZID=Europe/Berlin:20260205T140000",
        "DTEND;TZID=Europe/Berlin:20260205T150000", "SUMMARY:moved",
    ]

    private func world() async throws -> World {
        let world = try await World.synced("a", "z")
        try world.folder.write("work/s.ics", series("s", others: [Self.override]))
        try await world.sync()
        return world
    }

    @Test(arguments: 0..<6) func `cases 82 and 85: a lost answer doubles nothing and conflicts with nothing`(
        index: Int
    ) async throws {
        let straight = try await world()
        try Self.writes[index].change(straight)
        try await straight.sync()
        for times in [1, 9] {
            for skip in 0..<2 {
                let world = try await world()
                try Self.writes[index].change(world)
                for verb in [MemoryProvider.Verb.create, .update, .delete] {
                    world.service.fail(verb, with: .answerLost, times: times, skip: skip)
                }
                // The looks that would find it go wrong as well, so that the next run must.
                let down = MemoryProvider.Fault.refusal(.unavailable("down", retryAfter: nil))
                for verb in [MemoryProvider.Verb.event, .find] where times > 1 {
                    world.service.fail(verb, with: down, times: 9, skip: verb == .find ? 2 : 0)
                }
                for _ in 0..<12 {
                    world.folder.advance(by: 7_200)
                    let report = try await world.sync(SyncRequest(retriesNow: true))
                    #expect(report.conflicts.isEmpty)
                }
                #expect(world.titles == straight.titles, "\(Self.writes[index].name) \(times) \(skip)")
                let pairs = zip(straight.service.events(), world.service.events())
                #expect(pairs.allSatisfy { $0.view.matches($1.view) }, "\(Self.writes[index].name) \(times) \(skip)")
                try await world.expectIdle()
            }
        }
    }

    @Test func `case 83: a create whose answer was lost and an edit since are one event and no conflict`() async throws
    {
        let world = World()
        try world.folder.write("work/a.ics", event("a"))
        try await world.crash(at: "answered")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:edited")
        #expect(try await world.sync().words == "edit-remote")
        #expect(world.titles == ["edited"])
        try await world.expectIdle()
    }

    @Test func `an event that somebody made under the UID of a create that never went out is not taken for ours`()
        async throws
    {
        let world = World()
        try world.folder.write("work/a.ics", event("a"))
        try await world.crash(
            at: "announced", then: { $0.service.put(uid("a"), view(event("a", title: "theirs"))) })
        let report = try await world.sync()
        #expect(report.conflicts.map(\.key.uid) == [uid("a")])
        #expect(world.titles == ["theirs"])
        #expect(world.folder.read("work/a.ics")?.contains("SUMMARY:a") == true)
    }

    @Test func `case 84: an update whose answer was lost does not revert a later edit at the service`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine")
        try await world.crash(at: "answered")
        try world.editRemote("a", .title, "theirs")
        try await world.sync()
        #expect(world.titles == ["theirs"])
        let text = try #require(world.folder.read("work/a.ics"))
        #expect(text.contains("SUMMARY:theirs") || text.contains("SUMMARY:mine"))
        try await world.expectIdle()
    }

    @Test func `case 84: an update whose answer was lost meets an edit of another field`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine")
        try await world.crash(at: "answered")
        try world.editRemote("a", .location, "Hall")
        #expect(try await world.sync().words == "edit-file")
        #expect(try world.remote("a").view.matches(view(event("a", title: "mine", "LOCATION:Hall"))))
        try await world.expectIdle()
    }

    /// The intent stays open while the same run looks, goes on, and knows more than it.
    @Test func `an update whose answer was lost takes back nothing that was agreed since`() async throws {
        let world = try await World.synced("a", "b")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        // The write lands, the look after it fails, and the second try is refused: the event is another one by now.
        world.service.fail(.update, with: .answerLost)
        world.service.fail(.event, with: .refusal(.unavailable("down", retryAfter: nil)))
        world.folder.whileWaiting = { [service = world.service] in
            guard let event = service.events().first(where: { $0.uid == uid("a") }) else { return }
            service.edit(event.id) { $0.master[.location] = .text("Hall") }
        }
        try await world.sync()
        world.folder.whileWaiting = nil
        #expect(world.folder.read("work/a.ics")?.contains("LOCATION:Hall") == true)
        try world.folder.edit("work/a.ics", "LOCATION:Hall\n", "")
        try await world.sync()
        #expect(world.folder.read("work/a.ics")?.contains("LOCATION") == false)
        #expect(try world.remote("a").view.master[.location] == nil)
        try await world.expectIdle()
    }

    @Test func `case 86: a refused guarded write is merged in the same run`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine")
        let session = try world.folder.open()
        let planned = try await session.plan(SyncRequest())
        try world.editRemote("a", .location, "Hall")
        let report = try await session.carryOut(planned)
        try await session.close()
        #expect(report.words == "edit-file, edit-remote")
        #expect(try world.remote("a").view.matches(view(event("a", title: "mine", "LOCATION:Hall"))))
        #expect(world.folder.read("work/a.ics")?.contains("LOCATION:Hall") == true)
        try await world.expectIdle()
    }

    @Test func `case 86: an event deleted between plan and push is merged in the same run`() async throws {
        let world = try await World.synced("a")
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine")
        let session = try world.folder.open()
        let planned = try await session.plan(SyncRequest())
        try world.removeRemote("a")
        let report = try await session.carryOut(planned)
        try await session.close()
        #expect(report.words == "create-remote")
        #expect(world.titles == ["mine"])
        try await world.expectIdle()
    }

    @Test func `case 87: another revision of the same content writes nothing`() async throws {
        let world = try await World.synced("a")
        world.service.edit(try world.remote("a").id) { _ in }
        let report = try await world.sync()
        #expect(report.done.allSatisfy { $0.kind.side == nil })
        #expect(world.service.writes == 0)
        #expect(world.folder.read("work/a.ics") == event("a"))
        try await world.expectIdle()
    }

    @Test func `case 88: a service that cuts what it is sent comes to rest in one look`() async throws {
        let world = World(.with { $0.floorsToMinutes = true })
        let text = event("a").replacing("T090000Z", with: "T090030Z")
        try world.folder.write("work/a.ics", text)
        try await world.sync()
        try await world.expectIdle()
        #expect(world.folder.read("work/a.ics") == text)
        try world.editRemote("a", .title, "new")
        try await world.sync()
        #expect(world.folder.read("work/a.ics") == text.replacing("SUMMARY:a", with: "SUMMARY:new"))
        try await world.expectIdle()
    }

    @Test func `case 89: what a rate limit stopped is planned again later`() async throws {
        let world = try await World.synced(count: 4)
        for number in 1...3 { try world.folder.edit("work/e\(number).ics", "SUMMARY:e", "SUMMARY:new") }
        world.service.fail(.update, with: .refusal(.rateLimited("slow down", retryAfter: 600)), times: 2)
        let report = try await world.sync()
        #expect(report.exitCode == .queued)
        #expect(world.titles == ["e1", "e2", "e3", "e4"])
        world.folder.advance(by: 700)
        #expect(try await world.sync().words == "edit-remote, edit-remote, edit-remote")
        #expect(world.titles == ["e4", "new1", "new2", "new3"])
        try await world.expectIdle()
    }

    @Test func `case 89: a short Retry-After is waited for in the run`() async throws {
        let world = World()
        try world.folder.write("work/a.ics", event("a"))
        world.service.fail(.create, with: .refusal(.rateLimited("slow down", retryAfter: 5)))
        #expect(try await world.sync().words == "create-remote")
        #expect(world.folder.waited.allSatisfy { $0 >= 5 })
        #expect(world.folder.waited.count == 1)
    }

    @Test func `case 90: a crash between file and commit is no conflict, also with an edit since`() async throws {
        let world = try await World.synced("a")
        try world.editRemote("a", .location, "Hall")
        try await world.crash(at: "settled")
        #expect(world.folder.read("work/a.ics")?.contains("LOCATION:Hall") == true)
        try world.folder.edit("work/a.ics", "LOCATION:Hall", "LOCATION:Garden")
        #expect(try await world.sync().words == "edit-remote")
        #expect(try world.remote("a").view.matches(view(event("a", "LOCATION:Garden"))))
        try await world.expectIdle()
    }

    @Test func `case 92: one UID in two pairs' folders is two events`() async throws {
        let (home, job) = (MemoryProvider(), MemoryProvider())
        let folder = FolderWorld([.make("home", home), .make("job", job)])
        try folder.write("home/a.ics", event("a", title: "one"))
        try folder.write("job/a.ics", event("a", title: "two"))
        #expect(try await folder.sync().words == "create-remote, create-remote")
        #expect(home.events().map(\.view.title) == ["one"])
        #expect(job.events().map(\.view.title) == ["two"])
        #expect(try await folder.sync().words == "nothing")
    }

    @Test func `case 93: a file saved without its UID gets the same one back`() async throws {
        let world = World()
        let text = file(["DTSTART:20260115T090000Z", "SUMMARY:Lunch"])
        try world.folder.write("work/a.ics", text)
        try await world.sync()
        let before = world.service.events().map(\.uid)
        try world.folder.write("work/a.ics", text.replacing("Lunch", with: "Dinner"))
        #expect(try await world.sync().words == "complete-file, edit-remote")
        #expect(world.titles == ["Dinner"])
        #expect(world.service.events().map(\.uid) == before)
        try await world.expectIdle()
    }

    @Test func `case 94: a file that is gone while its swap file is young is not deleted`() async throws {
        let world = try await World.synced("a", "b", "c")
        world.folder.advance(by: -3_700)
        try world.folder.write("work/.a.ics.swp", "vim")
        try world.folder.remove("work/a.ics")
        #expect(try await world.sync().words == "held unread")
        #expect(world.titles == ["a", "b", "c"])
        world.folder.advance(by: 700)
        #expect(try await world.sync().words == "delete-remote")
        #expect(world.titles == ["b", "c"])
    }
}

extension World {
    /// Syncs up to the first step called `step`, where the process ends; `then` is what happens elsewhere meanwhile.
    func crash(
        at step: String, then: (World) throws -> Void = { _ in }, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        await #expect(throws: Stop.self, sourceLocation: sourceLocation) {
            try await folder.sync { if $0 == step { throw Stop() } }
        }
        try then(self)
    }

    private struct Stop: Error {}
}
