import ICalendar
import ProviderKit
import SyncCore
import SyncEngine

/// The paths of the app that calsync replaces: its scripts go on working.
extension API {
    var appRoutes: [Route] {
        [
            Route(.get, "/api/calendar/integrations") { _ in try await integrations() },
            Route(.get, "/api/calendar/sync/queue") { _ in try await queue() },
            Route(.post, "/api/calendar/sync/queue") { _ in
                _ = try CommandAnswer(await desk.carryOut(["queue", "retry"]))
                return try await carryOut(["sync"])
            },
            Route(.post, "/api/calendar/sync") { try await sync($0, pulls: false) },
            Route(.post, "/api/calendar/sync/notion/pull") { try await sync($0, pulls: true) },
            Route(.put, "/api/calendar/webhooks/google") { request in
                let asked = try request.jsonIfThere(Asked.self)
                let pairs = try pairs(asked, of: .google, try await hub.look().standing)
                return try await carryOut(["webhook", "register"] + pairs)
            },
        ]
    }

    /// Which pairs are meant; by its name, or by its calendar's id.
    private struct Asked: Decodable {
        var pair: String?
        var integrationId: String?
        var databaseId: String?
        var allowMassChange: Bool?
    }

    private func sync(_ request: APIRequest, pulls: Bool) async throws -> Answer {
        let asked = try request.jsonIfThere(Asked.self)
        let pairs = try pairs(asked, of: pulls ? .notion : nil, try await hub.look().standing)
        let flags = (pulls ? ["--pull"] : []) + (asked?.allowMassChange == true ? ["--allow-mass-change"] : [])
        return try await carryOut(["sync"] + pairs + flags)
    }

    /// The names of the pairs that are asked for; all of a service, or none for all, where nothing is said.
    private func pairs(_ asked: Asked?, of kind: ProviderKind?, _ standing: FolderStanding) throws -> [String] {
        let known = standing.configuration.pairs.filter { pair in
            kind.map { standing.accounts[pair.account]?.provider == $0 } ?? true
        }
        let name = asked?.pair ?? asked?.integrationId
        if let name, let second = asked?.integrationId, name != second {
            throw Problem(.badRequest, "pair and integrationId name two pairs.", "Name one of them.")
        }
        guard name != nil || asked?.databaseId != nil else {
            guard kind != nil else { return [] }
            guard !known.isEmpty else { throw Problem(.badRequest, "No pair is with that service.", "Add one first.") }
            return known.map(\.id.text)
        }
        let meant = known.filter { name == nil || $0.id.text == name }
        guard !meant.isEmpty else {
            throw Problem(
                .badRequest, "There is no such pair.", "It is one of: \(known.map(\.id.text).joined(separator: ", ")).")
        }
        guard let database = asked?.databaseId else { return meant.map(\.id.text) }
        let fitting = meant.filter { Self.plain($0.calendar) == Self.plain(database) }
        guard !fitting.isEmpty else {
            throw Problem(.badRequest, "databaseId is not the pair's calendar.", "`calsync status` names it.")
        }
        return fitting.map(\.id.text)
    }

    /// A Notion id is the same with and without dashes.
    private static func plain(_ id: String) -> String { id.replacing("-", with: "").lowercased() }

    // MARK: Integrations

    /// A pair as the app calls it.
    private struct Integration: Encodable {
        let id: String
        @OrNull var provider: ProviderKind?
        let account, calendar, folder: String
        let direction: Policy.Direction
        let isActive: Bool
        @OrNull var lastSyncAt: String?
        @OrNull var lastSyncError: String?
    }

    private func integrations() async throws -> Answer {
        let standing = try await hub.look().standing
        return try .json(
            standing.configuration.pairs.map { pair in
                let last = standing.runs[pair.id]
                return Integration(
                    id: pair.id.text, provider: standing.accounts[pair.account]?.provider, account: pair.account,
                    calendar: pair.calendar, folder: pair.folder, direction: pair.policy.direction,
                    isActive: !pair.isPaused,
                    lastSyncAt: last?.syncedAt.map(Self.text), lastSyncError: last?.error)
            })
    }

    // MARK: The queue

    /// What waits, and what was done lately.
    private struct Queue: Encodable {
        let pending, completed, failed: Int
        let operations: [Waiting]

        private enum CodingKeys: String, CodingKey {
            case pending = "PENDING"
            case completed = "COMPLETED"
            case failed = "FAILED"
            case operations
        }
    }

    /// Something that waits.
    private struct Waiting: Encodable {
        let pair, uid, status: String
        @OrNull var title: String?
        @OrNull var path: String?
        @OrNull var operation: String?
        @OrNull var error: String?
        @OrNull var nextTry: String?
        let attempts: Int
    }

    private func queue() async throws -> Answer {
        let standing = try await hub.look().standing
        let planned = Dictionary(
            standing.planned.plan.operations.filter { $0.kind.side != nil }.map { ($0.key, $0) },
            uniquingKeysWith: { first, _ in first })
        let waiting = Set(planned.keys).union(standing.retries.keys).sorted().map { key in
            let (operation, attempts) = (planned[key], standing.retries[key])
            return Waiting(
                pair: key.pair.text, uid: key.uid.text, status: attempts?.isParked == true ? "FAILED" : "PENDING",
                title: operation?.title ?? attempts?.title, path: operation?.path, operation: operation?.kind.word,
                error: attempts?.lastError,
                nextTry: attempts.map { Self.text(Int64($0.notBefore * 1_000_000_000)) }, attempts: attempts?.count ?? 0
            )
        }
        let since = Int64((now() - 86_400) * 1_000_000_000)
        let done = try await Offload.run { [root] in
            try History(root: root, files: DiskFileStore()).entries { $0.time >= since && $0.outcome == "done" }.count
        }
        let failed = waiting.count { $0.status == "FAILED" }
        return try .json(
            Queue(pending: waiting.count - failed, completed: done, failed: failed, operations: waiting))
    }

    /// RFC 3339 in UTC, from ns since 1970.
    private static func text(_ time: Int64) -> String {
        DateTime(secondsSinceEpoch: Int(time / 1_000_000_000)).extended + "Z"
    }
}
