import ICalendar
import SyncCore
import TestSupport

extension SmallWorlds {
    /// Tries the acts of a schedule of two with the second done in the middle of the sync after the first, at every step of it:
    /// the person saves, and the phone is used, while calsync writes.
    ///
    /// What the acts come to depends on what the second person saw, so it is held against the invariants alone.
    package static func proveDuring(_ schedule: Schedule, from beginning: ProofWorld) async throws -> Tally {
        var tally = Tally()
        guard schedule.acts.count == 2, !schedule.isSyncedBetween, canBeJudged(schedule.steps[0], schedule.steps[1]),
            let start = try await acted(Schedule([schedule.acts[0]]), beginning)
        else { return tally }
        for step in 1...1_000 {
            var during = schedule
            during.during = step
            guard let (seen, sentences) = try await tryDuring(during, start.copy()) else { break }
            if let seen { tally.note(seen, sentences) }
        }
        return tally
    }

    /// Whether it can be told what two acts should come to: of what a service has no room for nobody there sees whether it
    /// was edited before or after a deletion; and neither a folder nor a service to which a UID is a mark like others refuses
    /// a second one, of which the person is told then.
    private static func canBeJudged(_ first: Step, _ second: Step) -> Bool {
        switch second.act.deed {
        case .delete: !first.isHidden(at: second.act.place)
        case .twin: first.act.deed != .twin || second.act.place == .rich
        case .title, .place, .time, .priority, .ownLine, .same, .clear, .rename, .breakFile, .make: true
        }
    }

    /// Tries one of them, in a world after the first act.
    ///
    /// - Returns: What was found, and no schedule where the second act is impossible at that step; `nil` where the sync has no
    ///   such step.
    static func tryDuring(_ schedule: Schedule, _ world: ProofWorld) async throws -> (Schedule?, [String])? {
        let (first, second) = (schedule.steps[0], schedule.steps[1])
        /// Whether the act was done, and whether the first one's value was to be seen then.
        let moment = Locked<(left: Int, isDone: Bool, isFirstSeen: Bool)>((schedule.during ?? 0, false, false))
        do {
            try await world.folder.sync { _ in
                moment.withLock { moment in
                    moment.left -= 1
                    guard moment.left == 0 else { return }
                    moment.isFirstSeen = first.isShown(at: second.act.place, in: world)
                    moment.isDone = second.perform(in: world)
                }
            }
            let (left, isDone, isFirstSeen) = moment.withLock { $0 }
            guard left <= 0 else { return nil }
            guard isDone else { return (nil, []) }
            var schedule = schedule
            schedule.isFirstSeen = isFirstSeen
            guard let rest = try await world.folder.settle() else { return (schedule, ["I6: it never comes to rest"]) }
            return (schedule, Invariants(schedule, world, rest).violations() + (try await stirrings(world)))
        } catch {
            return (schedule, ["I7: no sync goes on: \(error)"])
        }
    }
}
