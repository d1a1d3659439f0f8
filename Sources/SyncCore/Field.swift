/// One part of an event that merges as a unit (cases.md 2.2).
package enum Field: String, Hashable, Comparable, Sendable, Codable, CaseIterable {
    case title, when, location, description, status, transparency, visibility, priority, url, colour
    case organizer, attendees, alarms, categories, resources, attachments, images, conferences, relations
    case comments, contacts
    /// All lines that have no field of their own: X- and IANA properties, components inside the event.
    case other

    /// The word for it on the screen.
    package var word: String {
        switch self {
        case .when: "time"
        case .visibility: "class"
        case .other: "other lines"
        default: rawValue
        }
    }

    /// The fields that are each guest's own: no one hears of a change.
    static let personal: Set<Field> = [.alarms, .colour, .transparency]

    /// How two edits of it meet.
    package var merging: Merging {
        switch self {
        case .title, .when, .location, .status, .transparency, .visibility, .priority, .url, .colour, .organizer: .whole
        case .description: .lines
        case .attendees, .attachments, .conferences: .keyed
        case .alarms, .categories, .resources, .images, .relations, .comments, .contacts, .other: .elements
        }
    }

    /// A way of merging two edits of one field.
    package enum Merging: Sendable {
        /// One value; two different edits conflict.
        case whole
        /// Text; edits of different lines go together.
        case lines
        /// A set; each element is decided by itself.
        case elements
        /// A set whose elements are known by what stands behind the colon: people by address, parameter by parameter;
        /// attachments and conferences by where they lead.
        case keyed
    }

    /// The fields a person sees first come first.
    package static func < (a: Field, b: Field) -> Bool { a.order < b.order }

    /// By its order: an enumeration with raw values hashes their texts else.
    package func hash(into hasher: inout Hasher) { hasher.combine(order) }

    /// The place in the list above, written out: it is asked for with every value that is looked up.
    private var order: UInt8 {
        switch self {
        case .title: 0
        case .when: 1
        case .location: 2
        case .description: 3
        case .status: 4
        case .transparency: 5
        case .visibility: 6
        case .priority: 7
        case .url: 8
        case .colour: 9
        case .organizer: 10
        case .attendees: 11
        case .alarms: 12
        case .categories: 13
        case .resources: 14
        case .attachments: 15
        case .images: 16
        case .conferences: 17
        case .relations: 18
        case .comments: 19
        case .contacts: 20
        case .other: 21
        }
    }
}
