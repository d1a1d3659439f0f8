import Foundation

/// A strict stand-in for Notion's API on loopback, for tests, other clients, and people who try things.
///
///     let notion = NotionSandbox()
///     let address = try await notion.start()          // "http://127.0.0.1:40124"
///     // the API is at address + "/v1/", with "Authorization: Bearer \(notion.token)" and "Notion-Version: 2026-03-11"
///     await notion.stop()
///
/// State lives in memory and survives ``stop()`` and a new ``start()``. What the service is known to do is cited where
/// it is done, by the page of Notion's documentation or by who measured it; what is OPEN is a switch.
package final class NotionSandbox: Sendable {
    /// A database to begin with: with one data source.
    package struct Database: Sendable {
        /// The title of the database and of its data source.
        package var title: String
        /// The schema: property configurations by name, as the API takes them.
        package var properties: JSON

        /// Describes a database that is shared with the connection.
        package init(title: String = "Calendar", properties: JSON = Database.calendar) {
            self.title = title
            self.properties = properties
        }

        /// The schema of a calendar as people make one by hand; nothing in it is calsync's own.
        package static let calendar: JSON = [
            "Name": ["title": [:]], "Date": ["date": [:]], "Description": ["rich_text": [:]],
            "Location": ["rich_text": [:]], "Notes": ["rich_text": [:]],
            "Calendar": [
                "select": ["options": [["name": "Work", "color": "blue"], ["name": "Family", "color": "red"]]]
            ],
            "Status": ["status": [:]], "URL": ["url": [:]], "Done": ["checkbox": [:]],
        ]
    }

    /// What a connection may do, as its owner has set it.
    package enum Capability: String, Sendable, CaseIterable {
        case read, insert, update
    }

    /// How much is answered.
    struct Limits: Sendable {
        var queryLimit: Int
        var pageSize: Int?
        var cursorLife: Int
    }

    /// How the stand-in behaves.
    package struct Options: Sendable {
        /// The port; 0 for a free one.
        package var port = 0
        /// The access token that is good.
        package var token = "ntn_sandbox"
        /// The name of the workspace.
        package var workspace = "Sandbox"
        /// The databases to begin with.
        package var databases = [Database()]
        /// What ids are drawn from: the same seed, the same ids.
        package var seed: UInt64 = 1
        /// The clock, until it is set by hand.
        package var now: @Sendable () -> Date = { Date() }
        /// The most results of one query, whatever its pages (guides/data-apis/query-large-data-sources).
        package var queryLimit = 10_000
        /// The most results on a page, whatever a client asks for.
        package var pageLimit: Int?
        /// How long a cursor is good, in seconds.
        package var cursorLife = 600
        /// The requests a minute for the connection and for the whole workspace; nil for no limit. Notion documents 180.
        package var requestsPerMinute: Int?
        /// The requests a minute for the whole workspace; its real size is OPEN.
        package var workspaceRequestsPerMinute: Int?
        /// What the connection may do.
        package var capabilities = Set(Capability.allCases)
        /// What is OPEN on the real service.
        package var switches = Switches()
        /// Whether each answer is held against Notion's OpenAPI document; one that does not fit becomes a 500.
        package var checksAnswers = false

        /// The behaviour that is documented, and the cautious one where nothing is.
        package init() {}
    }

    /// What the lock guards.
    struct World {
        var state: NotionState
        var switches: Switches
        var faults = FaultList()
        var log: [LoggedRequest] = []
        var numbers = 0
        var writes = 0
        var reads = 0
        /// The moments of the last minute's requests.
        var spent: [Int] = []
        /// The clock that was set by hand: it stands still.
        var clock: Int?
        var subscription: NotionSubscription?
    }

    /// How the stand-in behaves.
    package let options: Options
    let world: Locked<World>
    private let server = Locked<LoopbackServer?>(nil)
    private let delivering = Locked<Task<Void, Never>?>(nil)
    let sent = Locked<[String]>([])

    /// Makes a stand-in that does not listen yet.
    package init(options: Options = Options()) {
        self.options = options
        world = Locked(World(state: NotionState(seededWith: options), switches: options.switches))
    }

    /// The access token that is good.
    package var token: String { options.token }

    /// Starts to listen on 127.0.0.1 and returns the address, such as `http://127.0.0.1:40124`.
    ///
    /// - Throws: When the port is taken.
    package func start() async throws -> String {
        let started = LoopbackServer { [self] request in answer(request) }
        let port = try await started.start(port: options.port)
        server.withLock { $0 = started }
        delivering.withLock { $0 = Task { await deliverEvents() } }
        return "http://127.0.0.1:\(port)"
    }

    /// Closes every connection; the state stays.
    package func stop() async {
        let stopped = server.withLock { server in
            defer { server = nil }
            return server
        }
        let messenger = delivering.withLock { task in
            defer { task = nil }
            return task
        }
        messenger?.cancel()
        await messenger?.value
        await stopped?.stop()
    }

    /// The moment it is here, in seconds since 1970.
    func now(_ world: World) -> Int {
        world.clock ?? Int(options.now().timeIntervalSince1970.rounded(.down))
    }
}

extension NotionState {
    /// The state that a sandbox begins with.
    init(seededWith options: NotionSandbox.Options) {
        self.init(seed: options.seed, workspace: options.workspace)
        let now = Int(options.now().timeIntervalSince1970.rounded(.down))
        for seed in options.databases {
            // A schema that does not fit is left out; `addDatabase` tells about one.
            _ = try? addDatabase(seed.title, seed.properties, now: now)
        }
    }

    /// Adds a database with one data source of the same title.
    mutating func addDatabase(
        _ title: String, _ properties: JSON, now: Int
    ) throws(NotionError) -> (database: String, source: String) {
        let schema = try schema(properties.object ?? [:])
        let database = NotionDatabase(id: newID(), title: title, created: now, edited: now)
        put(database)
        let source = NotionDataSource(
            id: newID(), database: database.id, title: title, properties: schema, created: now, createdBy: person.id)
        add(source)
        return (database.id, source.id)
    }
}
