import ICalendar

/// Changes of an event, or of one of its occurrences, that a person asks for field by field.
package struct EventEdit: Sendable {
    /// The new values, by field; `nil` removes one.
    package var fields: [Field: Value?]

    package init(_ fields: [Field: Value?]) { self.fields = fields }

    /// The changes that make `event` so; none where it is so already.
    ///
    /// - Parameter occurrence: Which one of the series; `nil` for all of it. One that is left out comes back.
    package func changes(of event: Event, occurrence: InstanceKey? = nil) -> [Change] {
        guard let occurrence else {
            var master = event.content.master
            for (field, value) in fields { master[field] = value }
            // What is no series any more has no occurrences of its own.
            let exceptions = master.schedule?.isSeries == true ? event.content.exceptions : [:]
            return event.content.changes(to: View(master: master, exceptions: exceptions))
        }
        var view = event.content
        var part = view.exceptions[occurrence]?.part ?? event.plannedPart(of: occurrence)
        for (field, value) in fields { part[field] = value }
        view.exceptions[occurrence] = .changed(part)
        return event.content.changes(to: view)
    }
}

extension Event {
    /// The fields of an occurrence that is as the series plans it.
    package func plannedPart(of occurrence: InstanceKey) -> Part {
        var part = content.master
        guard let schedule = content.schedule, let start = occurrence.time(in: schedule.start) else { return part }
        let end = schedule.end.adding(wallSeconds: start.wallSeconds - schedule.start.wallSeconds)
        part[.when] = .schedule(Schedule(start: start, end: end))
        return part
    }

    /// Whether the series has such an occurrence, changed or left out ones included.
    package func has(_ occurrence: InstanceKey) -> Bool {
        if content.exceptions[occurrence] != nil { return true }
        guard let schedule = content.schedule, schedule.isSeries, let time = occurrence.time(in: schedule.start) else {
            return false
        }
        let moment = time.instant(in: zones) ?? time.wallSeconds
        return instances(from: moment - 86_400, to: moment + 86_400, viewer: .utc).list.contains {
            $0.key == occurrence
        }
    }
}
