import SyncCore

/// Which event is in which file, without the lock: only files that changed since the last sync are read.
package struct FolderIndex: Sendable {
    /// The files of each UID, sorted by path.
    package private(set) var paths: [UID: [String]] = [:]
    /// The names that are taken.
    package var names: FolderNames

    /// Looks at the folder.
    ///
    /// - Parameter except: A file that does not count.
    package init(root: String, files: any FileStore, except: String? = nil) {
        let known = Self.manifest(root: root, files: files)
        let look = FolderScan(root: root, files: files).look(against: known)
        let touched = Set((look.changed + look.new).map(\.path))
        names = FolderNames(look.snapshot)
        for path in look.snapshot.files.keys.sorted() where path != except {
            var uid = known.files[path]?.uid
            if touched.contains(path) {
                uid = (try? files.read(root + "/" + path, limit: LocalFolder.limit)).flatMap { EventFile($0).uid }
            }
            if let uid { paths[uid, default: []].append(path) }
        }
    }

    /// What calsync knew of the folder at the end of the last run; an empty manifest where that can't be read.
    private static func manifest(root: String, files: any FileStore) -> Manifest {
        let anchor = (try? Anchor.read(root: root, files: files)) ?? nil
        let store = try? ManifestStore.open(root: root, files: files, folderID: anchor ?? "")
        return store?.manifest ?? Manifest(folderID: "")
    }
}

/// The names that event files of a folder have, as a file system that ignores case sees them.
package struct FolderNames: Sendable {
    private var names: Set<String>

    /// Takes the names of files and links.
    package init(_ snapshot: FolderSnapshot) {
        names = Set(snapshot.files.keys.map { Planner.folded($0) } + snapshot.links.map { Planner.folded($0.path) })
    }

    /// Whether a name is taken, also in a case-folding sense.
    package func isTaken(_ path: String) -> Bool { names.contains(Planner.folded(path)) }

    /// Notes a name that is, or is about to be, taken.
    package mutating func take(_ path: String) { names.insert(Planner.folded(path)) }
}
