import ICalendar

extension EventFile {
    /// A new file for an event that came from a service.
    ///
    /// - Parameters:
    ///   - stamp: The DTSTAMP, in seconds since 1970 UTC.
    ///   - lineEnd: What the folder's other files use.
    package init(uid: UID, view: View, through lens: Lens, stamp: Int, lineEnd: String = "\n") {
        let begin = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//calsync//calsync//EN", "BEGIN:VEVENT"]
        let identity = [
            "UID:" + TextValue.encode(uid.text), "DTSTAMP:" + DateTime(secondsSinceEpoch: stamp).basic + "Z",
        ]
        let end = ["END:VEVENT", "END:VCALENDAR"]
        let bare = begin + identity + Self.times(view.schedule.map { lens.localised($0, nil) })
        let plain = view.master.fields.sorted { $0.key < $1.key }.flatMap { Self.lines(of: $0.key, $0.value) }

        // Most events are written at once; what is left is set as an edit would: alarms, changed instances.
        let whole = EventFile(text: CalendarText(contents: bare + plain + end, lineEnd: lineEnd))
        let rest = whole.changes(to: view)
        guard rest.contains(where: \.replaces) else {
            self = whole.applying(rest, through: lens).file
            return
        }
        // Something reads otherwise than it was given.
        let skeleton = EventFile(text: CalendarText(contents: bare + end, lineEnd: lineEnd))
        self = skeleton.applying(skeleton.changes(to: view), through: lens).file
    }

    private static func times(_ schedule: Schedule?) -> [String] {
        guard let schedule else { return [] }
        var lines = [TimeLine.content("DTSTART", schedule.start, tzid: nil)]
        if !schedule.endsByDefault || schedule.start.isAllDay {
            lines.append(TimeLine.content("DTEND", schedule.end, tzid: nil))
        }
        return lines + RecurrenceLines.lines(for: schedule.rules, start: schedule.start)
    }

    /// The lines of a field that says the same to every service: its text, or its elements.
    private static func lines(of field: Field, _ value: Value) -> [String] {
        switch value {
        case .text(let text) where !text.isEmpty: EventEditor.line(of: field, text).map { [$0] } ?? []
        case .set(let elements) where !elements.contains { $0.contains("\n") }:
            EventEditor.lines(of: field, elements.sorted())
        case .text, .set, .schedule, .alarms: []
        }
    }

    /// What is missing to say what `view` says, but for the times of the event itself.
    private func changes(to view: View) -> [Change] {
        (event?.content ?? View()).changes(to: view).filter { $0.field != .when || $0.instance != nil }
    }
}

extension Change {
    /// Whether there is something in the place of what is to be there.
    fileprivate var replaces: Bool {
        switch self {
        case .field(_, let from, _): from != nil
        case .exception(_, let from, _): from != nil
        }
    }
}
