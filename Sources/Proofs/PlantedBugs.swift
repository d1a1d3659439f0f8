/// The planted bugs, each held against the proofs that must catch it.
package enum PlantedBugs {
    /// Looks for a bug; the count is that of the worlds it took, and a bug that is not caught is what is found.
    package static func prove(_ bug: PlantedBug) async throws -> Tally {
        var tally = Tally()
        if let acts = bug.acts {
            let beginning = try await ProofWorld(bug)
            let schedules = [Schedule(acts)] + (acts.count > 1 ? [Schedule(acts, isSyncedBetween: true)] : [])
            for schedule in schedules where tally.findings.isEmpty {
                tally.add(try await SmallWorlds.prove(schedule, from: beginning, stride: 1))
                if tally.findings.isEmpty {
                    tally.add(try await SmallWorlds.cutPower(schedule, from: beginning, chances: 4))
                }
            }
        } else {
            let beginning = try await SeededWorld(bug)
            for seed in 1...2_000 as ClosedRange<UInt64> where tally.findings.isEmpty {
                tally.add(try await SeededWorlds.prove(seed, from: beginning))
            }
        }
        let isCaught = !tally.findings.isEmpty
        tally.findings = isCaught ? [] : [.init(replay: bug.rawValue, sentences: ["\(bug.rawValue) is not caught"])]
        return tally
    }
}
