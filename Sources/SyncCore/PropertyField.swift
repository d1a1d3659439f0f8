import ICalendar

/// Which field a property of a VEVENT belongs to, and what kind of property it is.
package enum PropertyField {
    /// Properties that are the machine's: never a change, never a conflict (cases.md 2.2).
    static let machine: Set<String> = [
        "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "PRODID", "METHOD", "CALSCALE", "VERSION", "UID",
        "RECURRENCE-ID", "REQUEST-STATUS", "X-LIC-ERROR", "X-MOZ-GENERATION", "X-MOZ-LASTACK",
    ]

    /// Properties that make up the schedule.
    static let schedule: Set<String> = ["DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE"]

    /// Fields with one value, by property.
    static let single: [String: Field] = [
        "SUMMARY": .title, "LOCATION": .location, "DESCRIPTION": .description, "STATUS": .status,
        "TRANSP": .transparency, "CLASS": .visibility, "PRIORITY": .priority, "URL": .url, "COLOR": .colour,
        "ORGANIZER": .organizer,
    ]

    /// Fields that are sets, by property.
    static let sets: [String: Field] = [
        "CATEGORIES": .categories, "RESOURCES": .resources, "ATTENDEE": .attendees, "ATTACH": .attachments,
        "IMAGE": .images, "CONFERENCE": .conferences, "RELATED-TO": .relations, "COMMENT": .comments,
        "CONTACT": .contacts,
    ]

    /// Properties that say the same as a field in another way, and contradict it once it was changed alone.
    static let companions: [Field: Set<String>] = [
        .description: ["X-ALT-DESC"],
        .location: ["GEO", "X-APPLE-STRUCTURED-LOCATION"],
        .transparency: ["X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-INTENDEDSTATUS"],
    ]

    /// The property that holds a field's single value or elements.
    static func name(of field: Field) -> String? {
        single.first { $0.value == field }?.key ?? sets.first { $0.value == field }?.key
    }

    /// Whether the field's value is a word in capitals, not free text.
    static func isKeyword(_ field: Field) -> Bool {
        switch field {
        case .status, .transparency, .visibility: true
        default: false
        }
    }

    /// Whether the value is TEXT with escapes (RFC 5545 §3.3.11).
    static func isText(_ field: Field) -> Bool {
        switch field {
        case .title, .location, .description, .comments, .contacts, .colour: true
        default: false
        }
    }
}
