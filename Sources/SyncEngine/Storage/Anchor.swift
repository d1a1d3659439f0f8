/// The random id of a calendar folder, in `.calsync/anchor`: tells the folder from an empty mount point.
package enum Anchor {
    /// The id; `nil` when there is none.
    ///
    /// - Throws: ``StateError/damaged(_:)`` when the file holds something else.
    package static func read(root: String, files: any FileStore) throws(StateError) -> String? {
        let bytes: [UInt8]?
        do { bytes = try files.readIfThere(StateLayout(root: root).anchor, limit: 1_024) } catch {
            throw .unreadable(error)
        }
        guard let bytes else { return nil }
        let id = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        let isHex = id.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
        guard isHex, id.utf8.count == 32 else { throw .damaged("anchor does not hold 32 hex digits") }
        return id
    }

    /// Gives the folder an id, once; an id that is there stays.
    ///
    /// - Parameter random: Makes random bytes.
    /// - Returns: The folder's id.
    package static func make(root: String, files: any FileStore, random: () -> UInt8) throws -> String {
        if let id = try read(root: root, files: files) { return id }
        let layout = StateLayout(root: root)
        try layout.prepare(files)
        let id = Hex.text((0..<16).map { _ in random() })
        try files.writeWhole(Array((id + "\n").utf8), to: layout.anchor)
        return id
    }
}

/// What a calendar folder is to this machine (cases.md 2.7).
package enum FolderVerdict: Hashable, Sendable {
    /// Never seen, without state: a new folder, or a fresh git clone. Its events are adopted.
    case new
    /// The folder that was here before, with its state.
    case known
    /// Never seen at this path, but it brings state along: it was moved or copied here, from `path` where that is known.
    case clone(from: String?)
    /// Not the folder that was here before; the reason as a sentence. Nothing is done.
    case notThisFolder(String)
    /// The folder that was here before, but its manifest is gone (exit 7).
    case stateLost
    /// The folder that was here before, but its manifest is an older one (exit 7).
    case rolledBack(found: Int, expected: Int)

    /// Judges a folder.
    ///
    /// - Parameter anchor: The id in the folder.
    /// - Parameter remembered: What is known of its path.
    /// - Parameter origin: Another path that is known with the same id.
    /// - Parameter generation: The generation of its manifest; `nil` when there is none.
    package static func judge(
        anchor: String?, remembered: KnownFolder?, origin: String?, generation: Int?
    ) -> FolderVerdict {
        guard let remembered else { return anchor == nil ? .new : .clone(from: origin) }
        guard let anchor else {
            return .notThisFolder(
                "The folder that was here is gone: .calsync/anchor is missing. Not mounted, or emptied?")
        }
        guard anchor == remembered.id else {
            return .notThisFolder("Another calendar folder is here than before: its .calsync/anchor differs.")
        }
        guard let generation else { return remembered.generation > 0 ? .stateLost : .known }
        return generation < remembered.generation
            ? .rolledBack(found: generation, expected: remembered.generation) : .known
    }
}
