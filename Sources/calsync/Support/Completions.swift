import ArgumentParser
import SyncEngine

/// What the shell may offer for an argument; asked at each press of Tab, so it is read from the two TOML files and stamps alone.
enum Completions {
    /// Pairs by name.
    static let pairs = CompletionKind.custom { _, _, _ in configuration()?.pairs.map(\.id.text) ?? [] }

    /// Pairs by name, and their folders.
    static let places = CompletionKind.custom { _, _, _ in
        let pairs = configuration()?.pairs ?? []
        return Set(pairs.map(\.id.text) + pairs.map(\.folder).filter { !$0.isEmpty }).sorted()
    }

    /// Accounts by name.
    static let accounts = CompletionKind.custom { _, _, _ in
        ((try? SettingsFiles.loadAccounts(environment: Context.processEnvironment, files: DiskFileStore()))
            ?? Accounts()).accounts.map(\.name)
    }

    /// Events, by their files.
    static let events = CompletionKind.custom { _, _, prefix in
        guard let root = try? Context.findRoot(nil) else { return [] }
        let paths = FolderScan(root: root, files: DiskFileStore()).snapshot().files.keys
        return paths.filter { $0.hasPrefix(prefix) }.sorted()
    }

    private static func configuration() -> Configuration? {
        guard let root = try? Context.findRoot(nil),
            let bytes = try? DiskFileStore().read(root + "/" + Configuration.fileName, limit: 1 << 20)
        else { return nil }
        return try? Configuration.load(text: String(decoding: bytes, as: UTF8.self))
    }
}
