import ICalendar
import ProviderKit
import SyncCore

extension SyncSession {
    /// Reads everything and says what a sync would do. Writes nothing, but for finishing what a crash left open.
    package func plan(_ request: SyncRequest) async throws -> PlannedRun {
        if lock != nil { try recoverFiles() }
        try await read(request)
        return try await plan(adopting: [])
    }

    /// Plans with what was read, taking some look-alikes for the same events (`sync -i`).
    package func plan(adopting looks: [LookAlike]) async throws -> PlannedRun {
        var planned = try planned(adopting: looks)
        while try await prove(planned) { planned = try self.planned(adopting: looks) }
        return planned
    }

    /// Looks at events that a listing left out in such numbers that none was looked at, where the safety limit doesn't hold
    /// what is planned for them. It counts what is to be done, and for some of them that may be something else. And at those
    /// whose file somebody deleted, and which a listing shows edited: it may lag behind, and show what the person saw replaced.
    ///
    /// - Returns: Whether there were any.
    private func prove(_ planned: PlannedRun) async throws -> Bool {
        let returning = Set(planned.plan.operations.filter(isReturning).map(\.key))
        let keys = returning.union(
            planned.plan.operations.map(\.key).filter { readings[$0.pair]?.unproven.contains($0.uid) ?? false })
        for key in keys.sorted() {
            readings[key.pair]?.unproven.remove(key.uid)
            readings[key.pair]?.looked.insert(key.uid)
            guard let setup = setups.first(where: { $0.id == key.pair }), let calendar = calendars[key.pair] else {
                continue
            }
            do throws(ProviderError) {
                let state = try await look(key, setup, calendar)
                if returning.contains(key), case .gone(revision: nil) = state {
                    throw ProviderError.unlisted(setup.provider.capabilities.name)
                }
                readings[key.pair]?.states[key.uid] = state
            } catch .forbidden(let sentence) where !setup.provider.capabilities.tellsDeletions {
                readings[key.pair]?.states[key.uid] = .hidden(reason: sentence)
            } catch {
                readings[key.pair]?.states[key.uid] = .unknown(
                    reason: error.sentence, remedy: "It is read again by the next sync.")
                readings[key.pair]?.cursor = nil
            }
        }
        return !keys.isEmpty
    }

    /// Whether an event comes back whose file was deleted, by what a listing alone shows of it.
    private func isReturning(_ operation: Operation) -> Bool {
        guard case .createFile = operation.kind, let entry = store.manifest.records[operation.key], !entry.isDeleted,
            let reading = readings[operation.key.pair], !reading.looked.contains(operation.key.uid)
        else { return false }
        if case .event? = reading.states[operation.key.uid] { return true }
        return false
    }

    private func planned(adopting chosen: [LookAlike]) throws -> PlannedRun {
        guard var folder = local else { return PlannedRun() }
        defer { local = folder }
        var remotes = remoteStates()
        var candidates = candidates(touched: folder.touched, remotes: remotes)
        var held = warnings() + holdWaiting(&candidates, &folder)
        let looks = lookAlikes(candidates, remotes, &folder)
        let adopted = request.adoptsMatches ? looks : looks.filter(chosen.contains)
        adopt(adopted, &candidates, &remotes)

        let plan = makePlan(candidates, remotes, &folder)
        var checked =
            request.allowsMassChange
            ? plan : SafetyLimit(headJumped: headJumped(plan)).checked(plan, census: census(folder))
        checked.held += held + leftOut + unseenSkips(checked)
        held = []
        return PlannedRun(
            plan: checked, problems: folder.problems, troubles: troubles,
            lookAlikes: looks.filter { !adopted.contains($0) },
            counts: Dictionary(uniqueKeysWithValues: facts.map { ($0.id, liveCount($0.id)) }))
    }

    /// Plans some events, with what is known now.
    ///
    /// - Parameter moves: Whether services may be asked to move events to another calendar.
    func makePlan(
        _ candidates: Set<RecordKey>, _ remotes: [RecordKey: RemoteState], _ folder: inout LocalFolder,
        moves: Bool = true
    ) -> Plan {
        var locals: [Planner.LocalKey: LocalState] = [:]
        var records: [RecordKey: Record] = [:]
        var broken: [Held] = []
        var readable = candidates
        for key in candidates {
            guard let facts = facts.first(where: { $0.id == key.pair }) else { continue }
            let place = Planner.LocalKey(facts.folder, key.uid)
            if locals[place] == nil { locals[place] = folder.state(of: place) }
            do {
                records[key] = try store.record(key)
                if disproved.contains(key), case .deleted(var tombstone)? = records[key] {
                    tombstone.revisions = []
                    records[key] = .deleted(tombstone)
                }
            } catch {
                readable.remove(key)
                broken.append(
                    Held(
                        pair: key.pair, uid: key.uid, title: key.uid.text, cause: .unread, reason: "\(error)",
                        remedy: "Run `calsync repair`."))
            }
        }
        let files = folder.look.snapshot.files
        lazy var names = Set(files.keys.map(Planner.folded))
        let pairs = facts.map { facts in
            var facts = facts
            facts.canMove = facts.canMove && moves
            return facts
        }
        let skips = SkipCheck(store.manifest, isOffline: request.isOffline, isNoting: notesValues)
        var planner = Planner(
            pairs: pairs, candidates: readable, locals: locals, records: records, remotes: remotes,
            unfinished: Set(readings.filter(\.value.isUnfinished).keys),
            stamp: request.stamp ?? Int(seconds), oldPaths: folder.freePaths,
            isFree: { !names.contains(Planner.folded($0)) }, isSkipped: { skips.isSkipped($0) },
            makePath: { facts, view, taken in
                FileName.path(for: view, in: facts.folder) { names.contains($0) || taken.contains($0) }
            })
        var plan = planner.make()
        overSkips.formUnion(skips.over)
        if notesValues { values = skips.values }
        plan.held.append(contentsOf: broken)
        holdDepartures(&plan, &folder)
        return plan
    }

    /// Holds the deletion of an event whose file went to another pair's folder, until it is there: never deleted first
    /// (case 2).
    private func holdDepartures(_ plan: inout Plan, _ folder: inout LocalFolder) {
        let made = Set(plan.operations.filter { $0.kind == .createRemote || $0.kind == .moveRemote }.map(\.key))
        var waiting: [Operation] = []
        for operation in plan.operations where operation.kind == .deleteRemote {
            guard let here = setups.first(where: { $0.id == operation.key.pair })?.folder else { continue }
            for other in setups where other.folder != here && other.policy.direction != .pull {
                let key = RecordKey(other.id, operation.key.uid)
                if let entry = store.manifest.records[key], !entry.isDeleted { continue }
                guard !made.contains(key), folder.hasFile(Planner.LocalKey(other.folder, key.uid)) else { continue }
                waiting.append(operation)
                plan.held.append(
                    Held(
                        pair: operation.key.pair, uid: key.uid, title: operation.title, cause: .unread,
                        reason:
                            "its file moved to \(other.folder.isEmpty ? "the folder of \(other.id)" : other.folder), and \(other.id) doesn't have it yet",
                        remedy: "It is deleted here once it is there."))
                break
            }
        }
        if !waiting.isEmpty { plan.operations.removeAll { waiting.contains($0) } }
    }

    private func remoteStates() -> [RecordKey: RemoteState] {
        var states: [RecordKey: RemoteState] = [:]
        for (pair, reading) in readings {
            for (uid, state) in reading.states { states[RecordKey(pair, uid)] = state }
        }
        return states
    }

    private func candidates(touched: Set<Planner.LocalKey>, remotes: [RecordKey: RemoteState]) -> Set<RecordKey> {
        var keys = Set(remotes.keys)
        for key in touched {
            for facts in facts where facts.folder == key.folder { keys.insert(RecordKey(facts.id, key.uid)) }
        }
        let pairs = Set(facts.map(\.id))
        let changed = pairs.filter { seesOtherwise($0) }
        for (key, entry) in store.manifest.records
        where pairs.contains(key.pair) && (entry.isUnsettled || (changed.contains(key.pair) && !entry.isDeleted)) {
            keys.insert(key)
        }
        for facts in facts {
            for uid in store.manifest.pairs[facts.id]?.retries?.keys.compactMap({ UID($0) }) ?? [] {
                keys.insert(RecordKey(facts.id, uid))
            }
        }
        for key in skips().keys where pairs.contains(key.pair) { keys.insert(key) }
        keys.formUnion(owed())
        // A change in one pair may concern every other pair of the same folder.
        for key in keys {
            guard let folder = facts.first(where: { $0.id == key.pair })?.folder else { continue }
            for other in facts where other.folder == folder { keys.insert(RecordKey(other.id, key.uid)) }
        }
        return keys
    }

    /// Events that the folder has and a pair doesn't know: all of them, for a pair that is new.
    private func owed() -> [RecordKey] {
        let sending = facts.filter { $0.policy.direction != .pull }
        guard !sending.isEmpty, let local else { return [] }
        return store.manifest.files.flatMap { path, entry -> [RecordKey] in
            guard entry.state == .event, let uid = entry.uid, let folder = local.pairFolder(of: path) else { return [] }
            return sending.compactMap { facts in
                let key = RecordKey(facts.id, uid)
                return facts.folder == folder && store.manifest.records[key] == nil ? key : nil
            }
        }
    }

    /// Whether the service sees events otherwise than in the last run: the day moved on, properties came or went.
    private func seesOtherwise(_ pair: PairID) -> Bool {
        guard let before = store.manifest.pairs[pair]?.facts, let now = calendars[pair] else { return false }
        return before.notes != now.notes || before.timeZone != now.timeZone
    }

    /// What of the calendars themselves can't be kept in step; only a look at the services tells.
    private func warnings() -> [Held] {
        guard !request.isOffline else { return [] }
        return facts.flatMap { facts in
            (calendars[facts.id]?.warnings ?? []).map { sentence in
                Held(
                    pair: facts.id, uid: nil, title: calendars[facts.id]?.name ?? facts.id.text, cause: .service,
                    reason: sentence, remedy: "")
            }
        }
    }

    func liveCount(_ pair: PairID) -> Int {
        store.manifest.records.count { $0.key.pair == pair && !$0.value.isDeleted }
    }

    private func census(_ folder: LocalFolder) -> [PairID: SafetyLimit.Census] {
        Dictionary(
            uniqueKeysWithValues: facts.map { facts in
                (
                    facts.id,
                    SafetyLimit.Census(
                        live: liveCount(facts.id), folderIsEmpty: folder.isEmpty(facts.folder),
                        remoteIsEmpty: readings[facts.id]?.isEmpty ?? false)
                )
            })
    }

    private func headJumped(_ plan: Plan) -> Bool {
        guard plan.operations.count(where: { $0.kind == .deleteRemote }) > 10, let before = store.manifest.gitHead
        else {
            return false
        }
        let git = GitState(root: environment.root)
        guard let now = git.head, now != before else { return false }
        return !git.descends(now, from: before)
    }

    // MARK: Look-alikes

    /// Events new on both sides that look the same: title, start, end and rule, unique on both sides (case 49).
    private func lookAlikes(
        _ candidates: Set<RecordKey>, _ remotes: [RecordKey: RemoteState], _ folder: inout LocalFolder
    ) -> [LookAlike] {
        var found: [LookAlike] = []
        for facts in facts {
            var ours: [Part: [(UID, LocalFile)]] = [:]
            var theirs: [Part: [RemoteEvent]] = [:]
            for key in candidates.sorted() where key.pair == facts.id && store.manifest.records[key] == nil {
                if case .event(let event)? = remotes[key] {
                    if case .absent = folder.state(of: Planner.LocalKey(facts.folder, key.uid)) {
                        theirs[event.view.master.look, default: []].append(event)
                    }
                } else if remotes[key] == nil,
                    case .file(let file) = folder.state(of: Planner.LocalKey(facts.folder, key.uid)),
                    let event = file.file.event
                {
                    ours[facts.lens.view(event).master.look, default: []].append((key.uid, file))
                }
            }
            for (look, files) in ours {
                guard files.count == 1, let events = theirs[look], events.count == 1 else { continue }
                found.append(
                    LookAlike(
                        pair: facts.id, path: files[0].1.path, local: files[0].0, remote: events[0].uid,
                        title: events[0].view.title))
            }
        }
        return found.sorted { ($0.pair, $0.path) < ($1.pair, $1.path) }
    }

    /// Has the folder's event and the service's go under the folder's UID from here on.
    private func adopt(
        _ looks: [LookAlike], _ candidates: inout Set<RecordKey>, _ remotes: inout [RecordKey: RemoteState]
    ) {
        for look in looks {
            let theirs = RecordKey(look.pair, look.remote)
            remotes[RecordKey(look.pair, look.local)] = remotes.removeValue(forKey: theirs)
            // What is planned again in the middle of the run goes by this.
            let state = readings[look.pair]?.states.removeValue(forKey: look.remote)
            if let state { readings[look.pair]?.states[look.local] = state }
            candidates.remove(theirs)
        }
    }
}

extension Part {
    /// What two look-alikes have in common.
    fileprivate var look: Part { Part(fields.filter { $0.key == .title || $0.key == .when }) }
}
