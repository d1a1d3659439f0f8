import ICalendar
import SyncCore

// MARK: Requests from views

extension GoogleEventBody {
    /// The private property with the UID of an event that Google gave another one.
    static let uidMarker = "calsync.uid"

    /// The whole of a new event: what it lacks is left out, and its exclusions are EXDATE lines.
    init(creating view: View) {
        self.init()
        set(view.master, of: GoogleLens.fields.filter { view.master[$0] != nil || $0 == .alarms })
        setLists(view.master)
        status = status ?? "confirmed"
        guard let schedule = view.schedule else { return }
        start = GoogleTimeBody(schedule.start)
        end = GoogleTimeBody(schedule.end)
        let lines = Self.recurrence(schedule, excluding: view.excluded)
        recurrence = lines.isEmpty ? nil : .value(lines)
    }

    /// A deleted event brought back as `view`: whatever else the tombstone still says is cleared.
    init(restoring view: View) {
        self.init()
        set(view.master, of: GoogleLens.fields)
        setLists(view.master)
        attendees = attendees ?? []
        if let schedule = view.schedule { setRecurrence(schedule, excluding: view.excluded) }
    }

    /// The changed fields of a master. A change of the schedule says the exclusions of `target` again as EXDATE lines:
    /// Google forgets cancelled instances then.
    init(changing changes: [Change], to target: View, from event: RemoteEvent) {
        self.init()
        set(target.master, of: changes.compactMap(\.field))
        // Google's own block in a description is Google's: it goes back as it came (facts/google-calendar.md 2.9).
        if description != nil, let block = event.notes[RemoteEvent.conferenceBlock] {
            let text = target.master.text(.description) ?? ""
            description = .value(text.isEmpty ? block : text + "\n" + block)
        }
        if changes.contains(where: { $0.field == .when }), let schedule = target.schedule {
            setRecurrence(schedule, excluding: target.excluded, keeping: event)
        }
    }

    /// The recurrence lines of `event` with `excluded` as its EXDATE lines, and nothing else.
    init(excluding excluded: Set<InstanceKey>, in event: RemoteEvent) {
        self.init()
        if let schedule = event.view.schedule { setRecurrence(schedule, excluding: excluded, keeping: event) }
    }

    /// One instance as a whole. Guests, colour and the like that it lacks are those of its series.
    init(instance part: Part) {
        self.init(
            instance: part, fields: GoogleLens.fields.filter { ![.colour, .url].contains($0) || part[$0] != nil })
    }

    /// Fields of one instance.
    init(instance part: Part, fields: some Sequence<Field>) {
        self.init()
        set(part, of: fields)
        // A text that an instance lacks is empty there. Cleared, it might be the series' again.
        if summary == .null { summary = .value("") }
        if location == .null { location = .value("") }
        if description == .null { description = .value("") }
    }
}

extension GoogleEventBody {
    /// Whether it says nothing.
    var isEmpty: Bool { self == GoogleEventBody() }

    /// Whether it says something that guests have to do with; their own colours, reminders and free time are not.
    var concernsGuests: Bool {
        var body = self
        (body.colorId, body.reminders, body.transparency) = (nil, nil, nil)
        return !body.isEmpty
    }

    /// Says the lists whole, where the part has them.
    private mutating func setLists(_ part: Part) {
        let people = Attendee.all(in: part[.attendees]).sorted { $0.key < $1.key }
        if !people.isEmpty { attendees = people.compactMap { GoogleAttendee($0.value.line) } }
        if let lines = part[.attachments]?.elements { attachments = lines.compactMap { GoogleAttachment($0) } }
    }

    /// Says those lists that `changes` change, starting from what Google has at this moment.
    mutating func setLists(_ changes: [Change], on event: GoogleEvent) {
        for case .field(let path, let old, let new) in changes {
            if path.field == .attendees {
                let present = event.attendees ?? []
                let list = GoogleAttendee.list(present, from: old, to: new)
                if list != present { attendees = list }
            } else if path.field == .attachments {
                let present = event.attachments ?? []
                let list = GoogleAttachment.list(present, from: old, to: new)
                if list != present { attachments = list }
            }
        }
    }

    /// Says a guest's own answer and nothing of the others: one entry is enough (facts/google-calendar.md 2.6).
    mutating func setAnswer(of address: String, in changes: [Change]) {
        for case .field(let path, _, let new) in changes where path.field == .attendees {
            guard let person = Attendee.all(in: new)[address], let guest = GoogleAttendee(person.line) else { continue }
            attendees = [GoogleAttendee(email: guest.email, responseStatus: guest.responseStatus)]
        }
    }

    /// Says `fields` as `part` has them.
    private mutating func set(_ part: Part, of fields: some Sequence<Field>) {
        for field in fields {
            switch field {
            case .title: summary = part.sent(field)
            case .location: location = part.sent(field)
            case .description: description = part.sent(field)
            case .status: status = part[field] == .text("TENTATIVE") ? "tentative" : "confirmed"
            case .transparency: transparency = part[field] == .text("TRANSPARENT") ? "transparent" : "opaque"
            case .visibility: visibility = part.word(field) ?? "default"
            case .alarms: reminders = GoogleRemindersBody(part[field])
            case .when:
                start = part.schedule.map { GoogleTimeBody($0.start).replacing }
                end = part.schedule.map { GoogleTimeBody($0.end).replacing }
            case .colour:
                colorId = part.text(field).flatMap { GoogleColour(name: $0) }.map { .value($0.id) } ?? .null
            case .url: source = part.text(field).map { .value(GoogleSource(url: $0, title: $0)) } ?? .null
            // Lists go out by `setLists`; the rest is Google's to say, or nothing to it.
            case .attendees, .attachments, .organizer, .conferences, .priority, .categories, .resources, .images,
                .relations, .comments, .contacts, .other:
                continue
            }
        }
    }

    /// Says the recurrence whole, for arrays are replaced whole; none is `null`. Rules that `event` has already keep the
    /// spelling that Google gave them.
    private mutating func setRecurrence(
        _ schedule: Schedule, excluding excluded: Set<InstanceKey>, keeping event: RemoteEvent? = nil
    ) {
        var lines = Self.recurrence(schedule, excluding: excluded)
        if let event, let spelled = event.notes[RemoteEvent.rules], event.view.schedule?.rules == schedule.rules {
            lines = spelled.split(separator: "\n").map(String.init) + lines.filter { $0.hasPrefix("EXDATE") }
        }
        recurrence = lines.isEmpty ? .null : .value(lines)
    }

    /// The rules and one EXDATE line in the kind and zone of the series (RFC 5545 §3.8.5.1).
    private static func recurrence(_ schedule: Schedule, excluding excluded: Set<InstanceKey>) -> [String] {
        guard schedule.isSeries else { return [] }
        let lines = RecurrenceLines.lines(for: schedule.rules, start: schedule.start)
        let values = excluded.sorted().compactMap { $0.time(in: schedule.start)?.basicValue }
        guard !values.isEmpty else { return lines }
        var parameters: [Parameter] = []
        if let zone = schedule.start.zoneText { parameters.append(Parameter(name: "TZID", values: [zone])) }
        if schedule.start.isAllDay { parameters.append(Parameter(name: "VALUE", values: ["DATE"])) }
        return lines + [ContentLineWriter.line("EXDATE", parameters: parameters, value: values.joined(separator: ","))]
    }
}

extension GoogleRemindersBody {
    /// The reminders for a view's alarms. None of its own means the calendar's: sending none would silence them.
    init(_ alarms: Value?) {
        guard case .alarms(let alarms)? = alarms, !alarms.isEmpty else {
            self.init(useDefault: true, overrides: [])
            return
        }
        let reminders = alarms.compactMap { GoogleReminder($0) }
        self.init(useDefault: false, overrides: reminders.sorted { ($0.minutes, $1.method) < ($1.minutes, $0.method) })
    }
}

extension Part {
    fileprivate func sent(_ field: Field) -> Sent<String> {
        guard case .text(let text)? = self[field], !text.isEmpty else { return .null }
        return .value(text)
    }

    fileprivate func text(_ field: Field) -> String? {
        if case .text(let text)? = self[field], !text.isEmpty { text } else { nil }
    }

    fileprivate func word(_ field: Field) -> String? {
        if case .text(let word)? = self[field] { word.lowercased() } else { nil }
    }
}

extension View {
    /// The instances that don't take place.
    var excluded: Set<InstanceKey> { Set(exceptions.filter { $0.value == .excluded }.keys) }
}
