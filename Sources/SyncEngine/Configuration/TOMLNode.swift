import ICalendar
import TOMLKit

/// A value of a TOML text, as far as settings need it.
enum TOMLNode: Hashable {
    case text(String)
    case list([TOMLNode])
    /// Sorted by name.
    case table([TOMLEntry])
    /// What no setting is: its kind and how it prints.
    case other(kind: String, text: String)

    /// Reads a whole text into its root table.
    ///
    /// - Throws: The first thing that is wrong with the syntax: line, sentence, remedy.
    static func parse(_ text: String, path: String) throws(ConfigurationError) -> [TOMLEntry] {
        guard text.utf8.count <= sizeLimit else {
            throw ConfigurationError(path, "The file is larger than 256 KiB.", "Is it the right one? Make it smaller.")
        }
        if let nul = text.utf8.firstIndex(of: 0) {
            // The parser is C underneath and would take the text to end here.
            let line = text.utf8[..<nul].count { $0 == UInt8(ascii: "\n") } + 1
            let problem = ConfigurationProblem(
                path: path, line: line, sentence: "There is a NUL byte.",
                remedy: "Remove it; the file is plain text.")
            throw ConfigurationError([problem])
        }
        if let hazard = TOMLOutline(text).hazard {
            let sentence =
                switch hazard.kind {
                case .heading: "This heading has no name that can be read."
                case .value: "There is no value where one belongs."
                case .time: "This date has no time behind it."
                case .depth: "This is nested too deep."
                }
            throw ConfigurationError([
                ConfigurationProblem(path: path, line: hazard.line + 1, sentence: sentence, remedy: remedy)
            ])
        }
        do {
            return entries(of: try TOMLTable(string: text), depth: 0)
        } catch {
            throw ConfigurationError([problem(error as? TOMLParseError, text: text, path: path)])
        }
    }

    // The file may come with a cloned repository: it is as small and flat as settings are, or refused.
    private static let sizeLimit = 1 << 18
    private static let depthLimit = 16

    /// What it is, with its article: "a text".
    var kind: String {
        switch self {
        case .text: "a text"
        case .list: "a list"
        case .table: "a table"
        case .other(let kind, _): kind
        }
    }

    private init(_ value: any TOMLValueConvertible, depth: Int) {
        self =
            switch value.type {
            case .table where depth > Self.depthLimit, .array where depth > Self.depthLimit:
                .other(kind: "something nested too deep", text: "")
            case .string: .text(value.string ?? "")
            case .table: .table(value.table.map { Self.entries(of: $0, depth: depth) } ?? [])
            case .array: .list(value.array.map { $0.map { TOMLNode($0, depth: depth + 1) } } ?? [])
            case .int: .other(kind: "an integer", text: value.debugDescription)
            case .double: .other(kind: "a number", text: value.debugDescription)
            case .bool: .other(kind: "a boolean", text: value.debugDescription)
            case .date: .other(kind: "a date", text: value.debugDescription)
            case .time: .other(kind: "a time", text: value.debugDescription)
            case .dateTime: .other(kind: "a date with time", text: value.debugDescription)
            }
    }

    private static func entries(of table: TOMLTable, depth: Int) -> [TOMLEntry] {
        table.keys.sorted().compactMap { key in
            table[key].map { TOMLEntry(name: key, node: TOMLNode($0, depth: depth + 1)) }
        }
    }

    private static func problem(_ error: TOMLParseError?, text: String, path: String) -> ConfigurationProblem {
        guard let error else {
            return ConfigurationProblem(
                path: path, line: nil, sentence: "The file can't be read as TOML.", remedy: remedy)
        }
        let line = error.source.begin.line
        if error.description.contains("cannot redefine") {
            let statements = TOMLOutline(text).statements
            let again = statements.first { $0.lines.contains(line - 1) }
            let first = statements.first { $0.path == again?.path && $0.lines.lowerBound < line - 1 }
            if let again, let first {
                let (name, earlier) = (SettingsReader.shown(again.path), first.lines.lowerBound + 1)
                return ConfigurationProblem(
                    path: path, line: line, sentence: "`\(name)` is there already, in line \(earlier).",
                    remedy: "Remove one of the two.")
            }
        }
        // "Error while parsing key-value pair: cannot …": where it was found is said by line and column.
        let prefix = "Error while parsing "
        let finding =
            error.description.hasPrefix(prefix)
            ? "in the " + error.description.dropFirst(prefix.count) : error.description
        // It names what it saw, which may be what steers a terminal.
        let shown = Diagnostic.excerpt(finding, length: 200)
        return ConfigurationProblem(
            path: path, line: line, sentence: "This is not TOML (column \(error.source.begin.column)): \(shown).",
            remedy: remedy)
    }

    private static let remedy = "Write it as TOML: key = \"text\", below [table] headings."
}

/// A name in a table, and its value.
struct TOMLEntry: Hashable {
    let name: String
    let node: TOMLNode
}
