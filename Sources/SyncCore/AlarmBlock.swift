import ICalendar

/// A VALARM as text (RFC 5545 §3.6.6).
enum AlarmBlock {
    /// Reads the alarm of a VALARM; `nil` where it has no TRIGGER, so that nobody can tell when it goes off.
    static func alarm(in component: Component, of text: CalendarText) -> Alarm? {
        guard let trigger = text.line("TRIGGER", of: component) else { return nil }
        let rest = component.properties.map { text.lines[$0] }.filter { !machine.contains($0.name) }
        return Alarm(
            action: text.line("ACTION", of: component)?.value.uppercased() ?? "DISPLAY",
            trigger: self.trigger(trigger), rest: rest.map(\.content).sorted().joined(separator: "\n"))
    }

    /// The lines of a new VALARM.
    static func lines(for alarm: Alarm, title: String) -> [String] {
        var lines = ["BEGIN:VALARM", "ACTION:" + alarm.action]
        switch alarm.trigger {
        case .start(let seconds): lines.append("TRIGGER:" + duration(seconds))
        case .end(let seconds): lines.append("TRIGGER;RELATED=END:" + duration(seconds))
        case .absolute(let text): lines.append("TRIGGER;VALUE=DATE-TIME:" + text)
        }
        if !alarm.rest.isEmpty {
            lines += alarm.rest.split(separator: "\n").map(String.init)
        } else {
            // RFC 5545 §3.6.6: DISPLAY needs a DESCRIPTION; EMAIL a SUMMARY and an ATTENDEE too.
            if alarm.action != "AUDIO" { lines.append("DESCRIPTION:" + TextValue.encode(title)) }
            if alarm.action == "EMAIL" { lines.append("SUMMARY:" + TextValue.encode(title)) }
        }
        return lines + ["END:VALARM"]
    }

    private static func duration(_ seconds: Int) -> String {
        if seconds != 0, seconds % 86_400 == 0 { return ICSDuration(days: seconds / 86_400, seconds: 0).text }
        return ICSDuration(days: 0, seconds: seconds).text
    }

    /// The moment that a TRIGGER line names.
    private static func trigger(_ line: ContentLine) -> Alarm.Trigger {
        guard let duration = ICSDuration(line.value) else { return .absolute(line.value) }
        let seconds = duration.days * 86_400 + duration.seconds
        return line.parameter("RELATED")?.uppercased() == "END" ? .end(seconds) : .start(seconds)
    }

    /// Lines that have a place of their own in ``Alarm``, and those in which programs note that it went off.
    private static let machine: Set<String> = ["ACTION", "TRIGGER", "ACKNOWLEDGED", "X-MOZ-LASTACK"]
}
