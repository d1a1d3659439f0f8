import ProviderKit
import SyncCore

/// What a server says of a calendar, read into what the plan knows of one.
struct CalDAVCalendar: Hashable, Sendable {
    /// Where it is.
    var location: DAVLocation
    /// The name a person gave it.
    var name: String
    /// Whether it holds events.
    var holdsEvents: Bool
    /// Whether events can be written.
    var isWritable: Bool
    /// Whether it can say what changed (RFC 6578).
    var hasSync: Bool
    /// Its colour as `#RRGGBB`; `nil` where it has none.
    var colour: String?
    /// Its zone's name; `nil` where it names none.
    var timeZone: String?

    /// The properties that are asked of a calendar.
    static let properties: [XMLName] = [
        .dav("resourcetype"), .dav("displayname"), .dav("current-user-privilege-set"), .dav("supported-report-set"),
        .caldav("supported-calendar-component-set"), .caldav("calendar-timezone"), .ical("calendar-color"),
    ]

    /// Reads a response; `nil` where it speaks of something else than a calendar.
    init?(_ response: DAVResponse, at base: DAVLocation) {
        guard response.found[.dav("resourcetype")]?.child(.caldav("calendar")) != nil,
            let location = base.resolving(response.href)
        else { return nil }
        self.location = location
        // Radicale names a calendar without a name by its path.
        let given = response[.dav("displayname")].flatMap { $0 == location.segments.joined(separator: "/") ? nil : $0 }
        name = given ?? location.segments.last ?? location.path
        let kinds = response.found[.caldav("supported-calendar-component-set")]?.children ?? []
        // RFC 4791 §5.2.3: without the property all kinds are taken.
        holdsEvents = kinds.isEmpty || kinds.contains { $0.attributes["name"]?.uppercased() == "VEVENT" }
        let rights = response.found[.dav("current-user-privilege-set")]?.children.flatMap(\.children).map(\.name.local)
        isWritable = rights.map { !Set($0).isDisjoint(with: ["all", "write", "write-content", "bind"]) } ?? true
        let reports = response.found[.dav("supported-report-set")]?.children
            .compactMap { $0.child(.dav("report"))?.children.first?.name.local }
        hasSync = reports?.contains("sync-collection") ?? false
        colour = response[.ical("calendar-color")].map { String($0.prefix(7)) }
        timeZone = response.found[.caldav("calendar-timezone")].flatMap { Self.zone(in: $0.text) }
    }

    /// The TZID of a VTIMEZONE.
    private static func zone(in text: String) -> String? {
        for line in text.split(whereSeparator: \.isNewline) where line.uppercased().hasPrefix("TZID:") {
            let name = line.dropFirst(5).filter { $0 != " " }
            return name.isEmpty ? nil : String(name)
        }
        return nil
    }
}

extension RemoteCalendar {
    /// The notes of a calendar on a CalDAV server.
    package enum CalDAVNote {
        /// How changes are found: `sync` or `list`.
        package static let changes = "changes"
        /// The account's addresses, a space between them: under another name than when they were of mail alone.
        static let addresses = "people"
        /// Set where the server mails guests.
        static let schedules = "schedules"
        /// The colour.
        static let colour = "colour"
        /// The address that it was looked for at, by which it is known again.
        static let asked = "asked"
    }

    /// The addresses of the account, such as `mailto:ann@example.com` or its principal's path, in lower case.
    var addresses: Set<String> {
        Set((notes?[CalDAVNote.addresses] ?? "").split(separator: " ").map(String.init))
    }

    /// Whether the server mails guests of its own accord.
    var schedules: Bool { notes?[CalDAVNote.schedules] != nil }

    /// Whether the server says what changed since a token.
    var hasSync: Bool { notes?[CalDAVNote.changes] == "sync" }

    /// Puts together what the plan knows of a calendar.
    ///
    /// - Parameters:
    ///   - endpoint: The account's address: a calendar on the same host is known by its path alone.
    ///   - asked: The address that it was looked for at; `nil` where it was found in a list of all.
    ///   - addresses: The account's, in lower case.
    init(
        _ calendar: CalDAVCalendar, endpoint: DAVLocation, asked: DAVLocation?, addresses: [String], schedules: Bool,
        isPrimary: Bool
    ) {
        var notes = [
            CalDAVNote.changes: calendar.hasSync ? "sync" : "list",
            CalDAVNote.addresses: Set(addresses).sorted().joined(separator: " "),
        ]
        notes[CalDAVNote.schedules] = schedules ? "1" : nil
        notes[CalDAVNote.colour] = calendar.colour
        notes[CalDAVNote.asked] = asked?.url
        self.init(
            id: calendar.location.origin == endpoint.origin ? calendar.location.path : calendar.location.url,
            name: calendar.name, timeZone: calendar.timeZone ?? "UTC", isWritable: calendar.isWritable,
            isPrimary: isPrimary,
            account: addresses.filter { $0.hasPrefix("mailto:") }.min().map { String($0.dropFirst(7)) }, notes: notes)
    }
}
