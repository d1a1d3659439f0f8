import ICalendar

/// Makes changes in the text of one event, one after the other.
struct EventEditor {
    /// The text as far as it is done.
    var text: CalendarText
    /// What was dropped along the way, as sentences.
    var notes: [String] = []
    /// The event as it was before the first change.
    let event: Event
    /// How the service sees it.
    let lens: Lens
    /// The series as the text has it at this moment.
    var schedule: Schedule?
    /// What the service calls the instance that is edited: its series may be in UTC where the file's is in a zone.
    private var seenKey: InstanceKey?

    /// Starts from `text`, which says `event`.
    init(text: CalendarText, event: Event, lens: Lens) {
        self.text = text
        self.event = event
        self.lens = lens
        schedule = event.content.schedule
    }

    /// Makes one change.
    mutating func apply(_ change: Change) {
        seenKey = change.instance
        switch change {
        case .field(let path, _, let to): set(path.field, to, of: path.instance.map(ownKey))
        case .exception(let seen, _, let to):
            let key = ownKey(seen)
            switch to {
            case .excluded?:
                removeOverride(key)
                exclude(key)
            case .changed(let part)?:
                include(key)
                setOverride(key, part)
            case nil:
                include(key)
                removeOverride(key)
            }
        }
    }

    // MARK: Finding

    /// The key of an instance in the file's own series.
    private func ownKey(_ key: InstanceKey) -> InstanceKey {
        guard let start = schedule?.start, let time = InstanceKey.utc(key) else { return key }
        if case .utc = start { return key }
        return InstanceKey(time, in: start, zones: event.zones)
    }

    /// What the service has of the part that is edited, as the text says it at this moment; `nil` where it has none of it.
    func seenPart(of instance: InstanceKey?) -> Part? {
        EventFile(text: text).event.flatMap { seenPart(of: instance, in: $0) }
    }

    private func seenPart(of instance: InstanceKey?, in event: Event) -> Part? {
        let view = lens.view(event)
        guard let instance else { return view.master }
        return view.exceptions[seenKey ?? instance]?.part
    }

    /// What of a set the service understands and doesn't show, since it can't hold so much: nobody wished that away.
    func hidden<Element>(of instance: InstanceKey?, _ elements: (Part) -> Set<Element>, _ seen: (Element) -> Element?)
        -> Set<
            Element
        >
    {
        guard let now = EventFile(text: text).event,
            let own = instance.map({ now.content.exceptions[$0]?.part }) ?? now.content.master,
            let shown = seenPart(of: instance, in: now).map(elements), !shown.isEmpty
        else { return [] }
        let understood = Set(elements(own).compactMap(seen))
        return shown.isSubset(of: understood) ? understood.subtracting(shown) : []
    }

    /// The VEVENT of the master, or of one instance.
    func component(of instance: InstanceKey?) -> Component? {
        text.events.first { component in
            guard let line = text.line("RECURRENCE-ID", of: component) else { return instance == nil }
            return instance != nil && key(of: line) == instance
        }
    }

    private func key(of line: ContentLine) -> InstanceKey? {
        guard case .success(let time) = ZoneReader(text: text).time(of: line) else { return nil }
        return InstanceKey(time, in: schedule?.start ?? time, zones: event.zones)
    }

    /// The lines of `component` with one of these names.
    func indices(of names: Set<String>, in component: Component) -> [Int] {
        component.properties.filter { names.contains(text.lines[$0].name) }
    }

    /// Where a new property of `component` goes: behind its last one.
    func insertionPoint(in component: Component) -> Int {
        guard let last = component.properties.last else { return component.lines.lowerBound + 1 }
        return (component.children.first { $0.lines.lowerBound < last } == nil)
            ? last + 1 : component.lines.upperBound - 1
    }

    /// Removes lines, one by one.
    mutating func remove(_ indices: [Int]) {
        for index in indices.sorted(by: >) { text.remove(lines: index..<(index + 1)) }
    }

    // MARK: Fields

    /// Gives one field its new value; `nil` removes it.
    mutating func set(_ field: Field, _ value: Value?, of instance: InstanceKey?) {
        guard let component = component(of: instance) else { return }
        switch field {
        case .when:
            if case .schedule(let schedule)? = value { set(schedule, of: instance) }
        case .alarms:
            var wanted: Set<Alarm> = []
            if case .alarms(let alarms)? = value { wanted = alarms }
            set(wanted, in: component, of: instance)
        case .title, .location, .description, .status, .transparency, .visibility, .priority, .url, .colour, .organizer:
            var new: String?
            if case .text(let text)? = value { new = text }
            set(field, text: new, in: component)
            dropCompanions(of: field, of: instance)
        case .attendees, .categories, .resources, .attachments, .images, .conferences, .relations, .comments,
            .contacts, .other:
            var wanted: Set<String> = []
            if case .set(let set)? = value { wanted = set }
            set(field, elements: wanted, in: component, of: instance)
        }
    }
}
