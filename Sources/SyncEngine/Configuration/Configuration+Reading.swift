import ICalendar
import SyncCore

extension Configuration {
    /// Reads the text of a `calsync.toml`.
    ///
    /// - Parameters:
    ///   - path: The file, as problems are to name it.
    ///   - accounts: The accounts that there are; `nil` when the pairs' accounts are not to be looked up.
    ///   - knowsZone: Whether there is a time zone of that name.
    /// - Throws: All that is wrong, each with its line; of the syntax only the first.
    package static func load(
        text: String, path: String = fileName, accounts: Accounts? = nil,
        knowsZone: (String) -> Bool = { Zone.named($0) != nil }
    ) throws(ConfigurationError) -> Configuration {
        var reader = try SettingsReader(text: text, path: path)
        reader.checkRoot(known: ["default-zone", "git", "pair", "policy", "watch"])
        var configuration = Configuration(defaultZone: reader.zone("default-zone", knowsZone))
        configuration.watch = reader.watch()

        if let table = reader.table("policy", in: reader.root) {
            reader.check(table, known: PolicyKey.all)
            configuration.policy = reader.policy(table, defaults: configuration.policy)
        }
        if let table = reader.table("pair", in: reader.root) {
            for (name, table) in reader.tables(in: table) {
                guard
                    let pair = reader.pair(
                        name, table, defaults: configuration.policy, zone: configuration.defaultZone)
                else { continue }
                reader.check(pair, at: table.path, beside: configuration.pairs, accounts: accounts)
                configuration.pairs.append(pair)
            }
        }
        try reader.finish()
        return configuration
    }
}

/// The keys of a policy.
enum PolicyKey {
    static let all = ["direction", "on-conflict", "deletions", "notify"]
}

extension SettingsReader {
    /// Notes unknown keys of the file; a table among them was probably meant to be a pair.
    fileprivate mutating func checkRoot(known: [String]) {
        var rest: [TOMLEntry] = []
        for entry in root.entries {
            guard case .table = entry.node, !known.contains(entry.name),
                Suggestion.nearest(entry.name, in: known) == nil
            else {
                rest.append(entry)
                continue
            }
            let name = Self.shown([entry.name])
            report([entry.name], "Unknown table `\(name)`.", "A pair is written [pair.\(name)].")
        }
        check(Table(path: [], entries: rest), known: known)
    }

    fileprivate mutating func zone(_ key: String, _ knowsZone: (String) -> Bool) -> ZoneID? {
        guard let name = text(key, in: root) else { return nil }
        if knowsZone(name) { return ZoneID(name) }
        report(
            [key], "There is no time zone `\(Diagnostic.excerpt(name))`.",
            "Write a name such as Europe/Berlin; 'timedatectl list-timezones' lists them.")
        return nil
    }

    fileprivate mutating func policy(_ table: Table, defaults: Policy) -> Policy {
        Policy(
            direction: choice("direction", in: table) ?? defaults.direction,
            onConflict: choice("on-conflict", in: table) ?? defaults.onConflict,
            deletions: choice("deletions", in: table) ?? defaults.deletions,
            notify: choice("notify", in: table) ?? defaults.notify)
    }

    fileprivate mutating func pair(_ name: String, _ table: Table, defaults: Policy, zone: ZoneID?)
        -> PairConfiguration?
    {
        let isName = Self.isName(name)
        if !isName {
            report(
                table.path, "A pair can't be called \(Self.shown([name])).",
                "Use 1 to 64 of the letters A to Z and a to z, digits, - and _.")
        }
        let isNotion = table["database"] != nil
        let keys = isNotion ? ["folder", "account"] + NotionKey.all : ["folder", "account", "calendar", "database"]
        check(table, known: keys + ["poll", "paused"] + PolicyKey.all)
        let account = requiredText("account", in: table, example: isNotion ? "notion" : "google")
        let calendar =
            isNotion ? text("database", in: table) : requiredText("calendar", in: table, example: "primary")
        let notion = isNotion ? notionOptions(table, zone: zone) : nil
        let policy = policy(table, defaults: defaults)
        var folder = name
        if let written = text("folder", in: table) {
            switch FolderName.normalised(written) {
            case .success(let normalised): folder = normalised
            case .failure(let refusal): report(table.path + ["folder"], refusal.sentence, refusal.remedy)
            }
        }
        guard isName, let account, let calendar else { return nil }
        return PairConfiguration(
            id: PairID(name), folder: folder, account: account, calendar: calendar, policy: policy,
            notion: notion, poll: integer("poll", in: table, within: WatchSettings.pollRange),
            isPaused: flag("paused", in: table) ?? false)
    }

    fileprivate mutating func check(
        _ pair: PairConfiguration, at path: [String], beside others: [PairConfiguration], accounts: Accounts?
    ) {
        if let accounts, accounts[pair.account] == nil {
            let names = accounts.accounts.map(\.name)
            let none = "none yet: write [account.google] with provider = \"google\" into accounts.toml"
            let others = names.isEmpty ? none : names.joined(separator: ", ")
            let nearest = Suggestion.nearest(pair.account, in: names)
            let remedy = nearest.map { "Did you mean `\($0)`?" } ?? "There is \(others)."
            report(path + ["account"], "There is no account `\(Diagnostic.excerpt(pair.account))`.", remedy)
        }
        let twins = others.filter { $0.account == pair.account && $0.calendar == pair.calendar }
        if let twin = twins.first(where: { $0.contains(pair.folder) || pair.contains($0.folder) }) {
            report(
                path,
                "The pairs `\(twin.id)` and `\(pair.id)` hold the same calendar in folders that overlap; "
                    + "each of its events would be there twice.",
                "Give one of them another calendar or a folder apart, or remove it.")
        } else if let twin = twins.first(where: { [$0, pair].allSatisfy { $0.policy.direction != .pull } }) {
            report(
                path,
                "The pairs `\(twin.id)` and `\(pair.id)` hold the same calendar: an event that moves from one folder to the "
                    + "other would be deleted and made anew.",
                "Give one of them another calendar, or direction = \"pull\".")
        }
    }
}
