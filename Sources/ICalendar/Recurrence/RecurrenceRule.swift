/// A rule such as `FREQ=WEEKLY;BYDAY=MO` (RFC 5545 §3.3.10), kept as it was written. It never expands.
package struct RecurrenceRule: Hashable, Sendable {
    /// One `NAME=VALUE` of a rule.
    package struct Part: Hashable, Sendable {
        /// The name in capitals; empty for a part without `=`.
        package let name: String
        /// The value as written.
        package let value: String
    }

    /// How often a rule repeats.
    package enum Frequency: String, CaseIterable, Hashable, Sendable {
        case secondly = "SECONDLY"
        case minutely = "MINUTELY"
        case hourly = "HOURLY"
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
        case yearly = "YEARLY"
    }

    /// The parts in the order written.
    package let parts: [Part]

    /// Reads whatever is there; what makes no sense is for ``diagnostics(line:start:)`` to tell.
    package init(_ raw: some StringProtocol) {
        self.init(
            parts: raw.trimmed.split(separator: ";").map { part in
                guard let equals = part.firstIndex(of: "=") else { return Part(name: "", value: String(part.trimmed)) }
                let value = part[part.index(after: equals)...].trimmed
                return Part(name: part[..<equals].trimmed.uppercased(), value: String(value))
            })
    }

    private init(parts: [Part]) { self.parts = parts }

    /// The rule as a line holds it, parts in the order written.
    package var text: String {
        parts.map { $0.name.isEmpty ? $0.value : $0.name + "=" + $0.value }.joined(separator: ";")
    }

    /// The value of the first part of that name, which is given in capitals.
    package subscript(name: String) -> String? { parts.first { $0.name == name }?.value }

    /// How often the rule repeats; nil where FREQ is missing or unknown.
    package var frequency: Frequency? { self["FREQ"].flatMap { Frequency(rawValue: $0.uppercased()) } }

    /// Every how many of them; 1 where INTERVAL is missing or no number above 0.
    package var interval: Int { self["INTERVAL"].flatMap(Self.positive) ?? 1 }

    /// After how many occurrences the rule ends; nil where COUNT is missing or no number above 0.
    package var count: Int? { self["COUNT"].flatMap(Self.positive) }

    /// The last moment of the rule, as written; nil where UNTIL is missing or can't be read.
    package var until: EventTime? { self["UNTIL"].flatMap { EventTime(value: $0) } }

    /// Returns the rule with `until` as its end and no COUNT; every other part stays as it was written.
    ///
    /// `until` is of the kind that RFC 5545 §3.3.10 wants with the series' start: a DATE with a DATE, UTC with a zone,
    /// floating with floating. One with a zone is written in UTC, by `zone`.
    package func replacing(until: EventTime, in zone: Zone? = nil) -> RecurrenceRule {
        let part = Part(name: "UNTIL", value: Self.ending(until, in: zone))
        guard let place = parts.firstIndex(where: { $0.name == "UNTIL" || $0.name == "COUNT" }) else {
            return RecurrenceRule(parts: parts + [part])
        }
        let isEnd = { (part: Part) in part.name == "UNTIL" || part.name == "COUNT" }
        return RecurrenceRule(
            parts: parts[..<place] + [part] + parts[(place + 1)...].filter { !isEnd($0) })
    }

    private static func ending(_ time: EventTime, in zone: Zone?) -> String {
        guard case .zoned(let local, _) = time, let zone else { return time.basicValue }
        return EventTime.utc(DateTime(secondsSinceEpoch: zone.instant(of: local))).basicValue
    }

    /// Reads a whole number above 0.
    static func positive(_ text: String) -> Int? {
        Int(digits: text.utf8).flatMap { $0 > 0 ? $0 : nil }
    }
}
