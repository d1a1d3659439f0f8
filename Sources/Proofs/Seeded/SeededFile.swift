import SyncCore

/// The text of an event file while a person edits it, a line at a time.
struct SeededFile {
    private var lines: [String]

    init(_ text: String) { lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

    /// The text.
    var text: String { lines.joined(separator: "\n") }

    /// The lines of the VEVENT of an instance, or of the master; `nil` where there is none.
    private func block(_ key: InstanceKey?) -> Range<Int>? {
        var start = 0
        for (number, line) in lines.enumerated() {
            if line == "BEGIN:VEVENT" { start = number }
            guard line == "END:VEVENT" else { continue }
            let name = lines[start..<number].first { $0.hasPrefix("RECURRENCE-ID") }
            if key.map({ name?.contains($0.text) ?? false }) ?? (name == nil) { return start..<number + 1 }
        }
        return nil
    }

    /// Whether the instance is left out.
    func excludes(_ key: InstanceKey) -> Bool { lines.contains { $0.hasPrefix("EXDATE") && $0.contains(key.text) } }

    /// Puts `line` in the place of the one with its name; returns that.
    mutating func set(_ line: String, of key: InstanceKey? = nil) -> String {
        guard let block = block(key) else { return "" }
        let name = line.prefix { $0 != ":" && $0 != ";" }
        let index = block.first { lines[$0].hasPrefix(name + ":") || lines[$0].hasPrefix(name + ";") }
        guard let index else {
            lines.insert(line, at: block.upperBound - 1)
            return ""
        }
        defer { lines[index] = line }
        return lines[index]
    }

    /// Makes a VEVENT for an instance, where there is none.
    mutating func addInstance(_ key: InstanceKey, uid: UID) {
        guard block(key) == nil, let end = lines.lastIndex(of: "END:VCALENDAR") else { return }
        lines.insert(
            contentsOf: ["BEGIN:VEVENT", "UID:\(uid)", "DTSTAMP:20260101T000000Z"] + Self.instance(key) + [
                "END:VEVENT"
            ],
            at: end)
    }

    /// What an instance is when it becomes one of its own.
    static func instance(_ key: InstanceKey) -> [String] {
        let day = key.text.prefix(9)
        return [
            "RECURRENCE-ID;TZID=Europe/Berlin:\(key.text)", "DTSTART;TZID=Europe/Berlin:\(day)140000",
            "DTEND;TZID=Europe/Berlin:\(day)150000", "SUMMARY:s",
        ]
    }

    /// Leaves an instance out; returns what was said of it.
    mutating func exclude(_ key: InstanceKey) -> String {
        var before = ""
        if let block = block(key) {
            before = lines[block].joined(separator: "\n")
            lines.removeSubrange(block)
        }
        if let block = block(nil) {
            lines.insert("EXDATE;TZID=Europe/Berlin:\(key.text)", at: block.upperBound - 1)
        }
        return before
    }
}
