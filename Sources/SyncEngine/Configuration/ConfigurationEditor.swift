import SyncCore

/// Edits the text of a `calsync.toml`; what a person wrote stays as it is.
package enum ConfigurationEditor {
    /// Returns `text` with `pair` as its last table. Keys that say what holds anyway are left out.
    ///
    /// - Throws: What is wrong with `text`, or why the pair can't be added to it; then the text is as good as before.
    package static func addPair(
        _ pair: PairConfiguration, to text: String, path: String = Configuration.fileName
    ) throws(ConfigurationError) -> String {
        let before = try Configuration.load(text: text, path: path) { _ in true }
        guard before.pair(pair.id) == nil else {
            throw ConfigurationError(
                path, "There is a pair `\(pair.id)` already.", "Choose another name, or remove that pair first.")
        }
        let defaults = before.policy
        var keys: [(name: String, value: String)] = []
        if pair.folder != pair.id.text { keys.append(("folder", pair.folder.isEmpty ? "." : pair.folder)) }
        keys += [("account", pair.account), (pair.notion == nil ? "calendar" : "database", pair.calendar)]
        if let source = pair.notion?.dataSource { keys.append(("data-source", source)) }
        let policy: [(name: String, value: String, usual: String)] = [
            ("direction", pair.policy.direction.rawValue, defaults.direction.rawValue),
            ("on-conflict", pair.policy.onConflict.rawValue, defaults.onConflict.rawValue),
            ("deletions", pair.policy.deletions.rawValue, defaults.deletions.rawValue),
            ("notify", pair.policy.notify.rawValue, defaults.notify.rawValue),
        ]
        keys += policy.filter { $0.value != $0.usual }.map { ($0.name, $0.value) }

        let edited = TOMLEdit.appending(table: ["pair", pair.id.text], keys: keys, to: text)
        let after: Configuration
        do { after = try Configuration.load(text: edited, path: path) { _ in true } } catch { throw error.withoutLines }
        guard after.pairs == before.pairs + [pair] else {
            throw ConfigurationError(path, "The pair `\(pair.id)` can't be added as it is.", "Write it by hand.")
        }
        return edited
    }

    /// Returns `text` without the pair: without its table and the comment lines directly above it.
    ///
    /// - Throws: What is wrong with the syntax, or why the pair can't be removed.
    package static func removePair(
        _ id: PairID, from text: String, path: String = Configuration.fileName
    ) throws(ConfigurationError) -> String {
        let before = try TOMLNode.parse(text, path: path)
        let pairs = before.first { $0.name == "pair" }?.node.entries ?? []
        guard pairs.contains(where: { $0.name == id.text }) else {
            throw unknown(id, pairs.map(\.name), path)
        }
        let edited = TOMLEdit.removing(["pair", id.text], from: text)
        guard let after = try? TOMLNode.parse(edited, path: path), after.withoutPair(id) == before.withoutPair(id),
            after.first(where: { $0.name == "pair" })?.node.entries.contains(where: { $0.name == id.text }) != true
        else {
            throw ConfigurationError(
                path, "The pair `\(id)` stands within a line with others and can't be removed by itself.",
                "Write each pair as a table [pair.NAME], or remove it by hand.")
        }
        return edited
    }
}

extension TOMLNode {
    /// What is in a table; empty for anything else.
    fileprivate var entries: [TOMLEntry] {
        guard case .table(let entries) = self else { return [] }
        return entries
    }
}

extension [TOMLEntry] {
    /// A whole file's entries but for one pair; an empty `pair` table counts as none.
    fileprivate func withoutPair(_ id: PairID) -> [TOMLEntry] {
        compactMap { entry in
            guard entry.name == "pair" else { return entry }
            let rest = entry.node.entries.filter { $0.name != id.text }
            return rest.isEmpty ? nil : TOMLEntry(name: entry.name, node: .table(rest))
        }
    }
}
