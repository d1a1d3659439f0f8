import ICalendar
import ProviderKit
import SyncCore

/// A service kept in memory: the second conformer of ``Provider``, for tests of everything above providers.
///
/// It holds events as they are, or reduced as ``Options`` say; it has revisions, tombstones and cursors, and goes wrong on
/// demand. Nothing in it waits, draws lots or reads a clock: the same calls give the same ids, revisions and order.
package final class MemoryProvider: Provider {
    /// What sort of service it is.
    package struct Options: Sendable {
        /// The name on the screen.
        package var name = "Memory"
        /// The fields it holds; nil for all.
        package var fields: Set<Field>?
        /// Whether times lose their seconds.
        package var floorsToMinutes = false
        /// Whether a write names the revision it replaces.
        package var guardsWrites = true
        /// Whether a write looks first, and is refused where the event is not what the writer knows, as Notion's are.
        package var looksFirst = false
        /// Whether a listing can be continued from a cursor.
        package var hasDeltas = true
        /// Whether it says of an event that it is gone, and doesn't just stop to show it.
        package var tellsDeletions = true
        /// Whether exceptions are rows of their own, with ids and revisions.
        package var listsExceptions = true
        /// Whether writing a series' schedule makes it forget those rows.
        package var resetsExceptions = false
        /// Whether an event can be moved to another calendar.
        package var movesEvents = false
        /// Whether guests are mailed where the policy says so.
        package var mailsGuests = false
        /// How fast it wants to be written to.
        package var pace: Pace?
        /// What of every event can't be written.
        package var limit: WriteLimit?
        /// Whether the tombstone of an event keeps its UID from being used again.
        package var tombstonesHoldUIDs = true
        /// Whether it takes a UID only once; else the UID is a mark that anybody may copy, and a look-up's index lags behind.
        package var takesUIDsOnce = true
        /// Whether it writes places its own way, with a full stop.
        package var respells = false
        /// Whether reading an event finds nothing, as for an engine that believes a listing without reading.
        package var readsNothing = false
        /// Whether an unfinished listing comes with a cursor, as for an engine that keeps one all the same.
        package var hidesGaps = false
        /// How many look-ups by UID don't see the last event that was made, where UIDs are marks.
        package var indexLag = 0
        /// How many writes it takes at once.
        package var lanes = 1
        /// Whether it may hold a UID twice where two clients store it at the same moment.
        package var mayHoldUIDTwice = false

        package init() {}
    }

    /// What sort of service it is.
    package let options: Options
    package let capabilities: Capabilities
    let state: Locked<State>

    /// Starts with `calendars`, empty.
    package init(
        options: Options = Options(),
        calendars: [RemoteCalendar] = [
            RemoteCalendar(id: "home", name: "Home", timeZone: "Europe/Berlin", isWritable: true, isPrimary: true)
        ]
    ) {
        self.options = options
        var capabilities = Capabilities(
            name: options.name, guardsWrites: options.guardsWrites, createsOncePerUID: options.takesUIDsOnce,
            scheduleWriteResetsExceptions: options.resetsExceptions, hasDeltas: options.hasDeltas)
        capabilities.tellsDeletions = options.tellsDeletions
        capabilities.movesEvents = options.movesEvents
        capabilities.mailsGuests = options.mailsGuests
        capabilities.guardsInstancesApart = options.listsExceptions
        capabilities.pace = options.pace
        capabilities.lanes = options.lanes
        capabilities.mayHoldUIDTwice = options.mayHoldUIDTwice
        self.capabilities = capabilities
        state = Locked(State(options: options, calendars: calendars))
    }

    /// Another service that goes on from where `other` stands, for trying two futures of one past.
    package init(copying other: MemoryProvider) {
        (options, capabilities) = (other.options, other.capabilities)
        state = Locked(other.state.withLock { $0 })
    }

    package func calendars() async throws(ProviderError) -> [RemoteCalendar] {
        try perform(.calendars, in: nil) { state throws(ProviderError) in state.calendars }
    }

    package func lens(for calendar: RemoteCalendar) -> Lens { options.lens }

    package func changes(in calendar: RemoteCalendar, since cursor: Cursor?) async throws(ProviderError) -> ChangeSet {
        try perform(.changes, in: calendar, about: cursor?.token ?? "") { state throws(ProviderError) in
            try state.changes(in: calendar.id, since: cursor)
        }
    }

    package func event(_ id: String, in calendar: RemoteCalendar) async throws(ProviderError) -> Sighting {
        try perform(.event, in: calendar, about: id) { state throws(ProviderError) in
            if options.readsNothing { return .absent }
            let found = state.rows[calendar.id]?[id]?.sighting ?? .absent
            guard case .live(var event) = found else { return found }
            event.limit = options.limit
            return .live(event)
        }
    }

    package func find(_ uid: UID, in calendar: RemoteCalendar) async throws(ProviderError) -> [Sighting] {
        try perform(.find, in: calendar, about: uid.text) { state throws(ProviderError) in
            state.found(uid, in: calendar.id).map(\.sighting)
        }
    }

    /// What a create of ours made: real services tell by an id or a name that follows from the UID, or by a mark.
    package func made(
        _ uid: UID, generation: Int, by operation: String, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent? {
        try perform(.find, in: calendar, about: uid.text) { state throws(ProviderError) in
            state.found(uid, in: calendar.id).first { $0.operation == operation && !$0.isDeleted }?.event
        }
    }

    package func create(_ draft: Draft, in calendar: RemoteCalendar) async throws(ProviderError) -> RemoteEvent {
        try perform(.create, in: calendar, about: draft.uid.text) { state throws(ProviderError) in
            var event = try state.create(draft, in: calendar.id)
            event.limit = options.limit
            return event
        }
    }

    package func update(
        _ edit: Edit, replacing event: RemoteEvent, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        try perform(.update, in: calendar, about: event.id) { state throws(ProviderError) in
            var answer = try state.update(edit, replacing: event, in: calendar.id)
            answer.limit = options.limit
            return answer
        }
    }

    package func delete(_ event: RemoteEvent, in calendar: RemoteCalendar) async throws(ProviderError) {
        try perform(.delete, in: calendar, about: event.id) { state throws(ProviderError) in
            try state.delete(event, in: calendar.id)
        }
    }

    package func move(
        _ event: RemoteEvent, from calendar: RemoteCalendar, to destination: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        try perform(.move, in: calendar, about: event.id) { state throws(ProviderError) in
            try state.move(event, from: calendar.id, to: destination.id)
        }
    }

    package func series(ofInstance id: String) -> String? {
        id.contains("_") ? String(id.prefix { $0 != "_" }) : nil
    }

    package func close() async {}
}

extension MemoryProvider.Options {
    /// How a service of this sort sees events.
    package var lens: Lens {
        guard fields != nil || floorsToMinutes else { return .identity }
        return Lens(
            fields: fields ?? Set(Field.allCases), view: { reduced($0.content) }, alarm: { $0 },
            localised: { new, _ in new }, obstacle: { _ in nil })
    }

    /// What a service of this sort keeps when it is told `view`: reduced, and in its own spelling.
    package func kept(_ view: View) -> View {
        var view = reduced(view)
        if respells, case .text(let place)? = view.master[.location], !place.hasSuffix(".") {
            view.master[.location] = .text(place + ".")
        }
        return view
    }

    /// What is left of `view` there.
    func reduced(_ view: View) -> View {
        View(
            master: reduced(view.master),
            exceptions: view.exceptions.mapValues { exception in
                switch exception {
                case .excluded: .excluded
                case .changed(let part): .changed(reduced(part))
                }
            })
    }

    private func reduced(_ part: Part) -> Part {
        var part = Part(part.fields.filter { fields?.contains($0.key) ?? true })
        if floorsToMinutes, var schedule = part.schedule {
            schedule.start = schedule.start.adding(wallSeconds: -(schedule.start.wallSeconds % 60))
            schedule.end = schedule.end.adding(wallSeconds: -(schedule.end.wallSeconds % 60))
            part[.when] = .schedule(schedule)
        }
        return part
    }
}
