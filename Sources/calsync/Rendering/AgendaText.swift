import ICalendar
import SyncCore
import SyncEngine

/// An agenda on the screen: a line a day, below it a line an event.
struct AgendaText {
    let style: Style
    let configuration: Configuration
    /// The columns of the screen; nil for as wide as it gets.
    let width: Int?

    /// The lines; between what was and what is to come today stands the present.
    func lines(_ agenda: Agenda, now: DateTime) -> [String] {
        let times = agenda.days.flatMap { day in day.entries.map { DayText.times($0.span, on: day.date) } }
        let column = times.map { DisplayWidth.of($0) }.max() ?? 0
        var lines: [String] = []
        for day in agenda.days {
            if !lines.isEmpty { lines.append("") }
            let isToday = day.date == now.date
            lines.append(style.bold(DayText.date(day.date)) + (isToday ? style.dim("  today") : ""))
            var isNowDue = isToday && day.entries.contains { !$0.span.fills(day.date) }
            for entry in day.entries {
                if isNowDue, !entry.span.fills(day.date), entry.span.start > now {
                    lines.append(nowLine(now))
                    isNowDue = false
                }
                lines.append(line(entry, on: day.date, column, isOver: isToday && entry.span.end <= now))
            }
            if isNowDue { lines.append(nowLine(now)) }
        }
        return lines
    }

    private func nowLine(_ now: DateTime) -> String { style.red("  \(DayText.clock(now)) ────── now") }

    private func line(_ entry: Agenda.Entry, on date: CalendarDate, _ column: Int, isOver: Bool) -> String {
        let times = DayText.times(entry.span, on: date)
        let title = DisplayWidth.safe(entry.instance.part.title)
        var text = "  " + times + String(repeating: " ", count: column - DisplayWidth.of(times)) + "  " + title
        if case .text(let place)? = entry.instance.part[.location], !place.isEmpty {
            text += ", " + DisplayWidth.safe(place)
        }
        let room = width.map { DisplayWidth.truncated(text, to: max(20, $0 - 2)) } ?? text
        if isCancelled(entry) { return style.dim(room + "  (cancelled)") }
        return isOver ? style.dim(room) : paint(room, of: entry.path)
    }

    private func isCancelled(_ entry: Agenda.Entry) -> Bool { entry.instance.part[.status] == .text("CANCELLED") }

    /// Each pair has a colour of its own, in the order of the configuration.
    private func paint(_ text: String, of path: String) -> String {
        guard let pair = configuration.pairs(ofFile: path).first,
            let index = configuration.pairs.firstIndex(where: { $0.id == pair.id }), configuration.pairs.count > 1
        else { return text }
        let colours = [style.blue, style.green, style.yellow]
        return colours[index % colours.count](text)
    }
}

/// The stable shape of an instance in `--json`: of `agenda`, one for each day on which it is.
struct AgendaJSON: Encodable {
    let day, title, path, uid, start, end: String
    let allDay, series, cancelled: Bool
    let pairs: [String]
    @OrNull var location: String?
    @OrNull var instance: String?

    /// All entries, by day.
    static func entries(_ agenda: Agenda, _ configuration: Configuration, _ zone: Zone) -> [AgendaJSON] {
        agenda.days.flatMap { day in
            day.entries.map { entry in
                var json = AgendaJSON(
                    day: day.date.extended, title: entry.instance.part.title, path: entry.path,
                    uid: entry.event.uid.text,
                    start: Self.time(entry.span, entry.span.start, entry.instance.begin, zone),
                    end: Self.time(entry.span, entry.span.end, entry.instance.finish, zone),
                    allDay: entry.span.isAllDay,
                    series: entry.event.content.schedule?.isSeries == true,
                    cancelled: entry.instance.part[.status] == .text("CANCELLED"),
                    pairs: configuration.pairs(ofFile: entry.path).map(\.id.text))
                if case .text(let place)? = entry.instance.part[.location] { json.location = place }
                json.instance = entry.instance.key?.text
                return json
            }
        }
    }

    /// A date, or RFC 3339 with the offset that holds then.
    private static func time(_ span: LocalSpan, _ local: DateTime, _ instant: Int, _ zone: Zone) -> String {
        if span.isAllDay { return local.date.extended }
        let offset = zone.offset(at: instant) / 60
        let sign = offset < 0 ? "-" : "+"
        return "\(local.extended)\(sign)\(twoDigits(abs(offset) / 60)):\(twoDigits(abs(offset) % 60))"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
