import ICalendar
import SyncCore

/// Whatever calsync deleted or overwrote in the folder, kept for 30 days under its old path.
///
/// `trash/20260115T093000Z-<operation>/work/dentist.ics`: when, by which operation, and where it was.
package struct Trash: Sendable {
    /// How long things are kept, in ns.
    package static let keptFor: Int64 = 30 * 86_400 * 1_000_000_000

    private let layout: StateLayout
    private let files: any FileStore

    package init(root: String, files: any FileStore) {
        layout = StateLayout(root: root)
        self.files = files
    }

    /// Something in the trash.
    package struct Item: Hashable, Sendable {
        /// When it was put there, in seconds since 1970.
        package var time: Int
        /// The operation that did.
        package var operation: String
        /// Where it was, relative to the folder.
        package var path: String
        /// Where it is, relative to the trash.
        package var place: String
    }

    /// Moves the file at `source` (absolute) there and returns its place, relative to the trash.
    ///
    /// - Parameter path: Where it was, relative to the folder.
    /// - Parameter now: ns since 1970.
    package func put(_ source: String, path: String, operation: String, now: Int64) throws(FileError) -> String {
        let safe = Path.isRelativeAndSafe(path) ? path : Path.name(source)
        return try place(safe, operation, now) { target throws(FileError) in try move(source, to: target) }
    }

    /// Keeps a copy of `bytes` there and returns its place, relative to the trash.
    ///
    /// - Parameters:
    ///   - path: Where they were, or would have been, relative to the folder.
    ///   - now: ns since 1970.
    ///   - isFlushed: Whether they must outlive a power cut from here on.
    package func keep(_ bytes: [UInt8], path: String, operation: String, now: Int64, isFlushed: Bool = false)
        throws(FileError) -> String
    {
        let safe = Path.isRelativeAndSafe(path) ? path : "event.ics"
        let place = try place(safe, operation, now) { target throws(FileError) in
            try files.create(target, bytes, mode: 0o600)
        }
        if isFlushed {
            try files.flush(layout.trash + "/" + place)
            var folder = Path.parent(layout.trash + "/" + place)
            while Path.isInside(folder, layout.folder) {
                try files.flushFolder(folder)
                folder = Path.parent(folder)
            }
        }
        return place
    }

    /// Finds a place that is free, and has `body` fill it.
    private func place(
        _ path: String, _ operation: String, _ now: Int64, _ body: (String) throws(FileError) -> Void
    ) throws(FileError) -> String {
        let item = "\(DateTime(secondsSinceEpoch: Int(now / 1_000_000_000)).basic)Z-\(operation)"
        var place = "\(item)/\(path)"
        var copy = 1
        while true {
            try files.makeFolder(Path.parent(layout.trash + "/" + place))
            do {
                try body(layout.trash + "/" + place)
                return place
            } catch let error where error.kind == .exists {
                copy += 1
                place = "\(item).\(copy)/\(path)"
            }
        }
    }

    private func move(_ source: String, to target: String) throws(FileError) {
        do {
            try files.rename(source, unlessTaken: target)
        } catch let error where error.kind == .crossDevice {
            try files.create(target, try files.read(source, limit: FileWriter.limit), mode: 0o600)
            try files.flush(target)
            try files.flushFolder(Path.parent(target))
            try files.remove(source)
        }
    }

    /// What is in the trash, oldest first.
    package func items() throws(FileError) -> [Item] {
        var items: [Item] = []
        for folder in try folders() {
            for path in try paths(below: layout.trash + "/" + folder.name) {
                items.append(
                    Item(
                        time: folder.time, operation: folder.operation, path: path, place: folder.name + "/" + path))
            }
        }
        return items
    }

    /// The bytes of an item.
    package func read(_ place: String) throws(FileError) -> [UInt8] {
        guard Path.isRelativeAndSafe(place) else { throw FileError(.missing, place) }
        return try files.read(layout.trash + "/" + place, limit: 1 << 26)
    }

    /// Removes what has been there for longer than 30 days.
    package func purge(now: Int64) throws(FileError) {
        let limit = Int((now - Self.keptFor) / 1_000_000_000)
        for folder in try folders() where folder.time < limit { try remove(layout.trash + "/" + folder.name) }
    }

    private func folders() throws(FileError) -> [(name: String, time: Int, operation: String)] {
        let entries: [DirectoryEntry]
        do { entries = try files.list(layout.trash) } catch let error where error.kind == .missing { return [] }
        return entries.compactMap { entry in
            guard let dash = entry.name.firstIndex(of: "-"), entry.name[..<dash].hasSuffix("Z"),
                let time = DateTime(basic: entry.name[..<dash].dropLast())
            else { return nil }
            return (entry.name, time.secondsSinceEpoch, String(entry.name[entry.name.index(after: dash)...]))
        }.sorted { $0.name < $1.name }
    }

    private func paths(below folder: String, _ prefix: String = "") throws(FileError) -> [String] {
        var found: [String] = []
        for entry in try files.list(folder).sorted(by: { $0.name < $1.name }) {
            let path = Path.join(prefix, entry.name)
            if entry.kind == .folder {
                found += try paths(below: folder + "/" + entry.name, path)
            } else {
                found.append(path)
            }
        }
        return found
    }

    private func remove(_ path: String) throws(FileError) {
        if try files.status(path)?.kind == .folder {
            for entry in try files.list(path) { try remove(path + "/" + entry.name) }
        }
        try files.removeIfThere(path)
    }
}

extension FileStore {
    /// Renames unless the new name is taken, also where the file system has no rename that refuses.
    func rename(_ from: String, unlessTaken to: String) throws(FileError) {
        do {
            try renameNoReplace(from, to)
        } catch let error where error.kind == .unsupported {
            try link(from, as: to)
            // Two steps instead of one: the second must never be the only one to survive a crash.
            try flushFolder(Path.parent(to))
            try remove(from)
        }
    }
}
