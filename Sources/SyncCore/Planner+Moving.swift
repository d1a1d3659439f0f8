/// Events that go from one calendar to another: found before anything else is planned about them.
extension Planner {
    /// An event that left one calendar of an account and appeared in another in the same run (case 91).
    struct Arrival {
        /// Its record where it was.
        var source: RecordKey
        var from: PairFacts
        var base: Base
        var file: LocalFile
        /// The tombstone's revision, where one was told.
        var revision: String?
        var to: PairFacts
        /// What it is where it went.
        var event: RemoteEvent
    }

    /// The files that go where their events went at a service.
    func arrivals() -> [Arrival] {
        keys.compactMap { key in
            guard let from = facts(key.pair), from.policy.direction != .push, from.policy.deletions == .sync,
                case .live(let base)? = records[key], case .gone(let revision)? = remotes[key],
                case .file(let file)? = locals[LocalKey(from.folder, key.uid)], !file.needsCompletion
            else { return nil }
            let places = neighbours(of: from).compactMap { to -> (PairFacts, RemoteEvent)? in
                let there = RecordKey(to.id, key.uid)
                guard to.policy.direction != .push, case .event(let event)? = remotes[there], !event.isHidden,
                    isNew(event, there), isAbsent(locals[LocalKey(to.folder, key.uid)])
                else { return nil }
                return (to, event)
            }
            guard places.count == 1, let place = places.first else { return nil }
            return Arrival(
                source: key, from: from, base: base, file: file, revision: revision, to: place.0, event: place.1)
        }
    }

    /// The moves at services that follow from files moved to another pair's folder (case 2).
    ///
    /// Only what the service can move without asking anybody: an event of this account's own. All else is created at its
    /// new place and then deleted at the old one.
    func movedFiles() -> [Operation] {
        keys.compactMap { key in
            guard let to = facts(key.pair), to.canMove, to.isWritable, to.policy.direction != .pull,
                isUnknown(records[key]), isUnseen(remotes[key]),
                case .file(let file)? = locals[LocalKey(to.folder, key.uid)], let event = file.file.event,
                event.hasMaster, to.lens.obstacle(event) == nil
            else { return nil }
            let sources = neighbours(of: to).compactMap { from -> (PairFacts, Base)? in
                guard from.canMove, from.isWritable, from.policy.direction != .pull, from.policy.deletions == .sync,
                    case .live(var base)? = records[RecordKey(from.id, key.uid)],
                    isAbsent(locals[LocalKey(from.folder, key.uid)])
                else { return nil }
                switch remotes[RecordKey(from.id, key.uid)] {
                case nil, .same?: break
                case .event(let event)?: base.see(event)
                case .gone?, .unknown?, .hidden?: return nil
                }
                guard !base.seen.isHidden, base.seen.readOnly == nil, base.seen.limit?.allowsDeletion ?? true else {
                    return nil
                }
                return (from, base)
            }
            guard sources.count == 1, let (from, base) = sources.first else { return nil }
            var move = Operation(
                key: key, kind: .moveRemote, title: event.title, path: file.path,
                changes: base.folderShadow.changes(to: to.lens.view(event)),
                reason: "you moved the file here from \(from.id)", before: file.digest, file: file.file.bytes,
                previous: .live(base), planned: .live(base))
            move.source = RecordKey(from.id, key.uid)
            move.departed = .deleted(base.tombstone())
            move.mails = to.mails(about: [], to: base.seen)
            let news = base.remoteShadow.changes(to: base.seen.view)
            if !news.isEmpty {
                move.notes = ["What \(from.service) changed follows once it is there: \(news.words)."]
            }
            return move
        }
    }

    /// The other pairs of the same account, with folders of their own.
    private func neighbours(of pair: PairFacts) -> [PairFacts] {
        guard let account = pair.account else { return [] }
        return pairs.filter { $0.account == account && $0.id != pair.id && $0.folder != pair.folder }
    }

    private func isNew(_ event: RemoteEvent, _ key: RecordKey) -> Bool {
        switch records[key] {
        case nil: true
        case .live?: false
        case .deleted(let tombstone)?: !tombstone.revisions.contains(event.revision)
        }
    }

    private func isUnknown(_ record: Record?) -> Bool {
        if case .live? = record { return false }
        return true
    }

    private func isUnseen(_ state: RemoteState?) -> Bool {
        switch state {
        case nil, .same?, .gone?: true
        case .event?, .unknown?, .hidden?: false
        }
    }

    private func isAbsent(_ state: LocalState?) -> Bool {
        switch state {
        case nil, .absent?: true
        case .file?, .paused?, .unknown?: false
        }
    }
}
