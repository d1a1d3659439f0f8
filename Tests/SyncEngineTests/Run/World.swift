import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// A folder with one pair, `work`, and the service at its other end.
struct World {
    let service: MemoryProvider
    let folder: FolderWorld
    /// The pair that most tests are about.
    static let work = PairID("work")

    init(_ options: MemoryProvider.Options = MemoryProvider.Options(), policy: Policy = Policy()) {
        service = MemoryProvider(options: options)
        folder = FolderWorld([.make("work", service, policy: policy)])
    }

    /// A real folder, for what a model doesn't have.
    init(onDisk policy: Policy) {
        service = MemoryProvider()
        folder = FolderWorld(onDisk: [.make("work", service, policy: policy)])
    }

    /// A folder with these events, agreed on by both sides.
    static func synced(
        _ names: String..., options: MemoryProvider.Options = MemoryProvider.Options(), policy: Policy = Policy()
    ) async throws -> World {
        let world = World(options, policy: policy)
        for name in names { try world.folder.write("work/\(name).ics", event(name)) }
        try await world.sync()
        world.service.resetLog()
        return world
    }

    /// A folder with as many events, `e1`, `e2` …, agreed on by both sides.
    static func synced(
        count: Int, options: MemoryProvider.Options = MemoryProvider.Options(), policy: Policy = Policy()
    ) async throws -> World {
        let world = World(options, policy: policy)
        for number in 1...count { try world.folder.write("work/e\(number).ics", event("e\(number)")) }
        try await world.sync()
        world.service.resetLog()
        return world
    }

    @discardableResult
    func sync(_ request: SyncRequest = SyncRequest()) async throws -> RunReport { try await folder.sync(request) }

    /// The service's event of a name; fails the test when there is not just one.
    func remote(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> RemoteEvent {
        let found = service.events().filter { $0.uid == uid(name) }
        #expect(found.count == 1, "events \(name)", sourceLocation: sourceLocation)
        return try #require(found.first, sourceLocation: sourceLocation)
    }

    /// Where the event's file is.
    func path(_ uid: UID) -> String? { folder.eventFiles.first { folder.read($0)?.contains("UID:\(uid)\n") ?? false } }

    /// The titles at the service, sorted.
    var titles: [String] { service.events().map(\.view.title).sorted() }

    /// Changes an event as its owner would at the service.
    func editRemote(_ name: String, _ field: Field, _ text: String?) throws {
        let id = try remote(name).id
        service.edit(id) { $0.master[field] = text.map { .text($0) } }
    }

    /// Deletes an event at the service.
    func removeRemote(_ name: String) throws { service.remove(try remote(name).id) }

    /// A further sync writes nothing anywhere (I6).
    func expectIdle(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let writes = service.writes
        let before = folder.everything()
        let report = try await sync()
        #expect(report.done.isEmpty, sourceLocation: sourceLocation)
        #expect(service.writes == writes, "writes to the service", sourceLocation: sourceLocation)
        let after = folder.everything()
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        #expect(changed.isEmpty, "files written by an idle sync", sourceLocation: sourceLocation)
    }
}

/// A crash in the middle of a run.
struct Crash: Error {}

/// Makes a checkpoint that crashes at the `step`-th step.
func crash(at step: Int) -> @Sendable (String) throws -> Void {
    let left = Locked(step)
    return { _ in
        let isLast = left.withLock { count in
            count -= 1
            return count == 0
        }
        if isLast { throw Crash() }
    }
}

/// Makes the UID of an event that tests call `name`.
func uid(_ name: String) -> UID { UID(name + "@test")! }

/// Makes an event file of one morning; `title` is the name unless another is given.
func event(_ name: String, title: String? = nil, _ more: String..., day: Int = 15) -> String {
    file(
        ["UID:\(name)@test"] + ["DTSTAMP:20260101T000000Z", "DTSTART:202601\(day)T090000Z"]
            + ["DTEND:202601\(day)T100000Z", "SUMMARY:\(title ?? name)"] + more)
}

/// Makes the file of a weekly series, Thursdays 9:00 in Berlin from 2026-01-15, with further VEVENTs.
func series(_ name: String, _ more: String..., others: [[String]] = []) -> String {
    let lines =
        ["UID:\(name)@test", "DTSTAMP:20260101T000000Z", "DTSTART;TZID=Europe/Berlin:20260115T090000"]
        + ["DTEND;TZID=Europe/Berlin:20260115T100000", "RRULE:FREQ=WEEKLY;COUNT=8", "SUMMARY:\(name)"] + more
    return file(lines, others.map { ["UID:\(name)@test", "DTSTAMP:20260101T000000Z"] + $0 })
}

/// Makes a file of VEVENTs with these lines.
func file(_ lines: [String], _ others: [[String]] = []) -> String {
    let events = ([lines] + others).flatMap { ["BEGIN:VEVENT"] + $0 + ["END:VEVENT"] }
    return (["BEGIN:VCALENDAR", "VERSION:2.0"] + events + ["END:VCALENDAR", ""]).joined(separator: "\n")
}

/// Returns what a file says.
func view(_ text: String) -> View { EventFile(Array(text.utf8)).event?.content ?? View() }

extension PairSetup {
    /// A pair with the folder of its name and an account of its own.
    static func make(_ name: String, _ provider: MemoryProvider, policy: Policy = Policy(), folder: String? = nil)
        -> PairSetup
    {
        PairSetup(
            id: PairID(name), folder: folder ?? name, account: name, calendar: "home", policy: policy,
            provider: provider)
    }
}

extension RunReport {
    /// The run in a few words: what was done, then what waits.
    var words: String {
        let words =
            done.map(\.kind.word).sorted()
            + conflicts.map { "conflict " + $0.fields.map(\.path.words).joined(separator: "+") }.sorted()
            + held.map { "held " + $0.cause.rawValue }.sorted() + queued.map { $0.isParked ? "parked" : "queued" }
            + troubles.map { _ in "trouble" }
        return words.isEmpty ? "nothing" : words.joined(separator: ", ")
    }

    /// The code a script would get.
    var exitCode: ExitCode { .strongest(exitCodes) }
}
