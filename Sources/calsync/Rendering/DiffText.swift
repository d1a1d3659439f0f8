import ICalendar
import SyncCore

/// One event as lines that a diff compares: each says one thing, and says whose it is.
///
/// The same bytes give the same lines on every machine at any time: nothing here knows a clock or a zone of its own.
struct DiffText {
    let event: Event

    /// The lines; the event itself first, then its exceptions in order.
    var lines: [String] {
        var lines: [String] = []
        if event.hasMaster { lines += Self.lines(event.content.master, before: "") }
        for (key, exception) in event.content.exceptions.sorted(by: { $0.key < $1.key }) {
            switch exception {
            case .excluded: lines.append("\(key.words): left out")
            case .changed(let part): lines += Self.lines(part, before: "\(key.words): ")
            }
        }
        return lines + ["uid: " + DisplayWidth.safe(event.uid.text)]
    }

    private static func lines(_ part: Part, before prefix: String) -> [String] {
        Field.allCases.flatMap { field in
            (part[field].map(texts) ?? []).map { "\(prefix)\(field.word): " + DisplayWidth.safe($0) }
        }
    }

    /// What a value says: a line of text, a guest, a rule on each.
    private static func texts(_ value: Value) -> [String] {
        switch value {
        case .schedule(let schedule):
            var single = schedule
            single.rules = []
            return [ValueText.words(single)] + schedule.rules.sorted()
        case .alarms(let alarms):
            return alarms.map { alarm in
                ([alarm.summary] + alarm.rest.split(separator: "\n").map(String.init)).joined(separator: "; ")
            }.sorted()
        case .text(let text):
            return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        case .set(let set):
            return set.sorted().flatMap { $0.split(separator: "\n").map(String.init) }
        }
    }
}
