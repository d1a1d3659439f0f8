import SyncCore

/// Moves records from memory into the pairs' packs, and compacts packs that are mostly dead.
struct PackWriter {
    private let layout: StateLayout
    private let files: any FileStore

    /// Dead bytes below which a pack is left as it is.
    private static let worthCompacting: UInt64 = 65_536
    /// Bytes appended at a time.
    private static let batch = 4 << 20

    init(layout: StateLayout, files: any FileStore) {
        self.layout = layout
        self.files = files
    }

    /// Packs every inline record of `manifest`; the packs are durable when it returns.
    ///
    /// What the manifest on disk refers to stays where it is: a compacted pack is a new file.
    func pack(_ manifest: inout Manifest) throws {
        var byPair: [PairID: [UID]] = [:]
        var live: [PairID: UInt64] = [:]
        for (key, entry) in manifest.records {
            switch entry.body {
            case .inline: byPair[key.pair, default: []].append(key.uid)
            case .packed(let ref): live[key.pair, default: 0] += UInt64(ref.length) + 1
            }
        }
        for pair in Set(byPair.keys).union(manifest.pairs.keys).sorted() {
            let inline = (byPair[pair] ?? []).sorted()
            if try isMostlyDead(manifest.pairs[pair]?.pack, live: live[pair] ?? 0) {
                try compact(pair, &manifest)
            }
            if !inline.isEmpty { try append(inline, of: pair, &manifest) }
        }
    }

    private func isMostlyDead(_ name: String?, live: UInt64) throws -> Bool {
        guard let name else { return false }
        let size = try BasePack(path: layout.pack(name), files: files).size()
        return size > live && size - live > Self.worthCompacting && size - live > size / 2
    }

    private func append(_ uids: [UID], of pair: PairID, _ manifest: inout Manifest) throws {
        var state = manifest.pairs[pair] ?? PairState(calendar: "")
        let name = state.pack ?? Self.name(of: pair, generation: manifest.generation)
        state.pack = name
        manifest.pairs[pair] = state
        var lines: [(UID, [UInt8])] = []
        var bytes = 0
        for uid in uids {
            guard case .inline(let record)? = manifest.records[RecordKey(pair, uid)]?.body else { continue }
            lines.append((uid, BasePack.line(uid, record)))
            bytes += lines[lines.count - 1].1.count
            guard bytes >= Self.batch else { continue }
            try append(lines, to: name, of: pair, &manifest)
            (lines, bytes) = ([], 0)
        }
        try append(lines, to: name, of: pair, &manifest)
    }

    private func append(_ lines: [(UID, [UInt8])], to name: String, of pair: PairID, _ manifest: inout Manifest) throws
    {
        let refs = try BasePack(path: layout.pack(name), files: files).append(lines.map(\.1))
        for ((uid, _), ref) in zip(lines, refs) { manifest.records[RecordKey(pair, uid)]?.body = .packed(ref) }
    }

    private func compact(_ pair: PairID, _ manifest: inout Manifest) throws {
        guard let old = manifest.pairs[pair]?.pack else { return }
        let source = BasePack(path: layout.pack(old), files: files)
        let name = Self.name(of: pair, generation: manifest.generation)
        // A crash may have left a file of that name half made; nothing refers to it.
        try files.removeIfThere(layout.pack(name))
        manifest.pairs[pair]?.pack = name
        var moved: [(uid: UID, ref: PackRef)] = []
        for (key, entry) in manifest.records where key.pair == pair {
            if case .packed(let ref) = entry.body { moved.append((key.uid, ref)) }
        }
        moved.sort { $0.ref.offset < $1.ref.offset }
        var lines: [(UID, [UInt8])] = []
        var bytes = 0
        for (uid, ref) in moved {
            lines.append((uid, try source.line(at: ref)))
            bytes += Int(ref.length)
            guard bytes >= Self.batch else { continue }
            try append(lines, to: name, of: pair, &manifest)
            (lines, bytes) = ([], 0)
        }
        try append(lines, to: name, of: pair, &manifest)
    }

    /// Removes the packs that `manifest`, which is on disk, does not refer to.
    func removeStrays(besides manifest: Manifest) throws {
        let used = Set(manifest.pairs.values.compactMap { $0.pack.map { $0 + ".jsonl" } })
        for entry in try files.list(layout.base) where entry.kind == .file && !used.contains(entry.name) {
            try files.removeIfThere(layout.base + "/" + entry.name)
        }
    }

    /// A pack's name: the pair's, as far as it can be a file's, and the generation it was made for.
    static func name(of pair: PairID, generation: Int) -> String {
        let isPlain = pair.text.utf8.allSatisfy { byte in
            switch Character(Unicode.Scalar(byte)) {
            case "a"..."z", "0"..."9", "-", "_": true
            default: false
            }
        }
        let name = isPlain && pair.text.utf8.count <= 100 ? pair.text : Digest.of(Array(pair.text.utf8))
        return "\(name).\(generation)"
    }
}
