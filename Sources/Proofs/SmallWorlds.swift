import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport

/// Every small world: every sequence of acts, every step at which the sync after it may die, every answer that it may
/// lose, and both together. After each the world is let come to rest and looked at.
package enum SmallWorlds {
    /// What stops a run in its middle.
    private struct Crash: Error {}

    /// Tries all that begins with the acts of `schedule`.
    ///
    /// - Parameters:
    ///   - beginning: The world before the acts.
    ///   - stride: Every how many-th crash point is tried.
    package static func prove(
        _ schedule: Schedule, from beginning: ProofWorld, stride: Int = 1
    ) async throws -> Tally {
        var tally = Tally()
        guard let start = try await acted(schedule, beginning) else { return tally }
        let calm = start.copy()
        let planned = try await calm.folder.plan()
        let before = (calm.rich.log.count, calm.poor.log.count)
        let report = try await calm.folder.sync()
        let answers =
            (0..<calm.rich.log.count - before.0).map { Schedule.Lost(isPoor: false, number: $0 + 1) }
            + (0..<calm.poor.log.count - before.1).map { Schedule.Lost(isPoor: true, number: $0 + 1) }
        var sentences = differences(planned, report)
        guard let rest = try await calm.folder.settle() else {
            tally.count += 1
            tally.findings.append(.init(replay: schedule.description, sentences: ["I6: it never comes to rest"]))
            return tally
        }
        let expected = calm.outcome(rest)
        sentences += Invariants(schedule, calm, rest).violations() + (try await stirrings(calm))
        tally.note(schedule, sentences)

        for lost in [nil] + answers {
            for crash in Swift.stride(from: lost == nil ? 1 : 0, through: 1_000, by: stride) {
                var schedule = schedule
                (schedule.crash, schedule.lost) = (crash == 0 ? nil : crash, lost)
                let world = start.copy()
                let isOver = try await run(schedule, world)
                if isOver, crash > 0 { break }
                tally.note(schedule, try await judge(schedule, world, expected))
            }
        }
        return tally
    }

    /// Tries one schedule, as `--replay` does.
    package static func replay(_ schedule: Schedule) async throws -> Tally {
        let beginning = try await ProofWorld()
        var tally = Tally()
        if schedule.during != nil {
            guard let start = try await acted(Schedule([schedule.acts[0]]), beginning),
                let (seen, sentences) = try await tryDuring(schedule, start)
            else { return tally }
            tally.note(seen ?? schedule, sentences)
            return tally
        }
        guard schedule.crash != nil || schedule.lost != nil || schedule.cut != nil else {
            return try await prove(schedule, from: beginning, stride: 1_000)
        }
        if schedule.isEarly {
            guard let start = try await acted(Schedule([schedule.acts[0]]), beginning),
                let (seen, sentences) = try await tryEarly(schedule, start)?.found
            else { return tally }
            tally.note(seen, sentences)
            return tally
        }
        guard let start = try await acted(schedule, beginning) else { return tally }
        let calm = start.copy()
        try await calm.folder.sync()
        guard let rest = try await calm.folder.settle() else { return tally }
        let world = start.copy()
        _ = try await run(schedule, world)
        tally.note(schedule, try await judge(schedule, world, calm.outcome(rest)))
        return tally
    }

    /// The world after the acts; `nil` where one of them is impossible.
    static func acted(_ schedule: Schedule, _ beginning: ProofWorld) async throws -> ProofWorld? {
        let world = beginning.copy()
        for step in schedule.steps {
            if step.index > 0, schedule.isSyncedBetween, try await world.folder.settle() == nil { return nil }
            world.folder.advance(by: 600)
            guard step.perform(in: world) else { return nil }
        }
        return world
    }

    /// Syncs with the schedule's crash, power cut and lost answer; whether it came to its end.
    static func run(_ schedule: Schedule, _ world: ProofWorld) async throws -> Bool {
        if let cut = schedule.cut, let model = world.folder.model {
            model.cutPower(after: cut.step - 1)
            _ = try? await world.folder.sync()
            model.crash(keeping: UInt64(cut.step) << 8 | UInt64(cut.luck))
            return false
        }
        if let lost = schedule.lost {
            (lost.isPoor ? world.poor : world.rich).fail(with: .answerLost, skip: lost.number - 1)
        }
        let left = Locked(schedule.crash ?? .max)
        do {
            try await world.folder.sync { _ in
                let isLast = left.withLock { count in
                    count -= 1
                    return count == 0
                }
                if isLast { throw Crash() }
            }
            return true
        } catch is Crash {
            return false
        }
    }

    static func judge(_ schedule: Schedule, _ world: ProofWorld, _ expected: Outcome) async throws -> [String] {
        world.rich.clearFaults()
        world.poor.clearFaults()
        do {
            guard let rest = try await world.folder.settle() else { return ["I6: it never comes to rest"] }
            let sentences = Invariants(schedule, world, rest).violations() + (try await stirrings(world))
            return sentences + (world.outcome(rest).difference(from: expected).map { ["I7: \($0)"] } ?? [])
        } catch {
            return ["I7: no sync goes on: \(error)"]
        }
    }

    /// I10: what the plan says is what the sync does.
    private static func differences(_ planned: PlannedRun, _ report: RunReport) -> [String] {
        func words(_ operations: [Operation]) -> [String] {
            operations.map { "\($0.kind) \($0.key.pair) \($0.key.uid) \($0.changes.words)" }
        }
        let (said, done) = (words(planned.plan.operations).sorted(), words(report.done).sorted())
        return said == done ? [] : ["I10: planned \(said), done \(done)"]
    }

    /// I6: a sync after a sync writes nothing, not a byte.
    static func stirrings(_ world: ProofWorld) async throws -> [String] {
        let (writes, before) = (world.writes, world.folder.everything())
        world.folder.advance(by: 3600)
        try await world.folder.sync()
        let after = world.folder.everything()
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
        return (world.writes == writes ? [] : ["I6: an idle sync writes to a service"])
            + changed.map { "I6: an idle sync writes \($0)" }
    }
}

extension Tally {
    mutating func note(_ schedule: Schedule, _ sentences: [String]) {
        count += 1
        if !sentences.isEmpty { findings.append(Finding(replay: schedule.description, sentences: sentences)) }
    }
}
