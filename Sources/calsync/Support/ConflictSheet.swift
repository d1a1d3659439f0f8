import ICalendar
import SyncCore
import SyncEngine

/// Conflicts as a text that a person edits (`resolve --take edit`): for each field both values, between the marks that
/// git has taught people to read, and one value when they are done.
struct ConflictSheet {
    /// A field of the sheet.
    private struct Entry {
        let pair: PairID
        let conflict: FieldConflict
        /// The line that it stands under.
        let heading: String
    }

    private let entries: [Entry]
    private let title: String
    private let path: String

    /// - Parameters:
    ///   - field: Only this one; `nil` for all.
    ///   - isMeant: Whether a conflict is one of those to settle.
    init(
        _ conflicts: [Conflict], field: Field?, where isMeant: (PairID, FieldPath) -> Bool = { _, _ in true }
    ) {
        title = conflicts.first?.title ?? ""
        path = conflicts.first?.path ?? ""
        entries = conflicts.flatMap { conflict in
            conflict.fields.filter {
                (field == nil || $0.path.field == field) && isMeant(conflict.key.pair, $0.path)
            }.map {
                Entry(
                    pair: conflict.key.pair, conflict: $0,
                    heading: "== \($0.path.words) (\(conflict.key.pair)) ==")
            }
        }
    }

    /// Whether there is nothing to settle.
    var isEmpty: Bool { entries.isEmpty }

    /// The text to edit.
    var text: String {
        var lines = [
            "# \(title)  \(path)",
            "# Leave one value below each heading, without the marks; then save and quit.",
            "# A text without change, or an empty one, settles nothing.",
        ]
        for entry in entries {
            lines += ["", entry.heading, "<<<<<<< here"] + Self.lines(entry.conflict.local)
            lines += ["======="] + Self.lines(entry.conflict.remote) + [">>>>>>> there"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What the edited text settles; `nil` where it settles nothing.
    ///
    /// - Throws: ``UsageError`` for a text that does not tell one value a field.
    func settled(by edited: String) throws(UsageError) -> [SettledField]? {
        guard edited != text, !edited.allSatisfy(\.isWhitespace) else { return nil }
        let lines = edited.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasSuffix("\r") ? line.dropLast() : line
        }
        var settled: [SettledField] = []
        for entry in entries {
            let starts = lines.indices.filter { lines[$0] == entry.heading }
            guard starts.count == 1, let start = starts.first else {
                throw Self.refusal("The heading “\(entry.heading)” is not in the text once.")
            }
            let headings = entries.map { Substring($0.heading) }
            let end = lines[(start + 1)...].firstIndex(where: headings.contains) ?? lines.endIndex
            var body = Array(lines[(start + 1)..<end])
            while body.last?.allSatisfy(\.isWhitespace) ?? false { body.removeLast() }
            while body.first?.allSatisfy(\.isWhitespace) ?? false { body.removeFirst() }
            guard !body.contains(where: Self.isMark) else {
                throw Self.refusal("There are marks left below “\(entry.heading)”.")
            }
            settled.append(
                SettledField(
                    pair: entry.pair, conflict: entry.conflict, value: try Self.value(body, entry)))
        }
        return settled
    }

    /// What values that were given one by one settle, in every pair where the field is in conflict.
    ///
    /// - Throws: ``Failure`` for a field that isn't in conflict, ``UsageError`` for a value that can't be read.
    func settled(by values: [FieldText]) throws -> [SettledField] {
        try values.flatMap { value in
            let field = try FieldText.field(value.field)
            let meant = entries.filter {
                $0.conflict.path.field == field && $0.conflict.path.instance?.text == value.instance
            }
            guard !meant.isEmpty else {
                throw Failure(
                    .usage, "There is no conflict in \(field.word)\(value.instance.map { " of \($0)" } ?? "").",
                    "In conflict: \(Set(entries.map(\.conflict.path)).sorted().map(\.words).joined(separator: ", ")).")
            }
            let body = value.value.isEmpty ? [] : value.value.split(separator: "\n", omittingEmptySubsequences: false)
            return try meant.map {
                SettledField(pair: $0.pair, conflict: $0.conflict, value: try Self.value(body, $0))
            }
        }
    }

    /// The text with which a person begins to edit a value; `nil` where it can't be edited so.
    static func editable(_ value: Value?) -> String? {
        if case .alarms? = value { return nil }
        return lines(value).joined(separator: "\n")
    }

    private static func refusal(_ sentence: String) -> UsageError {
        UsageError(sentence: sentence, remedy: "Nothing was settled; run it again, and leave one value a heading.")
    }

    private static func isMark(_ line: Substring) -> Bool {
        line.hasPrefix("<<<<<<< ") || line == "=======" || line.hasPrefix(">>>>>>> ")
    }

    // MARK: Values

    private static func lines(_ value: Value?) -> [String] {
        switch value {
        case nil: []
        case .text(let text)?: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        case .set?, .alarms?: value?.elements ?? []
        case .schedule(let schedule)?: lines(schedule)
        }
    }

    /// Times and rules as the lines that they are in a file.
    private static func lines(_ schedule: Schedule) -> [String] {
        guard let uid = UID("sheet") else { return [] }
        let view = View(master: Part([.when: .schedule(schedule)]))
        let file = EventFile(uid: uid, view: view, through: .identity, stamp: 0)
        let names: Set<String> = ["DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE"]
        return file.text.lines.filter { names.contains($0.name) }.map(\.content)
    }

    private static func value(_ body: [Substring], _ entry: Entry) throws(UsageError) -> Value? {
        switch entry.conflict.local ?? entry.conflict.remote {
        case .text?, nil: return body.isEmpty ? nil : .text(body.joined(separator: "\n"))
        case .set?: return body.isEmpty ? nil : .set(Set(body.map(String.init)))
        case .alarms?: throw refusal("Reminders can't be settled in a text.")
        case .schedule?:
            let text =
                (["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:sheet", "DTSTAMP:19700101T000000Z"]
                + body.map(String.init) + ["END:VEVENT", "END:VCALENDAR", ""]).joined(separator: "\n")
            let file = EventFile(Array(text.utf8))
            guard let schedule = file.event?.content.schedule else {
                let problem = file.diagnostics.first.map { "\($0.message) \($0.remedy)" } ?? "No DTSTART is left."
                throw refusal("The time below “\(entry.heading)” can't be read: \(problem)")
            }
            return .schedule(schedule)
        }
    }
}
