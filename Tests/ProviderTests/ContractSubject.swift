import ICalendar
import ProviderCalDAV
import ProviderGoogle
import ProviderKit
import Sandbox
import SyncCore
import TestSupport
import Testing

/// A provider that the contract is held against, and how to make a service for it.
struct ContractSubject: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let open: @Sendable () async throws -> ContractWorld

    /// All of them.
    static let all: [ContractSubject] =
        [
            memory("memory"),
            memory("memory with whole events") { $0.listsExceptions = false },
            memory("memory in minutes") { $0.floorsToMinutes = true },
            memory("memory that forgets exceptions") { $0.resetsExceptions = true },
            google("Google"),
            google("Google with empty pages") { options in
                options.emptyPages = 1
                options.pageLimit = 1
                options.exceptionsFirst = false
                options.timesInEventZone = true
            },
            notion("Notion"), notion("Notion 2025-09-03", version: "2025-09-03"),
            notion("Notion with short pages") { options in
                options.pageLimit = 1
                options.switches.offsets = .utc
            },
        ] + (RealServer.isThere ? caldav : [])

    /// Real servers, with and without their own account of changes.
    private static let caldav: [ContractSubject] = RealServer.Kind.all.flatMap { kind in
        [true, false].map { hasSync in
            ContractSubject(testDescription: "\(kind.rawValue)\(hasSync ? "" : " by its listing")") {
                try await ContractWorld(caldav: CalDAVWorld(kind, hasSync: hasSync))
            }
        }
    }

    private static func memory(
        _ name: String, _ change: @escaping @Sendable (inout MemoryProvider.Options) -> Void = { _ in }
    ) -> ContractSubject {
        ContractSubject(testDescription: name) {
            var options = MemoryProvider.Options()
            change(&options)
            return try await ContractWorld(memory: MemoryProvider(options: options))
        }
    }

    private static func notion(
        _ name: String, version: String? = nil,
        _ change: @escaping @Sendable (inout NotionSandbox.Options) -> Void = { _ in }
    ) -> ContractSubject {
        ContractSubject(testDescription: name) {
            try await ContractWorld(notion: NotionWorld(.usual(change), version: version))
        }
    }

    private static func google(
        _ name: String, _ change: @escaping @Sendable (inout GoogleSandbox.Options) -> Void = { _ in }
    ) -> ContractSubject {
        ContractSubject(testDescription: name) { try await ContractWorld(google: GoogleWorld(change)) }
    }
}

/// One service with one calendar, and another hand on it.
struct ContractWorld: Sendable {
    let provider: any Provider
    let calendar: RemoteCalendar
    /// Gives an event another title, as another client would.
    let rename: @Sendable (_ id: String, _ title: String) throws -> Void
    /// Deletes an event, as another client would.
    let remove: @Sendable (_ id: String) throws -> Void
    /// Lets cursors expire; `nil` where they never do.
    let expireCursors: (@Sendable () -> Void)?
    /// A calendar's id that nobody has.
    var nowhere = "gone@group.calendar.google.com"
    /// Lets the next write be done and its answer be lost.
    let loseNextAnswer: @Sendable () -> Void
    /// Lets the next call be refused, with five seconds to wait.
    let refuseNext: @Sendable () -> Void
    /// The number of writes that were made.
    let writes: @Sendable () -> Int
    /// Checks that nothing was sent that the service doesn't know, and ends it.
    let finish: @Sendable () async -> Void

    init(memory: MemoryProvider) async throws {
        provider = memory
        calendar = try #require(try await memory.calendars().first)
        rename = { id, title in memory.edit(id) { $0.master[.title] = .text(title) } }
        remove = { memory.remove($0) }
        expireCursors = { memory.expireCursors() }
        loseNextAnswer = { memory.fail(with: .answerLost) }
        refuseNext = { memory.fail(with: .refusal(.unavailable("Out of order.", retryAfter: 5))) }
        writes = { memory.writes }
        finish = {}
    }

    init(caldav: CalDAVWorld) throws {
        provider = caldav.provider
        calendar = caldav.calendar
        rename = { try caldav.rename($0, $1) }
        remove = { try caldav.remove($0) }
        // A listing of one's own never expires, and DAViCal answers any token with all there is (facts/caldav.md 2).
        let expire: @Sendable () -> Void = { caldav.forgetTokens() }
        let expires =
            caldav.calendar.notes?[RemoteCalendar.CalDAVNote.changes] == "sync" && caldav.there.server.kind != .davical
        expireCursors = expires ? expire : nil
        nowhere = caldav.there.server.home(of: caldav.there.user) + "nowhere/"
        loseNextAnswer = { caldav.proxy.inject(.answerLost, into: "PUT") }
        refuseNext = {
            caldav.proxy.inject(
                .refusal(RawHTTP.Message(first: "HTTP/1.1 503 Service Unavailable", headers: ["Retry-After: 5"])))
        }
        writes = { caldav.proxy.writes }
        finish = { await caldav.finish() }
    }

    init(google: GoogleWorld) throws {
        provider = google.provider
        calendar = google.calendar
        rename = { id, title in try google.sandbox.editEvent(id, in: google.calendar.id, ["summary": .string(title)]) }
        remove = { try google.sandbox.deleteEvent($0, in: google.calendar.id) }
        expireCursors = { google.sandbox.expireSyncTokens() }
        loseNextAnswer = { google.sandbox.inject(.answerLost) }
        refuseNext = { google.sandbox.inject(.status(503, reason: "backendError", retryAfter: 5)) }
        writes = { google.sandbox.writes }
        finish = { await google.finish() }
    }
}

extension ContractWorld {
    init(notion: NotionWorld) throws {
        provider = notion.provider
        calendar = notion.calendar
        rename = { id, title in try notion.sandbox.editRow(id, ["Name": .title(title)]) }
        remove = { try notion.sandbox.trashRow($0) }
        expireCursors = nil
        nowhere = "00000000-0000-4000-8000-000000000000"
        loseNextAnswer = {
            notion.sandbox.inject(.answerLost, matching: Matcher(method: "PATCH"))
            notion.sandbox.inject(.answerLost, matching: Matcher(operation: "pages.create"))
        }
        refuseNext = { notion.sandbox.inject(.status(503, reason: "service_unavailable", retryAfter: 5)) }
        writes = { notion.sandbox.writes }
        finish = { await notion.finish() }
    }

    /// What the provider holds of a draft.
    func seen(_ view: View, _ uid: UID) -> View { provider.lens(for: calendar).view(Event(uid: uid, content: view)) }

    /// Creates an event with the master of `view` and its exclusions.
    func create(_ uid: UID, _ view: View, restoring: Sighting? = nil) async throws(ProviderError) -> RemoteEvent {
        let draft = Draft(uid: uid, view: seen(view, uid), file: [], operation: "test", restoring: restoring)
        return try await provider.create(draft, in: calendar)
    }

    /// Makes `change` on the view of `event`, an edit each for master and instances, and returns what the last answered.
    func update(_ event: RemoteEvent, _ change: (inout View) -> Void) async throws(ProviderError) -> RemoteEvent {
        var view = event.view
        change(&view)
        let target = seen(view, event.uid)
        var current = event
        let changes = event.view.changes(to: target)
        for key in Set(changes.map(\.instance)).sorted(by: { ($0?.text ?? "") < ($1?.text ?? "") }) {
            let edit = Edit(changes: changes.filter { $0.instance == key }, target: target, file: [])
            current = try await provider.update(edit, replacing: current, in: calendar)
        }
        return current
    }

    /// The event as a fresh look shows it.
    func read(_ id: String) async throws -> RemoteEvent {
        guard case .live(let event) = try await provider.event(id, in: calendar) else { throw Missing(id: id) }
        return event
    }

    /// A listing put together.
    func list(since cursor: Cursor? = nil, known: [RemoteEvent] = []) async throws -> (RemoteChanges, ChangeSet) {
        let set = try await provider.changes(in: calendar, since: cursor)
        let changes = RemoteChanges(
            set.items, known: { id in known.first { $0.id == id } },
            knownMaster: { id in known.first { $0.instances.values.contains { $0.id == id } }?.id })
        return (changes, set)
    }

    struct Missing: Error {
        var id: String
    }
}

/// The error that `body` ends in; nil when it ends well.
func failure<Answer>(of body: () async throws(ProviderError) -> Answer) async -> ProviderError? {
    do throws(ProviderError) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}
