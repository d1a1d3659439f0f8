import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Cases 2 and 91: events that go from one calendar of an account to another.
@Suite struct MovingTests {
    @Test func `case 2: a moved file moves its event, which keeps its id`() async throws {
        let world = try await Neighbours.synced(event("a", "X-MINE:kept"))
        let id = try #require(world.service.events(in: "home").first?.id)
        try world.folder.move("home/a.ics", to: "work/sub/a.ics")
        let plan = try await world.folder.plan().plan
        #expect(plan.operations.map(\.kind.word) == ["move-remote"])
        #expect(plan.operations.first?.reason == "you moved the file here from home")
        #expect(try await world.folder.sync().words == "move-remote")
        #expect(world.service.events(in: "home").isEmpty)
        #expect(world.service.events(in: "work").map(\.id) == [id])
        #expect(world.folder.read("work/sub/a.ics")?.contains("X-MINE:kept") == true)
        try await world.expectIdle()
    }

    @Test func `case 2: edits of a moved file, and those made at the service, follow in the same run`() async throws {
        let world = try await Neighbours.synced(event("a"))
        let id = try #require(world.service.events(in: "home").first?.id)
        try world.folder.write("work/a.ics", event("a", title: "new"))
        try world.folder.remove("home/a.ics")
        world.service.edit(id, in: "home") { $0.master[.location] = .text("Hall") }
        #expect(try await world.folder.plan().plan.operations.first?.changes.words == "title")
        #expect(try await world.folder.sync().words == "edit-file, edit-remote, move-remote")
        let moved = try #require(world.service.events(in: "work").first)
        #expect(moved.view.title == "new")
        #expect(moved.view.master[.location] == .text("Hall"))
        #expect(world.folder.read("work/a.ics")?.contains("LOCATION:Hall") == true)
        try await world.expectIdle()
    }

    @Test func `a move and back again ends where it began`() async throws {
        let world = try await Neighbours.synced(event("a"))
        for (from, to) in [("home", "work"), ("work", "home")] {
            try world.folder.move("\(from)/a.ics", to: "\(to)/a.ics")
            #expect(try await world.folder.sync().words == "move-remote")
            #expect(world.service.events(in: to).count == 1)
            #expect(world.service.events(in: from).isEmpty)
        }
        try await world.expectIdle()
    }

    @Test func `an answer lost on the way is no second move`() async throws {
        let world = try await Neighbours.synced(event("a"))
        try world.folder.move("home/a.ics", to: "work/a.ics")
        world.service.fail(.move, with: .answerLost)
        #expect(try await world.folder.sync().words == "move-remote")
        #expect(world.service.log.count { $0.verb == .move } == 1)
        #expect(world.service.events(in: "work").count == 1)
        try await world.expectIdle()
    }

    @Test func `an answer lost with the service out of reach is looked up by the next run`() async throws {
        let world = try await Neighbours.synced(event("a"))
        try world.folder.move("home/a.ics", to: "work/a.ics")
        world.service.fail(.move, with: .answerLost)
        world.service.fail(.event, with: .refusal(.unavailable("down", retryAfter: nil)), times: 50)
        world.service.fail(.move, with: .refusal(.unavailable("down", retryAfter: nil)), times: 50)
        try await world.folder.sync()
        world.service.clearFaults()
        world.folder.advance(by: 7200)
        try await world.folder.sync()
        #expect(world.service.events(in: "home").isEmpty)
        #expect(world.service.events(in: "work").count == 1)
        try await world.expectIdle()
    }

    @Test func `what the service won't move is made anew there, then deleted here`() async throws {
        let world = try await Neighbours.synced(event("a"))
        try world.folder.move("home/a.ics", to: "work/a.ics")
        world.service.fail(.move, with: .refusal(.forbidden("no")))
        #expect(try await world.folder.sync().words == "create-remote, delete-remote")
        #expect(world.service.events(in: "home").isEmpty)
        #expect(world.service.events(in: "work").map(\.view.title) == ["a"])
        try await world.expectIdle()
    }

    @Test func `an event that changed on the way is looked at again, then moved`() async throws {
        let world = try await Neighbours.synced(event("a"))
        try world.folder.move("home/a.ics", to: "work/a.ics")
        let id = try #require(world.service.events(in: "home").first?.id)
        let session = try world.folder.open()
        let planned = try await session.plan(SyncRequest())
        world.service.edit(id, in: "home") { $0.master[.title] = .text("theirs") }
        let report = try await session.carryOut(planned)
        try await session.close()
        #expect(report.words == "edit-file, move-remote")
        #expect(world.service.events(in: "work").map(\.view.title) == ["theirs"])
        #expect(world.folder.read("work/a.ics")?.contains("SUMMARY:theirs") == true)
    }

    @Test func `never deleted first: what has no place yet where its file went stays`() async throws {
        let world = try await Neighbours.synced(event("a"))
        try world.folder.move("home/a.ics", to: "work/a.ics")
        // A broken file can't be sent; neither may its event go.
        try world.folder.edit("work/a.ics", "DTSTART:", "DTSTART:x")
        let report = try await world.folder.sync()
        #expect(report.done.isEmpty)
        #expect(world.service.events(in: "home").count == 1)
        try world.folder.edit("work/a.ics", "DTSTART:x", "DTSTART:")
        #expect(try await world.folder.sync().words == "move-remote")
    }

    @Test func `somebody else's event is not moved`() async throws {
        var options = MemoryProvider.Options.neighbours
        options.limit = WriteLimit(
            fields: [.title, .when], reason: "Ann organizes this event.", allowsDeletion: false)
        let world = try await Neighbours.synced(event("a"), options: options)
        try world.folder.move("home/a.ics", to: "work/a.ics")
        let report = try await world.folder.sync()
        #expect(world.service.events(in: "home").count == 1)
        #expect(world.service.log.allSatisfy { $0.verb != .move })
        #expect(report.held.contains { $0.reason.contains("Ann organizes") })
    }

    @Test func `case 91: a file goes where its event went, all other bytes kept`() async throws {
        let world = try await Neighbours.synced(event("a", "X-MINE:kept", "COMMENT:mine"))
        try world.folder.move("home/a.ics", to: "home/deep/my name.ics")
        try await world.folder.sync()
        let bytes = world.folder.read("home/deep/my name.ics")
        try world.moveAtService()
        #expect(try await world.folder.plan().plan.operations.map(\.kind.word) == ["create-file", "delete-file"])
        #expect(try await world.folder.sync().words == "create-file, delete-file")
        #expect(world.folder.eventFiles == ["work/deep/my name.ics"])
        #expect(world.folder.read("work/deep/my name.ics") == bytes)
        try await world.expectIdle()
    }

    @Test func `case 91: edits on both sides go along`() async throws {
        let world = try await Neighbours.synced(event("a", "X-MINE:kept"))
        try world.folder.edit("home/a.ics", "SUMMARY:a", "SUMMARY:mine")
        try world.moveAtService { $0.master[.location] = .text("Hall") }
        #expect(try await world.folder.sync().words == "create-file, delete-file, edit-remote")
        let text = try #require(world.folder.read("work/a.ics"))
        #expect(text.contains("SUMMARY:mine") && text.contains("LOCATION:Hall") && text.contains("X-MINE:kept"))
        #expect(world.service.events(in: "work").map(\.view.title) == ["mine"])
        try await world.expectIdle()
    }

    @Test func `many events that move are no mass deletion`() async throws {
        let world = Neighbours()
        for number in 1...20 { try world.folder.write("home/e\(number).ics", event("e\(number)")) }
        try await world.folder.sync()
        for number in 1...12 { try world.folder.move("home/e\(number).ics", to: "work/e\(number).ics") }
        #expect(try await world.folder.sync().done.count == 12)
        #expect(world.service.events(in: "work").count == 12)
        try await world.expectIdle()
    }
}

/// Two pairs of one account, `home` and `work`.
struct Neighbours {
    let service: MemoryProvider
    let folder: FolderWorld

    init(options: MemoryProvider.Options = .neighbours) {
        service = MemoryProvider(options: options, calendars: Self.calendars)
        folder = FolderWorld(Self.setups(service))
    }

    static let calendars = ["home", "work"].map {
        RemoteCalendar(id: $0, name: $0, timeZone: "Europe/Berlin", isWritable: true, isPrimary: $0 == "home")
    }

    static func setups(_ service: MemoryProvider) -> [PairSetup] {
        ["home", "work"].map {
            PairSetup(
                id: PairID($0), folder: $0, account: "me", calendar: $0, policy: Policy(), provider: service)
        }
    }

    static func synced(_ text: String, options: MemoryProvider.Options = .neighbours) async throws -> Neighbours {
        let world = Neighbours(options: options)
        try world.folder.write("home/a.ics", text)
        try await world.folder.sync()
        world.service.resetLog()
        return world
    }

    /// Moves the one event to the other calendar, as its owner would at the service.
    func moveAtService(_ change: (inout View) -> Void = { _ in }) throws {
        let event = try #require(service.events(in: "home").first)
        var view = event.view
        change(&view)
        service.remove(event.id, in: "home")
        service.put(event.uid, view, in: "work")
    }

    func expectIdle(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let writes = service.writes
        #expect(try await folder.plan().plan.isEmpty, sourceLocation: sourceLocation)
        #expect(try await folder.sync().words == "nothing", sourceLocation: sourceLocation)
        #expect(service.writes == writes, sourceLocation: sourceLocation)
    }
}

extension MemoryProvider.Options {
    /// A service that moves events between its calendars.
    static var neighbours: Self { .with { $0.movesEvents = true } }
}
