import ICalendar
import SyncCore

/// What failed in earlier runs, and waits.
extension SyncSession {
    /// Leaves alone what failed and is not due, unless its file is another one by now.
    func holdWaiting(_ candidates: inout Set<RecordKey>, _ folder: inout LocalFolder) -> [Held] {
        guard !request.retriesNow else { return [] }
        var held: [Held] = []
        for facts in facts {
            for (text, attempts) in (store.manifest.pairs[facts.id]?.retries ?? [:]).sorted(by: { $0.key < $1.key }) {
                guard let uid = UID(text), attempts.isParked || attempts.wait(at: seconds) > 0 else { continue }
                let state = folder.state(of: Planner.LocalKey(facts.folder, uid))
                guard state.digest == attempts.values, !isMoved(uid, to: facts, candidates, &folder) else {
                    continue
                }
                candidates.remove(RecordKey(facts.id, uid))
                held.append(
                    Held(
                        pair: facts.id, uid: uid, title: state.name ?? text, cause: .retry, reason: attempts.lastError,
                        remedy: attempts.isParked
                            ? "Parked after \(attempts.count == 1 ? "one try" : "\(attempts.count) tries"): `calsync queue retry \(uid)`, or edit the file."
                            : "It is tried again in \(Int(max(attempts.wait(at: seconds), 1))) s, or now with `calsync queue retry \(uid)`."
                    ))
            }
        }
        return held
    }

    /// Whether the event's file is gone from the folder of another pair of the account, so that the event can be moved: that
    /// is another write than the creation that waits.
    private func isMoved(
        _ uid: UID, to pair: PairFacts, _ candidates: Set<RecordKey>, _ folder: inout LocalFolder
    ) -> Bool {
        facts.contains { other in
            guard pair.canMove, other.canMove, other.account == pair.account, other.folder != pair.folder,
                candidates.contains(RecordKey(other.id, uid))
            else { return false }
            if case .absent = folder.state(of: Planner.LocalKey(other.folder, uid)) { return true }
            return false
        }
    }

    /// Whether a service may yet show a creation whose answer was lost: until then its time runs, whatever became of the file.
    func isAwaited(_ pair: PairID, _ uid: UID) -> Bool {
        store.openIntents.contains { $0.makesRow && $0.key == RecordKey(pair, uid) }
    }

    /// Whether the plan of this run has dealt with the event, so that an old failure of it is over: it was due, or its file is
    /// another one by now.
    func wasLooked(_ pair: PairID, _ uid: UID) -> Bool {
        guard let attempts = store.manifest.pairs[pair]?.retries?[uid.text] else { return false }
        if request.retriesNow || (!attempts.isParked && attempts.wait(at: seconds) == 0) { return true }
        guard var folder = local, let place = facts.first(where: { $0.id == pair })?.folder else { return false }
        return folder.state(of: Planner.LocalKey(place, uid)).digest != attempts.values
    }
}

extension LocalState {
    /// The digest of the file; empty where there is none.
    var digest: String {
        if case .file(let file) = self { return file.digest ?? "" }
        return ""
    }

    /// What to call it.
    var name: String? {
        switch self {
        case .file(let file): file.file.event?.title ?? file.path
        case .paused(let path, _, _): path
        case .absent, .unknown: nil
        }
    }
}
