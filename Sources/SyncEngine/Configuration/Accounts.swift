/// What `accounts.toml` says: the accounts of this person on this machine.
package struct Accounts: Hashable, Sendable {
    /// The accounts, in the order of the file.
    package var accounts: [Account]
    /// What `watch` does on this machine.
    package var watch: MachineWatchSettings
    /// Where services may call this machine.
    package var webhook: WebhookSettings

    /// Keeps the accounts as they are given. A file that isn't there is a file without accounts.
    package init(
        _ accounts: [Account] = [], watch: MachineWatchSettings = MachineWatchSettings(),
        webhook: WebhookSettings = WebhookSettings()
    ) {
        self.accounts = accounts
        self.watch = watch
        self.webhook = webhook
    }

    /// The account of that name.
    package subscript(name: String) -> Account? { accounts.first { $0.name == name } }

    /// Returns where the file is: `$XDG_CONFIG_HOME/calsync/accounts.toml`, else below `~/.config`.
    ///
    /// XDG Base Directory Specification: a relative path in the variable is ignored. `nil` without a home.
    package static func path(environment: [String: String]) -> String? {
        let name = "calsync/accounts.toml"
        if let config = environment["XDG_CONFIG_HOME"], config.hasPrefix("/") { return Path.join(config, name) }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return Path.join(home, ".config/" + name)
    }
}
