import SyncCore

/// Writes event files so that neither a crash nor an editor that saves meanwhile loses a byte (cases.md 3).
///
/// New bytes go to `.calsync/tmp/<operation>.part`, are flushed, become `.calsync/tmp/<operation>`, and are then
/// exchanged with the file. What came out must be what the plan was made from, else it is put back. It stays under the
/// operation's name until ``finish(_:path:)``: after a crash it is the proof that the write happened. On another file
/// system than `.calsync` the temporary file is `.calsync-<operation>` beside the event file.
///
/// The order of a write is: intent in the journal, ``write(_:)``, commit in the journal, ``finish(_:path:)``.
package struct FileWriter {
    let layout: StateLayout
    let files: any FileStore
    let now: () -> Int64
    private let stagesBeside: Bool
    private let checkpoint: ((String) throws -> Void)?

    /// More bytes than this are no event file.
    static let limit = 64 << 20

    /// - Parameters:
    ///   - now: ns since 1970, for the names in the trash.
    ///   - stagesBeside: Whether temporary files are beside the event files from the start: who writes without the lock must
    ///     not find them swept.
    ///   - checkpoint: Called between steps; what it throws stops there (for crash tests).
    package init(
        root: String, files: any FileStore, now: @escaping () -> Int64, stagesBeside: Bool = false,
        checkpoint: ((String) throws -> Void)? = nil
    ) {
        self.stagesBeside = stagesBeside
        layout = StateLayout(root: root)
        self.files = files
        self.now = now
        self.checkpoint = checkpoint
    }

    /// Writes a file where none is; folders are made as needed.
    package func create(_ path: String, _ bytes: [UInt8], operation: String) throws -> Stamp? {
        try writeOne(FileWrite(.create(bytes), path: path, operation: operation))
    }

    /// Replaces the bytes of a file whose digest is `expecting`; mode, owner and attributes stay.
    package func replace(_ path: String, expecting: String, with bytes: [UInt8], operation: String) throws -> Stamp? {
        try writeOne(FileWrite(.replace(expecting: expecting, bytes), path: path, operation: operation))
    }

    /// Takes away a file whose digest is `expecting`.
    package func delete(_ path: String, expecting: String, operation: String) throws {
        _ = try writeOne(FileWrite(.delete(expecting: expecting), path: path, operation: operation))
    }

    private func writeOne(_ write: FileWrite) throws -> Stamp? { try self.write([write])[0].get() }

    /// Carries out many writes under few flushes; one that fails does not stop the others.
    ///
    /// - Returns: For each write how the file looks now (`nil` for one that is gone), or why it was not done.
    /// - Throws: ``FileError`` when a flush failed, so that nothing is known to be durable; ``recover(_:)`` tells then.
    package func write(_ writes: [FileWrite]) throws -> [Result<Stamp?, WriteError>] {
        guard !writes.isEmpty else { return [] }
        try files.makeFolder(layout.temporary)
        var results = [Result<Stamp?, WriteError>](repeating: .success(nil), count: writes.count)
        var jobs: [(index: Int, job: Job)] = []
        var places = RealFolders(files: files)
        for (index, write) in writes.enumerated() {
            results[index] = try attempt {
                jobs.append((index, try stage(write, beside: stagesBeside, &places)))
                return nil
            }
        }
        try checkpoint?("staged")
        try complete(jobs.map(\.job))
        try checkpoint?("flushed")
        var folders: Set<String> = [layout.temporary]
        for (index, job) in jobs {
            results[index] = try attempt {
                let placed = try place(job)
                folders.formUnion(placed.folders)
                return job.write.bytes == nil ? nil : try files.status(placed.target)?.stamp
            }
            try checkpoint?("placed")
        }
        for folder in folders.sorted() { try files.flushFolder(folder) }
        try checkpoint?("settled")
        return results
    }

    /// What `body` came to; only what a checkpoint throws is passed on.
    private func attempt(_ body: () throws -> Stamp?) throws -> Result<Stamp?, WriteError> {
        do {
            return .success(try body())
        } catch let error as WriteError {
            return .failure(error)
        } catch let error as FileError {
            return .failure(.file(error))
        }
    }

    /// Moves what an operation took out of the folder to the trash, once its commit is durable.
    ///
    /// - Parameter path: Where the file was, relative to the folder.
    /// - Returns: Its place in the trash; `nil` when the operation took nothing out.
    @discardableResult
    package func finish(_ operation: String, path: String) throws(FileError) -> String? {
        for slot in slots(operation, path) where try files.status(slot) != nil {
            return try Trash(root: layout.root, files: files).put(slot, path: path, operation: operation, now: now())
        }
        return nil
    }

    /// Clears `.calsync/tmp` of what finished runs left: half-written files go, whole ones go to the trash.
    ///
    /// - Parameter operations: The operations that are still open; theirs stays.
    package func sweep(keeping operations: Set<String>) throws(FileError) {
        let entries: [DirectoryEntry]
        do { entries = try files.list(layout.temporary) } catch let error where error.kind == .missing { return }
        for entry in entries.sorted(by: { $0.name < $1.name }) {
            let operation = String(entry.name.prefix { $0 != "." })
            guard entry.isNameable, !operations.contains(operation) else { continue }
            let path = layout.temporary(entry.name)
            if entry.name.hasSuffix(Job.partSuffix) {
                try files.removeIfThere(path)
            } else {
                _ = try Trash(root: layout.root, files: files)
                    .put(path, path: entry.name, operation: operation, now: now())
            }
        }
    }
}
