import ProviderKit
import SyncEngine

/// `accounts.toml`, to put an account into it.
struct AccountFile {
    private let path: String
    private let before: String

    /// Reads the file; one that isn't there is empty.
    init(environment: [String: String]) throws {
        guard let path = Accounts.path(environment: environment) else {
            throw Failure(.usage, "There is no place for accounts.toml.", "Set HOME or XDG_CONFIG_HOME.")
        }
        self.path = path
        before = String(decoding: try DiskFileStore().readIfThere(path, limit: 1 << 20) ?? [], as: UTF8.self)
    }

    /// The file's text with `account` in it.
    ///
    /// - Throws: What is wrong with the file, or with the account's addresses.
    func text(with account: Account) throws -> String {
        let known = try Accounts.load(text: before, path: path)[account.name]
        guard let known else { return try AccountsEditor.add(account, to: before, path: path) }
        if known == account { return before }
        guard known.endpoint == account.endpoint else {
            throw Failure(
                .usage, "\(path) has another endpoint for \(account.name) (\(known.endpoint ?? "the service's own")).",
                "Change it there, or choose another name with --account.")
        }
        guard known.user == account.user else {
            throw Failure(
                .usage, "\(path) has another user for \(account.name) (\(known.user ?? "none")).",
                "Change it there, or choose another name with --account.")
        }
        return try AccountsEditor.setSignIn(
            of: account.name, authEndpoint: account.authEndpoint, tokenEndpoint: account.tokenEndpoint, in: before,
            path: path)
    }

    /// Writes the file with `account` in it, where that changes something.
    func write(_ account: Account) throws {
        let text = try text(with: account)
        guard text != before else { return }
        let files = DiskFileStore()
        try files.makeFolder(Path.parent(path))
        try files.writeWhole(Array(text.utf8), to: path, mode: 0o600)
    }
}
