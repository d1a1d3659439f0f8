import ICalendar
import SyncCore

// What requests say of events. Pure.

extension NotionMapping {
    /// Says all of a view; of a page that has values already, also what is empty.
    func body(creating view: View, over isRestored: Bool = false) -> NotionPageBody {
        var body = NotionPageBody(properties: [:])
        for (_, field) in NotionLens.fields where isRestored || view.master[field] != nil {
            set(field, of: view, in: &body, keepsOpen: false)
        }
        if isRestored, let deleted = schema[.deleted] { body.properties?[deleted.id] = .checkbox(false) }
        return body
    }

    /// Says the fields that `changes` name, as `view` has them.
    ///
    /// A page says one instance or the master, so whose the fields are is no matter.
    func body(changing changes: [Change], to view: View, from event: RemoteEvent) -> NotionPageBody {
        var body = NotionPageBody(properties: [:])
        for case .field(let path, _, _) in changes {
            set(path.field, of: view, in: &body, keepsOpen: event.notes[Self.open] != nil)
        }
        return body
    }

    /// Says whose page it is.
    func mark(_ body: inout NotionPageBody, _ marker: NotionMarker) {
        guard let property = schema[.marker] else { return }
        body.properties?[property.id] = .richText(NotionText.runs(marker.text))
    }

    private func set(_ field: Field, of view: View, in body: inout NotionPageBody, keepsOpen: Bool) {
        guard let role = NotionLens.fields.first(where: { $0.field == field })?.role, let property = schema[role] else {
            return
        }
        switch role {
        case .title: body.properties?[property.id] = .title(NotionText.runs(view.master.text(field)))
        case .description, .location:
            body.properties?[property.id] = .richText(NotionText.runs(view.master.text(field)))
        case .notes:
            body.properties?[property.id] = .richText(
                NotionText.runs(view.master[field]?.elements.joined(separator: "\n\n") ?? ""))
        case .url:
            let url = view.master.text(field)
            body.properties?[property.id] = .url(url.isEmpty ? nil : url)
        case .calendar:
            let names = view.master[field]?.elements ?? []
            body.properties?[property.id] = property.type == "multi_select" ? .multiSelect(names) : .select(names.first)
        case .status:
            let name = NotionLens(schema: schema, options: options, asOf: CalendarDate(dayNumber: 0))
                .choice(of: view.master.text(field))
            body.properties?[property.id] = property.type == "status" ? .status(name) : .select(name)
        case .date: setTime(of: view, property, in: &body, keepsOpen: keepsOpen)
        case .deleted, .recurrence, .marker: return
        }
    }

    private func setTime(
        of view: View, _ property: NotionSchema.Property, in body: inout NotionPageBody, keepsOpen: Bool
    ) {
        guard let schedule = view.schedule else { return }
        let length = schedule.end.wallSeconds - schedule.start.wallSeconds
        let isOpen = keepsOpen && !schedule.start.isAllDay && length == options.defaultDuration * 60
        let zone = Zone.named(options.timeZone) ?? .utc
        body.properties?[property.id] = .date(NotionDateBody(schedule, in: zone, isOpen: isOpen))
        if let rules = schema[.recurrence] {
            body.properties?[rules.id] = .richText(NotionText.runs(Self.rules(of: schedule)))
        }
    }

    /// The rules as a page shows them, RRULE first.
    private static func rules(of schedule: Schedule) -> String {
        let rank = { (line: String) in (line.hasPrefix("RRULE") ? "0" : line.hasPrefix("EXRULE") ? "1" : "2") + line }
        return schedule.rules.sorted { rank($0) < rank($1) }.joined(separator: "\n")
    }
}

extension Part {
    fileprivate func text(_ field: Field) -> String {
        if case .text(let text)? = self[field] { text } else { "" }
    }
}
