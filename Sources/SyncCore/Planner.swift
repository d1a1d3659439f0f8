/// Plans all pairs of a folder against one virtual folder: pulls are made in memory until nothing moves, then the
/// pushes are read off (design.md, section 5). So a change at one service reaches the next through the file in the
/// same run.
package struct Planner {
    /// Rounds of pulls at most.
    package static let rounds = 4

    /// The pairs, in configured order.
    let pairs: [PairFacts]
    /// The DTSTAMP of files that the plan makes, in seconds since 1970 UTC.
    private let stamp: Int
    private let makePath: (PairFacts, View, Set<String>) -> String
    private let isFree: (String) -> Bool
    private let isSkipped: (SkipQuestion) -> Bool
    var locals: [LocalKey: LocalState]
    var records: [RecordKey: Record]
    let remotes: [RecordKey: RemoteState]
    let keys: [RecordKey]
    /// The pairs whose listing broke off.
    private let unfinished: Set<PairID>
    /// Where files were that are gone, those that the plan deletes included.
    private var oldPaths: [LocalKey: String]
    /// The paths of this plan's new files, folded.
    private var taken: Set<String> = []
    private var written: [RecordKey: Set<String>] = [:]
    /// Whose doing the folder's state is, where this plan pulled something.
    private var doings: [LocalKey: Doing] = [:]
    /// Moves to another calendar, by the event where it goes.
    private var moves: [RecordKey: Operation] = [:]
    /// What was decided of an event, until its record or its file is another one.
    private var decisions: [RecordKey: Decided] = [:]
    private var plan = Plan()

    /// Identity in the folder: the pair's folder and the UID.
    package struct LocalKey: Hashable, Sendable {
        package var folder: String
        package var uid: UID

        package init(_ folder: String, _ uid: UID) {
            self.folder = folder
            self.uid = uid
        }
    }

    /// Takes what one run has read.
    ///
    /// - Parameters:
    ///   - candidates: The events to look at: touched in the folder, touched at the service, or waiting.
    ///   - locals: The folder's state of each.
    ///   - records: What each pair remembers of each.
    ///   - remotes: The service's state of each; ``RemoteState/same`` where it is not listed.
    ///   - unfinished: The pairs whose listing broke off: what it doesn't name may have changed, or be gone.
    ///   - oldPaths: Where files were that are gone and whose names are free: an event that comes back goes there.
    ///   - isFree: Whether no file has this path, or one that differs from it in case alone.
    ///   - isSkipped: Whether the person left out what would be done about an event.
    ///   - makePath: Names a new file, away from the paths given, which are ``folded(_:)``.
    package init(
        pairs: [PairFacts], candidates: Set<RecordKey>, locals: [LocalKey: LocalState], records: [RecordKey: Record],
        remotes: [RecordKey: RemoteState], unfinished: Set<PairID> = [], stamp: Int, oldPaths: [LocalKey: String] = [:],
        isFree: @escaping (String) -> Bool = { _ in false },
        isSkipped: @escaping (SkipQuestion) -> Bool = { _ in false },
        makePath: @escaping (PairFacts, View, Set<String>) -> String
    ) {
        self.pairs = pairs
        self.locals = locals
        self.records = records
        self.remotes = remotes
        self.unfinished = unfinished
        self.stamp = stamp
        self.oldPaths = oldPaths
        self.isFree = isFree
        self.isSkipped = isSkipped
        self.makePath = makePath
        let order = Dictionary(uniqueKeysWithValues: pairs.enumerated().map { ($1.id, $0) })
        keys = candidates.filter { order[$0.pair] != nil }
            .sorted { (order[$0.pair] ?? 0, $0.uid) < (order[$1.pair] ?? 0, $1.uid) }
    }

    /// A path as a file system that ignores case sees it; `String` itself ignores Unicode form.
    package static func folded(_ path: String) -> String { path.lowercased() }

    /// Returns the plan. The same input gives the same plan.
    package mutating func make() -> Plan {
        complete()
        for arrival in arrivals() where !isSkipped(RecordKey(arrival.to.id, arrival.source.uid), arrival.source) {
            follow(arrival)
        }
        for move in movedFiles() where !isSkipped(move.key, move.source) { moves[move.key] = move }
        for _ in 0..<Planner.rounds where !pullOnce() { break }
        push()
        return plan
    }

    private mutating func complete() {
        var done: Set<String> = []
        for key in keys {
            guard let facts = facts(key.pair), case .file(let file) = locals[LocalKey(facts.folder, key.uid)],
                file.needsCompletion, done.insert(file.path).inserted
            else { continue }
            plan.operations.append(
                Operation(
                    key: key, kind: .completeFile, title: file.file.event?.title ?? file.path, path: file.path,
                    reason: "complete file: add UID", before: file.digest, file: file.file.bytes))
            // What comes next builds on the completed file, which is on no disk yet.
            locals[LocalKey(facts.folder, key.uid)] = .file(LocalFile(path: file.path, digest: nil, file: file.file))
        }
    }

    /// One round of pulls; whether any was made. Deletions come last: another service's edit may beat them.
    private mutating func pullOnce() -> Bool {
        let moved = pull { !$0.isDeletion }
        return pull(\.isDeletion) || moved
    }

    private mutating func pull(_ isWanted: (Operation.Kind) -> Bool) -> Bool {
        var moved = false
        for key in keys where !isMoving(key) {
            guard let facts = facts(key.pair) else { continue }
            let decision = decision(on: key, facts)
            guard var operation = decision.local, isWanted(operation.kind) else { continue }
            guard noteFields(of: operation) else { continue }
            if case .createFile = operation.kind { operation.path = path(of: operation, facts) }
            plan.operations.append(operation)
            let place = LocalKey(facts.folder, key.uid)
            let doing = doings[place] ?? Doing(isEdited: isEdited(key, place))
            doings[place] = doing.adding(facts)
            records[key] = operation.planned
            if case .deleteFile = operation.kind {
                locals[place] = .absent
                // Should another service's edit bring it back, it keeps its name.
                if let path = operation.path {
                    oldPaths[place] = path
                    taken.remove(Planner.folded(path))
                }
            } else if let path = operation.path {
                taken.insert(Planner.folded(path))
                let file = decision.file ?? EventFile(operation.file)
                locals[place] = .file(LocalFile(path: path, digest: nil, file: file))
            }
            for other in pairs where other.folder == facts.folder {
                decisions[RecordKey(other.id, key.uid)] = nil
            }
            moved = true
        }
        return moved
    }

    /// Whether a person changed the file since the pair and the folder agreed.
    private func isEdited(_ key: RecordKey, _ place: LocalKey) -> Bool {
        guard case .file(let file)? = locals[place], case .live(let base)? = records[key] else { return false }
        return base.agreed != file.file.bytes
    }

    /// Notes what is written; `false` for a field that was written before in this run: an oscillation.
    private mutating func noteFields(of operation: Operation) -> Bool {
        let fields = Set(operation.changes.map { [$0].words })
        guard written[operation.key, default: []].isDisjoint(with: fields) else { return false }
        written[operation.key, default: []].formUnion(fields)
        return true
    }

    private mutating func push() {
        var deletions: [Operation] = []
        for key in keys {
            if let move = moves[key] { plan.operations.append(move) }
            guard let facts = facts(key.pair), !isMoving(key) else { continue }
            let decision = decision(on: key, facts)
            if let agreement = decision.agreement, !isPremature(agreement) { plan.operations.append(agreement) }
            if decision.remote.first?.kind.isDeletion == true, decision.remote.count > 1 {
                // It is made anew in another shape: what was there goes first.
                plan.operations += decision.remote
            } else {
                // An event that moves to another pair is made there before it goes here (case 2).
                plan.operations += decision.remote.filter { !$0.kind.isDeletion }
                deletions += decision.remote.filter(\.kind.isDeletion)
            }
            if let conflict = decision.conflict { plan.conflicts.append(conflict) }
            if let held = decision.held { plan.held.append(held) }
            plan.skipped += decision.skipped
            if let again = decision.local {
                plan.held.append(
                    Held(
                        pair: key.pair, uid: key.uid, title: again.title, cause: .service,
                        reason: "\(again.changes.words) would change again and again between the services",
                        remedy: "See `calsync why` for what each of them makes of it."))
            }
        }
        plan.operations += deletions
    }

    /// Whether it would be agreed that nothing is to be written to a service that has not told of all its events: this one
    /// may be gone there, and an edit that has no room there must still win over that.
    private func isPremature(_ agreement: Operation) -> Bool {
        guard case .adopt = agreement.kind, unfinished.contains(agreement.key.pair) else { return false }
        guard case .same = remotes[agreement.key] ?? .same else { return false }
        return true
    }

    /// Whether the event moves to another calendar: all else about it is planned when it is there.
    private func isMoving(_ key: RecordKey) -> Bool {
        moves[key] != nil || moves.values.contains { $0.source == key }
    }

    /// Takes a file along to where its event went (case 91): made there with all its bytes and what changed at the
    /// service, then deleted here. Edits of the file go on to the service from its new place.
    private mutating func follow(_ arrival: Arrival) {
        let inside = arrival.file.path.dropFirst(arrival.from.folder.isEmpty ? 0 : arrival.from.folder.utf8.count + 1)
        var path = arrival.to.folder.isEmpty ? String(inside) : arrival.to.folder + "/" + inside
        if taken.contains(Planner.folded(path)) || !isFree(path) {
            path = makePath(arrival.to, arrival.event.view, taken)
        }
        var base = arrival.base
        base.see(arrival.event)
        let (source, target) = (arrival.source, RecordKey(arrival.to.id, arrival.source.uid))
        records[target] = .live(base)
        let place = LocalKey(arrival.to.folder, target.uid)
        locals[place] = .file(LocalFile(path: path, digest: nil, file: arrival.file.file))
        let edit = decide(target, arrival.to)
        let pull = edit.local?.kind == .editFile ? edit.local : nil
        var tombstone = arrival.base.tombstone(revision: arrival.revision)
        tombstone.agreed = arrival.file.file.bytes
        var made = Operation(
            key: target, kind: .createFile, title: arrival.event.view.title, path: path, changes: pull?.changes ?? [],
            reason: "moved here from \(arrival.from.id) at \(arrival.to.service)",
            file: pull?.file ?? arrival.file.file.bytes, planned: pull?.planned ?? .live(base), notes: pull?.notes ?? []
        )
        var leaving = tombstone
        leaving.movedTo = arrival.to.id
        made.source = source
        made.departed = .deleted(leaving)
        var gone = Operation(
            key: source, kind: .deleteFile, title: made.title, path: arrival.file.path,
            reason: "moved to \(arrival.to.id) at \(arrival.to.service)", before: arrival.file.digest,
            previous: records[source], planned: .deleted(tombstone))
        gone.source = target
        plan.operations += [made, gone]
        taken.insert(Planner.folded(path))
        written[target] = Set(made.changes.map { [$0].words })
        written[source] = []
        records[target] = made.planned
        records[source] = gone.planned
        locals[place] = .file(LocalFile(path: path, digest: nil, file: EventFile(made.file)))
        locals[LocalKey(arrival.from.folder, source.uid)] = .absent
    }

    /// Whether the person left out a move from one calendar to another.
    private func isSkipped(_ target: RecordKey, _ source: RecordKey?) -> Bool {
        // Both are asked about, so that both are noted when it is skipped.
        [target, source].compactMap { $0 }.map { key in
            let folder = facts(key.pair)?.folder ?? ""
            return isSkipped(
                SkipQuestion(
                    key: key, hasOperations: true, local: locals[LocalKey(folder, key.uid)] ?? .absent,
                    remote: remotes[key] ?? .same, record: records[key]))
        }.contains(true)
    }

    /// What is to be done about an event as everything stands: decided once, since most events stay as they are from
    /// round to round.
    private mutating func decision(on key: RecordKey, _ facts: PairFacts) -> Decision {
        if let known = decisions[key] { return known.decision }
        let decision = decide(key, facts)
        decisions[key] = Decided(decision)
        return decision
    }

    private func decide(_ key: RecordKey, _ facts: PairFacts) -> Decision {
        Decision(
            key, pair: facts, record: records[key], local: locals[LocalKey(facts.folder, key.uid)] ?? .absent,
            remote: records[key] == nil || !isPulled(key) ? remotes[key] ?? .same : pulledState(key), stamp: stamp,
            doing: doings[LocalKey(facts.folder, key.uid)]?.besides(key.pair) ?? Doing(), isSkipped: isSkipped)
    }

    /// Names a new file: as it was named before, where that is free.
    private func path(of operation: Operation, _ facts: PairFacts) -> String? {
        if let old = oldPaths[LocalKey(facts.folder, operation.key.uid)], !taken.contains(Planner.folded(old)) {
            return old
        }
        if case .deleted(let tombstone)? = operation.previous, let old = tombstone.path,
            facts.folder.isEmpty || old.hasPrefix(facts.folder + "/"), isFree(old),
            !taken.contains(Planner.folded(old))
        {
            return old
        }
        guard case .live(let base)? = operation.planned else { return nil }
        return makePath(facts, base.seen.view, taken)
    }

    /// After a pull the record holds what was read; what was proven gone stays gone.
    private func pulledState(_ key: RecordKey) -> RemoteState {
        if case .event? = remotes[key] { return .same }
        return remotes[key] ?? .same
    }

    private func isPulled(_ key: RecordKey) -> Bool { written[key] != nil }

    func facts(_ pair: PairID) -> PairFacts? { pairs.first { $0.id == pair } }
}

/// A decision behind a reference: a dictionary keeps room for more values than it has, and moves them when it grows.
private final class Decided {
    let decision: Decision

    init(_ decision: Decision) { self.decision = decision }
}
