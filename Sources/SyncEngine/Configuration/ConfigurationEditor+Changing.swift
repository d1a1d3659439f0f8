import SyncCore

extension ConfigurationEditor {
    /// Returns `text` with a pair's policy and pause as `pair` has them. Only the lines of keys that change are touched.
    ///
    /// - Throws: What is wrong with `text`, or why the pair can't be changed in it.
    package static func change(
        _ pair: PairConfiguration, in text: String, path: String = Configuration.fileName
    ) throws(ConfigurationError) -> String {
        let before = try Configuration.load(text: text, path: path) { _ in true }
        guard let old = before.pair(pair.id) else { throw unknown(pair.id, before.pairs.map(\.id.text), path) }
        let table = ["pair", pair.id.text]
        var edited = text
        for (name, value) in pair.policy.words.sorted(by: { $0.key < $1.key }) where old.policy.words[name] != value {
            edited = TOMLEdit.setting(name, to: value, in: table, of: edited)
        }
        if pair.isPaused != old.isPaused {
            edited =
                pair.isPaused
                ? TOMLEdit.setting("paused", toWritten: "true", in: table, of: edited)
                : TOMLEdit.removing(table + ["paused"], from: edited)
        }
        let after = try? Configuration.load(text: edited, path: path) { _ in true }
        let wanted = before.pairs.map { $0.id == pair.id ? pair : $0 }
        guard after?.pairs == wanted else {
            throw ConfigurationError(
                path, "The pair `\(pair.id)` can't be changed as it is written.",
                "Write it as a table [pair.\(pair.id)], or change it by hand.")
        }
        return edited
    }

    /// The error for a pair that is not there.
    static func unknown(_ id: PairID, _ names: [String], _ path: String) -> ConfigurationError {
        ConfigurationError(
            path, "There is no pair `\(id)`.",
            Suggestion.nearest(id.text, in: names).map { "Did you mean `\($0)`?" } ?? "See 'calsync status'.")
    }
}

extension Policy {
    /// Its words, by key.
    fileprivate var words: [String: String] {
        [
            "direction": direction.rawValue, "on-conflict": onConflict.rawValue, "deletions": deletions.rawValue,
            "notify": notify.rawValue,
        ]
    }
}
