import ICalendar
import ProviderKit
import SyncCore

/// Reads pages of one data source into events. Pure.
struct NotionMapping: Sendable {
    let schema: NotionSchema
    let options: NotionOptions

    /// A page's revision: when it was last edited, and what calsync reads of it, for the former tells whole minutes only.
    static func revision(_ page: NotionPage, _ content: String) -> String {
        minute(page.lastEditedTime) + "#" + content
    }

    /// Whether the revisions of two looks at a page say the same of what calsync reads. That somebody edited something else meanwhile,
    /// which the minute tells, is no matter.
    static func isSame(_ a: String, _ b: String) -> Bool {
        a.split(separator: "#").last == b.split(separator: "#").last
    }

    /// `2026-09-04T14:30`, the part of a time stamp that Notion keeps.
    static func minute(_ stamp: String?) -> String { String((stamp ?? "").prefix(16)) }

    /// Returns what a row of a listing says.
    func item(_ page: NotionPage) -> RemoteItem {
        let event = event(page)
        guard page.isTrashed || isMarkedDeleted(page) else { return .event(event) }
        guard event.notes[RemoteEvent.occurrence] != nil else {
            return .gone(id: page.id, revision: Self.tombstone(of: event))
        }
        // Whose occurrence it was only its mark tells.
        var gone = event
        gone.notes[RemoteEvent.cancelled] = "1"
        return .event(gone)
    }

    /// Returns what a look at one page found.
    func sighting(_ page: NotionPage) -> Sighting {
        let event = event(page)
        if page.isTrashed || isMarkedDeleted(page) {
            return .tombstone(id: page.id, revision: Self.tombstone(of: event))
        }
        return .live(event)
    }

    /// The revision of a page that lies in the trash: the same page restored has another.
    static func tombstone(of event: RemoteEvent) -> String { event.revision + "!" }

    func isMarkedDeleted(_ page: NotionPage) -> Bool { value(.deleted, of: page)?.checkbox == true }

    /// Returns the event that a page is; one that is none, or is broken, says so in its notes.
    func event(_ page: NotionPage) -> RemoteEvent {
        var event = RemoteEvent(
            id: page.id, revision: "", uid: UID(id: page.id, at: "notion.so"), view: View(master: part(page)))
        event.notes[RemoteEvent.created] = Self.minute(page.createdTime)
        if let marker = marker(of: page) {
            event.uid = marker.uid
            event.notes[RemoteEvent.operation] = marker.operation
            event.notes[Self.marked] = "1"
            event.notes[RemoteEvent.occurrence] = marker.instance?.text
        }
        readTime(page, into: &event)
        if let name = ownStatus(page) {
            event.notes[Self.ownStatus] = name
            event.limit = WriteLimit(
                fields: [.status],
                reason: "The page's status is “\(name)”, a word of your own, which calsync doesn't replace.")
        }
        event.revision = Self.revision(page, Self.digest(event))
        return event
    }

    /// The note on a page that bears calsync's marker.
    static let marked = "marked"
    /// The note on a page whose status is none that a file can say: the option's name.
    static let ownStatus = "status"
    /// The note on a page whose Date has no end: its length is the default one.
    static let open = "open"

    private func readTime(_ page: NotionPage, into event: inout RemoteEvent) {
        guard let date = value(.date, of: page)?.date else {
            event.notes[RemoteEvent.unfinished] = "1"
            return fail(&event, "The page has no date, so it is no event. Give it one in Notion, or delete the page.")
        }
        guard let (schedule, isOpen) = date.schedule(openFor: options.defaultDuration) else {
            return fail(&event, "The page's date (\(date.start.prefix(40))) can't be read. Set it anew in Notion.")
        }
        let length = schedule.end.wallSeconds - schedule.start.wallSeconds
        guard length > 0 || (length == 0 && !schedule.start.isAllDay) else {
            return fail(&event, "The page ends before it starts. Correct its date in Notion.")
        }
        var seen = schedule
        if isOpen { event.notes[Self.open] = "1" }
        // A rule that a person typed on a page of their own is a text: Notion repeats nothing.
        if event.notes[Self.marked] != nil, event.notes[RemoteEvent.occurrence] == nil { seen.rules = rules(of: page) }
        event.view.master[.when] = .schedule(seen)
    }

    private func fail(_ event: inout RemoteEvent, _ sentence: String) {
        event.notes[RemoteEvent.hiddenNote] = "1"
        event.notes[RemoteEvent.trouble] = sentence
    }

    private func rules(of page: NotionPage) -> Set<String> {
        let text = value(.recurrence, of: page).map { NotionText.joined($0.texts) } ?? ""
        return Set(text.split(separator: "\n").map { String($0) }.filter { !$0.isEmpty })
    }

    private func marker(of page: NotionPage) -> NotionMarker? {
        value(.marker, of: page).flatMap { NotionMarker(NotionText.joined($0.texts)) }
    }
}

// MARK: Fields

extension NotionMapping {
    /// The property of `page` that plays `role`, found by its id; one that has another type by now is none.
    func value(_ role: NotionRole, of page: NotionPage) -> NotionPropertyValue? {
        guard let property = schema[role] else { return nil }
        return page.properties?.values.first { $0.id == property.id && $0.type == property.type }
    }

    /// The roles whose property a row doesn't show as the schema has it: the schema is outdated.
    func drifted(_ page: NotionPage) -> Bool {
        let values = page.properties?.values.map { $0 } ?? []
        return schema.properties.values.contains { property in
            !values.contains { $0.id == property.id && $0.type == property.type }
        }
    }

    /// Whether a row lacks a choice that an option may have been deleted from under it (case 66).
    func lacksChoice(_ page: NotionPage) -> Bool {
        [NotionRole.calendar, .status].contains { role in
            guard let property = schema[role], let value = value(role, of: page) else { return false }
            return property.type == "multi_select"
                ? value.multiSelect?.isEmpty ?? true
                : (value.select ?? value.status) == nil
        }
    }

    /// The texts of a page that show only their beginning: 25 mentions at most (facts/notion.md 2.2).
    func cutTexts(_ page: NotionPage) -> [NotionPropertyValue] {
        let ids = Set([NotionRole.title, .description, .location, .notes].compactMap { schema[$0]?.id })
        return (page.properties?.values.map { $0 } ?? []).filter { value in
            ids.contains(value.id) && value.texts.count { $0.type == "mention" } >= 25
        }
    }

    private func part(_ page: NotionPage) -> Part {
        var part = Part()
        for (role, field) in [(NotionRole.title, Field.title), (.description, .description), (.location, .location)] {
            part[field] = text(role, page).map { .text($0) }
        }
        part[.comments] = text(.notes, page).map { .set([$0]) }
        if let url = value(.url, of: page)?.url, !url.isEmpty { part[.url] = .text(url) }
        if let value = value(.calendar, of: page) {
            let names = value.multiSelect?.map(\.name) ?? value.select.map { [$0.name] } ?? []
            if !names.isEmpty { part[.categories] = .set(Set(names)) }
        }
        if let value = value(.status, of: page), let word = NotionLens.status(of: (value.select ?? value.status)?.name)
        {
            part[.status] = .text(word)
        }
        return part
    }

    /// The name of a status that is the person's own; `nil` where there is none, or one that a file can say.
    private func ownStatus(_ page: NotionPage) -> String? {
        guard let value = value(.status, of: page), let name = (value.select ?? value.status)?.name,
            NotionLens.status(of: name) == nil
        else { return nil }
        return name
    }

    private func text(_ role: NotionRole, _ page: NotionPage) -> String? {
        guard let value = value(role, of: page) else { return nil }
        let text = NotionText.joined(value.texts)
        return text.isEmpty ? nil : text
    }

    /// A digest of what calsync reads of a page, 16 hexadecimal digits (FNV-1a, 64 bits).
    static func digest(_ event: RemoteEvent) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ text: String) {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = (hash ^ 0x1f) &* 0x100_0000_01b3
        }
        add(event.uid.text)
        for (name, note) in event.notes.sorted(by: { $0.key < $1.key }) {
            add(name)
            add(note)
        }
        for (field, value) in event.view.master.fields.sorted(by: { $0.key < $1.key }) {
            add(field.rawValue)
            if case .schedule(let schedule) = value {
                add(schedule.start.compact)
                add(schedule.end.compact)
                for rule in schedule.rules.sorted() { add(rule) }
            }
            for element in value.elements { add(element) }
        }
        let text = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }
}
