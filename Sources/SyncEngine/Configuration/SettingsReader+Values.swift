extension SettingsReader {
    /// Returns the whole number of a key; nil where it is missing or, which is noted, something else or out of range.
    mutating func integer(_ key: String, in table: Table, within range: ClosedRange<Int>) -> Int? {
        guard let node = table[key] else { return nil }
        if case .other(_, let text) = node, let number = Int(text), range.contains(number) { return number }
        report(
            table.path + [key], "`\(key)` is no whole number from \(range.lowerBound) to \(range.upperBound).",
            "Write one without quotes, such as \(key) = 60.")
        return nil
    }

    /// Returns the yes or no of a key; nil where it is missing or, which is noted, something else.
    mutating func flag(_ key: String, in table: Table) -> Bool? {
        guard let node = table[key] else { return nil }
        if case .other("a boolean", let text) = node { return text == "true" }
        report(table.path + [key], "`\(key)`: expected true or false, found \(node.kind).", "Write \(key) = true.")
        return nil
    }

    /// Returns a program and its words; nil where the key is missing or, which is noted, something else.
    mutating func words(_ key: String, in table: Table, example: [String]) -> [String]? {
        guard let node = table[key] else { return nil }
        if case .list(let nodes) = node {
            let words = nodes.compactMap { node -> String? in
                guard case .text(let word) = node, !word.utf8.contains(0) else { return nil }
                return word
            }
            if words.count == nodes.count, words.first?.isEmpty == false { return words }
        }
        report(
            table.path + [key], "`\(key)` is not a list of words.",
            "Write \(key) = [\(example.map { "\"\($0)\"" }.joined(separator: ", "))].")
        return nil
    }
}
