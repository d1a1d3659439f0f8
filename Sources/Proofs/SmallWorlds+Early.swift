import SyncCore
import SyncEngine
import TestSupport

extension SmallWorlds {
    /// Tries the acts of a schedule of two with a sync between them that is cut off at every step, or loses each answer: the
    /// second act is done before anything is made good.
    ///
    /// What the acts come to depends on what the second person saw, so it is held against the invariants alone.
    package static func proveEarly(_ schedule: Schedule, from beginning: ProofWorld) async throws -> Tally {
        var tally = Tally()
        guard schedule.acts.count == 2, !schedule.isSyncedBetween,
            let start = try await acted(Schedule([schedule.acts[0]]), beginning)
        else { return tally }
        let calm = start.copy()
        let before = (calm.rich.log.count, calm.poor.log.count)
        try await calm.folder.sync()
        let answers =
            (0..<calm.rich.log.count - before.0).map { Schedule.Lost(isPoor: false, number: $0 + 1) }
            + (0..<calm.poor.log.count - before.1).map { Schedule.Lost(isPoor: true, number: $0 + 1) }
        for lost in answers {
            var early = schedule
            (early.isEarly, early.lost) = (true, lost)
            if let (seen, sentences) = try await tryEarly(early, start.copy())?.1 { tally.note(seen, sentences) }
        }
        for crash in 1...1_000 {
            var early = schedule
            (early.isEarly, early.crash) = (true, crash)
            guard let (isOver, result) = try await tryEarly(early, start.copy()), !isOver else { break }
            if let (seen, sentences) = result { tally.note(seen, sentences) }
        }
        return tally
    }

    /// Tries one of them, in a world after the first act.
    ///
    /// - Returns: Whether the sync came to its end all the same, and what was found.
    static func tryEarly(_ schedule: Schedule, _ world: ProofWorld) async throws -> (
        isOver: Bool, found: (Schedule, [String])?
    )? {
        let isOver = try await run(schedule, world)
        world.rich.clearFaults()
        world.poor.clearFaults()
        world.folder.advance(by: 600)
        var schedule = schedule
        let (first, second) = (schedule.steps[0], schedule.steps[1])
        let place = second.act.place
        schedule.isFirstSeen = try first.isShown(at: place, in: world) || first.isAgreed(at: place, in: world)
        guard second.perform(in: world) else { return (isOver, nil) }
        do {
            guard let rest = try await world.folder.settle() else {
                return (isOver, (schedule, ["I6: it never comes to rest"]))
            }
            return (isOver, (schedule, Invariants(schedule, world, rest).violations() + (try await stirrings(world))))
        } catch {
            return (isOver, (schedule, ["I7: no sync goes on: \(error)"]))
        }
    }
}

extension Step {
    /// Whether `place` has no room for what it wrote: nobody there sees whether that was edited.
    func isHidden(at place: Act.Place) -> Bool {
        switch place {
        case .here: false
        case .rich: act.deed == .ownLine
        case .poor: act.deed == .ownLine || act.deed == .priority
        }
    }

    /// Whether it is agreed with a service that has no room for it: a deletion there comes after it then.
    func isAgreed(at place: Act.Place, in world: ProofWorld) throws -> Bool {
        guard isHidden(at: place), let line else { return false }
        let folder = world.folder
        let anchor = try Anchor.read(root: folder.root, files: folder.files) ?? ""
        let store = try ManifestStore.open(root: folder.root, files: folder.files, folderID: anchor)
        let key = RecordKey(PairID(place == .rich ? "rich" : "poor"), uid)
        guard case .live(let base)? = try store.record(key) else { return false }
        return String(decoding: base.agreed, as: UTF8.self).contains(line)
    }

    /// Whether a person at `place` sees the value that it wrote.
    func isShown(at place: Act.Place, in world: ProofWorld) -> Bool {
        switch place {
        case .here:
            guard let path = world.path(of: uid), let text = world.folder.read(path) else { return false }
            return act.deed == .clear ? !text.contains("LOCATION") : line.map { text.contains($0) } ?? false
        case .rich, .poor:
            let service = place == .rich ? world.rich : world.poor
            guard let event = service.events().first(where: { $0.uid == uid }) else { return false }
            if act.deed == .clear { return event.view.master[.location] == nil }
            return value.map { event.view.master[$0.field]?.matches($0.value) ?? false } ?? (act.deed == .make)
        }
    }
}
