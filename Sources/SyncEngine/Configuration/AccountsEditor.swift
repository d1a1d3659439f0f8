/// Edits the text of an `accounts.toml`; what a person wrote stays as it is.
package enum AccountsEditor {
    /// Returns `text` with `account` as its last table.
    ///
    /// - Throws: What is wrong with `text`, or why the account can't be added to it; then the text is as good as before.
    package static func add(
        _ account: Account, to text: String, path: String = "accounts.toml"
    ) throws(ConfigurationError) -> String {
        let before = try Accounts.load(text: text, path: path)
        guard before[account.name] == nil else {
            throw ConfigurationError(path, "There is an account `\(account.name)` already.", "Choose another name.")
        }
        let keys = [
            ("provider", account.provider.rawValue), ("endpoint", account.endpoint),
            ("auth-endpoint", account.authEndpoint), ("token-endpoint", account.tokenEndpoint),
            ("ca-file", account.caFile),
        ].compactMap { name, value in value.map { (name: name, value: $0) } }
        let edited = TOMLEdit.appending(table: ["account", account.name], keys: keys, to: text)
        let after: Accounts
        do { after = try Accounts.load(text: edited, path: path) } catch { throw error.withoutLines }
        guard after.accounts == before.accounts + [account] else {
            throw ConfigurationError(
                path, "The account `\(account.name)` can't be added as it is.", "Write it by hand.")
        }
        return edited
    }
}
