import SyncCore

extension FileWriter {
    /// A write on its way.
    struct Job {
        /// What a temporary file is called until all of it is on the disk.
        static let partSuffix = ".part"
        /// What a file is called that is linked aside where the file system can't exchange.
        static let oldSuffix = ".old"

        let write: FileWrite
        /// The file, absolute, links followed.
        let target: String
        /// The operation's temporary file.
        let temporary: String
        /// Folders that were made for it, and the one they are in.
        let folders: [String]

        var part: String { temporary + Self.partSuffix }
        var old: String { temporary + Self.oldSuffix }
    }

    /// The places where an operation's temporary file may be.
    func slots(_ operation: String, _ path: String) -> [String] {
        [layout.temporary(operation), beside(realTarget(path), operation)]
    }

    /// The absolute path of the file: where a link at `path` leads, else `path` itself.
    func realTarget(_ path: String) -> String {
        let target = layout.absolute(path)
        guard (try? files.status(target))?.kind == .link else { return target }
        return (try? files.resolve(target)) ?? target
    }

    private func beside(_ target: String, _ operation: String) -> String {
        Path.join(Path.parent(target), ".calsync-" + operation)
    }

    // MARK: Staging

    /// Writes the temporary file of `write`.
    func stage(_ write: FileWrite, beside isBeside: Bool, _ places: inout RealFolders) throws -> Job {
        let (target, folders) = try target(of: write, &places)
        let temporary = isBeside ? beside(target, write.operation) : layout.temporary(write.operation)
        let job = Job(write: write, target: target, temporary: temporary, folders: folders)
        switch write.kind {
        case .create(let bytes): try files.create(job.part, bytes, mode: 0o666)
        case .replace(_, let bytes):
            guard try files.status(target) != nil else { throw WriteError.movedOn(write.path) }
            try files.create(job.part, bytes, mode: 0o600)
            files.copyMetadata(from: target, to: job.part)
        case .delete: break
        }
        return job
    }

    /// Flushes the temporary files and gives them the names that say that they are whole.
    func complete(_ jobs: [Job]) throws(FileError) {
        let written = jobs.filter { $0.write.bytes != nil }
        try files.flush(written.map(\.part))
        for job in written { try files.rename(job.part, unlessTaken: job.temporary) }
    }

    /// Where a write goes: links are followed, but not out of the folder; folders are made for a new file.
    private func target(of write: FileWrite, _ places: inout RealFolders) throws -> (path: String, made: [String]) {
        guard Path.isRelativeAndSafe(write.path), Path.isRelativeAndSafe(write.operation) else {
            throw WriteError.outsideFolder(write.path)
        }
        let path = layout.absolute(write.path)
        var made: [String] = []
        if case .create = write.kind { made = try makeFolders(above: path, write, &places) }
        guard let root = try places.resolve(layout.root) else { throw FileError(.missing, layout.root) }
        guard let folder = try places.resolve(Path.parent(path)) else { throw WriteError.movedOn(write.path) }
        guard Path.isInside(folder, root) else { throw WriteError.outsideFolder(write.path) }
        guard case .replace = write.kind, try files.status(path)?.kind == .link else {
            return (Path.join(folder, Path.name(path)), made)
        }
        guard let real = try files.resolve(path) else { throw WriteError.movedOn(write.path) }
        guard Path.isInside(real, root) else { throw WriteError.outsideFolder(write.path) }
        return (real, made)
    }

    private func makeFolders(above path: String, _ write: FileWrite, _ places: inout RealFolders) throws -> [String] {
        var missing: [String] = []
        var folder = Path.parent(path)
        while folder != layout.root, try places.resolve(folder) == nil {
            missing.append(folder)
            folder = Path.parent(folder)
        }
        guard !missing.isEmpty else { return [] }
        guard let root = try places.resolve(layout.root), let real = try places.resolve(folder),
            Path.isInside(real, root)
        else { throw WriteError.outsideFolder(write.path) }
        try files.makeFolder(Path.parent(path))
        return missing + [folder]
    }

    // MARK: Placing

    /// Puts a staged write in place; tells where, and which folders must be flushed.
    func place(_ job: Job) throws -> (target: String, folders: Set<String>) {
        do {
            try placeOnce(job)
            return (job.target, Set(job.folders).union([Path.parent(job.target)]))
        } catch let error as FileError where error.kind == .crossDevice {
            if job.write.bytes != nil { try files.removeIfThere(job.temporary) }
            var places = RealFolders(files: files)
            let again = try stage(job.write, beside: true, &places)
            try complete([again])
            try placeOnce(again)
            return (again.target, Set(job.folders).union([Path.parent(again.target)]))
        }
    }

    private func placeOnce(_ job: Job) throws {
        switch job.write.kind {
        case .create: try placeNew(job)
        case .replace(let expected, let bytes): try swap(job, expecting: expected, bytes)
        case .delete(let expected): try takeOut(job, expecting: expected)
        }
    }

    private func placeNew(_ job: Job) throws {
        do {
            try files.rename(job.temporary, unlessTaken: job.target)
        } catch let error where error.kind == .exists {
            try files.removeIfThere(job.temporary)
            throw WriteError.nameTaken(job.write.path)
        }
    }

    private func swap(_ job: Job, expecting expected: String, _ bytes: [UInt8]) throws {
        do {
            try files.exchange(job.temporary, job.target)
        } catch let error where error.kind == .missing {
            try files.removeIfThere(job.temporary)
            throw WriteError.movedOn(job.write.path)
        } catch let error where error.kind == .unsupported {
            return try replaceLinked(job, expecting: expected)
        }
        guard digest(job.temporary) != expected else { return }
        try putBack(job.temporary, to: job.target, written: Digest.of(bytes), job.write)
        throw WriteError.movedOn(job.write.path)
    }

    /// Replaces where names can't be exchanged: the old file is kept under a second name, looked at once more, and
    /// renamed over. Between that look and the rename an editor's save could be lost, so it is only the fallback.
    private func replaceLinked(_ job: Job, expecting expected: String) throws {
        let before = try files.status(job.target)?.stamp
        try keepAside(job)
        let after = try files.status(job.target)?.stamp
        // A second name changes ctime, so that is not compared.
        let isSame = before?.size == after?.size && before?.mtime == after?.mtime && before?.inode == after?.inode
        guard isSame, digest(job.old) == expected else {
            try files.removeIfThere(job.old)
            try files.removeIfThere(job.temporary)
            throw WriteError.movedOn(job.write.path)
        }
        try files.replace(job.target, with: job.temporary)
        try files.rename(job.old, unlessTaken: job.temporary)
    }

    private func keepAside(_ job: Job) throws(FileError) {
        do {
            try files.link(job.target, as: job.old)
        } catch {
            guard [.unsupported, .notPermitted].contains(error.kind) else { throw error }
            let bytes = try files.read(job.target, limit: Self.limit)
            try files.create(job.old, bytes, mode: 0o600)
            try files.flush(job.old)
        }
    }

    private func takeOut(_ job: Job, expecting expected: String) throws {
        let isLink = try files.status(job.target)?.kind == .link
        // A link has no bytes of its own, and may lead elsewhere from `.calsync/tmp`: it is looked at before.
        if isLink, digest(job.target) != expected { throw WriteError.movedOn(job.write.path) }
        do {
            try files.rename(job.target, unlessTaken: job.temporary)
        } catch let error where error.kind == .missing {
            throw WriteError.movedOn(job.write.path)
        }
        guard !isLink, digest(job.temporary) != expected else { return }
        try giveBack(job.temporary, to: job.target, job.write)
        throw WriteError.movedOn(job.write.path)
    }

    // MARK: Putting back

    /// The digest of a file; `nil` where it can't be read.
    func digest(_ path: String) -> String? {
        (try? files.read(path, limit: Self.limit)).map(Digest.of)
    }

    /// Undoes an exchange. Whatever the person saved last is the file in the end; an older save goes to the trash.
    ///
    /// - Parameter written: The digest of what we had put in place.
    func putBack(_ temporary: String, to target: String, written: String, _ write: FileWrite) throws {
        do {
            try files.exchange(temporary, target)
        } catch let error where error.kind == .missing {
            return try toTrash(temporary, write)
        }
        if digest(temporary) == written {
            try files.removeIfThere(temporary)
        } else {
            try files.exchange(temporary, target)
            try toTrash(temporary, write)
        }
    }

    /// Undoes taking a file out. Where a newer one stands in its place, it goes to the trash.
    func giveBack(_ temporary: String, to target: String, _ write: FileWrite) throws {
        do {
            try files.rename(temporary, unlessTaken: target)
        } catch let error where [.exists, .missing].contains(error.kind) {
            try toTrash(temporary, write)
        }
    }

    func toTrash(_ temporary: String, _ write: FileWrite) throws {
        _ = try Trash(root: layout.root, files: files)
            .put(temporary, path: write.path, operation: write.operation, now: now())
    }
}
