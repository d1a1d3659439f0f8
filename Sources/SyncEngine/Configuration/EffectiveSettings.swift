import ICalendar
import ProviderNotion
import SyncCore

/// One setting as it holds, and where that was said.
package struct Setting: Hashable, Sendable {
    /// Its name, as a path: `pair.work.direction`.
    package let key: String
    /// What holds; never a secret.
    package let value: String
    /// Where it was said.
    package let origin: Origin

    /// Keeps the parts as they are given.
    package init(_ key: String, _ value: String, _ origin: Origin) {
        self.key = key
        self.value = value
        self.origin = origin
    }

    /// Where a setting was said.
    package enum Origin: Hashable, Sendable {
        /// On the command line.
        case flag(String)
        /// In an environment variable.
        case environment(String)
        /// In a file, at a line counted from 1.
        case file(String, line: Int)
        /// Nowhere: it is what holds where nothing is said.
        case usual

        /// The words for it.
        package var words: String {
            switch self {
            case .flag(let name): name
            case .environment(let name): "environment \(name)"
            case .file(let path, let line): "\(path):\(line)"
            case .usual: "default"
            }
        }
    }
}

/// What the two configuration files come to, setting by setting.
package enum EffectiveSettings {
    /// The settings of a `calsync.toml`, those that are left out included.
    ///
    /// - Throws: All that is wrong with the file.
    package static func folder(
        text: String, path: String = Configuration.fileName
    ) throws(ConfigurationError) -> [Setting] {
        let configuration = try Configuration.load(text: text, path: path)
        let origins = Origins(text: text, path: path)
        var settings = [
            Setting(
                "default-zone", configuration.defaultZone?.text ?? "this machine's",
                origins.of(["default-zone"]) ?? .usual)
        ]
        for (key, value) in words(configuration.policy) {
            settings.append(Setting("policy.\(key)", value, origins.of(["policy", key]) ?? .usual))
        }
        let watch = configuration.watch
        settings += [
            Setting(
                "watch.poll", watch.poll.map(String.init) ?? "as the service likes it",
                origins.of(["watch", "poll"]) ?? .usual),
            Setting("git.commit", "\(watch.commits)", origins.of(["git", "commit"]) ?? .usual),
        ]
        for pair in configuration.pairs {
            let name = pair.id.text
            let own = [
                ("folder", pair.folder.isEmpty ? "." : pair.folder), ("account", pair.account),
                (pair.notion == nil ? "calendar" : "database", pair.calendar),
            ]
            for (key, value) in pair.notion.map(words) ?? [] {
                let origin = origins.of(["pair", name] + key.split(separator: ".").map(String.init)) ?? .usual
                settings.append(Setting("pair.\(name).\(key)", value, origin))
            }
            if let poll = pair.poll {
                settings.append(
                    Setting("pair.\(name).poll", "\(poll)", origins.of(["pair", name, "poll"]) ?? .usual))
            }
            if let origin = origins.of(["pair", name, "paused"]) {
                settings.append(Setting("pair.\(name).paused", "\(pair.isPaused)", origin))
            }
            for (key, value) in own + words(pair.policy) {
                let origin = origins.of(["pair", name, key]) ?? origins.of(["policy", key]) ?? .usual
                settings.append(Setting("pair.\(name).\(key)", value, origin))
            }
        }
        return settings
    }

    private static func words(_ options: NotionOptions) -> [(String, String)] {
        let properties = options.properties.sorted { $0.key.rawValue < $1.key.rawValue }
        return (options.dataSource.map { [("data-source", $0)] } ?? [])
            + [("default-duration", "\(options.defaultDuration)"), ("recurring", options.recurring.rawValue)]
            + (options.recurring == .occurrences
                ? [("days-back", "\(options.daysBack)"), ("days-ahead", "\(options.daysAhead)")] : [])
            + properties.map { ("properties.\($0.key.rawValue)", $0.value) }
    }

    private static func words(_ policy: Policy) -> [(String, String)] {
        [
            ("direction", policy.direction.rawValue), ("on-conflict", policy.onConflict.rawValue),
            ("deletions", policy.deletions.rawValue), ("notify", policy.notify.rawValue),
        ]
    }

    /// The settings of an `accounts.toml`: what is written there, secrets hidden, and where the service is spoken to.
    ///
    /// - Throws: All that is wrong with the file.
    package static func accounts(text: String, path: String) throws(ConfigurationError) -> [Setting] {
        let accounts = try Accounts.load(text: text, path: path)
        let origins = Origins(text: text, path: path)
        let root = try TOMLNode.parse(text, path: path)
        var settings: [Setting] = []
        for account in accounts.accounts {
            guard case .table(let tables)? = root.first(where: { $0.name == "account" })?.node,
                case .table(let entries)? = tables.first(where: { $0.name == account.name })?.node
            else { continue }
            var own = entries.map { entry in
                Setting(
                    "account.\(account.name).\(entry.name)", shown(entry),
                    origins.of(["account", account.name, entry.name]) ?? .usual)
            }
            own.sort { ($0.origin.line, $0.key) < ($1.origin.line, $1.key) }
            if account.endpoint == nil {
                own.append(Setting("account.\(account.name).endpoint", "the service's own", .usual))
            }
            settings += own
        }
        let words = accounts.watch.onProblem
        if !words.isEmpty {
            settings.append(
                Setting(
                    "watch.on-problem", words.joined(separator: " "), origins.of(["watch", "on-problem"]) ?? .usual))
        }
        if let port = accounts.watch.metricsPort {
            settings.append(
                Setting("watch.metrics", "127.0.0.1:\(port)", origins.of(["watch", "metrics"]) ?? .usual))
        }
        for (key, value) in [
            ("listen", accounts.webhook.port.map { "127.0.0.1:\($0)" }), ("public-url", accounts.webhook.publicURL),
        ] {
            guard let value else { continue }
            settings.append(Setting("webhook.\(key)", value, origins.of(["webhook", key]) ?? .usual))
        }
        return settings
    }

    /// A value, hidden where its key says that it is a secret; so is what a command to get one looks like.
    private static func shown(_ entry: TOMLEntry) -> String {
        let secrets = ["password", "secret", "passphrase", "refresh-token", "access-token"]
        if secrets.contains(where: { entry.name.lowercased().contains($0) }) || entry.name == "token" {
            return "(hidden)"
        }
        switch entry.node {
        case .text(let text): return text
        case .list(let nodes): return "[\(nodes.count)]"
        case .table: return "(table)"
        case .other(_, let text): return text
        }
    }
}

extension Setting.Origin {
    fileprivate var line: Int {
        if case .file(_, let line) = self { line } else { .max }
    }
}

/// Where in a file its keys stand.
private struct Origins {
    private let lines: [[String]: Int]
    private let path: String

    init(text: String, path: String) {
        self.path = path
        let keys = TOMLOutline(text).statements.filter { $0.kind != .header }
        lines = Dictionary(keys.map { ($0.path, $0.lines.lowerBound + 1) }, uniquingKeysWith: { first, _ in first })
    }

    /// The place of the key at `key`; nil where the file doesn't have it.
    func of(_ key: [String]) -> Setting.Origin? { lines[key].map { .file(path, line: $0) } }
}
