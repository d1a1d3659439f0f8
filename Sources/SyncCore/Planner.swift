/// Plans all pairs of a folder against one virtual folder: pulls are made in memory until nothing moves, then the
/// pushes are read off (design.md, section 5). So a change at one service reaches the next through the file in the
/// same run.
package struct Planner {
    /// Rounds of pulls at most.
    package static let rounds = 4

    /// The pairs, in configured order.
    private let pairs: [PairFacts]
    /// The DTSTAMP of files that the plan makes, in seconds since 1970 UTC.
    private let stamp: Int
    private let makePath: (PairFacts, View, Set<String>) -> String
    private var locals: [LocalKey: LocalState]
    private var records: [RecordKey: Record]
    private let remotes: [RecordKey: RemoteState]
    private let keys: [RecordKey]
    private let oldPaths: [LocalKey: String]
    /// The paths of this plan's new files, folded.
    private var taken: Set<String> = []
    private var written: [RecordKey: Set<String>] = [:]
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
    ///   - oldPaths: Where files were that are gone and whose names are free: an event that comes back goes there.
    ///   - makePath: Names a new file, away from the paths given, which are ``folded(_:)``.
    package init(
        pairs: [PairFacts], candidates: Set<RecordKey>, locals: [LocalKey: LocalState], records: [RecordKey: Record],
        remotes: [RecordKey: RemoteState], stamp: Int, oldPaths: [LocalKey: String] = [:],
        makePath: @escaping (PairFacts, View, Set<String>) -> String
    ) {
        self.pairs = pairs
        self.locals = locals
        self.records = records
        self.remotes = remotes
        self.stamp = stamp
        self.oldPaths = oldPaths
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
        for key in keys {
            guard let facts = facts(key.pair) else { continue }
            guard let operation = decide(key, facts).local, isWanted(operation.kind) else { continue }
            guard noteFields(of: operation) else { continue }
            plan.operations.append(operation)
            records[key] = operation.planned
            let place = LocalKey(facts.folder, key.uid)
            if case .deleteFile = operation.kind {
                locals[place] = .absent
            } else if let path = operation.path {
                taken.insert(Planner.folded(path))
                locals[place] = .file(LocalFile(path: path, digest: nil, file: EventFile(operation.file)))
            }
            moved = true
        }
        return moved
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
            guard let facts = facts(key.pair) else { continue }
            let decision = decide(key, facts)
            if let agreement = decision.agreement { plan.operations.append(agreement) }
            // An event that moves to another pair is made there before it goes here (case 2).
            plan.operations += decision.remote.filter { !$0.kind.isDeletion }
            deletions += decision.remote.filter(\.kind.isDeletion)
            if let conflict = decision.conflict { plan.conflicts.append(conflict) }
            if let held = decision.held { plan.held.append(held) }
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

    private func decide(_ key: RecordKey, _ facts: PairFacts) -> Decision {
        Decision(
            key, pair: facts, record: records[key], local: locals[LocalKey(facts.folder, key.uid)] ?? .absent,
            remote: records[key] == nil || !isPulled(key) ? remotes[key] ?? .same : pulledState(key), stamp: stamp,
            // Only what it needs: a copy of the planner would have every growing array copied again and again.
            makePath: { [makePath, taken, old = oldPaths[LocalKey(facts.folder, key.uid)]] view in
                old.flatMap { taken.contains(Planner.folded($0)) ? nil : $0 } ?? makePath(facts, view, taken)
            })
    }

    /// After a pull the record holds what was read; what was proven gone stays gone.
    private func pulledState(_ key: RecordKey) -> RemoteState {
        if case .event? = remotes[key] { return .same }
        return remotes[key] ?? .same
    }

    private func isPulled(_ key: RecordKey) -> Bool { written[key] != nil }

    private func facts(_ pair: PairID) -> PairFacts? { pairs.first { $0.id == pair } }
}
