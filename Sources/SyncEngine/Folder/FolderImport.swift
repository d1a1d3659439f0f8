import ICalendar
import SyncCore

/// Puts the events of a calendar file into the folder, one event a file. Nothing there is ever replaced.
package struct FolderImport {
    /// What becomes of one event.
    package struct Item: Sendable {
        /// Its UID.
        package let uid: UID?
        /// Its title.
        package let title: String
        /// Where it begins in the source, from 1.
        package let line: Int
        /// What becomes of it.
        package var outcome: Outcome
        fileprivate var bytes: [UInt8] = []
    }

    /// What becomes of an event.
    package enum Outcome: Hashable, Sendable {
        /// It gets this file.
        case new(path: String)
        /// A file of the folder has its UID; `isSame` when it says the same, byte for byte or in meaning.
        case present(path: String, isSame: Bool)
        /// It is broken: what a person must mend first.
        case broken([Diagnostic])
        /// Its file could not be written.
        case failed(WriteError)
    }

    /// The events, in the order of the source.
    package private(set) var items: [Item]
    /// What is neither an event nor a zone, by name.
    package let others: [String: Int]
    /// What is wrong with the source outside of its events.
    package let diagnostics: [Diagnostic]
    /// The file that what is no event goes to, when the source is a file of the folder.
    package private(set) var restPath: String?

    private let root: String
    private let files: any FileStore
    private let source: Source?
    private let rest: [UInt8]?
    private let folder: String
    private var index: FolderIndex

    /// A file of the calendar folder that is taken apart.
    package struct Source: Hashable, Sendable {
        /// Relative to the calendar folder.
        package var path: String
        /// The digest of its bytes.
        package var digest: String

        package init(path: String, digest: String) {
            self.path = path
            self.digest = digest
        }
    }

    /// Says what would be done; writes nothing.
    ///
    /// - Parameters:
    ///   - folder: Where new files go, relative; the empty text for the calendar folder itself.
    ///   - pairFolder: The pair's folder that `folder` is in: one UID is one event there.
    ///   - source: The file, where it is one of the calendar folder.
    package init(
        _ bytes: [UInt8], into folder: String, pairFolder: String, root: String, files: any FileStore,
        source: Source? = nil
    ) {
        let split = EventSplit(bytes)
        (others, diagnostics, rest) = (split.others, split.diagnostics, split.rest)
        (self.root, self.files, self.source, self.folder) = (root, files, source, folder)
        index = FolderIndex(root: root, files: files, except: source?.path)
        items = []
        for piece in split.pieces { items.append(item(piece, pairFolder)) }
        if let source, rest != nil {
            let stem = source.path.dropLast(4)
            restPath = Self.free(String(stem) + "-rest", index)
            restPath.map { index.names.take($0) }
        }
    }

    private static func free(_ stem: String, _ index: FolderIndex) -> String {
        var (path, count) = (stem + ".ics", 2)
        while index.names.isTaken(path) {
            path = "\(stem)-\(count).ics"
            count += 1
        }
        return path
    }

    private mutating func item(_ piece: EventSplit.Piece, _ pairFolder: String) -> Item {
        var item = Item(uid: piece.file.uid, title: piece.title, line: piece.line, outcome: .broken(piece.diagnostics))
        guard !piece.diagnostics.contains(where: { $0.severity == .error }) else { return item }
        var file = piece.file
        if case .incomplete = file.content, let uid = UID(Digest.of(file.bytes) + "@calsync") {
            file = file.completed(uid: uid, stamp: file.stampOfStart)
        }
        guard let event = file.event else { return item }
        item = Item(uid: event.uid, title: event.title, line: piece.line, outcome: .broken([]), bytes: file.bytes)
        if let path = index.paths[event.uid]?.first(where: { Path.isInside($0, pairFolder) }) {
            let there = (try? files.read(root + "/" + path, limit: LocalFolder.limit)).map { EventFile($0) }
            item.outcome = .present(path: path, isSame: there?.event == event)
        } else {
            let path = FileName.path(for: event.content, in: folder) { index.names.isTaken($0) }
            index.names.take(path)
            item.outcome = .new(path: path)
        }
        return item
    }

    /// Writes the new files, up to a hundred under one flush; those that fail say why in ``items``.
    ///
    /// - Throws: ``FileError`` when a flush failed; what was written till then stays, and importing again skips it.
    package mutating func carryOut(random: @escaping () -> UInt64) throws(FileError) {
        let writer = NewFiles(root: root, files: files, random: random)
        var open = items.indices.filter { if case .new = items[$0].outcome { true } else { false } }
        while !open.isEmpty {
            let batch = Array(open.prefix(100))
            open.removeFirst(batch.count)
            let new = batch.compactMap { index in
                if case .new(let path) = items[index].outcome {
                    NewFiles.NewFile(path: path, bytes: items[index].bytes)
                } else {
                    nil
                }
            }
            for (place, failure) in zip(batch, try writer.write(new)) {
                if let failure { items[place].outcome = .failed(failure) }
            }
        }
        if let restPath, let rest, isWhole, let failure = try writer.write([.init(path: restPath, bytes: rest)])[0] {
            items.append(Item(uid: nil, title: restPath, line: 1, outcome: .failed(failure)))
        }
    }

    /// Whether all that is in the source is in other files of the folder, or will be.
    package var isWhole: Bool {
        diagnostics.isEmpty
            && items.allSatisfy { item in
                switch item.outcome {
                case .new: true
                case .present(_, let isSame): isSame
                case .broken, .failed: false
                }
            }
    }

    /// Moves the source to the trash, once all its events are in files of their own (case 7).
    ///
    /// - Parameter now: ns since 1970.
    /// - Returns: Whether it went: it stays where it is a link, or was saved meanwhile.
    package func discardSource(operation: String, now: Int64) throws(FileError) -> Bool {
        guard let source, isWhole else { return false }
        let path = root + "/" + source.path
        guard try files.status(path)?.kind == .file else { return false }
        let trash = Trash(root: root, files: files)
        try StateLayout(root: root).prepare(files)
        let place = try trash.put(path, path: source.path, operation: operation, now: now)
        // What came out must be what was split; an editor may have saved meanwhile.
        if Digest.of(try trash.read(place)) != source.digest {
            try files.rename(StateLayout(root: root).trash + "/" + place, unlessTaken: path)
            return false
        }
        try files.flushFolder(Path.parent(path))
        return true
    }
}
