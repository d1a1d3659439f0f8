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
    var colorId: String?
    var start: GoogleTime?
    var end: GoogleTime?
    var recurrence: [String]?
    var recurringEventId: String?
    var originalStartTime: GoogleTime?
    var transparency: String?
    var visibility: String?
    var iCalUID: String?
    var reminders: GoogleReminders?
    var creator: GooglePerson?
    var organizer: GooglePerson?
    var attendees: [GoogleAttendee]?
    var attendeesOmitted: Bool?
    var guestsCanModify: Bool?
    var attachments: [GoogleAttachment]?
    var conferenceData: GoogleConference?
    var hangoutLink: String?
    var source: GoogleSource?
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

/// Who made an event, or whose it is.
struct GooglePerson: Decodable, Hashable, Sendable {
    var email: String?
    var displayName: String?
    /// Whether it is this calendar.
    var isSelf: Bool?

    private enum CodingKeys: String, CodingKey {
        case email, displayName
        case isSelf = "self"
    }
}

/// Where an event comes from: a page on the web.
struct GoogleSource: Codable, Hashable, Sendable {
    var url: String?
    var title: String?
}

/// A file beside an event (EventAttachment). What isn't named here Google makes itself.
struct GoogleAttachment: Codable, Hashable, Sendable {
    var fileUrl: String?
    var title: String?
    var mimeType: String?
    var iconLink: String?
}

/// How people meet who are not in one room (ConferenceData).
struct GoogleConference: Decodable, Hashable, Sendable {
    var entryPoints: [EntryPoint]?

    /// One way in.
    struct EntryPoint: Decodable, Hashable, Sendable {
        /// `video`, `phone`, `sip` or `more`.
        var entryPointType: String?
        var uri: String?
        var label: String?
    }
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
