import FoundationEssentials

/// What a configuration of vdirsyncer says: which folders it keeps in step with which CalDAV servers.
///
/// Its format is that of Python's configparser, with JSON for values (vdirsyncer 0.21, `cli/config.py`).
package struct VdirsyncerSettings: Hashable, Sendable {
    /// A folder and a server that a pair of vdirsyncer's keeps in step.
    package struct Link: Hashable, Sendable {
        /// The pair's name.
        package var pair: String
        /// The folder that holds the collections, as written; `~` is the home.
        package var path: String
        /// The name of the server's storage.
        package var server: String
        /// The server's address.
        package var url: String
        /// The user's name there; empty where it is fetched by a command.
        package var user: String
        /// The collections; `nil` where folder and address are one themselves.
        package var collections: Collections?
    }

    /// Which collections of a storage are kept in step.
    package enum Collections: Hashable, Sendable {
        /// All that are found on a side.
        case all
        /// These: the folder's name, and the server's.
        case named([String: String])
    }

    /// The pairs of a folder and a CalDAV server, in the order of the file.
    package private(set) var links: [Link] = []
    /// What can't be taken over, as sentences.
    package private(set) var problems: [String] = []

    /// Reads a configuration.
    package init(_ text: String) {
        let sections = Self.sections(text)
        var storages: [String: [String: Value]] = [:]
        for section in sections where section.kind == "storage" { storages[section.name] = section.values }
        for pair in sections where pair.kind == "pair" {
            let sides = ["a", "b"].compactMap { pair.values[$0]?.text }
            guard sides.count == 2 else {
                problems.append("The pair \(pair.name) doesn't name its two storages.")
                continue
            }
            let folder = sides.first { ["filesystem", "singlefile"].contains(storages[$0]?["type"]?.text ?? "") }
            let server = sides.first { storages[$0]?["type"]?.text == "caldav" }
            guard let folder, let server, storages[folder]?["type"]?.text == "filesystem",
                let path = storages[folder]?["path"]?.text, let url = storages[server]?["url"]?.text
            else {
                problems.append("The pair \(pair.name) is not a folder of files and a CalDAV server.")
                continue
            }
            links.append(
                Link(
                    pair: pair.name, path: path, server: server, url: url,
                    user: storages[server]?["username"]?.text ?? "",
                    collections: Self.collections(pair.values["collections"], folderIsFirst: sides[0] == folder)))
        }
    }

    /// `null`, or a list of names, of `from a` and `from b`, and of triples of a name and its two sides.
    private static func collections(_ value: Value?, folderIsFirst: Bool) -> Collections? {
        guard case .list(let entries)? = value else { return nil }
        var named: [String: String] = [:]
        for entry in entries {
            switch entry {
            case .text("from a"), .text("from b"): return .all
            case .text(let name): named[name] = name
            case .list(let triple):
                let words = triple.map(\.text)
                guard words.count == 3, let one = words[1] ?? words[0], let other = words[2] ?? words[0] else {
                    continue
                }
                named[folderIsFirst ? one : other] = folderIsFirst ? other : one
            case .other: continue
            }
        }
        return .named(named)
    }

    // MARK: The file

    private struct Section {
        var kind: String
        var name: String
        var values: [String: Value] = [:]
    }

    private enum Value: Decodable {
        case text(String)
        case list([Value])
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let list = try? container.decode([Value].self) {
                self = .list(list)
            } else {
                self = .other
            }
        }

        var text: String? {
            if case .text(let text) = self { text } else { nil }
        }
    }

    private static func sections(_ text: String) -> [Section] {
        var sections: [Section] = []
        var entry = ""
        func finish() {
            defer { entry = "" }
            guard let equals = entry.firstIndex(where: { $0 == "=" || $0 == ":" }), !sections.isEmpty else { return }
            let key = trimmed(entry[..<equals])
            let raw = trimmed(entry[entry.index(after: equals)...])
            // A value that is no JSON is a plain word to vdirsyncer's older versions.
            sections[sections.count - 1].values[key] =
                (try? JSONDecoder().decode(Value.self, from: Data(raw.utf8))) ?? .text(raw)
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let word = trimmed(line)
            if word.isEmpty || word.hasPrefix("#") || word.hasPrefix(";") { continue }
            if line.first == " " || line.first == "\t" {
                entry += " " + word
                continue
            }
            finish()
            if word.hasPrefix("["), word.hasSuffix("]") {
                let words = word.dropFirst().dropLast().split(separator: " ", maxSplits: 1).map(String.init)
                sections.append(Section(kind: words.first ?? "", name: words.count > 1 ? words[1] : ""))
            } else {
                entry = word
            }
        }
        finish()
        return sections
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var rest = text[...].drop { $0.isWhitespace }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }
}
