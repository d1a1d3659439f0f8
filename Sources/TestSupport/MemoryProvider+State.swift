import ProviderKit
import SyncCore

extension MemoryProvider {
    /// All that the service knows. A value: the owner's lock is the only guard it needs.
    struct State: Sendable {
        let options: Options
        var calendars: [RemoteCalendar]
        /// The rows, tombstones too, by calendar and id.
        var rows: [String: [String: Row]] = [:]
        /// The rows after each of the last changes, for listings that lag behind.
        var history: [[String: [String: Row]]] = []
        /// Counts changes; part of revisions and cursors.
        var clock = 0
        /// Cursors from before it have expired.
        var firstGoodCursor = 0
        var faults: [PlannedFault] = []
        /// The events that a lost answer was about.
        var unanswered: Set<UID> = []
        /// How many look-ups by UID still miss the newest event.
        var lag = 0
        var log: [Call] = []

        init(options: Options, calendars: [RemoteCalendar]) {
            self.options = options
            self.calendars = calendars
        }
    }

    /// An event, or its tombstone.
    struct Row: Hashable, Sendable {
        var id: String
        var uid: UID
        /// The master, with those exceptions that have no row.
        var view: View
        var instances: [InstanceKey: InstanceRow] = [:]
        var revision: String
        var changed: Int
        var isDeleted = false
        /// The create that made it, or made what it was copied from; shown where UIDs are marks.
        var operation: String?
        /// Whether it is shown.
        var isMarked = false
    }

    /// An exception of a series; `exception` is nil once it follows the series again.
    struct InstanceRow: Hashable, Sendable {
        var id: String
        var exception: Exception?
        var revision: String
        var changed: Int
    }
}

extension MemoryProvider.Row {
    /// The event whole, as reading it answers.
    var event: RemoteEvent {
        var event = RemoteEvent(id: id, revision: revision, uid: uid, view: view, notes: notes)
        for (key, instance) in instances {
            guard let exception = instance.exception else { continue }
            event.instances[key] = RemoteInstance(id: instance.id, revision: instance.revision)
            event.view.exceptions[key] = exception
        }
        return event
    }

    private var notes: [String: String] {
        guard isMarked, let operation else { return [:] }
        return [RemoteEvent.operation: operation]
    }

    var sighting: Sighting { isDeleted ? .tombstone(id: id, revision: revision) : .live(event) }

    /// The rows of a listing that changed after `cursor`.
    func items(since cursor: Int, isFull: Bool, limit: WriteLimit? = nil) -> [RemoteItem] {
        if isDeleted { return isFull || changed <= cursor ? [] : [.gone(id: id, revision: revision)] }
        var items: [RemoteItem] = []
        if changed > cursor {
            items.append(
                .event(RemoteEvent(id: id, revision: revision, uid: uid, view: view, limit: limit, notes: notes)))
        }
        for (key, instance) in instances.sorted(by: { $0.key < $1.key }) where instance.changed > cursor {
            guard let exception = instance.exception, let series = view.schedule,
                let original = key.time(in: series.start)
            else {
                if !isFull { items.append(.gone(id: instance.id, revision: instance.revision)) }
                continue
            }
            items.append(
                .instance(
                    RemoteException(
                        id: instance.id, revision: instance.revision, master: id, original: original,
                        part: exception.part)))
        }
        return items
    }
}

extension MemoryProvider.State {
    /// The rows of a calendar, oldest id first.
    func sorted(_ calendar: String) -> [MemoryProvider.Row] {
        (rows[calendar] ?? [:]).values.sorted { ($0.id.count, $0.id) < ($1.id.count, $1.id) }
    }

    func changes(in calendar: String, since cursor: Cursor?) throws(ProviderError) -> ChangeSet {
        guard calendars.contains(where: { $0.id == calendar }) else {
            throw .calendarGone("There is no calendar \(calendar).")
        }
        var since = 0
        if let cursor {
            guard options.hasDeltas, cursor.shape == "memory", let position = Int(cursor.token),
                position >= firstGoodCursor
            else { throw .syncTokenExpired }
            since = position
        }
        return ChangeSet(
            items: sorted(calendar).flatMap { $0.items(since: since, isFull: cursor == nil, limit: options.limit) },
            cursor: options.hasDeltas ? Cursor(token: String(clock), shape: "memory") : nil, isComplete: cursor == nil)
    }

    mutating func create(_ draft: Draft, in calendar: String) throws(ProviderError) -> RemoteEvent {
        if case .tombstone(let id, let revision)? = draft.restoring {
            guard var row = rows[calendar]?[id] else { throw .notFound("There is no event \(id).") }
            guard row.isDeleted, row.revision == revision else { throw .preconditionFailed }
            row.view = options.reduced(draft.view)
            row.instances = [:]
            row.isDeleted = false
            return store(row, in: calendar).event
        }
        let holders = sorted(calendar).filter { $0.uid == draft.uid && (!$0.isDeleted || options.tombstonesHoldUIDs) }
        guard holders.isEmpty || !options.takesUIDsOnce else {
            throw .alreadyExists("There is an event with this UID already.")
        }
        lag = options.indexLag
        return insert(draft.uid, draft.view, in: calendar, operation: draft.operation).event
    }

    /// The rows that a look-up by UID shows.
    mutating func found(_ uid: UID, in calendar: String) -> [MemoryProvider.Row] {
        let rows = sorted(calendar).filter { $0.uid == uid && (!$0.isDeleted || options.takesUIDsOnce) }
        guard lag > 0 else { return rows }
        lag -= 1
        return rows.dropLast()
    }

    /// What a person does who copies an event: its mark goes along.
    mutating func copy(_ id: String, in calendar: String) -> MemoryProvider.Row? {
        guard let row = rows[calendar]?[id], !row.isDeleted else { return nil }
        return insert(row.uid, row.view, in: calendar, operation: row.operation)
    }

    mutating func update(_ edit: Edit, replacing event: RemoteEvent, in calendar: String) throws(ProviderError)
        -> RemoteEvent
    {
        guard var row = rows[calendar]?[event.id], !row.isDeleted else {
            throw .notFound("There is no event \(event.id).")
        }
        guard !options.looksFirst || row.event.view.matches(event.view) else { throw .preconditionFailed }
        if let uid = edit.uid, row.uid != uid {
            row.uid = uid
            row.operation = nil
            if edit.changes.isEmpty { return store(row, in: calendar).event }
        }
        guard let first = edit.changes.first else { return row.event }
        let key = options.listsExceptions ? first.instance : nil
        if options.guardsWrites {
            let (stored, named) =
                key.map { (row.event.instances[$0]?.revision, event.instances[$0]?.revision) } ?? (
                    row.revision, event.revision
                )
            guard stored == named else { throw .preconditionFailed }
        }
        let after = options.reduced(row.event.view.applying(edit.changes))
        if let key {
            return set(after.exceptions[key], at: key, of: row, in: calendar).event
        }
        row.view.master = after.master
        if !options.listsExceptions { row.view.exceptions = after.exceptions }
        if options.resetsExceptions, edit.changes.contains(where: { $0.field == .when }) { row.instances = [:] }
        return store(row, in: calendar).event
    }

    /// The event keeps its id where it goes; where it was, a tombstone stays.
    mutating func move(_ event: RemoteEvent, from calendar: String, to destination: String) throws(ProviderError)
        -> RemoteEvent
    {
        guard options.movesEvents else { throw .rejected("Events can't be moved here.") }
        guard let row = rows[calendar]?[event.id], !row.isDeleted else {
            throw .notFound("There is no event \(event.id).")
        }
        guard !options.guardsWrites || row.revision == event.revision else { throw .preconditionFailed }
        guard !sorted(destination).contains(where: { $0.uid == row.uid && !$0.isDeleted }) else {
            throw .alreadyExists("There is an event with this UID already.")
        }
        let moved = store(row, in: destination)
        try delete(RemoteEvent(id: row.id, revision: row.revision, uid: row.uid, view: row.view), in: calendar)
        return moved.event
    }

    mutating func delete(_ event: RemoteEvent, in calendar: String) throws(ProviderError) {
        guard var row = rows[calendar]?[event.id], !row.isDeleted else { return }
        guard !options.guardsWrites || row.revision == event.revision else { throw .preconditionFailed }
        guard !options.looksFirst || row.event.view.matches(event.view) else { throw .preconditionFailed }
        row.isDeleted = true
        row.instances = [:]
        _ = store(row, in: calendar)
    }
}

// MARK: Storing

extension MemoryProvider.State {
    /// Adds an event under the next id.
    mutating func insert(_ uid: UID, _ view: View, in calendar: String, operation: String? = nil)
        -> MemoryProvider.Row
    {
        store(
            MemoryProvider.Row(
                id: "m\(clock + 1)", uid: uid, view: options.reduced(view), revision: "", changed: 0,
                operation: operation, isMarked: !options.takesUIDsOnce),
            in: calendar)
    }

    /// Keeps a row under a new revision.
    mutating func store(_ row: MemoryProvider.Row, in calendar: String) -> MemoryProvider.Row {
        remember()
        var row = row
        row.view = options.kept(row.view)
        row.revision = "r\(clock)"
        row.changed = clock
        rows[calendar, default: [:]][row.id] = row
        return row
    }

    /// Keeps what became of one instance, under a revision of its own; the master's stays.
    mutating func set(
        _ exception: Exception?, at key: InstanceKey, of row: MemoryProvider.Row, in calendar: String
    ) -> MemoryProvider.Row {
        remember()
        var row = row
        if exception == nil, row.view.exceptions.removeValue(forKey: key) != nil {
            row.revision = "r\(clock)"
            row.changed = clock
        }
        if exception != nil || row.instances[key] != nil {
            row.instances[key] = MemoryProvider.InstanceRow(
                id: "\(row.id)_\(key.text)", exception: exception, revision: "r\(clock)", changed: clock)
        }
        rows[calendar, default: [:]][row.id] = row
        return row
    }

    private mutating func remember() {
        history.append(rows)
        if history.count > 64 { history.removeFirst() }
        clock += 1
    }
}
