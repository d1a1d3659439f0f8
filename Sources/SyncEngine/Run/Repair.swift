import SyncCore

/// Starts a folder's state anew after it was damaged, lost or rolled back (cases 29 and 30).
///
/// Only what calsync knows is put aside, never an event: the next sync adopts by UID. What is equal on both sides is
/// adopted silently, what differs is a conflict; nothing is deleted and nothing doubled.
package struct Repair {
    private let root: String
    private let files: any FileStore
    private let folders: KnownFolders
    private let now: Int64

    package init(root: String, stateFolder: String, files: any FileStore, now: Int64) {
        self.root = root
        self.files = files
        self.now = now
        folders = KnownFolders(stateFolder: stateFolder, files: files)
    }

    /// What is wrong with the state.
    package struct Finding: Hashable, Sendable {
        /// What it is, as a sentence.
        package var sentence: String
        /// Whether the folder is not the one that was here before, rather than its state damaged.
        package var isOtherFolder = false
    }

    /// What is wrong with the state; `nil` when it is sound.
    package func finding() -> Finding? {
        let layout = StateLayout(root: root)
        do {
            let isThere = try files.status(layout.manifest) != nil
            try FolderState.check(try folders.verdict(on: root, generation: isThere ? .max : nil))
            let anchor = try Anchor.read(root: root, files: files) ?? ""
            let store = try ManifestStore.open(root: root, files: files, folderID: anchor)
            try FolderState.check(try folders.verdict(on: root, generation: isThere ? store.manifest.generation : nil))
            for key in store.manifest.records.keys.sorted() { _ = try store.record(key) }
            return nil
        } catch let error as OpenError {
            return Finding(sentence: error.sentence, isOtherFolder: true)
        } catch let error as StateError {
            return Finding(sentence: error.sentence)
        } catch {
            return Finding(sentence: "\(error)")
        }
    }

    /// Puts the state aside, into the trash, and has the folder adopted anew by the next sync.
    ///
    /// - Parameter held: The lock of the folder, when the caller holds it already.
    package func putAside(under held: FolderLock? = nil) throws {
        let layout = StateLayout(root: root)
        let lock = held?.root == root ? nil : try FolderLock.acquire(root: root, files: files)
        defer { lock?.release() }
        try layout.prepare(files)
        let trash = Trash(root: root, files: files)
        var paths = [layout.manifest, layout.previousManifest, layout.nextManifest, layout.journal, layout.anchor]
        for entry in try files.list(layout.base) where entry.kind == .file {
            paths.append(layout.base + "/" + entry.name)
        }
        for path in paths where try files.status(path) != nil {
            _ = try trash.put(path, path: "state/" + Path.name(path), operation: "repair", now: now)
        }
        try folders.update(root) { $0 = nil }
    }
}
