import ICalendar
import ProviderKit
import SyncCore

/// How Notion sees the events of one database.
///
/// It holds title, time and, where there are properties for them, description, place, one comment, one or several
/// categories, status and link. Times are moments in whole minutes; no zone is kept, and nothing repeats.
struct NotionLens: Sendable {
    let schema: NotionSchema
    let options: NotionOptions
    /// The day that series are shown as of.
    let asOf: CalendarDate
    let zone: Zone
    /// The days whose occurrences have pages; `nil` where a series is one page.
    let window: OccurrenceWindow?

    init(schema: NotionSchema, options: NotionOptions, asOf: CalendarDate) {
        self.schema = schema
        self.options = options
        self.asOf = asOf
        zone = Zone.named(options.timeZone) ?? .utc
        window = options.window(asOf: asOf)
    }

    /// The functions, for the plan.
    var lens: Lens {
        var lens = Lens(
            fields: fields, view: { view(of: $0) }, alarm: { _ in nil }, localised: { localised($0, as: $1) },
            obstacle: { obstacle(to: $0) })
        // Exceptions never go there, so there is nothing to say of those that others can't take.
        lens.keepsRanges = true
        lens.keepsStrays = true
        lens.shown = { shown(of: $0) }
        lens.vanished = { vanished($0, $1) }
        lens.unrestorable = { view in
            view.schedule?.isSeries == true || view.schedule == nil
                ? "Notion keeps no series that it could give back. Restore the file, or delete what Notion shows of it."
                : nil
        }
        lens.window = window
        if schema[.marker] == nil {
            lens.creationObstacle =
                "The database has no text property `\(NotionRole.marker.names[0])`, so that a new page could be made twice. Add it in Notion, or run `calsync pair add --add-properties`."
        }
        return lens
    }

    /// The fields that the database has properties for.
    var fields: Set<Field> {
        var fields: Set<Field> = [.title, .when]
        for (role, field) in Self.fields where schema[role] != nil { fields.insert(field) }
        return fields
    }

    static let fields: [(role: NotionRole, field: Field)] = [
        (.title, .title), (.date, .when), (.description, .description), (.location, .location), (.notes, .comments),
        (.calendar, .categories), (.status, .status), (.url, .url),
    ]

    /// The event as Notion can hold it: one page, without exceptions.
    func view(of event: Event) -> View {
        if let window, event.content.schedule?.isSeries == true { return pages(of: event, in: window) }
        var part = part(of: event.content.master)
        if let schedule = schedule(of: event) { part[.when] = .schedule(schedule) }
        return View(master: part)
    }

    /// The fields of the master or of an instance as a page can hold them, but for its time.
    func part(of master: Part) -> Part {
        var part = Part()
        for (field, limit) in [
            (Field.title, NotionText.short), (.description, NotionText.long), (.location, NotionText.short),
        ]
        where fields.contains(field) {
            guard case .text(let text)? = master[field], !text.isEmpty else { continue }
            part[field] = .text(NotionText.cut(NotionText.lines(text), to: limit))
        }
        if fields.contains(.comments), case .set(let comments)? = master[.comments] {
            let text = comments.sorted().map(NotionText.lines).joined(separator: "\n\n")
            if !text.isEmpty { part[.comments] = .set([NotionText.cut(text, to: NotionText.short)]) }
        }
        if fields.contains(.url), case .text(let url)? = master[.url], url.utf16.count <= NotionText.run, !url.isEmpty {
            part[.url] = .text(url)
        }
        if case .set(let categories)? = master[.categories], let names = choices(categories) {
            part[.categories] = .set(names)
        }
        if case .text(let word)? = master[.status], choice(of: word) != nil { part[.status] = .text(word) }
        return part
    }
}

// MARK: Choices

extension NotionLens {
    /// The status that an option's name means; `nil` for a name of the person's own.
    static func status(of name: String?) -> String? {
        switch name?.lowercased() {
        case "confirmed": "CONFIRMED"
        case "tentative": "TENTATIVE"
        case "cancelled", "canceled": "CANCELLED"
        default: nil
        }
    }

    /// The option that stands for a status; `nil` where there is none and none can be made.
    func choice(of status: String) -> String? {
        guard let property = schema[.status] else { return nil }
        if let name = property.options?.first(where: { Self.status(of: $0) == status }) { return name }
        // Only a select takes new options; and only for a word that comes back.
        let name = status.prefix(1) + status.dropFirst().lowercased()
        return property.type == "select" && Self.status(of: String(name)) == status ? String(name) : nil
    }

    /// The categories that the property can hold; of several in a select the first.
    private func choices(_ categories: Set<String>) -> Set<String>? {
        guard let property = schema[.calendar] else { return nil }
        let names = categories.filter(Self.canBeOption)
        guard !names.isEmpty else { return nil }
        return property.type == "multi_select" ? names : names.sorted().first.map { [$0] }
    }

    /// Names of options hold no commas, and at most 100 characters (facts/notion.md 2.2).
    private static func canBeOption(_ name: String) -> Bool {
        !name.isEmpty && !name.contains(",") && name.utf16.count <= 100
    }

    private func vanished(_ field: Field, _ value: Value) -> String? {
        switch field {
        case .categories:
            guard let options = schema[.calendar]?.options,
                let gone = value.elements.first(where: { !options.contains($0) })
            else { return nil }
            return "The option \(gone) was deleted in Notion, which is no wish to empty the event's category"
        case .status:
            guard case .text(let word) = value, let options = schema[.status]?.options,
                !options.contains(where: { Self.status(of: $0) == word })
            else { return nil }
            return "The option for \(word.lowercased()) events was deleted in Notion, which says nothing of this event"
        case .title, .when, .location, .description, .transparency, .visibility, .priority, .url, .colour, .organizer,
            .attendees, .alarms, .resources, .attachments, .images, .conferences, .relations, .comments, .contacts,
            .other:
            return nil
        }
    }
}

// MARK: What is only shown, and what can't be held

extension NotionLens {
    private func shown(of event: Event) -> [Field: String] {
        var shown: [Field: String] = [:]
        let master = event.content.master
        if window == nil, event.content.schedule?.isSeries == true {
            shown[.when] =
                "Notion shows the next occurrence and the rule of a series and can't change them. Change the file, or set the date back in Notion."
        }
        // A page of an instance may show what differs from the series.
        let parts = [master] + (window == nil ? [] : event.content.exceptions.values.compactMap(\.part))
        for part in parts { addShown(of: part, to: &shown) }
        return shown.filter { fields.contains($0.key) }
    }

    private func addShown(of master: Part, to shown: inout [Field: String]) {
        if case .set(let comments)? = master[.comments], comments.count > 1 {
            shown[.comments] =
                "The file has several COMMENT lines, which Notion shows as one text. Change them in the file."
        }
        if case .set(let comments)? = master[.comments], comments.count == 1,
            comments.contains(where: { $0.utf16.count > NotionText.short })
        {
            shown[.comments] =
                "The comment is longer than Notion can hold, so only its beginning is shown there. Change it in the file."
        }
        if case .set(let names)? = master[.categories], let property = schema[.calendar],
            names.contains(where: { !Self.canBeOption($0) }) || (property.type == "select" && names.count > 1)
        {
            shown[.categories] = "Notion can't hold all categories of this event. Change them in the file."
        }
        for (field, limit) in [
            (Field.title, NotionText.short), (.description, NotionText.long), (.location, NotionText.short),
            (.url, NotionText.run),
        ] {
            guard case .text(let text)? = master[field], text.utf16.count > limit else { continue }
            shown[field] =
                "The \(field.word) is longer than Notion can hold, so only its beginning is shown there. Change it in the file."
        }
    }

    private func obstacle(to event: Event) -> String? {
        guard event.hasMaster else {
            return "The file holds single instances (RECURRENCE-ID) without their series, which Notion can't keep. "
                + "Add the series' VEVENT."
        }
        guard let schedule = event.content.schedule else {
            return "The event has no start. Add a line such as DTSTART;VALUE=DATE:20260115."
        }
        guard event.uid.text.utf16.count <= NotionMarker.longestUID else {
            return
                "The UID has more than \(NotionMarker.longestUID) characters, which Notion can't keep. Give the event a shorter one."
        }
        if let window, schedule.isSeries, occurrences(of: event, in: window).count > Self.mostPages {
            return
                "The series takes place more than \(Self.mostPages) times in the days that Notion shows. Show fewer (days-back, days-ahead), or write recurring = \"series\"."
        }
        for time in [schedule.start, schedule.end] {
            guard case .zoned(_, let id) = time, event.zones.zone(id) == nil else { continue }
            return "The zone \(id.text.prefix(60)) is unknown. Use an IANA name such as Europe/Berlin."
        }
        guard schedule.end.wallSeconds >= schedule.start.wallSeconds || !schedule.start.isAllDay else {
            return "The event ends before it starts. Use an end after the start."
        }
        return nil
    }
}
