import SyncCore

/// A walk over the event files of a calendar folder: names and stamps, no contents.
///
/// Event files are the `*.ics` below the root, at any depth, without hidden ones and hidden folders. A link to a file
/// inside the folder counts as a file with the stamp of what it leads to; links to elsewhere, and to folders, are only
/// reported.
package struct FolderScan {
    private let root: String
    private let files: any FileStore

    package init(root: String, files: any FileStore) {
        self.root = root
        self.files = files
    }

    /// Stamps this close to ``SyncCore/Manifest/stampedAt`` may hide a change in the same tick, in ns (git's racy rule).
    package static let tick: Int64 = 20_000_000

    /// Whether a file with this stamp may have changed without its stamp showing it.
    package static func isRacy(_ stamp: Stamp, stampedAt: Int64) -> Bool {
        max(stamp.mtime, stamp.ctime) >= stampedAt - tick
    }

    /// Walks the folder.
    ///
    /// A folder that can't be read is reported, never an error: what is below it is unknown, not gone.
    package func snapshot() -> FolderSnapshot {
        var snapshot = FolderSnapshot()
        let realRoot = (try? files.resolve(root)) ?? root
        walk("", realRoot, into: &snapshot)
        snapshot.links.sort { $0.path < $1.path }
        snapshot.unreadable.sort()
        snapshot.unnameable.sort()
        return snapshot
    }

    /// Walks the folder and compares it with what `manifest` knows.
    package func look(against manifest: Manifest) -> FolderLook {
        let snapshot = snapshot()
        var look = FolderLook(snapshot: snapshot)
        for (path, stamp) in snapshot.files {
            guard let entry = manifest.files[path] else {
                look.new.append(FoundFile(path: path, stamp: stamp))
                continue
            }
            if entry.stamp == stamp, !Self.isRacy(stamp, stampedAt: manifest.stampedAt) {
                look.unchanged += 1
            } else {
                look.changed.append(FoundFile(path: path, stamp: stamp))
            }
        }
        look.missing = manifest.files.keys.filter { path in
            snapshot.files[path] == nil && !snapshot.unreadable.contains { Path.isInside(path, $0) }
        }
        look.new.sort { $0.path < $1.path }
        look.changed.sort { $0.path < $1.path }
        look.missing.sort()
        return look
    }

    private func walk(_ folder: String, _ realRoot: String, into snapshot: inout FolderSnapshot) {
        let path = folder.isEmpty ? root : root + "/" + folder
        var names: [String] = []
        var folders: [String] = []
        do {
            for entry in try files.list(path) {
                if let edited = Self.editedFile(entry.name) { snapshot.edited.insert(Path.join(folder, edited)) }
                if entry.name.utf8.first == UInt8(ascii: ".") { continue }
                guard entry.isNameable else {
                    snapshot.unnameable.append(Path.join(folder, entry.name))
                    continue
                }
                switch entry.kind {
                case .folder: folders.append(entry.name)
                case .file: if Path.isEventFile(entry.name) { names.append(entry.name) }
                case .link: addLink(Path.join(folder, entry.name), realRoot, into: &snapshot)
                case .other: continue
                }
            }
            for (name, status) in zip(names, try files.statuses(in: path, of: names)) {
                // Between listing and looking it may have gone, or become something else.
                guard let status, status.kind == .file else { continue }
                snapshot.add(Path.join(folder, name), status.stamp)
            }
        } catch {
            snapshot.unreadable.append(folder)
            return
        }
        for name in folders { walk(Path.join(folder, name), realRoot, into: &snapshot) }
    }

    private func addLink(_ path: String, _ realRoot: String, into snapshot: inout FolderSnapshot) {
        var link = FoundLink(path: path, target: nil)
        if let real = try? files.resolve(root + "/" + path), Path.isInside(real, realRoot),
            let status = try? files.status(real), status.kind != .other
        {
            link.target = String(real.dropFirst(realRoot.count + 1))
            if status.kind == .file, Path.isEventFile(Path.name(path)) { snapshot.files[path] = status.stamp }
        }
        snapshot.links.append(link)
    }

    /// The file that an editor's lock or swap file says is open: vim's `.NAME.swp`, Emacs' `.#NAME`.
    static func editedFile(_ name: String) -> String? {
        if name.hasPrefix(".#") { return String(name.dropFirst(2)) }
        guard name.hasPrefix("."), name.utf8.count > 5, name.utf8.dropLast(1).suffix(3).elementsEqual(".sw".utf8) else {
            return nil
        }
        return String(name.dropFirst().dropLast(4))
    }
}

/// The event files of a folder at one moment, by their stamps.
package struct FolderSnapshot: Hashable, Sendable {
    /// The event files, by path relative to the folder.
    package var files: [String: Stamp] = [:]
    /// The links, sorted.
    package var links: [FoundLink] = []
    /// The folders that could not be read, relative, sorted; the empty path for the root. Nothing below is known.
    package var unreadable: [String] = []
    /// Names that no path stands for, as far as they can be shown, sorted: not UTF-8, or another Unicode spelling
    /// (NFC, NFD) of a name beside it.
    package var unnameable: [String] = []
    /// The files that an editor has open, as its swap or lock files say. Some may not exist.
    package var edited: Set<String> = []

    package init() {}

    /// Adds a file. Of two paths that are equal as text but not as bytes the first in byte order counts.
    fileprivate mutating func add(_ path: String, _ stamp: Stamp) {
        guard let index = files.index(forKey: path) else {
            files[path] = stamp
            return
        }
        let other = files[index].key
        guard path.utf8.lexicographicallyPrecedes(other.utf8) else {
            unnameable.append(path)
            return
        }
        files.remove(at: index)
        files[path] = stamp
        unnameable.append(other)
    }
}

/// How a folder differs from what the manifest knows.
package struct FolderLook: Hashable, Sendable {
    /// All that was found.
    package var snapshot: FolderSnapshot
    /// How many files are as they were.
    package var unchanged = 0
    /// Files with another stamp, or one too young to be trusted, sorted.
    package var changed: [FoundFile] = []
    /// Files that the manifest does not know, sorted.
    package var new: [FoundFile] = []
    /// Files that the manifest knows and that are gone, sorted; none below a folder that could not be read.
    package var missing: [String] = []

    package init(snapshot: FolderSnapshot) { self.snapshot = snapshot }
}

/// An event file.
package struct FoundFile: Hashable, Sendable {
    /// Relative to the folder.
    package var path: String
    /// How it looks.
    package var stamp: Stamp

    package init(path: String, stamp: Stamp) {
        self.path = path
        self.stamp = stamp
    }
}

/// A symbolic link.
package struct FoundLink: Hashable, Sendable {
    /// Relative to the folder.
    package var path: String
    /// Where it leads, relative to the folder; `nil` for elsewhere or nowhere.
    package var target: String?

    package init(path: String, target: String?) {
        self.path = path
        self.target = target
    }
}
