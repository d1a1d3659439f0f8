import Foundation
import ICalendar
import ProviderCalDAV
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// A folder with one pair, `home`, and a calendar on a real server at its other end, with what may go wrong in between.
struct CalDAVFolder: Sendable {
    let there: RealCalendar
    let proxy: FaultProxy
    let provider: CalDAVProvider
    let folder: FolderWorld
    /// The seconds by which the provider's clock is ahead.
    let clock: Locked<Double>
    /// The path of the calendar.
    var calendar: String { there.path }

    init(_ kind: RealServer.Kind, policy: Policy = Policy(), password: String = RealServer.password) throws {
        there = try RealServer.shared(kind).makeCalendar()
        proxy = try FaultProxy(to: there.server.port)
        let clock = Locked(0.0)
        self.clock = clock
        let made = CalDAVProvider(
            endpoint: "http://127.0.0.1:\(proxy.port)/", user: there.user, http: HTTPClient(),
            password: { password }, notify: policy.notify == .all ? .all : .none,
            now: { Date().timeIntervalSince1970 + clock.withLock { $0 } })
        provider = try #require(made)
        folder = FolderWorld([
            PairSetup(
                id: PairID("home"), folder: "home", account: "caldav", calendar: there.path, policy: policy,
                provider: provider)
        ])
    }

    /// Does `body` in a world of its own, and ends it.
    static func with(
        _ kind: RealServer.Kind, policy: Policy = Policy(), password: String = RealServer.password,
        _ body: (CalDAVFolder) async throws -> Void
    ) async throws {
        let world = try CalDAVFolder(kind, policy: policy, password: password)
        try await doing({ try await body(world) }, then: { await world.finish() })
    }

    /// Adds a pair with a folder of its name, for another calendar of the account.
    func addPair(_ name: String) throws -> RealCalendar {
        let calendar = try there.sibling()
        folder.setups += [
            PairSetup(
                id: PairID(name), folder: name, account: "caldav", calendar: calendar.path, policy: Policy(),
                provider: provider)
        ]
        return calendar
    }

    private func finish() async {
        await provider.close()
        proxy.stop()
    }

    @discardableResult
    func sync(_ request: SyncRequest = SyncRequest()) async throws -> RunReport { try await folder.sync(request) }

    /// Writes as many events, `e1`, `e2` …, and syncs them.
    func write(count: Int) throws {
        for number in 1...count { try folder.write("home/e\(number).ics", event("e\(number)")) }
    }

    /// The paths of the server's events, sorted.
    func paths() throws -> [String] { try there.paths() }

    /// The path of the only event that says `words`; fails the test where there is not just one.
    func path(_ words: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let found = try paths().filter { try there.text($0).contains(words) }
        #expect(found.count == 1, "events with \(words)", sourceLocation: sourceLocation)
        return try #require(found.first, sourceLocation: sourceLocation)
    }

    /// The titles on the server, sorted.
    func titles() throws -> [String] {
        try paths().map { view(try there.text($0)).title }.sorted()
    }

    /// Changes the event that says `words`, as another client would.
    func edit(_ words: String, _ old: String, _ new: String) throws {
        try there.edit(try path(words)) { $0.replacingOccurrences(of: old, with: new) }
    }

    /// Stores an event under a name, as another client would.
    func add(_ name: String, _ text: String) throws {
        try there.put(text.replacingOccurrences(of: "\n", with: "\r\n"), at: calendar + name)
    }

    /// A further sync writes nothing anywhere (I6).
    func expectIdle(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let writes = proxy.writes
        let before = folder.everything()
        let report = try await sync()
        #expect(report.words == "nothing", sourceLocation: sourceLocation)
        #expect(proxy.writes == writes, "writes to the server", sourceLocation: sourceLocation)
        let after = folder.everything()
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        #expect(changed.isEmpty, "files written by an idle sync", sourceLocation: sourceLocation)
    }
}
