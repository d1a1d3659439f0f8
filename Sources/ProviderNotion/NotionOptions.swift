/// How a pair with a Notion database is set up (`calsync.toml`); the token is elsewhere.
package struct NotionOptions: Hashable, Sendable {
    /// What becomes of an event that repeats.
    package enum Recurring: String, Hashable, Sendable, CaseIterable {
        /// One page: its Date is the next occurrence, the rule stands beside it as text.
        case series
        /// A page for each occurrence of the days that are shown; what is edited there is an exception of the series.
        case occurrences
    }

    /// The data source of a database that has several: its id or name.
    package var dataSource: String?
    /// The properties by role, as their names in Notion; `-` leaves a role without one.
    package var properties: [NotionRole: String]
    /// What becomes of an event that repeats.
    package var recurring: Recurring
    /// How many days back, and how many ahead, occurrences have pages.
    package var daysBack, daysAhead: Int
    /// The minutes that an event without an end takes; a page's Date without end means that.
    package var defaultDuration: Int
    /// The zone (IANA) that floating times and new files are in; empty for this machine's, which only the program knows.
    package var timeZone: String

    package init(
        dataSource: String? = nil, properties: [NotionRole: String] = [:], recurring: Recurring = .series,
        daysBack: Int = 30, daysAhead: Int = 90, defaultDuration: Int = 60, timeZone: String = "UTC"
    ) {
        self.dataSource = dataSource
        self.properties = properties
        self.recurring = recurring
        self.daysBack = daysBack
        self.daysAhead = daysAhead
        self.defaultDuration = defaultDuration
        self.timeZone = timeZone
    }

    /// The word in `calsync.toml` for a role that is to have no property.
    package static let none = "-"
}

/// What a property of the database is for.
package enum NotionRole: String, Hashable, Sendable, Codable, CaseIterable {
    case title, date, description, location, notes, calendar, status, url, deleted, recurrence
    /// calsync's own property: the event's UID, and which operation made the page.
    case marker

    /// Whether its field can be left out of a look: title and time are what makes a page an event.
    var canPause: Bool {
        switch self {
        case .description, .location, .notes, .calendar, .status, .url: true
        case .title, .date, .deleted, .recurrence, .marker: false
        }
    }

    /// The names it goes by where `calsync.toml` says nothing, the first being the one that calsync gives.
    var names: [String] {
        switch self {
        case .title: ["Name"]
        case .date: ["Date", "When", "Time", "Start"]
        case .description: ["Description"]
        case .location: ["Location", "Place", "Where"]
        case .notes: ["Notes", "Comment"]
        case .calendar: ["Calendar", "Category", "Categories", "Tags"]
        case .status: ["Status"]
        case .url: ["URL", "Link"]
        case .deleted: ["Deleted", "Deleted?"]
        case .recurrence: ["Recurrence", "Repeats"]
        case .marker: ["calsync id"]
        }
    }

    /// The types of property that can be it, the first being the one that calsync makes.
    var types: [String] {
        switch self {
        case .title: ["title"]
        case .date: ["date"]
        case .description, .location, .notes, .recurrence, .marker: ["rich_text"]
        case .calendar: ["select", "multi_select"]
        case .status: ["select", "status"]
        case .url: ["url"]
        case .deleted: ["checkbox"]
        }
    }

    /// What is lost without it, as a sentence; `nil` for what a database always has or must have.
    package var loss: String? {
        switch self {
        case .title, .date: nil
        case .description: "Descriptions stay out of Notion."
        case .location: "Places stay out of Notion."
        case .notes: "COMMENT lines stay out of Notion."
        case .calendar: "Categories stay out of Notion."
        case .status: "Notion doesn't tell tentative and cancelled events from others."
        case .url: "Links stay out of Notion."
        case .deleted: "Events are deleted by deleting their pages."
        case .recurrence: "The page of a series doesn't say that it repeats."
        case .marker: "New events can't be sent to Notion, and a copied page can't be told from its original."
        }
    }
}
