import ICalendar

/// One UID with all that belongs to it: the unit of sync.
package struct Event: Hashable, Sendable {
    /// The identity on every replica.
    package var uid: UID
    /// Everything in it that a person may change.
    package var content: View
    /// The zones its times refer to.
    package var zones: ZoneTable
    /// Whether the file has a master; a file of overrides alone is an invitation to single instances (case 9).
    package var hasMaster: Bool
    /// Changed instances that speak for all later ones too (RANGE=THISANDFUTURE, case 75): kept, never pushed.
    package var openRanges: Set<InstanceKey>

    package init(
        uid: UID, content: View, zones: ZoneTable = ZoneTable(), hasMaster: Bool = true,
        openRanges: Set<InstanceKey> = []
    ) {
        self.uid = uid
        self.content = content
        self.zones = zones
        self.hasMaster = hasMaster
        self.openRanges = openRanges
    }

    /// What to call it on the screen.
    package var title: String { content.title }
}

/// An event as one replica can hold it: fields of the master, and what differs for single instances.
///
/// Every comparison is made between views of one provider, so what a service cannot hold never reads as an edit.
package struct View: Hashable, Sendable, Codable {
    /// The fields of the master.
    package var master: Part
    /// Instances that were left out or changed, by original start.
    package var exceptions: [InstanceKey: Exception]

    package init(master: Part = Part(), exceptions: [InstanceKey: Exception] = [:]) {
        self.master = master
        self.exceptions = exceptions
    }

    /// The title, or a placeholder.
    package var title: String {
        if case .text(let text)? = master[.title], !text.isEmpty { return text }
        return "(no title)"
    }

    /// The master's schedule.
    package var schedule: Schedule? { master.schedule }

    /// The value at `path`; `nil` where there is none.
    package subscript(path: FieldPath) -> Value? {
        get {
            guard let key = path.instance else { return master[path.field] }
            guard case .changed(let part)? = exceptions[key] else { return nil }
            return part[path.field]
        }
        set {
            guard let key = path.instance else {
                master[path.field] = newValue
                return
            }
            guard case .changed(var part)? = exceptions[key] else { return }
            part[path.field] = newValue
            exceptions[key] = .changed(part)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case master = "m"
        case exceptions = "x"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        master = try container.decode(Part.self, forKey: .master)
        exceptions = try container.decodeIfPresent([InstanceKey: Exception].self, forKey: .exceptions) ?? [:]
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(master, forKey: .master)
        if !exceptions.isEmpty { try container.encode(exceptions, forKey: .exceptions) }
    }
}

/// What became of one instance of a series.
package enum Exception: Hashable, Sendable, Codable {
    /// It does not take place (EXDATE, a cancelled instance).
    case excluded
    /// It differs from the series in these, and only these count (RECURRENCE-ID).
    case changed(Part)

    private enum CodingKeys: String, CodingKey { case changed = "c" }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let part = try container.decodeIfPresent(Part.self, forKey: .changed) {
            self = .changed(part)
        } else {
            self = .excluded
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if case .changed(let part) = self { try container.encode(part, forKey: .changed) }
    }
}

/// The fields of one VEVENT.
package struct Part: Hashable, Sendable, Codable {
    /// The values; a field without one is absent.
    package var fields: [Field: Value]

    package init(_ fields: [Field: Value] = [:]) { self.fields = fields }

    package subscript(field: Field) -> Value? {
        get { fields[field] }
        set { fields[field] = newValue }
    }

    /// The title, or a placeholder.
    package var title: String { View(master: self).title }

    /// Start, end and rules, where the part has them.
    package var schedule: Schedule? {
        if case .schedule(let schedule)? = fields[.when] { return schedule }
        return nil
    }

    /// Whether both have the same fields with the same meaning.
    package func matches(_ other: Part) -> Bool {
        Set(fields.keys).union(other.fields.keys).allSatisfy { Value.meanSame(self[$0], other[$0]) }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let raw = try container.decode([String: Value].self)
        var fields: [Field: Value] = [:]
        for (name, value) in raw {
            guard let field = Field(rawValue: name) else { continue }
            fields[field] = value
        }
        self.fields = fields
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Dictionary(uniqueKeysWithValues: fields.map { ($0.key.rawValue, $0.value) }))
    }
}

/// Where a value stands inside an event: a field of the master, or of one instance.
package struct FieldPath: Hashable, Comparable, Sendable, Codable {
    /// The instance; `nil` for the master.
    package var instance: InstanceKey?
    /// The field.
    package var field: Field

    package init(_ field: Field, of instance: InstanceKey? = nil) {
        self.instance = instance
        self.field = field
    }

    package static func < (a: FieldPath, b: FieldPath) -> Bool {
        if a.instance != b.instance {
            guard let first = a.instance else { return true }
            guard let second = b.instance else { return false }
            return first < second
        }
        return a.field < b.field
    }

    /// The words for it: `title`, or `title of 2026-01-15 09:30`.
    package var words: String { instance.map { "\(field.word) of \($0.words)" } ?? field.word }
}

extension InstanceKey {
    /// The original start as a person writes it.
    package var words: String {
        let digits = text.hasSuffix("Z") ? text.dropLast() : text[...]
        if let time = DateTime(basic: digits) {
            return time.date.extended + " " + time.extended.dropFirst(11).prefix(5)
        }
        return CalendarDate(basic: digits)?.extended ?? text
    }
}
