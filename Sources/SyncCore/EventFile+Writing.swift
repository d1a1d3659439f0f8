import ICalendar

extension EventFile {
    /// A new file for an event that came from a service.
    ///
    /// - Parameters:
    ///   - stamp: The DTSTAMP, in seconds since 1970 UTC.
    ///   - lineEnd: What the folder's other files use.
    package init(uid: UID, view: View, through lens: Lens, stamp: Int, lineEnd: String = "\n") {
        let schedule = view.schedule.map { lens.localised($0, nil) }
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//calsync//calsync//EN", "BEGIN:VEVENT",
            "UID:" + TextValue.encode(uid.text),
            "DTSTAMP:" + DateTime(secondsSinceEpoch: stamp).basic + "Z",
        ]
        if let schedule {
            lines.append(TimeLine.content("DTSTART", schedule.start, tzid: nil))
            if !schedule.endsByDefault || schedule.start.isAllDay {
                lines.append(TimeLine.content("DTEND", schedule.end, tzid: nil))
            }
            lines += RecurrenceLines.lines(for: schedule.rules, start: schedule.start)
        }
        lines += ["END:VEVENT", "END:VCALENDAR", ""]
        var text = CalendarText("")
        text = CalendarText(lines.dropLast().map { $0 + lineEnd }.joined())
        let skeleton = EventFile(text: text)
        let changes = (skeleton.event?.content ?? View()).changes(to: view).filter {
            $0.field != .when || $0.instance != nil
        }
        self = skeleton.applying(changes, through: lens).file
    }
}
