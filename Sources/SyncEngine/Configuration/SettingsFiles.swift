import ICalendar
import SyncCore

/// The bytes of `calsync.toml` and `accounts.toml` at one moment.
package struct SettingsFiles: Hashable, Sendable {
    /// What is in the folder's `calsync.toml`.
    package let configuration: [UInt8]
    /// What is in `accounts.toml`; `nil` where there is none.
    package let accounts: [UInt8]?
    /// Where `accounts.toml` is; `nil` without a home.
    package let accountsPath: String?

    /// More bytes than this are no settings.
    private static let limit = 1 << 20

    /// Reads both.
    package init(root: String, environment: [String: String], files: any FileStore) throws(FileError) {
        accountsPath = Accounts.path(environment: environment)
        accounts = try Self.accounts(at: accountsPath, files)
        configuration = try files.read(root + "/" + Configuration.fileName, limit: Self.limit)
    }

    /// Returns the accounts; a file that isn't there has none.
    ///
    /// - Throws: ``FileError`` or ``ConfigurationError``.
    package static func loadAccounts(environment: [String: String], files: any FileStore) throws -> Accounts {
        let path = Accounts.path(environment: environment)
        return try parse(try accounts(at: path, files), path)
    }

    /// Returns what `accounts.toml` says.
    package func loadAccounts() throws(ConfigurationError) -> Accounts { try Self.parse(accounts, accountsPath) }

    /// Returns what `calsync.toml` says.
    ///
    /// - Parameter accounts: The accounts that pairs may name; `nil` when these are not to be looked up.
    package func loadConfiguration(accounts: Accounts?) throws(ConfigurationError) -> Configuration {
        try Configuration.load(text: String(decoding: configuration, as: UTF8.self), accounts: accounts)
    }

    /// The digest of both files and of the program that reads them: another version may read them differently.
    package func digest(program: String) -> String {
        Digest.of(
            Array("\(program) \(configuration.count) \(accounts?.count ?? -1)\n".utf8) + configuration
                + (accounts ?? []))
    }

    private static func accounts(at path: String?, _ files: any FileStore) throws(FileError) -> [UInt8]? {
        guard let path else { return nil }
        return try files.readIfThere(path, limit: limit)
    }

    private static func parse(_ bytes: [UInt8]?, _ path: String?) throws(ConfigurationError) -> Accounts {
        guard let bytes, let path else { return Accounts() }
        return try Accounts.load(text: String(decoding: bytes, as: UTF8.self), path: path)
    }
}

/// What the settings files said when a run last read them: while their digest stands, TOML need not be read again.
package struct SettingsMemo: Hashable, Sendable, Codable {
    /// The digest of the files and the program (``SettingsFiles/digest(program:)``).
    package var digest: String
    /// The folder of each pair, relative.
    package var folders: [PairID: String]
    /// The default zone; the files are right only while the system knows it.
    package var zone: String?

    /// Notes what was read without an error.
    package init(digest: String, _ configuration: Configuration) {
        self.digest = digest
        folders = Dictionary(uniqueKeysWithValues: configuration.pairs.map { ($0.id, $0.folder) })
        zone = configuration.defaultZone?.text
    }

    /// Keeps the parts as they are given.
    package init(digest: String, folders: [PairID: String], zone: String?) {
        self.digest = digest
        self.folders = folders
        self.zone = zone
    }

    /// Whether the files say the same today.
    package func holds(for files: SettingsFiles, program: String) -> Bool {
        digest == files.digest(program: program) && (zone.map { Zone.named($0) != nil } ?? true)
    }
}
