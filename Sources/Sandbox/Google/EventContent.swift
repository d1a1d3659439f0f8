/// What clients may write into an event, checked and brought into the form in which it is kept.
struct EventContent: Hashable, Sendable {
    /// Whether the event takes place.
    enum Status: String, Sendable { case confirmed, tentative, cancelled }

    /// All plain fields; those equal to their default are left out (LIVE: answers omit them).
    var fields: [String: JSON]
    var start: EventTime
    var end: EventTime
    /// The lines of the series; empty for a single event.
    var recurrence: [String]
    var reminders: Reminders
    var status: Status
    var sequence: Int

    /// The names of the fields that are kept outside of ``fields``.
    private static let structured: Set = ["start", "end", "recurrence", "reminders", "status", "sequence"]

    /// The names of Event's fields that a client never sets by writing them.
    static let serverOwned: Set = [
        "kind", "etag", "id", "htmlLink", "created", "updated", "creator", "organizer", "hangoutLink", "locked",
        "iCalUID",
        "recurringEventId", "originalStartTime", "privateCopy", "eventType", "attendeesOmitted", "gadget",
        "endTimeUnspecified", "birthdayProperties",
    ]

    /// Checks `json`, an Event's writable fields.
    ///
    /// - Throws: ``GoogleError`` with status 400 for everything that Google refuses.
    init(_ json: [String: JSON]) throws(GoogleError) {
        start = try EventTime(json["start"], role: "start")
        end = try EventTime(json["end"], role: "end")
        guard start.isAllDay == end.isAllDay else {
            throw .invalid("Start and end times must either both be date or both be dateTime.")
        }
        // LIVE (keeper.sh b057d2e0): no length, or less, is refused.
        guard start.seconds < end.seconds else { throw .timeRangeEmpty }
        recurrence = (json["recurrence"]?.array ?? []).compactMap(\.string)
        reminders = try Reminders(json["reminders"])
        let statusText = json["status"]?.string ?? "confirmed"
        guard let known = Status(rawValue: statusText) else { throw .invalid("Invalid value for: status") }
        status = known
        sequence = json["sequence"]?.int ?? 0
        fields = json.filter {
            !Self.structured.contains($0.key) && !Self.serverOwned.contains($0.key) && $0.value != .null
        }
        try checkSeries()
        try tidyFields()
    }

    /// The content as an Event's writable fields, to merge a patch into.
    var json: [String: JSON] {
        var json = fields
        json["start"] = start.stored
        json["end"] = end.stored
        json["reminders"] = reminders.stored
        json["status"] = .string(status.rawValue)
        json["sequence"] = .int(sequence)
        if !recurrence.isEmpty { json["recurrence"] = .array(recurrence.map { .string($0) }) }
        return json
    }

    /// The occurrences; nil for a single event.
    var series: RecurrenceSet? {
        guard !recurrence.isEmpty else { return nil }
        let zone = start.isAllDay ? .utc : start.zone ?? .utc
        return RecurrenceSet(
            lines: recurrence, start: zone.civil(at: start.seconds), zone: zone, isAllDay: start.isAllDay)
    }

    private func checkSeries() throws(GoogleError) {
        guard !recurrence.isEmpty else { return }
        // Discovery document, EventDateTime.timeZone: "For recurring events this field is required".
        if !start.isAllDay {
            guard start.zone != nil else { throw .required("Missing time zone definition for start time.") }
            guard end.zone != nil else { throw .required("Missing time zone definition for end time.") }
        }
        guard let series else { throw .invalid("Invalid recurrence rule.") }
        guard series.occurs else { throw .invalid("Invalid recurrence rule.") }
    }
}
