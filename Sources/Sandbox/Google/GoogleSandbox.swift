import Foundation

/// A strict stand-in for the Google Calendar API v3 on loopback, for tests, other clients, and people who try things.
///
///     let google = GoogleSandbox(options: .init(strict: true))
///     let address = try await google.start()          // "http://127.0.0.1:40123"
///     // the API is at address + "/calendar/v3/", with "Authorization: Bearer \(google.token)"
///     await google.stop()
///
/// State lives in memory and survives ``stop()`` and a new ``start()``. What the service is known to do is cited where
/// it is done: DOC and D are Google's documents, LIVE is what others measured on the real service.
package final class GoogleSandbox: Sendable {
    /// A calendar to begin with.
    package struct Calendar: Sendable {
        /// The id; of the primary calendar, the account's address.
        package var id: String
        /// The title.
        package var summary: String
        /// The name of the zone; an unknown one becomes UTC.
        package var timeZone: String
        /// Whether this is the account's own calendar.
        package var isPrimary: Bool

        /// Describes a calendar that the account owns.
        package init(id: String, summary: String, timeZone: String = "Europe/Berlin", isPrimary: Bool = false) {
            self.id = id
            self.summary = summary
            self.timeZone = timeZone
            self.isPrimary = isPrimary
        }
    }

    /// How the stand-in behaves.
    package struct Options: Sendable {
        /// Whether everything that the discovery document does not know is refused, rather than ignored and noted.
        package var strict = false
        /// The port; 0 for a free one.
        package var port = 0
        /// The access token that is good.
        package var token = "sandbox-token"
        /// The signed-in user.
        package var account = "you@example.com"
        /// The calendars to begin with; the first primary one is what `primary` names.
        package var calendars = [
            Calendar(id: "you@example.com", summary: "You", isPrimary: true),
            Calendar(id: "family@group.calendar.google.com", summary: "Family"),
        ]
        /// What ids are drawn from: the same seed, the same ids.
        package var seed: UInt64 = 1
        /// The clock; stamps are strictly rising even when it stands still.
        package var now: @Sendable () -> Date = { Date() }
        /// The most items on a page, whatever a client asks for.
        package var pageLimit: Int?
        /// The empty pages, each with a page token, that every listing of events begins with.
        package var emptyPages = 0
        /// Whether listings show the exceptions of a series before their master.
        package var exceptionsFirst = true
        /// Whether `dateTime` is answered in the event's own zone, rather than the calendar's as documented.
        package var timesInEventZone = false
        /// Whether importing the UID of a deleted event brings it back, rather than 409. OPEN on the real service.
        package var importRevives = false
        /// The quota units a minute for the user; PATCH takes three, all else one. Nil for no quota.
        package var unitsPerMinute: Int?
        /// The calendars that cannot be watched, such as those of holidays.
        package var unwatchable: Set<String> = []
        /// Hosts that messages may not go to: their owner has not proved that they are theirs.
        package var unverifiedHosts: Set<String> = []
        /// The file that keeps the state from one run to the next.
        package var stateFile: String?

        /// The behaviour of a lenient or a strict sandbox, all else as documented.
        package init(strict: Bool = false) { self.strict = strict }
    }

    /// What the lock guards.
    struct World {
        var state: GoogleState
        var accounts: GoogleAccounts
        var faults = FaultList()
        var log: [LoggedRequest] = []
        var numbers = 0
        var writes = 0
        var reads = 0
        /// The moments and units of the last minute's requests.
        var spent: [(at: Date, units: Int)] = []
    }

    /// How the stand-in behaves.
    package let options: Options
    let world: Locked<World>
    private let server = Locked<LoopbackServer?>(nil)
    private let hasStarted = Locked(false)
    private let delivering = Locked<Task<Void, Never>?>(nil)
    let delivered = Locked<[Delivery]>([])

    /// Makes a stand-in that does not listen yet.
    package init(options: Options = Options()) {
        self.options = options
        world = Locked(
            World(
                state: GoogleState(seededWith: options), accounts: GoogleAccounts(seed: options.seed)))
    }

    /// The access token that is good.
    package var token: String { options.token }

    /// Whether a time zone of this name is known: those of the IANA database are.
    package static func knowsZone(_ name: String) -> Bool { Zone(name) != nil }

    /// Starts to listen on 127.0.0.1 and returns the address, such as `http://127.0.0.1:40123`.
    ///
    /// - Throws: When the port is taken, or the state file cannot be read.
    package func start() async throws -> String {
        let isFirst = hasStarted.withLock { hasStarted in
            defer { hasStarted = true }
            return !hasStarted
        }
        if isFirst, let file = options.stateFile { try load(from: file) }
        let started = LoopbackServer { [self] request in answer(request) }
        let port = try await started.start(port: options.port)
        server.withLock { $0 = started }
        delivering.withLock { $0 = Task { await deliverMessages() } }
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
}

extension GoogleState {
    /// The state that a sandbox begins with.
    init(seededWith options: GoogleSandbox.Options) {
        self.init(options: options)
        for seed in options.calendars {
            add(
                GoogleCalendar(
                    id: seed.id, isPrimary: seed.isPrimary, summary: seed.summary, zone: Zone(seed.timeZone) ?? .utc,
                    accessRole: .owner, defaultReminders: [Reminder(method: "popup", minutes: 30)], stamp: tick()))
        }
    }
}
