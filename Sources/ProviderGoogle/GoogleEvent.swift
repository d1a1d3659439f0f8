/// An event as the Calendar API v3 answers it; of its fields those that calsync reads.
///
/// Every field may be missing: a tombstone has nothing but `id`, `etag` and `status`.
struct GoogleEvent: Decodable, Hashable, Sendable {
    var id: String
    var etag: String?
    var status: String?
    var eventType: String?
    var summary: String?
    var description: String?
    var location: String?
    var start: GoogleTime?
    var end: GoogleTime?
    var recurrence: [String]?
    var recurringEventId: String?
    var originalStartTime: GoogleTime?
    var transparency: String?
    var visibility: String?
    var iCalUID: String?
    var reminders: GoogleReminders?
    var organizer: GoogleOrganizer?
    var guestsCanModify: Bool?
    var privateCopy: Bool?
    var locked: Bool?
    var extendedProperties: GoogleExtendedProperties?
}

/// A day or a moment (EventDateTime).
struct GoogleTime: Decodable, Hashable, Sendable {
    /// `yyyy-mm-dd`, for a whole day.
    var date: String?
    /// RFC 3339; without an offset it is meant in `timeZone`.
    var dateTime: String?
    /// An IANA name.
    var timeZone: String?
}

/// The reminders of the signed-in user.
struct GoogleReminders: Decodable, Hashable, Sendable {
    /// Whether those of the calendar count.
    var useDefault: Bool?
    /// Those of the event itself, in no order.
    var overrides: [GoogleReminder]?
}

/// One reminder.
struct GoogleReminder: Codable, Hashable, Sendable {
    /// `popup` or `email`.
    var method: String
    /// How long before the start, 0 to 40320.
    var minutes: Int
}

/// Whose event it is.
struct GoogleOrganizer: Decodable, Hashable, Sendable {
    /// Whether it is this calendar.
    var isSelf: Bool?

    private enum CodingKeys: String, CodingKey { case isSelf = "self" }
}

/// Properties that clients keep on an event.
struct GoogleExtendedProperties: Codable, Hashable, Sendable {
    /// Those of this copy only.
    var `private`: [String: String]?
}

/// A page of events (Events).
struct GoogleEventPage: Decodable, Sendable {
    var items: [GoogleEvent]?
    var nextPageToken: String?
    var nextSyncToken: String?
}

/// A calendar in the user's list (CalendarListEntry).
struct GoogleCalendarEntry: Decodable, Hashable, Sendable {
    var id: String
    var summary: String?
    var summaryOverride: String?
    var timeZone: String?
    var accessRole: String?
    var primary: Bool?
    var deleted: Bool?
    var defaultReminders: [GoogleReminder]?
}

/// A page of the user's calendar list (CalendarList).
struct GoogleCalendarPage: Decodable, Sendable {
    var items: [GoogleCalendarEntry]?
    var nextPageToken: String?
}
