import ICalendar

/// Reads settings out of a TOML file and notes all that is wrong with them, each with its line.
struct SettingsReader {
    /// A table of the file: the place to read keys from.
    struct Table {
        let path: [String]
        let entries: [TOMLEntry]
    }

    /// The table that the whole file is.
    let root: Table
    private let file: String
    private let outline: TOMLOutline
    private var problems: [ConfigurationProblem] = []
    private static let problemLimit = 100

    /// - Parameter path: The file, as problems are to name it.
    /// - Throws: What is wrong with the syntax.
    init(text: String, path: String) throws(ConfigurationError) {
        root = Table(path: [], entries: try TOMLNode.parse(text, path: path))
        file = path
        outline = TOMLOutline(text)
    }

    /// Ends the reading.
    ///
    /// - Throws: All that was noted, if anything was.
    func finish() throws(ConfigurationError) {
        if !problems.isEmpty { throw ConfigurationError(problems) }
    }

    /// Notes a problem at the key or table at `path`; nobody reads more than a hundred.
    mutating func report(_ path: [String], _ sentence: String, _ remedy: String) {
        guard problems.count < Self.problemLimit else { return }
        problems.append(
            ConfigurationProblem(path: file, line: outline.line(of: path), sentence: sentence, remedy: remedy))
    }

    /// Notes every key of `table` that is not one of `known`.
    mutating func check(_ table: Table, known: [String]) {
        for name in table.entries.map(\.name) where !known.contains(name) {
            let remedy =
                Suggestion.nearest(name, in: known).map { "Did you mean `\($0)`?" }
                ?? "Known here: \(known.joined(separator: ", "))."
            report(table.path + [name], "Unknown key `\(Self.shown([name]))`.", remedy)
        }
    }

    /// Returns the table called `name`; nil where it is missing or, which is noted, no table.
    mutating func table(_ name: String, in table: Table) -> Table? {
        let path = table.path + [name]
        switch table[name] {
        case nil: return nil
        case .table(let entries): return Table(path: path, entries: entries)
        case .some(let node):
            report(
                path, "`\(Self.shown(path))`: expected a table, found \(node.kind).",
                "Write a heading [\(Self.shown(path))] and its keys below it.")
            return nil
        }
    }

    /// Returns the tables in `table`, with their names, in the order of the file; what is no table is noted.
    mutating func tables(in table: Table) -> [(name: String, table: Table)] {
        let order = outline.names(below: table.path)
        let names = order.filter { table[$0] != nil } + table.entries.map(\.name).filter { !order.contains($0) }
        var tables: [(name: String, table: Table)] = []
        for name in names {
            if let inner = self.table(name, in: table) { tables.append((name, inner)) }
        }
        return tables
    }

    /// Returns the text of a key; nil where it is missing or, which is noted, empty, unprintable or no text.
    mutating func text(_ key: String, in table: Table) -> String? {
        let path = table.path + [key]
        switch table[key] {
        case nil: return nil
        case .text(let text):
            let isPrintable = !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
            if !text.isEmpty, isPrintable { return text }
            report(
                path, "`\(key)` is \(text.isEmpty ? "empty" : "not one line of text").",
                "Write a text, such as \(key) = \"…\", or remove the line.")
            return nil
        case .some(let node):
            report(path, "`\(key)`: expected a text, found \(node.kind).", "Write \(key) = \"…\", with quotes.")
            return nil
        }
    }

    /// Returns the value of a key that must be there; what is missing is noted with `example` to write.
    mutating func requiredText(_ key: String, in table: Table, example: String) -> String? {
        if table[key] == nil {
            report(
                table.path, "`\(Self.shown(table.path))` has no `\(key)`.",
                "Add a line such as \(key) = \"\(example)\".")
        }
        return text(key, in: table)
    }

    /// Returns one of a few words; nil where the key is missing or, which is noted, has another value.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, in table: Table, of _: Choice.Type = Choice.self
    ) -> Choice? {
        guard let text = text(key, in: table) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let words = Choice.allCases.map(\.rawValue)
        let remedy =
            Suggestion.nearest(text, in: words).map { "Did you mean `\($0)`?" }
            ?? "Write one of \(words.joined(separator: ", "))."
        report(table.path + [key], "`\(key)` can't be `\(Diagnostic.excerpt(text))`.", remedy)
        return nil
    }

    /// Returns whether `name` may name a pair or an account: 1 to 64 of `A-Z a-z 0-9 _ -`.
    static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// Returns a key path as one may write it, fit for a message.
    static func shown(_ path: [String]) -> String {
        path.map { isName($0) ? $0 : "\"\(Diagnostic.excerpt($0))\"" }.joined(separator: ".")
    }
}

extension SettingsReader.Table {
    /// The value called `name`.
    subscript(name: String) -> TOMLNode? { entries.first { $0.name == name }?.node }
}
