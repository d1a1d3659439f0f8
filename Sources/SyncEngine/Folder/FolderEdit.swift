import ICalendar
import SyncCore

/// Changes event files in the person's own name, as a careful editor does: without the lock, and never over what somebody
/// saved meanwhile (docs/decisions/0054).
///
/// New bytes are exchanged with the file, and what came out must be what they were made from, else it is put back. What came
/// out goes to the trash. A crash leaves at most a hidden `.calsync-edit-…` file beside the event file, with the bytes of
/// before or after.
package struct FolderEdit: Sendable {
    private let root: String
    private let files: any FileStore
    private let now: @Sendable () -> Int64
    private let random: @Sendable () -> UInt64

    /// - Parameters:
    ///   - now: ns since 1970, for the names in the trash.
    ///   - random: Random bits, for the names of what is on its way.
    package init(
        root: String, files: any FileStore, now: @escaping @Sendable () -> Int64,
        random: @escaping @Sendable () -> UInt64
    ) {
        (self.root, self.files, self.now, self.random) = (root, files, now, random)
    }

    /// Replaces `old`, the bytes of the file at `path`, with `new`.
    ///
    /// - Throws: ``WriteError/movedOn(_:)`` when the file has other bytes by now.
    package func replace(_ old: [UInt8], at path: String, with new: [UInt8]) throws {
        guard new != old else { return }
        try carryOut(.replace(expecting: Digest.of(old), new), at: path)
    }

    /// Puts the file at `path`, whose bytes are `old`, into the trash.
    ///
    /// - Throws: ``WriteError/movedOn(_:)`` when the file has other bytes by now.
    package func delete(_ old: [UInt8], at path: String) throws {
        try carryOut(.delete(expecting: Digest.of(old)), at: path)
    }

    private func carryOut(_ kind: FileWrite.Kind, at path: String) throws {
        try StateLayout(root: root).prepare(files)
        let writer = FileWriter(root: root, files: files, now: now, stagesBeside: true)
        let operation = "edit-" + String(random(), radix: 36)
        _ = try writer.write([FileWrite(kind, path: path, operation: operation)])[0].get()
        try writer.finish(operation, path: path)
    }

    /// Moves the file at `path` into `folder`, under a name that is free there; returns its new path.
    ///
    /// The file itself is not touched: what somebody saves meanwhile goes along, or comes back under the old name.
    package func move(_ path: String, into folder: String) throws -> String {
        var names = FolderNames(FolderScan(root: root, files: files).snapshot())
        guard try files.status(root + "/" + path)?.kind == .file else { throw WriteError.movedOn(path) }
        guard folder.isEmpty || Path.isRelativeAndSafe(folder) else { throw WriteError.outsideFolder(folder) }
        let target = folder.isEmpty ? root : root + "/" + folder
        try files.makeFolder(target)
        guard let real = try files.resolve(target), let top = try files.resolve(root), Path.isInside(real, top) else {
            throw WriteError.outsideFolder(folder)
        }
        var new = names.free(Path.name(path), in: folder)
        while try !rename(path, to: new) {
            names.take(new)
            new = names.free(Path.name(path), in: folder)
        }
        for changed in Set([Path.parent(root + "/" + path), target]).sorted() { try files.flushFolder(changed) }
        return new
    }

    /// Renames a file; `false` where the new name is taken.
    private func rename(_ path: String, to new: String) throws(FileError) -> Bool {
        do {
            try files.rename(root + "/" + path, unlessTaken: root + "/" + new)
            return true
        } catch {
            guard error.kind == .exists else { throw error }
            return false
        }
    }
}

extension FolderNames {
    /// The path in `folder` with a name like `name` that is not taken.
    fileprivate func free(_ name: String, in folder: String) -> String {
        let stem = name.hasSuffix(".ics") ? String(name.dropLast(4)) : name
        var path = Path.join(folder, name)
        var count = 2
        while isTaken(path) {
            path = Path.join(folder, "\(stem)-\(count).ics")
            count += 1
        }
        return path
    }
}
