import ICalendar

/// One row of a service's listing or delta, before it is put together into events.
package enum RemoteItem: Hashable, Sendable {
    /// A single event or the master of a series. Its view has only those exceptions that the master itself carries.
    case event(RemoteEvent)
    /// An exception of a series; it may come before its master.
    case instance(RemoteException)
    /// A tombstone, of an event or of an exception; `revision` where the service tells.
    case gone(id: String, revision: String?)
}

/// An exception of a series, as a row of its own.
package struct RemoteException: Hashable, Sendable {
    /// The service's id of it.
    package var id: String
    /// The service's mark of this version.
    package var revision: String
    /// The id of its master.
    package var master: String
    /// Its start according to the series.
    package var original: EventTime
    /// Its fields; `nil` when it was cancelled.
    package var part: Part?

    package init(id: String, revision: String, master: String, original: EventTime, part: Part?) {
        self.id = id
        self.revision = revision
        self.master = master
        self.original = original
        self.part = part
    }
}

/// What a service says has changed since a cursor, or all that it has.
package struct ChangeSet: Hashable, Sendable {
    /// The rows, in the order they came; of rows that repeat the last one counts.
    package var items: [RemoteItem]
    /// Where the next delta starts. Kept only after everything in `items` is durable.
    package var cursor: Cursor?
    /// Whether this is a whole listing that ran to its end: only then does absence say anything.
    package var isComplete: Bool
    /// Ids that are there besides `items`, where the service was asked for all of them: what is missing from both is looked
    /// for. `nil` when it was not asked.
    package var present: Set<String>?
    /// The calendar, where the reading has found it to be another than was known: its day moved on, its properties changed.
    package var calendar: RemoteCalendar?
    /// Ids of events that are there, and that the service didn't show this time: nothing is known of what is new in them.
    /// The cursor has them read again.
    package var unread: Set<String> = []
    /// Whether the cursor is to be kept though nothing changed: it remembers what the service has stopped to show, or shows again.
    package var keepsCursor = false

    package init(
        items: [RemoteItem], cursor: Cursor?, isComplete: Bool, present: Set<String>? = nil,
        calendar: RemoteCalendar? = nil
    ) {
        self.items = items
        self.cursor = cursor
        self.isComplete = isComplete
        self.present = present
        self.calendar = calendar
    }
}

extension ChangeSet {
    /// The ids of the exceptions of `series` among the rows, sorted.
    package func instances(of series: String) -> [String] {
        var ids: Set<String> = []
        for case .instance(let exception) in items where exception.master == series { ids.insert(exception.id) }
        return ids.sorted()
    }
}

/// What the rows of a change set come to.
package struct RemoteChanges: Hashable, Sendable {
    /// Events that are new or may have changed, whole.
    package var events: [String: RemoteEvent] = [:]
    /// Ids of events that are gone, with the tombstone's revision where one was told.
    package var gone: [String: String?] = [:]
    /// Ids of events that must be read whole before anything is decided: an exception without a known master, or a
    /// series that moved, which makes some services forget its exceptions.
    package var unread: Set<String> = []

    package init() {}

    /// Puts rows together into events.
    ///
    /// - Parameter known: The newest state seen of an event, by the service's id.
    package init(_ items: [RemoteItem], known: (String) -> RemoteEvent?, knownMaster: (String) -> String?) {
        var masters: [String: RemoteEvent] = [:]
        var exceptions: [String: [String: RemoteException]] = [:]
        for item in items {
            switch item {
            case .event(let event):
                masters[event.id] = event
                gone[event.id] = nil
            case .instance(let exception):
                exceptions[exception.master, default: [:]][exception.id] = exception
                gone[exception.id] = nil
            case .gone(let id, let revision):
                masters[id] = nil
                for master in exceptions.keys { exceptions[master]?[id] = nil }
                gone.updateValue(revision, forKey: id)
            }
        }
        for (id, master) in masters {
            let before = known(id)
            var event = master
            if let before, !before.instances.isEmpty {
                guard let old = before.view.schedule, let new = master.view.schedule, old.matches(new) else {
                    unread.insert(id)
                    continue
                }
                for (key, instance) in before.instances {
                    event.instances[key] = instance
                    event.view.exceptions[key] = before.view.exceptions[key]
                }
            }
            events[id] = event
        }
        for id in exceptions.keys where events[id] == nil && !unread.contains(id) && !gone.keys.contains(id) {
            if let before = known(id) { events[id] = before } else { unread.insert(id) }
        }
        for (id, rows) in exceptions {
            guard var event = events[id] else { continue }
            for row in rows.values { event.take(row) }
            events[id] = event
        }
        dropInstances(knownMaster: knownMaster, known: known)
    }

    /// Tombstones of exceptions: the instance follows its series again.
    private mutating func dropInstances(knownMaster: (String) -> String?, known: (String) -> RemoteEvent?) {
        for id in gone.keys {
            guard let master = knownMaster(id) else { continue }
            gone.removeValue(forKey: id)
            guard !gone.keys.contains(master), !unread.contains(master),
                var event = events[master] ?? known(master),
                let key = event.instances.first(where: { $0.value.id == id })?.key
            else { continue }
            event.instances[key] = nil
            event.view.exceptions[key] = nil
            events[master] = event
        }
    }
}

extension RemoteEvent {
    /// Takes over one exception as the service answered it.
    ///
    /// A cancelled one that the series doesn't have says nothing: so services tell of exceptions that they dropped when the
    /// series got another time.
    package mutating func take(_ exception: RemoteException) {
        guard let series = view.schedule else { return }
        let key = InstanceKey(exception.original, in: series.start)
        instances[key] = RemoteInstance(id: exception.id, revision: exception.revision)
        view.exceptions[key] = exception.part.map { .changed($0) } ?? .excluded
        if exception.part == nil, view.isStray(key) { view.exceptions[key] = nil }
    }
}
