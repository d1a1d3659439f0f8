import SyncCore

/// Takes back what one run did to one event: the way from its file as it is to its file as it was.
///
/// What the run wrote into the folder comes first, since its old bytes are in the trash; then what it sent, of which a
/// copy of the agreed file tells what was there before. Each field goes back only where it still has the run's value.
struct Reversal {
    /// The file's bytes, as far as the way is gone; `nil` for no file.
    private(set) var bytes: [UInt8]?
    /// Where a file that comes back was.
    private(set) var path: String?
    /// What is left, and why.
    private(set) var left: [LeftAlone] = []

    private let first: [UInt8]?
    private let trash: Trash
    private let lenses: [PairID: Lens]
    /// Pairs that know the event and were not given it by this run.
    private let others: Set<PairID>

    /// - Parameters:
    ///   - bytes: The file as it is; `nil` where there is none.
    ///   - lenses: How each pair's service sees events.
    init(from bytes: [UInt8]?, others: Set<PairID>, trash: Trash, lenses: [PairID: Lens]) {
        self.bytes = bytes
        first = bytes
        self.others = others
        self.trash = trash
        self.lenses = lenses
    }

    /// Takes the lines of one event's history back, given in the order in which they were written.
    mutating func takeBack(_ entries: [History.Entry]) {
        for entry in entries.reversed() where entry.side == .local { takeBackLocal(entry) }
        var pairs: [PairID] = []
        for entry in entries where entry.side == .remote && !pairs.contains(entry.pair) { pairs.append(entry.pair) }
        for pair in pairs.reversed() { takeBackRemote(entries.filter { $0.side == .remote && $0.pair == pair }) }
    }

    // MARK: What the folder got

    private mutating func takeBackLocal(_ entry: History.Entry) {
        switch entry.operation {
        case Operation.Kind.createFile.word: remove(entry)
        case Operation.Kind.deleteFile.word: restore(entry)
        case Operation.Kind.editFile.word:
            guard let bytes else { return leave(entry, "its file is gone since") }
            if let after = entry.after, after == Digest.of(bytes), let before = read(entry.trashed) {
                self.bytes = before
            } else {
                change([entry], bytes)
            }
        // A UID stays: without it the next sync would only add it again.
        case Operation.Kind.completeFile.word: return
        default: leave(entry, "this calsync does not know how to take back “\(entry.operation)”")
        }
    }

    private mutating func remove(_ entry: History.Entry) {
        guard let bytes else { return }
        guard entry.after == Digest.of(bytes) else {
            return leave(entry, "its file was edited since it was made; remove it yourself if it shall go")
        }
        self.bytes = nil
    }

    private mutating func restore(_ entry: History.Entry) {
        // Back already: by this way, or by the person.
        guard bytes == nil else { return first == nil ? () : leave(entry, "its file is there again") }
        guard let before = read(entry.trashed) else {
            return leave(entry, "its file is not in the trash any more, where things stay for 30 days")
        }
        bytes = before
        path = entry.path
    }

    // MARK: What the service got

    private mutating func takeBackRemote(_ entries: [History.Entry]) {
        let moves = entries.filter { $0.operation == Operation.Kind.moveRemote.word }
        for move in moves {
            leave(move, "it moved to \(move.pair) with its file; move the file back and it follows")
        }
        // What was edited along the way goes back all the same.
        let entries = entries.filter { !moves.contains($0) }
        guard let last = entries.last else { return }
        if let made = entries.first(where: { $0.operation == Operation.Kind.createRemote.word }) {
            guard made.isNew == true, others.isEmpty else {
                return leave(made, "it was made anew in \(made.pair), where it stays; remove the file if it shall go")
            }
            remove(made)
        } else if last.operation == Operation.Kind.deleteRemote.word {
            restore(last)
        } else if entries.allSatisfy({ $0.operation.hasPrefix(Operation.Kind.editRemote(nil).word) }) {
            guard let bytes else {
                // Where this way has just taken the file away there is nothing left to change.
                return first == nil ? leave(last, "its file is gone since") : ()
            }
            change(entries, bytes)
        } else {
            leave(last, "the service's own copy can't be brought back; its text is in the trash")
        }
    }

    // MARK: Fields

    /// Takes changes back that were made at once.
    private mutating func change(_ entries: [History.Entry], _ bytes: [UInt8]) {
        guard let entry = entries.first else { return }
        guard let lens = entry.isOwn == true ? .identity : lenses[entry.pair] else {
            return leave(entry, "the pair \(entry.pair) is not configured any more")
        }
        let before = read(entries.lazy.compactMap(\.trashed).first).map { EventFile($0) }
        let result = EventFile(bytes).takingBack(entries.flatMap(\.changes), before: before, through: lens)
        self.bytes = result.file.bytes
        if !result.left.isEmpty {
            left.append(
                LeftAlone(
                    uid: entry.uid, path: entry.path, title: entry.title, changes: result.left,
                    reason: "edited since"))
        }
    }

    private func read(_ place: String?) -> [UInt8]? { place.flatMap { try? trash.read($0) } }

    private mutating func leave(_ entry: History.Entry, _ reason: String) {
        left.append(LeftAlone(uid: entry.uid, path: entry.path, title: entry.title, reason: reason))
    }
}
