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
            ("provider", account.provider.rawValue), ("endpoint", account.endpoint), ("user", account.user),
            ("auth-endpoint", account.authEndpoint), ("token-endpoint", account.tokenEndpoint),
            ("ca-file", account.caFile), ("version", account.apiVersion),
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

    /// Returns `text` with the sign-in addresses of an account set, as far as they are given, and all else as it is.
    ///
    /// - Throws: What is wrong with `text`, or why it can't be changed; then the text is as good as before.
    package static func setSignIn(
        of name: String, authEndpoint: String?, tokenEndpoint: String?, in text: String, path: String = "accounts.toml"
    ) throws(ConfigurationError) -> String {
        let before = try Accounts.load(text: text, path: path)
        var edited = text
        for case (let key, let value?) in [("auth-endpoint", authEndpoint), ("token-endpoint", tokenEndpoint)] {
            edited = TOMLEdit.setting(key, to: value, in: ["account", name], of: edited)
        }
        let after: Accounts
        do { after = try Accounts.load(text: edited, path: path) } catch { throw error.withoutLines }
        let wanted = before.accounts.map { account in
            guard account.name == name else { return account }
            var account = account
            account.authEndpoint = authEndpoint ?? account.authEndpoint
            account.tokenEndpoint = tokenEndpoint ?? account.tokenEndpoint
            return account
        }
        guard after.accounts == wanted else {
            throw ConfigurationError(
                path, "The addresses of the account `\(name)` can't be set here.",
                "Write auth-endpoint and token-endpoint by hand, in a table [account.\(name)].")
        }
        return edited
    }
}
