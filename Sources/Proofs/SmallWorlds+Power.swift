import TestSupport

extension SmallWorlds {
    /// Tries all that begins with the acts of `schedule`, on a disk that forgets: the power goes at every step of it.
    ///
    /// What was not flushed is there, lost or there in part, and names change places or don't (``ModelFileStore``).
    ///
    /// - Parameters:
    ///   - beginning: The world before the acts.
    ///   - chances: In how many ways the disk may forget, at each step.
    ///   - stride: Every how many-th step is tried.
    package static func cutPower(
        _ schedule: Schedule, from beginning: ProofWorld, chances: Int = 1, stride: Int = 1
    ) async throws -> Tally {
        var tally = Tally()
        guard let start = try await acted(schedule, beginning) else { return tally }
        let calm = start.copy()
        let before = calm.folder.model?.journalOfSteps.count ?? 0
        try await calm.folder.sync()
        let steps = (calm.folder.model?.journalOfSteps.count ?? 0) - before
        guard let rest = try await calm.folder.settle() else { return tally }
        let expected = calm.outcome(rest)
        for step in Swift.stride(from: 1, through: steps + 1, by: stride) {
            for luck in 0..<UInt8(clamping: chances) {
                var schedule = schedule
                schedule.cut = Schedule.Cut(step: step, luck: luck)
                let world = start.copy()
                _ = try await run(schedule, world)
                tally.note(schedule, try await judge(schedule, world, expected))
            }
        }
        return tally
    }
}
