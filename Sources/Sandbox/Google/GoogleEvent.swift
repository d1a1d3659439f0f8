/// One event as kept: a single event, the master of a series, or an exception of one.
struct GoogleEvent: Sendable {
    /// What ties an exception to its series.
    struct Origin: Hashable, Sendable {
        var master: String
        /// When the occurrence would start by the series' rule.
        var start: EventTime
    }

    /// Where an event is in its life.
    enum Life: String, Sendable {
        case live
        /// Deleted: a tombstone that `status: confirmed` restores.
        case deleted
        /// An exception whose series was deleted, or that its series no longer has.
        case orphaned
        /// An exception that a change of its series brought back to what the series says; only deltas show it.
        case reset
    }

    let id: String
    let iCalUID: String
    let origin: Origin?
    var content: EventContent
    /// The fields that the server sets: organizer, creator, eventType and the like.
    var owned: [String: JSON]
    /// Microseconds since 1970.
    let created: Int
    /// Microseconds since 1970; reminders do not move it (Discovery document, Event.updated).
    var updated: Int
    /// Microseconds since 1970 of the last change of any kind; the etag.
    var stamp: Int
    /// The number of the change within its calendar, for sync tokens.
    var change = 0
    /// The event's place in the calendar's stable order.
    var ordinal = 0
    var life = Life.live
    /// The occurrences, worked out once.
    private(set) var series: RecurrenceSet?

    init(
        id: String, iCalUID: String, origin: Origin? = nil, content: EventContent, owned: [String: JSON], at stamp: Int
    ) {
        self.id = id
        self.iCalUID = iCalUID
        self.origin = origin
        self.content = content
        self.owned = owned
        created = stamp
        updated = stamp
        self.stamp = stamp
        series = content.series
    }

    /// The etag: on all real events seen, twice the microseconds of the last change.
    var etag: String { "\"\(stamp * 2)\"" }

    var isCancelled: Bool { life == .deleted || life == .orphaned || content.status == .cancelled }

    /// The length in seconds.
    var duration: Int { content.end.seconds - content.start.seconds }

    var eventType: String { owned["eventType"]?.string ?? "default" }

    /// Whether the signed-in user made the event.
    func isCreator(_ account: String) -> Bool {
        owned["creator"]?["email"]?.string.map { $0.lowercased() == account.lowercased() } ?? true
    }

    /// Puts new content in place at the moment `stamp`.
    mutating func replaceContent(_ new: EventContent, at stamp: Int) {
        var quiet = content
        quiet.reminders = new.reminders
        if quiet != new { updated = stamp }
        content = new
        series = new.series
        self.stamp = stamp
    }

    /// Returns the content of the occurrence that starts at `start` by the rule, as the series alone would have it.
    func occurrence(at start: EventTime) -> EventContent {
        var occurrence = content
        occurrence.recurrence = []
        occurrence.start = start
        occurrence.end = content.end.at(start.seconds + duration)
        return occurrence
    }

    /// Returns an exception for the occurrence at `start`, still unchanged.
    func exception(at start: EventTime, stamp: Int) -> GoogleEvent {
        GoogleEvent(
            id: rootID + "_" + start.instanceSuffix, iCalUID: iCalUID, origin: Origin(master: id, start: start),
            content: occurrence(at: start), owned: owned, at: stamp)
    }

    /// What the ids of its occurrences begin with. Of a series that was split at "this and following" they are made from the
    /// id before: `ID_R20230324T093000` has `ID_20230515T083000Z` (seen in stored answers of the real service).
    var rootID: String {
        guard let cut = id.lastIndex(of: "_"), cut > id.startIndex, id[cut...].hasPrefix("_R"),
            CivilTime(basic: id[id.index(cut, offsetBy: 2)...]) != nil
        else { return id }
        return String(id[..<cut])
    }

    /// Splits an instance id at its last `_`; nil when what follows is no original start.
    ///
    /// Ids of imported events hold a `_` themselves.
    static func instance(_ id: String) -> (master: String, suffix: CivilTime, isAllDay: Bool)? {
        guard let cut = id.lastIndex(of: "_"), cut > id.startIndex else { return nil }
        let suffix = id[id.index(after: cut)...]
        let isAllDay = suffix.utf8.count == 8
        guard isAllDay || suffix.utf8.count == 16 && suffix.hasSuffix("Z"),
            let civil = CivilTime(basic: isAllDay ? suffix : suffix.dropLast())
        else { return nil }
        return (String(id[..<cut]), civil, isAllDay)
    }
}
