import ICalendar
import ProviderKit
import ProviderNotion

extension Accounts {
    /// Reads the text of an `accounts.toml`.
    ///
    /// - Parameter path: The file, as problems are to name it.
    /// - Throws: All that is wrong, each with its line; of the syntax only the first.
    package static func load(text: String, path: String = "accounts.toml") throws(ConfigurationError) -> Accounts {
        var reader = try SettingsReader(text: text, path: path)
        reader.check(reader.root, known: ["account", "watch", "webhook"])
        var accounts: [Account] = []
        if let table = reader.table("account", in: reader.root) {
            for (name, table) in reader.tables(in: table) {
                if let account = reader.account(name, table) { accounts.append(account) }
            }
        }
        let watch = reader.machineWatch()
        let webhook = reader.webhook()
        try reader.finish()
        return Accounts(accounts, watch: watch, webhook: webhook)
    }
}

extension SettingsReader {
    fileprivate mutating func account(_ name: String, _ table: Table) -> Account? {
        if !Self.isName(name) {
            report(
                table.path, "An account can't be called \(Self.shown([name])).",
                "Use 1 to 64 of the letters A to Z and a to z, digits, - and _.")
        }
        check(
            table,
            known: [
                "provider", "endpoint", "auth-endpoint", "token-endpoint", "ca-file", "password-command", "version",
                "user",
            ])
        let provider = provider(table)
        let account = Account(
            name: name, provider: provider ?? .google,
            endpoint: endpoint("endpoint", table).map { provider == .caldav ? $0 : Self.withoutClosingSlashes($0) },
            authEndpoint: endpoint("auth-endpoint", table), tokenEndpoint: endpoint("token-endpoint", table),
            caFile: caFile(table), passwordCommand: passwordCommand(table), apiVersion: version(table, provider),
            user: text("user", in: table))
        if provider == .caldav { checkServer(account, table) }
        return provider == nil ? nil : account
    }

    /// A CalDAV server is anybody's: without its address and a name there is nothing to ask.
    private mutating func checkServer(_ account: Account, _ table: Table) {
        for (key, value) in [("endpoint", account.endpoint), ("user", account.user)]
        where value == nil && table[key] == nil {
            report(
                table.path, "The account `\(account.name)` has no `\(key)`.",
                "`calsync login caldav --account \(account.name)` finds it, or write "
                    + (key == "user" ? "user = \"ann@example.com\"." : "endpoint = \"https://cal.example.com\"."))
        }
    }

    private static func withoutClosingSlashes(_ url: String) -> String {
        var url = url
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }

    private mutating func provider(_ table: Table) -> ProviderKind? {
        guard let word = requiredText("provider", in: table, example: "google") else { return nil }
        if let provider = ProviderKind(rawValue: word) { return provider }
        let path = table.path + ["provider"]
        let known = ProviderKind.allCases.map(\.rawValue)
        if ProviderKind.later.contains(word) {
            report(
                path, "The provider `\(word)` comes with a later version.",
                "This one speaks to \(known.joined(separator: ", ")); remove the account until then.")
        } else {
            let remedy =
                Suggestion.nearest(word, in: known).map { "Did you mean `\($0)`?" }
                ?? "Write one of \(known.joined(separator: ", "))."
            report(path, "There is no provider `\(Diagnostic.excerpt(word))`.", remedy)
        }
        return nil
    }

    private mutating func endpoint(_ key: String, _ table: Table) -> String? {
        guard let url = text(key, in: table) else { return nil }
        guard let refusal = EndpointRule.refusal(of: url) else { return url }
        report(table.path + [key], "`\(key)`: \(refusal.sentence)", refusal.remedy)
        return nil
    }

    /// A text is a line for the shell; a list is a program and its arguments.
    private mutating func passwordCommand(_ table: Table) -> PasswordCommand? {
        guard case .list(let nodes)? = table["password-command"] else {
            return text("password-command", in: table).map { .shell($0) }
        }
        let words = nodes.compactMap { node -> String? in
            guard case .text(let word) = node, !word.utf8.contains(0) else { return nil }
            return word
        }
        if words.count == nodes.count, words.first?.isEmpty == false { return .program(words) }
        report(
            table.path + ["password-command"], "`password-command` is a list with something else than words in it.",
            "Write password-command = [\"pass\", \"show\", \"calendar\"], or a line for the shell in quotes.")
        return nil
    }

    private mutating func version(_ table: Table, _ provider: ProviderKind?) -> String? {
        guard let version = text("version", in: table) else { return nil }
        let known = NotionProvider.versions
        if provider == .notion, known.contains(version) { return version }
        report(
            table.path + ["version"], "There is no version `\(Diagnostic.excerpt(version))` that calsync speaks here.",
            provider == .notion
                ? "Write one of \(known.joined(separator: ", ")), or remove the line." : "Remove the line.")
        return nil
    }

    private mutating func caFile(_ table: Table) -> String? {
        guard let path = text("ca-file", in: table) else { return nil }
        if path.hasPrefix("/") { return path }
        report(
            table.path + ["ca-file"], "`ca-file` is not a whole path: `\(Diagnostic.excerpt(path))`.",
            "Write one that begins with /, such as /etc/ssl/certs/ca.pem.")
        return nil
    }
}
