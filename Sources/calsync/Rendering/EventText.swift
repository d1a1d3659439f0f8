import ICalendar
import SyncCore
import SyncEngine

/// One event in words.
struct EventText {
    let event: Event
    /// Its file, relative to the calendar folder.
    let path: String
    /// Who looks, and when.
    let here: Standpoint
    /// How it stands with each service.
    let states: [ServiceState]

    private var part: Part {
        event.hasMaster ? event.content.master : event.content.exceptions.min { $0.key < $1.key }?.value.part ?? Part()
    }

    /// The lines: a title, then what there is to say, each behind its word.
    func lines(style: Style, width: Int?) -> [String] {
        var rows: [(String, String)] = []
        if let schedule = part.schedule { rows.append(("when", when(schedule))) }
        if let repeats { rows.append(("repeats", repeats)) }
        if let next { rows.append(("next", DayText.span(next))) }
        rows += exceptions.map { ("except", $0) }
        for (field, word) in Self.fields {
            guard let value = part[field] else { continue }
            rows += Self.texts(value, of: field).map { (word, $0) }
        }
        rows.append(("file", path))
        rows.append(("uid", event.uid.text))
        for state in states {
            rows.append((state.pair.id.text, "\(state.words)  (\(state.pair.account), \(state.pair.calendar))"))
        }
        let column = rows.map { DisplayWidth.of($0.0) }.max() ?? 0
        var last = ""
        return [style.bold(DisplayWidth.safe(part.title))]
            + rows.flatMap { word, text in
                let label = word == last ? "" : word
                last = word
                return Self.row(label, text, column, width, style)
            }
    }

    private static func row(_ label: String, _ text: String, _ column: Int, _ width: Int?, _ style: Style) -> [String] {
        let margin = column + 4
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
            let safe = DisplayWidth.safe(String(line))
            return width.map { wrap(safe, to: max(20, $0 - margin)) }?.split(separator: "\n").map(String.init) ?? [safe]
        }
        let head = "  " + style.dim(label) + String(repeating: " ", count: column - DisplayWidth.of(label) + 2)
        return lines.enumerated().map { index, line in
            index == 0 ? head + line : String(repeating: " ", count: margin) + line
        }
    }

    /// When it is, in its own zone, and on this machine's clock where that differs.
    private func when(_ schedule: Schedule) -> String {
        let own = schedule.start.zoneText.flatMap { event.zones.zone(ZoneID($0)) } ?? here.zone
        let there = LocalSpan(from: schedule.start, to: schedule.end, zones: event.zones, in: own)
        let local = LocalSpan(from: schedule.start, to: schedule.end, zones: event.zones, in: here.zone)
        var text = DayText.span(there)
        if let name = schedule.start.zoneText { text += " " + name }
        if case .floating = schedule.start { text += ", wherever you are" }
        if there != local { text += "  (here \(DayText.span(local)))" }
        return text
    }

    /// The rule in words; nil for a single event.
    var repeats: String? {
        guard let schedule = event.content.schedule, schedule.isSeries else { return nil }
        return RuleText.words(schedule, zone: schedule.start.zoneText.flatMap { event.zones.zone(ZoneID($0)) })
    }

    /// When a series takes place next; nil for a single event and after its end.
    var next: LocalSpan? {
        guard event.content.schedule?.isSeries ?? true else { return nil }
        return event.nextInstance(from: here.now, viewer: here.zone).map {
            LocalSpan(from: $0.schedule.start, to: $0.schedule.end, zones: event.zones, in: here.zone)
        }
    }

    private var exceptions: [String] {
        event.content.exceptions.sorted { $0.key < $1.key }.compactMap { key, exception in
            switch exception {
            case .excluded: return "\(key.words) left out"
            case .changed(let part):
                let changed = Field.allCases.filter {
                    part[$0] != event.content.master[$0] && ($0 != .when || isMoved(key, part))
                }
                let words = changed.map { $0 == .title ? "title “\(part.title)”" : $0 == .when ? moved(part) : $0.word }
                return "\(key.words) " + (words.isEmpty ? "as the others" : words.joined(separator: ", "))
            }
        }
    }

    /// Whether the instance has another time than the series planned for it.
    private func isMoved(_ key: InstanceKey, _ part: Part) -> Bool {
        guard let own = part.schedule, let planned = event.content.schedule, let start = key.time(in: planned.start)
        else {
            return true
        }
        let length = planned.end.wallSeconds - planned.start.wallSeconds
        return !own.start.matches(start) || own.end.wallSeconds - own.start.wallSeconds != length
    }

    private func moved(_ part: Part) -> String { part.schedule.map { "is " + when($0) } ?? "time" }

    private static let fields: [(Field, String)] = [
        (.location, "where"), (.status, "status"), (.transparency, "shown as"), (.alarms, "reminds"),
        (.organizer, "by"),
        (.attendees, "guests"), (.conferences, "call"), (.url, "url"), (.categories, "categories"),
        (.attachments, "attached"), (.description, "text"),
    ]

    /// What a field says, a line each.
    private static func texts(_ value: Value, of field: Field) -> [String] {
        switch field {
        case .attendees, .organizer: return value.elements.map { Guest(line: $0).words }
        case .attachments, .conferences: return value.elements.map { CalendarText($0).lines.first?.value ?? $0 }
        case .transparency: return value.elements.map { $0 == "TRANSPARENT" ? "free" : "busy" }
        case .status: return value.elements.map { $0.lowercased() }
        case .categories: return [value.elements.joined(separator: ", ")]
        case .alarms:
            // The word in front says that it reminds.
            return value.elements.map { $0.hasPrefix("reminder ") ? String($0.dropFirst(9)) : $0 }
        default: return value.elements
        }
    }
}

/// A person invited, as an ATTENDEE or ORGANIZER line says.
private struct Guest {
    let line: String

    /// `Anna <anna@example.com>, accepted`.
    var words: String {
        guard let content = CalendarText(line).lines.first else { return line }
        let address =
            content.value.lowercased().hasPrefix("mailto:") ? String(content.value.dropFirst(7)) : content.value
        let name = content.parameter("CN").map { "\($0) <\(address)>" } ?? address
        let answers = [
            "ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "perhaps", "NEEDS-ACTION": "no answer yet",
        ]
        let answer = content.parameter("PARTSTAT").flatMap { answers[$0.uppercased()] }
        return name + (answer.map { ", " + $0 } ?? "")
    }
}

/// The stable shape of one event in `--json`.
struct ShowJSON: Encodable {
    let path, uid, title: String
    @OrNull var when: String?
    @OrNull var repeats: String?
    @OrNull var next: String?
    let fields: [String: [String]]
    let services: [ServiceJSON]

    /// How it stands with one service.
    struct ServiceJSON: Encodable {
        let pair, account, calendar, state: String
        @OrNull var remoteID: String?
    }

    init(_ text: EventText) {
        let event = text.event
        (path, uid, title) = (text.path, event.uid.text, event.title)
        fields = Dictionary(
            uniqueKeysWithValues: event.content.master.fields.filter { $0.key != .when }.map {
                ($0.key.rawValue, $0.value.elements)
            })
        services = text.states.map { state in
            var json = ServiceJSON(
                pair: state.pair.id.text, account: state.pair.account, calendar: state.pair.calendar, state: state.words
            )
            json.remoteID = state.remoteID
            return json
        }
        when = event.content.schedule.map { ValueText.words($0) }
        repeats = text.repeats
        next = text.next.map { $0.isAllDay ? $0.start.date.extended : $0.start.extended }
    }
}
