/// What khal's configuration says of calendars: which folders it shows (khal 0.14, `settings/khal.spec`).
///
/// khal knows no server: which calendar belongs to a folder is found by its name.
package struct KhalSettings: Hashable, Sendable {
    /// A folder of event files, or many.
    package struct Calendar: Hashable, Sendable {
        /// Its name in khal.
        package var name: String
        /// The folder, as written; `~` is the home.
        package var path: String
        /// Whether `path` is a pattern, and every folder that it meets a calendar (`type = discover`).
        package var isPattern: Bool
    }

    /// The calendars, in the order of the file.
    package private(set) var calendars: [Calendar] = []
    /// What can't be taken over, as sentences.
    package private(set) var problems: [String] = []

    /// Reads a configuration.
    package init(_ text: String) {
        var section = ""
        var (name, values): (String?, [String: String]) = (nil, [:])
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let word = Self.trimmed(line)
            if word.hasPrefix("[[") {
                take(name, values)
                (name, values) = (section == "calendars" ? Self.title(word) : nil, [:])
            } else if word.hasPrefix("[") {
                take(name, values)
                (section, name, values) = (Self.title(word), nil, [:])
            } else if !word.hasPrefix("#"), let equals = word.firstIndex(of: "=") {
                values[Self.trimmed(word[..<equals])] = Self.value(Self.trimmed(word[word.index(after: equals)...]))
            }
        }
        take(name, values)
    }

    private mutating func take(_ name: String?, _ values: [String: String]) {
        guard let name else { return }
        let type = values["type"] ?? "calendar"
        guard let path = values["path"], !path.isEmpty else {
            problems.append("The calendar \(name) of khal has no path.")
            return
        }
        guard type == "calendar" || type == "discover" else {
            problems.append("The calendar \(name) of khal is made of \(type); it stays khal's own.")
            return
        }
        calendars.append(Calendar(name: name, path: path, isPattern: type == "discover"))
    }

    /// The name between brackets.
    private static func title(_ word: String) -> String {
        trimmed(word.drop { $0 == "[" }.prefix { $0 != "]" })
    }

    /// A value without its quotes, or without the comment after it.
    private static func value(_ word: String) -> String {
        if let quote = word.first, quote == "\"" || quote == "'" {
            return String(word.dropFirst().prefix { $0 != quote })
        }
        return trimmed(word.prefix { $0 != "#" })
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var rest = text[...].drop { $0.isWhitespace }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }
}
