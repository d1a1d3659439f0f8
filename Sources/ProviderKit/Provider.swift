import ICalendar
import SyncCore

/// A service that keeps calendars, signed in with one account.
///
/// A provider classifies and never waits: it does not sleep, retry or decide. Every write that can be guarded is.
package protocol Provider: Sendable {
    /// What the service can do.
    var capabilities: Capabilities { get }

    /// Returns all calendars of the account.
    func calendars() async throws(ProviderError) -> [RemoteCalendar]

    /// Returns one calendar, for services where it is not found by a listing of all; `nil` to look into ``calendars()``.
    ///
    /// - Parameters:
    ///   - known: The calendar as it was last seen; where that is enough, no request is made.
    ///   - isOutdated: Whether what is known may not be enough: something has failed, or all is to be looked at anew.
    func calendar(_ id: String, known: RemoteCalendar?, isOutdated: Bool) async throws(ProviderError) -> RemoteCalendar?

    /// Returns how `calendar` sees events.
    func lens(for calendar: RemoteCalendar) -> Lens

    /// Returns what changed since `cursor`, or everything when it is `nil`, to the last page.
    ///
    /// - Throws: ``ProviderError/syncTokenExpired`` when the cursor is no longer good (also when its shape is another).
    func changes(in calendar: RemoteCalendar, since cursor: Cursor?) async throws(ProviderError) -> ChangeSet

    /// Reads one event whole, with all its exceptions.
    func event(_ id: String, in calendar: RemoteCalendar) async throws(ProviderError) -> Sighting

    /// Looks for an event by UID or by calsync's marker; more than one means duplicates.
    func find(_ uid: UID, in calendar: RemoteCalendar) async throws(ProviderError) -> [Sighting]

    /// Looks for what a create of ours made whose answer was lost; `nil` where it made nothing, and for an event of which
    /// it can't be told whether it is ours: that is somebody else's, with whom nothing is agreed.
    ///
    /// - Parameters:
    ///   - generation: That of the draft (``Draft/generation``).
    ///   - operation: That of the draft (``Draft/operation``).
    func made(_ uid: UID, generation: Int, by operation: String, in calendar: RemoteCalendar)
        async throws(ProviderError) -> RemoteEvent?

    /// Stores a new event and returns it as the service answered.
    ///
    /// `draft.view` has no changed instances: each is an ``update(_:replacing:in:)`` of its own.
    ///
    /// - Throws: ``ProviderError/alreadyExists`` when the service holds the UID already.
    func create(_ draft: Draft, in calendar: RemoteCalendar) async throws(ProviderError) -> RemoteEvent

    /// Makes the changes of `edit` and returns the whole event as the service now has it.
    ///
    /// - Throws: ``ProviderError/preconditionFailed`` when the stored revision is not that of `event`.
    func update(_ edit: Edit, replacing event: RemoteEvent, in calendar: RemoteCalendar)
        async throws(ProviderError) -> RemoteEvent

    /// Moves `event` to another calendar of the account and returns it as it is there.
    ///
    /// Asked only where ``Capabilities/movesEvents``. The id stays, so that after a lost answer a look there tells.
    /// - Throws: ``ProviderError/preconditionFailed`` when the stored revision is not that of `event`.
    func move(_ event: RemoteEvent, from calendar: RemoteCalendar, to destination: RemoteCalendar)
        async throws(ProviderError) -> RemoteEvent

    /// Deletes `event`. One that is gone already counts as deleted.
    ///
    /// - Throws: ``ProviderError/preconditionFailed`` when the stored revision is not that of `event`.
    func delete(_ event: RemoteEvent, in calendar: RemoteCalendar) async throws(ProviderError)

    /// Makes several writes, each of another event, up to `width` of them at a time; what became of each, in their order.
    ///
    /// After a failure that would meet the others too, no more are begun. Asked only for as many at a time as
    /// ``Capabilities/lanes`` says.
    func carryOut(_ writes: [RemoteWrite], width: Int, in calendar: RemoteCalendar) async -> [WriteOutcome<
        RemoteEvent?
    >]

    /// The cursor after writes that were answered, where it can know of them without another look.
    func cursor(_ cursor: Cursor, written: [RemoteEvent], deleted: Set<String>) -> Cursor

    /// The id of the series that an exception's id belongs to, where the service's ids tell; `nil` for an event's own id.
    func series(ofInstance id: String) -> String?

    /// Ends what is under way and lets go of connections.
    func close() async
}

extension Provider {
    package func calendar(
        _ id: String, known: RemoteCalendar?, isOutdated: Bool
    ) async throws(ProviderError) -> RemoteCalendar? { nil }

    package func made(
        _ uid: UID, generation: Int, by operation: String, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent? {
        try await find(uid, in: calendar).live.first { $0.notes[RemoteEvent.operation] == operation }
    }

    package func cursor(_ cursor: Cursor, written: [RemoteEvent], deleted: Set<String>) -> Cursor { cursor }

    package func series(ofInstance id: String) -> String? { nil }

    package func move(_ event: RemoteEvent, from calendar: RemoteCalendar, to destination: RemoteCalendar)
        async throws(ProviderError) -> RemoteEvent
    {
        throw .rejected("\(capabilities.name) can't move events between calendars.")
    }
}

/// What a service can do; the plan and the contract tests ask this, never a provider's name.
package struct Capabilities: Hashable, Sendable {
    /// The service's name on the screen.
    package var name: String
    /// Whether a write names the revision it replaces and is refused when that moved on.
    package var guardsWrites: Bool
    /// Whether the service makes a UID unique in a calendar, so that a repeated create cannot double.
    package var createsOncePerUID: Bool
    /// Whether writing a series' schedule makes the service forget its exceptions.
    package var scheduleWriteResetsExceptions: Bool
    /// Whether a listing can be continued from a cursor.
    package var hasDeltas: Bool
    /// Whether an event can be moved to another calendar of the account, its id and history with it.
    package var movesEvents = false
    /// Whether guests get e-mail about writes where the policy says so.
    package var mailsGuests = false
    /// How fast the service wants to be written to; `nil` for as fast as it goes.
    package var pace: Pace?
    /// How many requests about different events it takes at once, at most.
    package var lanes = 1
    /// Whether it may take a UID from two clients that store it at the same moment, so that it is looked at afterwards.
    package var mayHoldUIDTwice = false
    /// Whether deletions are told as tombstones; else what is gone is missing from a listing.
    package var tellsDeletions: Bool
    /// Whether it still shows a tombstone for what was deleted, by which that can be brought back.
    package var keepsTombstones = true
    /// Whether it holds series, and instances of them that differ.
    package var holdsSeries: Bool
    /// Whether such an instance has a revision of its own, so that a write to its series is not guarded against edits of it.
    package var guardsInstancesApart = false

    package init(
        name: String, guardsWrites: Bool, createsOncePerUID: Bool, scheduleWriteResetsExceptions: Bool, hasDeltas: Bool,
        tellsDeletions: Bool = true, holdsSeries: Bool = true
    ) {
        self.name = name
        self.guardsWrites = guardsWrites
        self.createsOncePerUID = createsOncePerUID
        self.scheduleWriteResetsExceptions = scheduleWriteResetsExceptions
        self.hasDeltas = hasDeltas
        self.tellsDeletions = tellsDeletions
        self.holdsSeries = holdsSeries
    }
}

/// How fast a service wants to be asked and written to.
package struct Pace: Hashable, Sendable {
    /// The quota units of the account in any minute.
    package var unitsPerMinute: Int
    /// The writes of one calendar in any second, to begin with.
    package var writesPerSecond: Int
    /// The units that an update costs.
    package var updateUnits: Int
    /// The units that making an event costs, and deleting one.
    package var createUnits = 1, deleteUnits = 1

    package init(unitsPerMinute: Int, writesPerSecond: Int, updateUnits: Int) {
        self.unitsPerMinute = unitsPerMinute
        self.writesPerSecond = writesPerSecond
        self.updateUnits = updateUnits
    }
}

/// What a look at one event found.
package enum Sighting: Hashable, Sendable {
    /// It is there.
    case live(RemoteEvent)
    /// It was deleted; the service still shows its tombstone.
    case tombstone(id: String, revision: String)
    /// The service does not know it (any more).
    case absent
}

extension [Sighting] {
    /// The events that are there.
    package var live: [RemoteEvent] {
        compactMap { sighting in
            if case .live(let event) = sighting { event } else { nil }
        }
    }
}

/// A new event for a service.
package struct Draft: Hashable, Sendable {
    /// The identity it must have there.
    package var uid: UID
    /// What to store, as this service can hold it, without changed instances.
    package var view: View
    /// The file it comes from, for services that keep whole iCalendar text.
    package var file: [UInt8]
    /// How often the event was made anew there; part of ids that calsync chooses.
    package var generation: Int
    /// The journaled operation, for services where a marker must prove whose creation it was.
    package var operation: String
    /// A tombstone to bring back to life instead of creating.
    package var restoring: Sighting?

    package init(
        uid: UID, view: View, file: [UInt8], generation: Int = 0, operation: String, restoring: Sighting? = nil
    ) {
        self.uid = uid
        self.view = view
        self.file = file
        self.generation = generation
        self.operation = operation
        self.restoring = restoring
    }
}

/// One request's worth of changes to an event at a service: of its master, or of one instance.
package struct Edit: Hashable, Sendable {
    /// What changes. All of one instance, or all of the master; none where only the mark is written.
    package var changes: [Change]
    /// The event as it will be, in this service's view.
    package var target: View
    /// The file, for services that keep whole iCalendar text.
    package var file: [UInt8]
    /// The UID it must bear there from now on, where it bears another (a copy that somebody made); `nil` to leave it.
    package var uid: UID?
    /// The journaled operation, where a row is made that a marker must prove; empty where none is known.
    package var operation: String

    package init(
        changes: [Change], target: View, file: [UInt8], uid: UID? = nil, operation: String = ""
    ) {
        self.changes = changes
        self.target = target
        self.file = file
        self.uid = uid
        self.operation = operation
    }
}
