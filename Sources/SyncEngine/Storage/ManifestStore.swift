import SyncCore

/// Keeps the manifest of one folder on disk: the file, the journal of what happened since, and the base packs.
///
/// Used by one run at a time, which holds the folder's lock; not `Sendable`. The manifest moves only by ``commit(_:)``,
/// and nothing is in it that is not durable.
package final class ManifestStore {
    /// What calsync knows, up to the last commit.
    package private(set) var manifest: Manifest
    /// The intents that no commit has cleared: what a crash, or an answer that never came, left open.
    package private(set) var openIntents: [Intent]

    private let layout: StateLayout
    private let files: any FileStore
    private let checkpoint: ((String) throws -> Void)?
    private var journal: Journal
    /// Whether the manifest on disk is behind.
    private var isBehind: Bool
    /// Whether the journal on disk goes with an older manifest.
    private var isJournalStale: Bool
    /// Records read lately: the rounds of a plan ask for the same ones again and again.
    private var recent: [RecordKey: (pack: String, ref: PackRef, record: Record)] = [:]

    private init(
        manifest: Manifest, openIntents: [Intent], layout: StateLayout, files: any FileStore, journal: Journal,
        isBehind: Bool, isJournalStale: Bool, checkpoint: ((String) throws -> Void)?
    ) {
        self.manifest = manifest
        self.openIntents = openIntents
        self.layout = layout
        self.files = files
        self.journal = journal
        self.isBehind = isBehind
        self.isJournalStale = isJournalStale
        self.checkpoint = checkpoint
    }

    /// Loads the manifest and replays the journal; writes nothing. Without either it is an empty one of generation 0.
    ///
    /// - Parameter checkpoint: Called between the steps of a write; what it throws stops there (for crash tests).
    package static func open(
        root: String, files: any FileStore, folderID: String, checkpoint: ((String) throws -> Void)? = nil
    ) throws(StateError) -> ManifestStore {
        let layout = StateLayout(root: root)
        var journal = Journal(path: layout.journal, files: files)
        let contents = try journal.load()
        var manifest = try read(layout, files) ?? Manifest(folderID: folderID)
        guard manifest.folderID == folderID, contents.header?.folder ?? folderID == folderID else {
            throw .damaged("it belongs to another folder (\(manifest.folderID), not \(folderID))")
        }
        let generation = contents.header?.generation ?? manifest.generation
        if generation > manifest.generation { throw .rolledBack(found: manifest.generation, expected: generation) }
        var isBehind = false
        var openIntents: [Intent] = []
        if generation == manifest.generation {
            for case .commit(let commit) in contents.records {
                manifest.apply(commit.keepingPacks(of: manifest))
                isBehind = true
            }
        }
        // A journal one generation behind was folded by a run that crashed before it could begin a new one: its
        // commits are in the manifest, its open intents are nowhere else. An older one says nothing any more.
        if generation >= manifest.generation - 1 { openIntents = contents.openIntents }
        return ManifestStore(
            manifest: manifest, openIntents: openIntents, layout: layout, files: files, journal: journal,
            isBehind: isBehind, isJournalStale: generation < manifest.generation, checkpoint: checkpoint)
    }

    private static func read(_ layout: StateLayout, _ files: any FileStore) throws(StateError) -> Manifest? {
        var bytes: [UInt8]?
        var hasPrevious = false
        do {
            bytes = try files.readIfThere(layout.manifest, limit: 1 << 31)
            hasPrevious = try files.status(layout.previousManifest) != nil
        } catch {
            throw .unreadable(error)
        }
        if let bytes { return try ManifestCodec.decode(bytes) }
        if hasPrevious { throw .lost }
        return nil
    }

    // MARK: The journal

    /// Bytes in the journal; past 1 MB it is time to ``fold(stampedAt:)``.
    package var journalBytes: Int { Int(journal.length) }

    /// Announces writes. When it returns the intents are durable, and the writes may begin.
    package func begin(_ intents: [Intent]) throws {
        guard !intents.isEmpty else { return }
        try write(intents.map { .intent($0) })
        openIntents += intents
    }

    /// Records what writes did: durable first, then in ``manifest``. Commits that change nothing are left out.
    ///
    /// A pair's pack belongs to this store: what a commit says of it does not count.
    package func commit(_ commits: [Commit]) throws {
        let open = Set(openIntents.map(\.operation))
        let commits = commits.filter { !changesNothing($0, open) }
        guard !commits.isEmpty else { return }
        try write(commits.map { .commit($0) })
        for commit in commits { manifest.apply(commit.keepingPacks(of: manifest)) }
        let cleared = Set(commits.compactMap(\.operation))
        openIntents.removeAll { cleared.contains($0.operation) }
        isBehind = true
    }

    private func changesNothing(_ commit: Commit, _ open: Set<String>) -> Bool {
        let clears = commit.operation.map(open.contains) ?? false
        return !clears
            && commit.records.allSatisfy { $0.entry == manifest.records[$0.key] }
            && commit.files.allSatisfy { $0.value == manifest.files[$0.key] }
            && commit.keepingPacks(of: manifest).pairs.allSatisfy { $0.value == manifest.pairs[$0.key] }
            && (commit.gitHead ?? "") == (commit.gitHead == nil ? "" : manifest.gitHead ?? "")
    }

    private func write(_ records: [JournalRecord]) throws {
        try checkpoint?("journal")
        if journal.length == 0 { try layout.prepare(files) }
        if isJournalStale {
            try journal.restart(with: openIntents, header: header)
            isJournalStale = false
        }
        try journal.append(records, header: header)
        try checkpoint?("journaled")
    }

    private var header: Journal.Header {
        Journal.Header(journal: Journal.schema, generation: manifest.generation, folder: manifest.folderID)
    }

    // MARK: Records

    /// What the pair remembers of an event, read from its pack where it is not in memory; `nil` when nothing.
    ///
    /// - Throws: ``StateError`` when the pack is damaged.
    package func record(_ key: RecordKey) throws -> Record? {
        switch manifest.records[key]?.body {
        case nil: return nil
        case .inline(let record)?: return record
        case .packed(let ref)?:
            guard let pack = manifest.pairs[key.pair]?.pack else {
                throw StateError.damaged("manifest.json names no pack for the pair \(key.pair)")
            }
            if let known = recent[key], known.ref == ref, known.pack == pack { return known.record }
            let record = try BasePack(path: layout.pack(pack), files: files).read(ref, expecting: key.uid)
            // Few are asked for twice where many are asked for.
            if recent.count >= 256 { recent.removeAll(keepingCapacity: true) }
            recent[key] = (pack, ref, record)
            return record
        }
    }

    // MARK: Folding

    /// Writes what the journal holds into packs and manifest, and begins a new journal.
    ///
    /// Where nothing was committed nothing is written, so that an idle sync leaves no trace. A crash at any moment
    /// leaves the manifest as it was before, with its journal, or as it is after.
    ///
    /// - Parameters:
    ///   - stampedAt: ns since 1970; files that changed later, or just before, will be looked at again.
    ///   - folders: The stamps of the folders in which all is as the manifest says, taken after `stampedAt`.
    package func fold(
        stampedAt: Int64, folders: (Manifest) -> [String: FolderStamp] = { _ in [:] }
    ) throws {
        guard isBehind else { return }
        try layout.prepare(files)
        var next = manifest
        next.generation += 1
        next.stampedAt = stampedAt
        try PackWriter(layout: layout, files: files).pack(&next)
        try checkpoint?("packed")
        // As late as can be: what this run wrote is then older than the look at its folder.
        next.folders = folders(next)
        try write(next)
        manifest = next
        isBehind = false
        isJournalStale = true
        try checkpoint?("manifest")
        try journal.restart(with: openIntents, header: header)
        isJournalStale = false
        try checkpoint?("folded")
        try PackWriter(layout: layout, files: files).removeStrays(besides: next)
    }

    private func write(_ next: Manifest) throws {
        let bytes = try ManifestCodec.encode(next)
        try files.removeIfThere(layout.nextManifest)
        try files.create(layout.nextManifest, bytes, mode: 0o600)
        try files.flush(layout.nextManifest)
        try checkpoint?("written")
        if try files.status(layout.manifest) == nil {
            try files.replace(layout.manifest, with: layout.nextManifest)
        } else {
            try keepPrevious()
        }
        try files.flushFolder(layout.folder)
    }

    /// Puts the next manifest in place of the present one, and that in place of the previous one.
    private func keepPrevious() throws {
        do {
            try files.exchange(layout.nextManifest, layout.manifest)
            try files.replace(layout.previousManifest, with: layout.nextManifest)
        } catch let error where error.kind == .unsupported {
            try files.removeIfThere(layout.previousManifest)
            try files.link(layout.manifest, as: layout.previousManifest)
            try files.replace(layout.manifest, with: layout.nextManifest)
        }
    }
}

extension Commit {
    /// The commit with the packs that the manifest has: they are moved by folding alone.
    fileprivate func keepingPacks(of manifest: Manifest) -> Commit {
        var commit = self
        for pair in pairs.keys { commit.pairs[pair]?.pack = manifest.pairs[pair]?.pack }
        return commit
    }
}
