import ICalendar
import ProviderKit
import SyncCore

extension SyncSession {
    /// After the operations: files that are settled are known as such, cursors move on, history is written.
    func finish(_ run: inout Run) throws {
        var commit = Commit()
        // Their files count as touched, so that the next sync looks at them for every pair.
        run.opened.formUnion(behind(run))
        commit.files = settledFiles(run).merging(owedFiles(run)) { settled, _ in settled }
        for facts in facts {
            if let state = state(of: facts.id, run) { commit.pairs[facts.id] = state }
        }
        if let head = GitState(root: environment.root).head, head != store.manifest.gitHead { commit.gitHead = head }
        // A new HEAD alone is no reason to write: an idle sync leaves no byte.
        if !commit.files.isEmpty || !commit.pairs.isEmpty || !run.report.done.isEmpty { try store.commit([commit]) }
        hasFinished = true
        try writeHistory(&run)
        if run.hasHistory { try history.flush() }
        if !run.report.done.isEmpty {
            try Trash(root: environment.root, files: environment.files).purge(now: environment.now())
        }
    }

    /// Entries of files whose events are settled in every pair of their folder, and which did not change since.
    private func settledFiles(_ run: Run) -> [String: FileEntry?] {
        guard let local else { return [:] }
        var result: [String: FileEntry?] = [:]
        let readable = Set(facts.map(\.id))
        for (key, entries) in local.entries {
            if let key {
                let pairs = setups.filter { $0.folder == key.folder }.map(\.id)
                guard pairs.allSatisfy({ readable.contains($0) && !run.opened.contains(RecordKey($0, key.uid)) }) else {
                    continue
                }
            }
            let still = entries.filter { isStill($0.value, $0.key) }
            // A file that was renamed, and deleted under its new name, would be forgotten with its old one.
            if key != nil, still.count < entries.count { continue }
            for (path, entry) in still where store.manifest.files[path] != entry { result[path] = entry }
        }
        return result
    }

    /// Entries of untouched files whose events a pair still lacks: they count as touched until it has them.
    private func owedFiles(_ run: Run) -> [String: FileEntry?] {
        let open = Set(run.opened.filter { store.manifest.records[$0] == nil }.map(\.uid))
        guard !open.isEmpty else { return [:] }
        return store.manifest.files.filter { $0.value.uid.map(open.contains) ?? false && !$0.value.hash.isEmpty }
            .mapValues { FileEntry(uid: $0.uid, stamp: Stamp(size: 0, mtime: 0, ctime: 0, inode: 0), hash: "") }
    }

    /// Whether the file is what it was when it was read; young stamps are not trusted without the bytes.
    private func isStill(_ entry: FileEntry?, _ path: String) -> Bool {
        let absolute = environment.root + "/" + path
        let status = (try? environment.files.status(absolute)) ?? nil
        guard let entry else { return status == nil }
        guard let status else { return false }
        if status.kind == .file, status.stamp != entry.stamp { return false }
        // A save within the clock's tick may leave the stamp as it is: whatever is as young as this run is read again.
        guard FolderScan.isRacy(entry.stamp, stampedAt: lookedAt) else { return true }
        guard let bytes = try? environment.files.read(absolute, limit: LocalFolder.limit) else { return false }
        return Digest.of(bytes) == entry.hash
    }

    /// The pair's state after the run; `nil` where nothing is new.
    ///
    /// The cursor moves only when everything before it is durable (design.md, section 6), and only with news: what the
    /// service tells of our own writes is none.
    private func state(of pair: PairID, _ run: Run) -> PairState? {
        guard let calendar = calendars[pair], !request.isOffline else { return nil }
        let before = store.manifest.pairs[pair]
        var state = before ?? PairState(calendar: calendar.id)
        state.calendar = calendar.id
        state.facts = calendar
        if let folder = facts.first(where: { $0.id == pair })?.folder {
            let path = folder.isEmpty ? environment.root : environment.root + "/" + folder
            if let status = (try? environment.files.status(path)) ?? nil { state.device = status.device }
        }
        if state.rest(at: seconds) == 0 { state.writesRestUntil = nil }
        if let reading = readings[pair], let cursor = reading.cursor, let besides = besides(pair, run) {
            state.besides = besides.isEmpty ? nil : besides
            let reached = self.cursor(cursor, of: pair, run)
            self.reached[pair] = reached
            if before?.cursor == nil || hasNews(reading, pair, run) { state.cursor = reached }
        }
        state.retries = state.retries.map { retries in
            retries.filter { uid, _ in
                UID(uid).map { uid in
                    run.opened.contains(RecordKey(pair, uid)) || isAwaited(pair, uid) || !wasLooked(pair, uid)
                } ?? false
            }
        }
        if state.retries?.isEmpty == true { state.retries = nil }
        state.skips = state.skips?.filter { uid, _ in
            UID(uid).map { !overSkips.contains(RecordKey(pair, $0)) } ?? false
        }
        if state.skips?.isEmpty == true { state.skips = nil }
        return state == before ? nil : state
    }

    /// The events of a pair that are read and in no record, to be looked at by the next sync: their UIDs by the service's id.
    /// `nil` where only the service's telling them again will do: the cursor must wait.
    func besides(_ pair: PairID, _ run: Run) -> [String: String]? {
        var besides: [String: String] = [:]
        for key in run.unrecorded where key.pair == pair {
            guard run.records[key] == nil, store.manifest.records[key] == nil,
                case .event(let event)? = readings[pair]?.states[key.uid], event.uid == key.uid, !event.isSpread,
                event.notes[RemoteEvent.double] == nil, besides.count < PairState.mostBesides
            else { return nil }
            besides[event.id] = key.uid.text
        }
        return besides
    }

    private func hasNews(_ reading: RemoteReading, _ pair: PairID, _ run: Run) -> Bool {
        if run.report.done.contains(where: { $0.key.pair == pair }) { return true }
        if reading.keepsCursor { return true }
        return reading.isListing ? !reading.isContinued : reading.states.count > 50
    }

    /// The cursor with what this run wrote after it was given.
    ///
    /// - Parameter told: How many of the run's operations were done before.
    func cursor(_ cursor: Cursor, of pair: PairID, _ run: Run, told: Int = 0) -> Cursor {
        guard let setup = setups.first(where: { $0.id == pair }) else { return cursor }
        var written: [RemoteEvent] = []
        var deleted: Set<String> = []
        for operation in run.report.done.dropFirst(told)
        where operation.key.pair == pair && operation.kind.side == .remote {
            switch run.records[operation.key] {
            case .live(let base)?: written.append(base.seen)
            case .deleted(let tombstone)?: deleted.insert(tombstone.remoteID)
            case nil: continue
            }
        }
        return setup.provider.cursor(cursor, written: written, deleted: deleted)
    }
}
