import ICalendar

extension EventEditor {
    /// Gives the master or an instance its new times, the master also its rules.
    mutating func set(_ new: Schedule, of instance: InstanceKey?) {
        guard let component = component(of: instance) else { return }
        let old =
            instance == nil
            ? schedule : EventFile(text: text).event?.content.exceptions[instance ?? InstanceKey("")]?.part?.schedule
        let wanted = lens.localised(new, old)
        if let old, wanted.matches(old) { return }
        if instance == nil, let old, let shift = wanted.shift(from: old) { shiftExceptions(by: shift, from: old.start) }
        setTime("DTSTART", wanted.start, in: component)
        if instance == nil { schedule = wanted }
        setEnd(wanted, old: old, of: instance)
        if instance == nil { setRules(wanted.rules, start: wanted.start) }
        raiseSequence(of: instance)
    }

    private mutating func setTime(_ name: String, _ time: EventTime, in component: Component) {
        let index = text.index(of: name, in: component)
        // A time that means the same keeps its spelling.
        if let index, case .success(let present) = ZoneReader(text: text).time(of: text.lines[index]),
            present.matches(time)
        {
            return
        }
        let content = timeLine(name, time, like: index.map { text.lines[$0] })
        if let index {
            text.replace(line: index, with: content)
        } else {
            let place = text.index(of: "DTSTART", in: component).map { $0 + 1 } ?? insertionPoint(in: component)
            text.insert([content], before: place)
        }
    }

    /// The line for `time`, keeping the spelling of the zone that `line` has where it is the same zone.
    func timeLine(_ name: String, _ time: EventTime, like line: ContentLine?) -> String {
        guard let line else { return TimeLine.content(name, time, tzid: fileSpelling(of: time)) }
        var tzid: String?
        if case .zoned(_, let zone) = time,
            case .success(.zoned(_, let before)) = ZoneReader(text: text).time(of: line),
            before == zone || ZoneID.sameRules(before, zone)
        {
            tzid = line.parameter("TZID")
        }
        return TimeLine.content(line.rawName, time, tzid: tzid ?? fileSpelling(of: time), others: line.parameters)
    }

    /// How the file spells the zone of `time` elsewhere.
    private func fileSpelling(of time: EventTime) -> String? {
        guard case .zoned(_, let zone) = time else { return nil }
        let reader = ZoneReader(text: text)
        for line in text.lines where PropertyField.schedule.contains(line.name) {
            guard let tzid = line.parameter("TZID"), case .success(.zoned(_, let id)) = reader.time(of: line) else {
                continue
            }
            if id == zone { return tzid }
        }
        return nil
    }

    private mutating func setEnd(_ wanted: Schedule, old: Schedule?, of instance: InstanceKey?) {
        guard let component = component(of: instance) else { return }
        if let old, old.start.matches(wanted.start), old.end.matches(wanted.end) { return }
        if text.index(of: "DTEND", in: component) != nil {
            setTime("DTEND", wanted.end, in: component)
        } else if let index = text.index(of: "DURATION", in: component) {
            let line = text.lines[index]
            if let duration = ICSDuration(line.value),
                wanted.start.adding(duration, zones: event.zones).matches(wanted.end)
            {
                return
            }
            let duration = wanted.length(zones: event.zones)
            text.replace(
                line: index,
                with: ContentLineWriter.line(line.rawName, parameters: line.parameters, value: duration.text))
        } else if !wanted.endsByDefault {
            setTime("DTEND", wanted.end, in: component)
        }
    }

    private mutating func setRules(_ wanted: Set<String>, start: EventTime) {
        guard let component = component(of: nil) else { return }
        let zones = ZoneReader(text: text)
        var missing = wanted
        var outdated: [Int] = []
        for index in indices(of: ["RRULE", "EXRULE", "RDATE"], in: component) {
            let rules = RecurrenceLines.canonical(text.lines[index], start: start, zones: zones)
            if !rules.isEmpty, rules.isSubset(of: wanted) { missing.subtract(rules) } else { outdated.append(index) }
        }
        var lines = RecurrenceLines.lines(for: missing, start: start)
        for index in outdated.reversed() {
            let name = text.lines[index].name
            if let at = lines.firstIndex(where: { $0.hasPrefix(name + ":") || $0.hasPrefix(name + ";") }) {
                text.replace(line: index, with: lines.remove(at: at))
            } else {
                text.remove(lines: index..<(index + 1))
            }
        }
        guard !lines.isEmpty, let component = self.component(of: nil) else { return }
        let anchor = indices(of: ["DTSTART", "DTEND", "DURATION", "RRULE"], in: component).last
        text.insert(lines, before: anchor.map { $0 + 1 } ?? insertionPoint(in: component))
    }

    /// SEQUENCE + 1, only where it is present (cases.md 2.2).
    private mutating func raiseSequence(of instance: InstanceKey?) {
        guard let component = component(of: instance), let index = text.index(of: "SEQUENCE", in: component),
            let number = Int(text.lines[index].value), number < Int(Int32.max)
        else { return }
        let line = text.lines[index]
        text.replace(
            line: index,
            with: ContentLineWriter.line(line.rawName, parameters: line.parameters, value: String(number + 1)))
    }
}

extension Schedule {
    /// Whether the end is what a DTSTART alone means.
    var endsByDefault: Bool {
        if case .allDay(let date) = start { return end == .allDay(date.adding(days: 1)) }
        return end == start
    }

    /// The length as a DURATION: days for whole days, else exact time.
    func length(zones: ZoneTable) -> ICSDuration {
        if case .allDay(let from) = start, case .allDay(let to) = end {
            return ICSDuration(days: to.dayNumber - from.dayNumber, seconds: 0)
        }
        if let from = start.instant(in: zones), let to = end.instant(in: zones) {
            return ICSDuration(days: 0, seconds: to - from)
        }
        return ICSDuration(days: 0, seconds: end.wallSeconds - start.wallSeconds)
    }
}
