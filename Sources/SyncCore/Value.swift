/// The value of one field, canonical enough to compare (cases.md 2.3). An absent field has no value.
package enum Value: Hashable, Sendable {
    /// A single value in plain text (unescaped).
    case text(String)
    /// Start, end and rules.
    case schedule(Schedule)
    /// A set of plain values: categories, or whole canonical lines where only sameness matters.
    case set(Set<String>)
    /// The alarms.
    case alarms(Set<Alarm>)

    /// Whether both mean the same; differs from `==` in comparing zones by rule.
    package func matches(_ other: Value) -> Bool {
        if self == other { return true }
        if case .schedule(let a) = self, case .schedule(let b) = other { return a.matches(b) }
        return false
    }

    /// The elements of a set, sorted; a single value's only element.
    package var elements: [String] {
        switch self {
        case .text(let text): [text]
        case .schedule: []
        case .set(let set): set.sorted()
        case .alarms(let alarms): alarms.map(\.summary).sorted()
        }
    }
}

/// One VALARM, as far as services understand it (RFC 5545 §3.6.6).
package struct Alarm: Hashable, Sendable, Codable {
    /// `DISPLAY`, `AUDIO`, `EMAIL` or another action, upper-case.
    package var action: String
    /// When it goes off.
    package var trigger: Trigger
    /// A digest of its other lines, so that an edit of its text is noticed; empty in a service's view.
    package var rest: String

    package init(action: String, trigger: Trigger, rest: String = "") {
        self.action = action
        self.trigger = trigger
        self.rest = rest
    }

    /// The moment of an alarm.
    package enum Trigger: Hashable, Sendable, Codable {
        /// Seconds after the start; negative before it.
        case start(Int)
        /// Seconds after the end; negative before it.
        case end(Int)
        /// A fixed moment, as written.
        case absolute(String)
    }

    /// A few words for the screen.
    package var summary: String {
        let name = action == "EMAIL" ? "e-mail" : "reminder"
        switch trigger {
        case .start(let seconds): return "\(name) \(Alarm.words(seconds)) start"
        case .end(let seconds): return "\(name) \(Alarm.words(seconds)) end"
        case .absolute(let text): return "\(name) at \(text)"
        }
    }

    private static func words(_ seconds: Int) -> String {
        let size = abs(seconds)
        let text =
            switch size {
            case 0: "at"
            case _ where size % 86_400 == 0: "\(size / 86_400) d"
            case _ where size % 3_600 == 0: "\(size / 3_600) h"
            case _ where size % 60 == 0: "\(size / 60) min"
            default: "\(size) s"
            }
        return size == 0 ? text : text + (seconds < 0 ? " before" : " after")
    }
}

extension Value: Codable {
    private enum Key: String, CodingKey {
        case text = "t"
        case schedule = "w"
        case set = "s"
        case alarms = "a"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let text = try container.decodeIfPresent(String.self, forKey: .text) {
            self = .text(text)
        } else if let schedule = try container.decodeIfPresent(Schedule.self, forKey: .schedule) {
            self = .schedule(schedule)
        } else if let set = try container.decodeIfPresent(Set<String>.self, forKey: .set) {
            self = .set(set)
        } else {
            self = .alarms(try container.decode(Set<Alarm>.self, forKey: .alarms))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .text(let text): try container.encode(text, forKey: .text)
        case .schedule(let schedule): try container.encode(schedule, forKey: .schedule)
        case .set(let set): try container.encode(set.sorted(), forKey: .set)
        case .alarms(let alarms):
            try container.encode(
                alarms.sorted { ($0.summary, $0.action, $0.rest) < ($1.summary, $1.action, $1.rest) }, forKey: .alarms)
        }
    }
}
