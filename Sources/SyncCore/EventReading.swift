import ICalendar

/// Reads the meaning of an event file: liberal in what it takes (facts/icalendar.md 3.4), and never guessing.
struct EventReading {
    private(set) var diagnostics: [Diagnostic]
    private let text: CalendarText
    private let zones: ZoneReader

    init(_ text: CalendarText) {
        self.text = text
        diagnostics = text.diagnostics
        zones = ZoneReader(text: text)
    }

    mutating func read() -> EventFile.Content {
        let events = text.events
        let uids = Set(events.compactMap { uid(of: $0) })
        let only = uids.count == 1 ? uids.first : nil
        guard !diagnostics.contains(where: { $0.severity == .error }) else { return .paused(uid: only) }
        guard let first = events.first else { return readWithoutEvents() }
        if uids.count > 1 {
            let second = events.first { self.uid(of: $0) != self.uid(of: first) } ?? first
            fail(
                line: text.lines[second.lines.lowerBound].number,
                "The file holds \(uids.count) events with different UIDs.",
                "Keep one event a file: `calsync import FILE` takes it apart.")
            return .paused(uid: nil)
        }
        let masters = events.filter { text.index(of: "RECURRENCE-ID", in: $0) == nil }
        if masters.count > 1 {
            fail(
                line: text.lines[masters[1].lines.lowerBound].number, "The event stands in the file twice.",
                "Remove one of the two VEVENTs, or give the second a RECURRENCE-ID.")
            return .paused(uid: only)
        }
        let overrides = events.filter { text.index(of: "RECURRENCE-ID", in: $0) != nil }
        let event = read(uid: only, master: masters.first, overrides: overrides)
        if diagnostics.contains(where: { $0.severity == .error }) { return .paused(uid: only) }
        return event.map { .event($0) } ?? .incomplete
    }

    private mutating func readWithoutEvents() -> EventFile.Content {
        let inner = text.components.flatMap { $0.name == "VCALENDAR" ? $0.children : [$0] }
        if inner.contains(where: { ["VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"].contains($0.name) }) {
            return .other
        }
        diagnostics.append(
            Diagnostic(
                line: nil, message: "The file holds no event.",
                remedy: "Write a VEVENT into it, or remove the file."))
        return .paused(uid: nil)
    }

    private func uid(of event: Component) -> UID? {
        text.line("UID", of: event).flatMap { UID(TextValue.decode($0.value)) }
    }

    /// Reads the event; `nil` where it lacks its UID, after a look at all the rest.
    private mutating func read(uid: UID?, master: Component?, overrides: [Component]) -> Event? {
        var content = View()
        var series: EventTime?
        var openRanges: Set<InstanceKey> = []
        if let master {
            content.master = part(of: master)
            series = content.master.schedule?.start
            if let start = series {
                let lines = RecurrenceLines(
                    master.properties.map { [text] in text.lines[$0] }, start: start, zones: zones)
                diagnostics += lines.diagnostics
                content.master.setRules(lines.rules)
                for key in lines.excluded { content.exceptions[key] = .excluded }
            }
        }
        for component in overrides {
            guard let line = text.line("RECURRENCE-ID", of: component) else { continue }
            switch zones.time(of: line) {
            case .failure(let problem): diagnostics.append(problem.diagnostic)
            case .success(let original):
                let key = InstanceKey(original, in: series ?? original, zones: zones.table)
                if case .changed? = content.exceptions[key] {
                    fail(
                        line: line.number, "The instance of \(key.words) stands in the file twice.",
                        "Remove one of the two VEVENTs with this RECURRENCE-ID.")
                }
                if line.parameter("RANGE")?.uppercased() == "THISANDFUTURE" { openRanges.insert(key) }
                content.exceptions[key] = .changed(part(of: component))
            }
        }
        return uid.map {
            Event(
                uid: $0, content: content, zones: zones.table, hasMaster: master != nil, openRanges: openRanges)
        }
    }

    private mutating func part(of component: Component) -> Part {
        var part = Part()
        part[.when] = schedule(of: component).map { .schedule($0) }
        for index in component.properties {
            let line = text.lines[index]
            let name = line.name
            if PropertyField.machine.contains(name) || PropertyField.schedule.contains(name) { continue }
            if let field = PropertyField.single[name] {
                // RFC 5545 §3.6.1: it must not occur twice. Where it does, the first is what counts.
                if part[field] == nil { part[field] = .text(Self.value(of: line, in: field)) }
            } else if let field = PropertyField.sets[name] {
                part.insert(Self.elements(of: line, in: field), into: field)
            } else {
                part.insert([line.content], into: .other)
            }
        }
        for child in component.children {
            if child.name == "VALARM", let alarm = AlarmBlock.alarm(in: child, of: text) {
                part.insert(alarm)
            } else {
                part.insert([child.lines.map { text.lines[$0].content }.joined(separator: "\n")], into: .other)
            }
        }
        return part
    }

    /// The value of a single-valued field as compared.
    static func value(of line: ContentLine, in field: Field) -> String {
        if PropertyField.isKeyword(field) { return line.value.uppercased().filter { $0 != " " } }
        if PropertyField.isText(field) { return TextValue.decode(line.value) }
        return field == .organizer ? line.content : line.value
    }

    /// The elements that a line adds to a set.
    static func elements(of line: ContentLine, in field: Field) -> [String] {
        switch field {
        case .categories, .resources: TextValue.decodeList(line.value).filter { !$0.isEmpty }
        case .comments, .contacts: [TextValue.decode(line.value)]
        default: [line.content]
        }
    }
}

// MARK: Times

extension EventReading {
    private mutating func schedule(of component: Component) -> Schedule? {
        guard let startLine = text.line("DTSTART", of: component) else {
            fail(
                line: text.lines[component.lines.lowerBound].number, "The event has no DTSTART.",
                "Add a line such as DTSTART;VALUE=DATE:20260115.")
            return nil
        }
        guard let start = time(of: startLine) else { return nil }
        guard let end = end(of: component, start: start) else { return nil }
        return Schedule(start: start, end: end)
    }

    private mutating func end(of component: Component, start: EventTime) -> EventTime? {
        if let line = text.line("DTEND", of: component) {
            guard let end = time(of: line) else { return nil }
            return checked(end: end, start: start, line: line)
        }
        if let line = text.line("DURATION", of: component), !line.value.isEmpty {
            guard let duration = ICSDuration(line.value) else {
                fail(
                    line: line.number, "DURATION can't be understood: \(line.value.prefix(40)).",
                    "Write it as PT1H30M or P1D.")
                return nil
            }
            guard duration.days >= 0, duration.seconds >= 0 else {
                fail(
                    line: line.number, "DURATION is negative: the event would end before it begins.",
                    "Write how long it lasts, as PT1H30M or P1D.")
                return nil
            }
            // A series' length must be the same in each week.
            let isSingle = text.line("RRULE", of: component) == nil && text.line("RDATE", of: component) == nil
            return start.adding(duration, zones: zones.table, isSingle: isSingle)
        }
        if case .allDay(let date) = start { return .allDay(date.adding(days: 1)) }
        return start
    }

    private mutating func checked(end: EventTime, start: EventTime, line: ContentLine) -> EventTime? {
        if start.isAllDay != end.isAllDay {
            fail(
                line: line.number, "DTSTART and DTEND are of different kinds: one is a day, one a time.",
                "Write both as dates or both as times.")
            return nil
        }
        let order: Int
        if let a = start.instant(in: zones.table), let b = end.instant(in: zones.table) {
            order = b - a
        } else {
            order = end.wallSeconds - start.wallSeconds
        }
        if order < 0 {
            fail(
                line: line.number, "DTEND is before DTSTART.",
                "Use a time after \(start.words), or remove DTEND.")
            return nil
        }
        if order == 0, case .allDay(let date) = start { return .allDay(date.adding(days: 1)) }
        return end
    }

    private mutating func time(of line: ContentLine) -> EventTime? {
        switch zones.time(of: line) {
        case .success(let time): return time
        case .failure(let problem):
            diagnostics.append(problem.diagnostic)
            return nil
        }
    }

    private mutating func fail(line: Int, _ message: String, _ remedy: String) {
        diagnostics.append(Diagnostic(line: line, message: message, remedy: remedy))
    }
}

extension EventTime {
    /// The instant, in seconds since 1970 UTC, with the zones of a file; `nil` for all-day and floating times.
    package func instant(in zones: ZoneTable) -> Int? {
        switch self {
        case .allDay, .floating: nil
        case .utc(let time): time.secondsSinceEpoch
        case .zoned(let time, let id): zones.zone(id)?.instant(of: time)
        }
    }

    /// This time and a duration: days by the calendar, the rest exact (RFC 5545 §3.3.6).
    ///
    /// - Parameter isSingle: Whether it is the end of an event that happens once. Where the clock shows that end twice and the
    ///   second time is meant, it is in UTC then: with its zone it would be the first (RFC 5545 §3.3.5).
    package func adding(_ duration: ICSDuration, zones: ZoneTable, isSingle: Bool = false) -> EventTime {
        let moved = adding(wallSeconds: duration.days * 86_400)
        guard duration.seconds != 0 else { return moved }
        switch moved {
        case .allDay(let date): return .allDay(date.adding(days: duration.seconds.flooredDivision(by: 86_400)))
        case .floating, .utc: return moved.adding(wallSeconds: duration.seconds)
        case .zoned(let time, let id):
            guard let zone = zones.zone(id) else { return moved.adding(wallSeconds: duration.seconds) }
            let end = zone.instant(of: time) + duration.seconds
            return isSingle ? EventTime(end, in: zone, named: id) : .zoned(zone.local(at: end), id)
        }
    }

    /// The time at an instant, in seconds since 1970 UTC: in UTC where the clock of the zone shows it twice and the second
    /// time is meant.
    package init(_ instant: Int, in zone: Zone, named id: ZoneID) {
        let local = zone.local(at: instant)
        self = zone.instant(of: local) == instant ? .zoned(local, id) : .utc(DateTime(secondsSinceEpoch: instant))
    }

    /// The time as a person reads it: `14:30`, or the date.
    package var words: String {
        switch self {
        case .allDay(let date): date.extended
        case .floating(let time), .zoned(let time, _), .utc(let time): String(time.extended.dropFirst(11).prefix(5))
        }
    }
}

extension Part {
    /// Makes the schedule a series with these rules.
    mutating func setRules(_ rules: Set<String>) {
        guard !rules.isEmpty, var schedule else { return }
        schedule.rules = rules
        self[.when] = .schedule(schedule)
    }

    fileprivate mutating func insert(_ elements: [String], into field: Field) {
        var set: Set<String> = []
        if case .set(let old)? = self[field] { set = old }
        set.formUnion(elements)
        if !set.isEmpty { self[field] = .set(set) }
    }

    fileprivate mutating func insert(_ alarm: Alarm) {
        var alarms: Set<Alarm> = []
        if case .alarms(let old)? = self[.alarms] { alarms = old }
        alarms.insert(alarm)
        self[.alarms] = .alarms(alarms)
    }
}
