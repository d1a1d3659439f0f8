/// Where things are in a calendar folder's `.calsync`.
package struct StateLayout: Hashable, Sendable {
    /// The calendar folder.
    package let root: String

    package init(root: String) { self.root = root }

    /// The name of the state folder.
    package static let folderName = ".calsync"

    /// The state folder.
    package var folder: String { root + "/" + Self.folderName }
    /// The folder's random id.
    package var anchor: String { folder + "/anchor" }
    /// What calsync knows of the folder.
    package var manifest: String { folder + "/manifest.json" }
    /// The manifest one generation before; for `calsync repair` and a curious person.
    package var previousManifest: String { folder + "/manifest.previous.json" }
    /// The manifest while it is being written.
    package var nextManifest: String { folder + "/manifest.next.json" }
    /// What happened since the manifest was written.
    package var journal: String { folder + "/journal.jsonl" }
    /// The folder of the base packs.
    package var base: String { folder + "/base" }
    /// What calsync did.
    package var history: String { folder + "/history.jsonl" }
    /// The older half of the history.
    package var olderHistory: String { folder + "/history.older.jsonl" }
    /// What calsync deleted or overwrote, for 30 days.
    package var trash: String { folder + "/trash" }
    /// The two sides of open conflicts, for a person to look at.
    package var conflicts: String { folder + "/conflicts" }
    /// Files on their way in or out.
    package var temporary: String { folder + "/tmp" }
    /// The lock of the one writer.
    package var lock: String { folder + "/lock" }
    /// How a watcher fares.
    package var status: String { folder + "/status.json" }
    /// The channels over which services tell of changes.
    package var channels: String { folder + "/channels.json" }
    /// The lock of who changes those.
    package var channelsLock: String { folder + "/channels.lock" }
    /// Keeps the state out of git.
    package var gitignore: String { folder + "/.gitignore" }

    /// The base pack with this name (``SyncCore/PairState/pack``).
    package func pack(_ name: String) -> String { base + "/" + name + ".jsonl" }

    /// The file that an operation moves in or out.
    package func temporary(_ operation: String) -> String { temporary + "/" + operation }

    /// The absolute path of an event file.
    package func absolute(_ path: String) -> String { root + "/" + path }

    /// Refuses a state folder that is a link, or has one for a folder: a calendar folder from elsewhere would have what is
    /// written, and removed, where its maker wants.
    package func refuseLinks(_ files: any FileStore) throws(FileError) {
        for path in [folder, base, temporary, trash, conflicts] where try files.status(path)?.kind == .link {
            throw FileError(.linked, path)
        }
    }

    /// Makes the folders and the `.gitignore`, durably, where they are not there yet.
    package func prepare(_ files: any FileStore) throws(FileError) {
        try refuseLinks(files)
        var isNew = false
        for path in [folder, base, temporary] where try files.status(path) == nil {
            try files.makeFolder(path)
            isNew = true
        }
        if try files.status(gitignore) == nil {
            do { try files.create(gitignore, Array("*\n".utf8), mode: 0o600) } catch let error
                where error.kind == .exists
            {}
            isNew = true
        }
        guard isNew else { return }
        try files.flush(gitignore)
        for path in [folder, root] { try files.flushFolder(path) }
    }
}
