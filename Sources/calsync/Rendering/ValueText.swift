import ICalendar
import SyncCore

/// How values look on the screen: short, in quotes where they are text, safe for a terminal.
enum ValueText {
    /// A value, or `nothing`.
    static func of(_ value: Value?) -> String {
        switch value {
        case nil: "nothing"
        case .text(let text)?: quoted(text)
        case .schedule(let schedule)?: words(schedule)
        case .set(let set)?: set.sorted().map(quoted).joined(separator: ", ")
        case .alarms(let alarms)?: alarms.map(\.summary).sorted().joined(separator: ", ")
        }
    }

    /// Start, end and rules as a person writes them.
    static func words(_ schedule: Schedule) -> String {
        var text = ""
        switch (schedule.start, schedule.end) {
        case (.allDay(let from), .allDay(let to)):
            let last = to.adding(days: -1)
            text = from == last || to <= from ? from.extended : "\(from.extended) to \(last.extended)"
        default:
            text = moment(schedule.start)
            if schedule.end != schedule.start {
                text +=
                    schedule.end.date == schedule.start.date ? "–\(clock(schedule.end))" : " to \(moment(schedule.end))"
            }
            if let zone = schedule.start.zoneText { text += " \(zone)" }
            if case .utc = schedule.start { text += " UTC" }
        }
        for rule in schedule.rules.sorted() { text += ", \(rule)" }
        return DisplayWidth.safe(text)
    }

    private static func moment(_ time: EventTime) -> String {
        time.isAllDay ? time.date.extended : "\(time.date.extended) \(clock(time))"
    }

    private static func clock(_ time: EventTime) -> String { time.words }

    /// Text in quotes, cut to a line.
    static func quoted(_ text: String) -> String {
        "“" + DisplayWidth.truncated(DisplayWidth.safe(text), to: 60) + "”"
    }
}
