import ICalendar

extension EventEditor {
    /// Adds an EXDATE for one instance, unless one is there.
    mutating func exclude(_ key: InstanceKey) {
        guard let component = component(of: nil), let start = schedule?.start, let time = key.time(in: start) else {
            return
        }
        let lines = indices(of: ["EXDATE"], in: component)
        guard !excluded(in: component, start).contains(key) else { return }
        let model = lines.last ?? text.index(of: "DTSTART", in: component)
        let content = timeLine("EXDATE", time, like: model.map { text.lines[$0] }).renamed("EXDATE")
        let anchor = lines.last ?? indices(of: ["RRULE", "RDATE", "DTEND", "DURATION", "DTSTART"], in: component).last
        text.insert([content], before: anchor.map { $0 + 1 } ?? insertionPoint(in: component))
    }

    /// Removes one instance from the EXDATEs.
    ///
    /// A DATE that leaves out a whole day goes as well; the day's other instances get EXDATEs of their own (case 79).
    mutating func include(_ key: InstanceKey) {
        guard let component = component(of: nil), let start = schedule?.start, let day = key.time(in: start)?.date
        else {
            return
        }
        let before = excluded(in: component, start)
        guard before.contains(key) else { return }
        for index in indices(of: ["EXDATE"], in: component).reversed() {
            rewriteExclusions(at: index) { value, zones in
                if case .allDay(day) = value, !start.isAllDay { return [] }
                return InstanceKey(value, in: start, zones: zones) == key ? [] : nil
            }
        }
        guard let component = self.component(of: nil) else { return }
        for other in before.subtracting(excluded(in: component, start)).subtracting([key]).sorted() { exclude(other) }
    }

    /// The instances that the EXDATEs of the text leave out at this moment.
    private func excluded(in component: Component, _ start: EventTime) -> Set<InstanceKey> {
        let lines = indices(of: ["RRULE", "EXRULE", "RDATE", "EXDATE"], in: component).map { text.lines[$0] }
        return RecurrenceLines(lines, start: start, zones: ZoneReader(text: text)).excluded
    }

    /// Rewrites the values of an EXDATE line; `nil` keeps a value as it is written.
    private mutating func rewriteExclusions(at index: Int, _ change: (EventTime, ZoneTable) -> [String]?) {
        let line = text.lines[index]
        let zones = ZoneReader(text: text)
        let values = line.value.split(separator: ",")
        var changed = false
        let kept = values.flatMap { value -> [String] in
            guard case .success(let time) = zones.time(value, of: line), let new = change(time, zones.table) else {
                return [String(value)]
            }
            changed = true
            return new
        }
        guard changed else { return }
        if kept.isEmpty {
            text.remove(lines: index..<(index + 1))
        } else {
            let content = ContentLineWriter.line(
                line.rawName, parameters: line.parameters, value: kept.joined(separator: ","))
            text.replace(line: index, with: content)
        }
    }

    /// Moves EXDATEs and RECURRENCE-IDs along with a series that was shifted (case 71).
    mutating func shiftExceptions(by seconds: Int, from start: EventTime) {
        guard let component = component(of: nil) else { return }
        for index in indices(of: ["EXDATE"], in: component).reversed() {
            rewriteExclusions(at: index) { time, zones in
                time.moved(by: seconds, with: start, zones: zones).map { [$0.basicValue] }
            }
        }
        for component in text.events {
            let zones = ZoneReader(text: text)
            guard let index = text.index(of: "RECURRENCE-ID", in: component),
                case .success(let time) = zones.time(of: text.lines[index]),
                let moved = time.moved(by: seconds, with: start, zones: zones.table)
            else { continue }
            let line = text.lines[index]
            let content = ContentLineWriter.line(
                line.rawName, parameters: line.parameters, value: moved.basicValue)
            text.replace(line: index, with: content)
        }
    }

    /// Removes the VEVENT of one instance.
    mutating func removeOverride(_ key: InstanceKey) {
        guard let component = component(of: key) else { return }
        text.remove(lines: component.lines)
    }

    /// Gives one instance the fields of `part`; its VEVENT is made where there is none.
    mutating func setOverride(_ key: InstanceKey, _ part: Part) {
        if component(of: key) == nil { insertOverride(key) }
        var current = Part()
        if let present = seenPart(of: key) { current = present }
        if current.fields.isEmpty, let raw = EventFile(text: text).event?.content.exceptions[key]?.part {
            current = raw
        }
        for field in Field.allCases where lens.fields.contains(field) {
            guard !Value.meanSame(current[field], part[field]) else { continue }
            set(field, part[field], of: key)
        }
    }

    /// Adds a VEVENT for one instance: a copy of the master without what makes it a series.
    private mutating func insertOverride(_ key: InstanceKey) {
        guard let master = component(of: nil), let schedule, let original = key.time(in: schedule.start) else { return }
        let skipped: Set<String> = ["RRULE", "EXRULE", "RDATE", "EXDATE", "CREATED", "LAST-MODIFIED"]
        let end = schedule.end.adding(wallSeconds: original.wallSeconds - schedule.start.wallSeconds)
        var lines: [String] = ["BEGIN:VEVENT"]
        for index in master.properties where !skipped.contains(text.lines[index].name) {
            let line = text.lines[index]
            switch line.name {
            case "DTSTART":
                lines.append(timeLine("RECURRENCE-ID", original, like: line).renamed("RECURRENCE-ID"))
                lines.append(timeLine("DTSTART", original, like: line))
            case "DTEND": lines.append(timeLine("DTEND", end, like: line))
            default: lines.append(line.content)
            }
        }
        for child in master.children {
            lines += child.lines.map { text.lines[$0].content }
        }
        lines.append("END:VEVENT")
        let last = text.events.last ?? master
        text.insert(lines, before: last.lines.upperBound)
    }
}

extension String {
    /// The content line under another property name.
    fileprivate func renamed(_ name: String) -> String {
        guard let end = firstIndex(where: { $0 == ":" || $0 == ";" }) else { return self }
        return name + self[end...]
    }
}

extension EventTime {
    /// This original start of an instance after its series, which began at `start`, moved on its own clock; in the kind and
    /// zone that it is written in, `nil` where that can't say it.
    fileprivate func moved(by seconds: Int, with start: EventTime, zones: ZoneTable) -> EventTime? {
        if case .allDay(let date) = self, !start.isAllDay {
            return seconds.isMultiple(of: 86_400) ? .allDay(date.adding(days: seconds / 86_400)) : nil
        }
        guard let original = InstanceKey(self, in: start, zones: zones).time(in: start) else { return nil }
        let planned = original.adding(wallSeconds: seconds)
        let wall = DateTime(secondsSinceEpoch: planned.wallSeconds)
        switch self {
        case .allDay: return planned
        case .floating: return .floating(wall)
        case .utc: return .utc(planned.instant(in: zones).map { DateTime(secondsSinceEpoch: $0) } ?? wall)
        case .zoned(_, let id):
            if case .zoned(_, id) = planned { return planned }
            let local = planned.instant(in: zones).flatMap { instant in zones.zone(id)?.local(at: instant) }
            return .zoned(local ?? wall, id)
        }
    }
}
