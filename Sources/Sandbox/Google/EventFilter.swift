/// What `events.list` was asked for.
struct EventFilter {
    /// What the listing is sorted by.
    enum Order: String { case startTime, updated }

    var singleEvents: Bool
    var showDeleted: Bool
    var isDelta: Bool
    var order: Order?
    /// Events must end after this moment.
    var after: Int?
    /// Events must start before this moment.
    var before: Int?
    /// The calendar's zone: where the days of all-day events begin and end.
    private let zone: Zone
    private var updatedMin: Int?
    private var types: Set<String>
    private var uid: String?
    private var words: [String]
    private var properties: [(group: String, key: String, value: String)]

    /// Reads the query; its values have passed the schema's checks.
    init(_ call: GoogleState.Call, zone: Zone) throws(GoogleError) {
        self.zone = zone
        singleEvents = call.flag("singleEvents")
        showDeleted = call.flag("showDeleted")
        isDelta = call.parameter("syncToken") != nil
        order = call.parameter("orderBy").flatMap(Order.init)
        if order == .startTime, !singleEvents {
            // Discovery document: "This is only available when querying single events".
            throw .parameter(
                "orderBy", "The requested ordering is not available for the particular query.", reason: "badRequest")
        }
        after = call.parameter("timeMin").flatMap(Timestamp.moment)
        before = call.parameter("timeMax").flatMap(Timestamp.moment)
        if let after, let before, after >= before { throw .timeRangeEmpty }
        updatedMin = call.parameter("updatedMin").flatMap(Timestamp.moment)
        types = Set(call.all("eventTypes"))
        uid = call.parameter("iCalUID")
        words = (call.parameter("q") ?? "").lowercased().split(separator: " ").map(String.init)
        properties = []
        for group in ["private", "shared"] {
            for pair in call.all(group + "ExtendedProperty") {
                let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                guard sides.count == 2 else {
                    throw .parameter(group + "ExtendedProperty", "Invalid property constraint.")
                }
                properties.append((group, sides[0], sides[1]))
            }
        }
    }

    /// Whether the listing ends with a sync token.
    ///
    /// LIVE (env0): none with `orderBy`. The other parameters named here may not go with a sync token either; a first
    /// listing with `timeMin` does give one (the sync guide's own sample).
    var givesSyncToken: Bool {
        order == nil && updatedMin == nil && uid == nil && words.isEmpty && properties.isEmpty
    }

    /// Whether a full listing shows an event of this state.
    ///
    /// Cancelled occurrences show even without `showDeleted` (LIVE, mmedum 33), deleted events only with it or, since
    /// `updatedMin`, always.
    func isShown(_ event: GoogleEvent) -> Bool {
        guard event.isCancelled else { return true }
        return showDeleted || updatedMin != nil || event.origin != nil && !singleEvents
    }

    /// Whether the event is of a wanted type.
    func hasType(_ event: GoogleEvent) -> Bool { types.isEmpty || types.contains(event.eventType) }

    /// Whether the event meets all constraints but that on deleted ones.
    func matches(_ event: GoogleEvent) -> Bool {
        guard hasType(event), uid == nil || uid == event.iCalUID, isWithin(event) else { return false }
        if let updatedMin, event.updated < updatedMin * 1_000_000 { return false }
        guard words.allSatisfy(text(of: event).contains) else { return false }
        return properties.allSatisfy {
            event.content.fields["extendedProperties"]?[$0.group]?[$0.key]?.string == $0.value
        }
    }

    private func isWithin(_ event: GoogleEvent) -> Bool {
        guard after != nil || before != nil else { return true }
        let start = event.content.start
        guard let series = event.series else { return isWithin(start.seconds, of: event) }
        if series.isEndless, before == nil { return true }
        return series.starts(through: before.map { $0 + 86400 }).contains { isWithin($0, of: event) }
    }

    /// Whether an occurrence of the event at `start` lies within the window.
    func isWithin(_ start: Int, of event: GoogleEvent) -> Bool {
        let begin = event.content.start.isAllDay ? start - zone.offset(at: start) : start
        return (after.map { begin + event.duration > $0 } ?? true) && (before.map { begin < $0 } ?? true)
    }

    private func text(of event: GoogleEvent) -> String {
        let fields = event.content.fields
        let guests = (fields["attendees"]?.array ?? []).flatMap { [$0["email"], $0["displayName"]] }
        let organizer = event.owned["organizer"]
        let all = [fields["summary"], fields["description"], fields["location"], organizer?["email"]] + guests
        return all.compactMap { $0?.string }.joined(separator: "\n").lowercased()
    }
}
