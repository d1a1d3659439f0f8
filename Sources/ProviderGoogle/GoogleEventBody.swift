/// What a request says of an event: each field is left out, set, or cleared with `null`.
///
/// Organizer and sequence are never sent: they are Google's. Attendees and attachments are sent only when they changed,
/// and then whole, for Google replaces lists.
struct GoogleEventBody: Encodable, Hashable, Sendable {
    var id: String?
    var iCalUID: String?
    var status: String?
    var summary: Sent<String>?
    var description: Sent<String>?
    var location: Sent<String>?
    var colorId: Sent<String>?
    var source: Sent<GoogleSource>?
    var attendees: [GoogleAttendee]?
    var attachments: [GoogleAttachment]?
    var start: GoogleTimeBody?
    var end: GoogleTimeBody?
    var recurrence: Sent<[String]>?
    var transparency: String?
    var visibility: String?
    var reminders: GoogleRemindersBody?
    var extendedProperties: GoogleExtendedProperties?
}

/// A value that is sent: itself, or `null`.
enum Sent<Value: Encodable & Hashable & Sendable>: Encodable, Hashable, Sendable {
    case value(Value)
    case null

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .value(let value): try container.encode(value)
        case .null: try container.encodeNil()
        }
    }
}

/// A day or a moment as it is sent.
struct GoogleTimeBody: Encodable, Hashable, Sendable {
    var date: Sent<String>?
    var dateTime: Sent<String>?
    var timeZone: Sent<String>?
}

/// Reminders as they are sent: always both keys, for a PATCH may keep what it isn't told of.
struct GoogleRemindersBody: Encodable, Hashable, Sendable {
    var useDefault: Bool
    var overrides: [GoogleReminder]
}
