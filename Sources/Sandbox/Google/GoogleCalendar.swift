/// What the signed-in user may do with a calendar.
enum AccessRole: String, Sendable, CaseIterable {
    case freeBusyReader, reader, writerWithoutPrivateAccess, writer, owner

    var canWrite: Bool { self >= .writerWithoutPrivateAccess }

    static func >= (left: Self, right: Self) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) >= (allCases.firstIndex(of: right) ?? 0)
    }

    /// Whether an event's details show; private ones are for owners and writers (Discovery document, accessRole).
    func seesDetails(of content: EventContent) -> Bool {
        switch self {
        case .owner, .writer: true
        case .freeBusyReader: false
        case .reader, .writerWithoutPrivateAccess:
            !["private", "confidential"].contains(content.fields["visibility"]?.string)
        }
    }
}

/// One calendar with its events, and the signed-in user's entry for it.
///
/// A class, so that a write to one of a hundred thousand events copies none of them; only ``GoogleState`` holds it, and
/// that is only touched under the sandbox's lock.
final class GoogleCalendar {
    let id: String
    let isPrimary: Bool
    var summary: String
    var zone: Zone
    var accessRole: AccessRole
    var defaultReminders: [Reminder]
    /// description, location, conferenceProperties: what else `calendars.patch` sets.
    var details: [String: JSON] = [:]
    /// colorId, selected, hidden, summaryOverride and the like: the user's own settings for this calendar.
    var entry: [String: JSON] = ["colorId": "14", "selected": true]
    var isListed = true
    var stamp: Int
    var entryStamp: Int
    /// The number of the entry's last change, for the calendar list's sync tokens.
    var entryChange = 0

    private(set) var events: [String: GoogleEvent] = [:]
    /// The masters and single events by iCalUID, deleted ones too: a tombstone burns its UID.
    private(set) var idsByUID: [String: String] = [:]
    /// The ids of a master's exceptions.
    private(set) var exceptions: [String: Set<String>] = [:]
    /// The number of the last change.
    private(set) var changes = 0
    private var ordinals = 0
    /// Ids and UIDs of events whose tombstones are gone: still not free (LIVE, mmedum 37).
    private(set) var burned: Set<String> = []

    init(
        id: String, isPrimary: Bool, summary: String, zone: Zone, accessRole: AccessRole, defaultReminders: [Reminder],
        stamp: Int
    ) {
        self.id = id
        self.isPrimary = isPrimary
        self.summary = summary
        self.zone = zone
        self.accessRole = accessRole
        self.defaultReminders = defaultReminders
        self.stamp = stamp
        entryStamp = stamp
    }

    /// Stores an event, new or changed, and counts the change.
    func save(_ event: GoogleEvent) {
        var event = event
        changes += 1
        event.change = changes
        if let known = events[event.id] {
            event.ordinal = known.ordinal
        } else {
            ordinals += 1
            event.ordinal = ordinals
        }
        if let master = event.origin?.master {
            exceptions[master, default: []].insert(event.id)
        } else {
            idsByUID[event.iCalUID] = event.id
        }
        stamp = max(stamp, event.stamp)
        events[event.id] = event
    }

    /// Takes over events that were kept elsewhere, with their places and changes.
    func restore(_ saved: [GoogleEvent], changes: Int, burned: Set<String>) {
        for event in saved {
            events[event.id] = event
            if let master = event.origin?.master {
                exceptions[master, default: []].insert(event.id)
            } else {
                idsByUID[event.iCalUID] = event.id
            }
            ordinals = max(ordinals, event.ordinal)
        }
        self.changes = changes
        self.burned = burned
    }

    /// Whether nothing, and no tombstone, has this id.
    func isFree(id: String) -> Bool { events[id] == nil && !burned.contains("id " + id) }

    /// Whether nothing, and no tombstone, has this iCalUID.
    func isFree(uid: String) -> Bool { idsByUID[uid] == nil && !burned.contains("uid " + uid) }

    /// Forgets all tombstones, as Google does after some weeks; their ids and UIDs stay taken.
    func purgeTombstones() {
        for event in events.values where event.life == .deleted || event.life == .orphaned {
            burned.insert("id " + event.id)
            remove(event)
            if event.origin == nil { burned.insert("uid " + event.iCalUID) }
        }
    }

    /// Removes an event without a trace.
    func remove(_ event: GoogleEvent) {
        events[event.id] = nil
        if let master = event.origin?.master {
            exceptions[master]?.remove(event.id)
        } else {
            idsByUID[event.iCalUID] = nil
        }
    }

    /// The exceptions of a series, by original start.
    func exceptions(of master: String) -> [GoogleEvent] {
        (exceptions[master] ?? []).compactMap { events[$0] }.sorted { $0.id < $1.id }
    }

    /// The series whose occurrences have ids that begin with `root`: one, or those that it was split into.
    func masters(of root: String) -> [GoogleEvent] {
        if let master = events[root] { return master.life == .live && master.rootID == root ? [master] : [] }
        return events.values.filter { $0.life == .live && $0.id.hasPrefix(root + "_R") && $0.rootID == root }
            .sorted { $0.id < $1.id }
    }

    /// Whether `email` is this calendar's own address: of the primary calendar, the account's.
    func isSelf(_ email: String, account: String) -> Bool {
        email.lowercased() == (isPrimary ? account : id).lowercased()
    }
}
