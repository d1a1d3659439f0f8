import ICalendar
import ProviderGoogle
import ProviderKit
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// A calendar folder with two pairs, `home` and `work`, and one strict Google account at their other end.
struct GoogleFolder: Sendable {
    let sandbox: GoogleSandbox
    let folder: FolderWorld
    let provider: GoogleProvider
    /// The sign-in: the sandbox's token, unless a test takes it away.
    let token: Locked<String?>

    /// The calendars of the pairs.
    static let home = "you@example.com"
    static let work = "family@group.calendar.google.com"

    /// Does `body` with a folder of its own; afterwards no request may have been refused for its form.
    static func with(
        _ change: (inout GoogleSandbox.Options) -> Void = { _ in }, policy: Policy = Policy(), pace: Pace? = nil,
        _ body: (GoogleFolder) async throws -> Void
    ) async throws {
        var options = GoogleSandbox.Options(strict: true)
        change(&options)
        let world = try await GoogleFolder(options, policy: policy, pace: pace)
        do {
            try await body(world)
        } catch {
            await world.finish()
            throw error
        }
        let misshapen = world.sandbox.log.filter { $0.status == 400 && $0.fault == nil }
        #expect(misshapen.map { "\($0.method) \($0.target): \($0.reason ?? "")" } == [])
        await world.finish()
    }

    private init(_ options: GoogleSandbox.Options, policy: Policy, pace: Pace?) async throws {
        let sandbox = GoogleSandbox(options: options)
        let token = Locked<String?>(sandbox.token)
        let provider = GoogleProvider(
            account: "google", endpoint: try await sandbox.start() + "/calendar/v3", http: HTTPClient(),
            token: { () async throws(ProviderError) in
                guard let token = token.withLock({ $0 }) else { throw .unauthorized("invalid_grant: sign in again.") }
                return token
            }, notify: policy.notify == .all ? .all : .none, pace: pace)
        self.sandbox = sandbox
        self.provider = provider
        self.token = token
        folder = FolderWorld(
            [("home", Self.home), ("work", Self.work)].map { name, calendar in
                PairSetup(
                    id: PairID(name), folder: name, account: "google", calendar: calendar, policy: policy,
                    provider: provider)
            })
    }

    private func finish() async {
        await provider.close()
        await sandbox.stop()
    }

    @discardableResult
    func sync(_ request: SyncRequest = SyncRequest()) async throws -> RunReport { try await folder.sync(request) }

    /// A further plan is empty, and a further sync writes nothing anywhere (I6).
    func expectIdle(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let (writes, before) = (sandbox.writes, folder.everything())
        let report = try await sync()
        #expect(report.words == "nothing", "\(report.held.map(\.reason))", sourceLocation: sourceLocation)
        #expect(sandbox.writes == writes, "writes to Google", sourceLocation: sourceLocation)
        let after = folder.everything()
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        #expect(changed.isEmpty, "files written by an idle sync", sourceLocation: sourceLocation)
    }

    /// The one event file's text.
    func text(_ path: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let paths = folder.eventFiles
        let path = try #require(path ?? (paths.count == 1 ? paths.first : nil), sourceLocation: sourceLocation)
        return try #require(folder.read(path), sourceLocation: sourceLocation).replacing("\r\n", with: "\n")
            .replacing("\n ", with: "")
    }

    /// The one event of a calendar.
    func remote(_ calendar: String = work, sourceLocation: SourceLocation = #_sourceLocation) throws -> JSON {
        let events = sandbox.events(in: calendar)
        #expect(events.count == 1, "events", sourceLocation: sourceLocation)
        return try #require(events.first, sourceLocation: sourceLocation)
    }

    /// Puts an event of one morning into a calendar, as another client would.
    @discardableResult
    func put(_ more: [String: JSON] = [:], in calendar: String = work) throws -> String {
        var event: [String: JSON] = [
            "summary": "Talk", "start": ["dateTime": "2026-03-02T09:00:00Z"],
            "end": ["dateTime": "2026-03-02T10:00:00Z"],
        ]
        event.merge(more) { $1 }
        return try #require(try sandbox.putEvent(.object(event), in: calendar)["id"]?.string)
    }

    /// Gives the one series of a calendar another time, as another client would.
    func move(hour: String, until end: String) throws {
        let series = sandbox.events(in: Self.work).first { $0["recurringEventId"] == nil }
        let id = try #require(series?["id"]?.string)
        try sandbox.editEvent(
            id, in: Self.work,
            [
                "start": ["dateTime": .string("2026-01-15T\(hour):00:00"), "timeZone": "Europe/Berlin"],
                "end": ["dateTime": .string("2026-01-15T\(end):00:00"), "timeZone": "Europe/Berlin"],
            ])
    }

    /// The bodies of the changes sent so far, by method.
    var sent: [JSON] { sandbox.log.filter(\.wrote).compactMap(\.body) }
}
