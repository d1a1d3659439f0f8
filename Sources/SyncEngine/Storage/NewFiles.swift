import SyncCore

/// Puts files into the calendar folder as its owner does, with an editor: without the lock, and without replacing anything.
///
/// A file is written under a hidden name beside its place, flushed, and renamed there unless the name is taken. A crash
/// leaves at most the hidden file, which no sync looks at. What a sync then makes of new files is its own business.
package struct NewFiles {
    private let layout: StateLayout
    private let files: any FileStore
    private let random: () -> UInt64

    /// - Parameter random: Random bits, for the hidden names.
    package init(root: String, files: any FileStore, random: @escaping () -> UInt64) {
        layout = StateLayout(root: root)
        self.files = files
        self.random = random
    }

    /// A file to be.
    package struct NewFile: Hashable, Sendable {
        /// Where, relative to the calendar folder.
        package var path: String
        /// What is in it.
        package var bytes: [UInt8]

        package init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// Writes files where none is; folders are made as needed. When it returns, those that were written are durable.
    ///
    /// - Returns: For each file why it was not written; `nil` for one that was.
    /// - Throws: ``FileError`` when a flush failed, so that nothing is known to be durable.
    package func write(_ new: [NewFile]) throws(FileError) -> [WriteError?] {
        var failures = [WriteError?](repeating: nil, count: new.count)
        var staged: [(index: Int, hidden: String, target: String)] = []
        var folders: Set<String> = []
        defer { for file in staged { try? files.removeIfThere(file.hidden) } }
        for (index, file) in new.enumerated() {
            do throws(WriteError) {
                let target = try target(file.path, &folders)
                let hidden = Path.join(Path.parent(target), ".calsync-new-" + String(random(), radix: 36))
                do { try files.create(hidden, file.bytes, mode: 0o666) } catch { throw .file(error) }
                staged.append((index, hidden, target))
            } catch {
                failures[index] = error
            }
        }
        guard !staged.isEmpty else { return failures }
        try files.flush(staged.map(\.hidden))
        for file in staged {
            do {
                try files.rename(file.hidden, unlessTaken: file.target)
                folders.insert(Path.parent(file.target))
            } catch {
                failures[file.index] = error.kind == .exists ? .nameTaken(new[file.index].path) : .file(error)
            }
        }
        for folder in folders.sorted() { try files.flushFolder(folder) }
        return failures
    }

    /// Writes the file of an event into `folder`, relative to the calendar folder, under the first name that is free.
    ///
    /// - Returns: Its path, relative to the calendar folder.
    package func write(_ file: EventFile, into folder: String) throws -> String {
        var names = FolderNames(FolderScan(root: layout.root, files: files).snapshot())
        while true {
            let path = FileName.path(for: file.event?.content ?? View(), in: folder) { names.isTaken($0) }
            switch try write([NewFile(path: path, bytes: file.bytes)])[0] {
            case nil: return path
            case .nameTaken?: names.take(path)
            case let failure?: throw failure
            }
        }
    }

    /// The absolute path of a new file, its folder made; `made` gets the folders whose names must be flushed.
    private func target(_ path: String, _ made: inout Set<String>) throws(WriteError) -> String {
        guard Path.isRelativeAndSafe(path) else { throw .outsideFolder(path) }
        do {
            guard let root = try files.resolve(layout.root) else { throw FileError(.missing, layout.root) }
            var folder = Path.parent(layout.absolute(path))
            var missing: [String] = []
            while folder != layout.root, try files.resolve(folder) == nil {
                missing.append(folder)
                folder = Path.parent(folder)
            }
            guard let real = try files.resolve(folder), Path.isInside(real, root) else {
                throw WriteError.outsideFolder(path)
            }
            if !missing.isEmpty {
                try files.makeFolder(Path.parent(layout.absolute(path)))
                made.formUnion(missing + [folder])
            }
            let parent = try files.resolve(Path.parent(layout.absolute(path))) ?? real
            return Path.join(parent, Path.name(path))
        } catch let error as WriteError {
            throw error
        } catch let error as FileError {
            throw .file(error)
        } catch {
            throw .outsideFolder(path)
        }
    }
}
