import ArgumentParser
import Glibc
import Proofs

/// Tries what may go wrong in small worlds, over the real engine, and says how to replay what it finds.
@main struct Prove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calsync-prove", abstract: "Prove calsync's promises on worlds in memory.",
        subcommands: [Small.self, Files.self])
}

/// Exhaustive small worlds.
struct Small: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Every sequence of acts, every crash point, every lost answer.")

    @Option(help: "How many acts at most.") var acts = 2
    @Option(help: "Try every how many-th crash point.") var stride = 1
    @Option(help: "Try just this schedule, in the words of a finding.") var replay: String?

    func run() async throws {
        if let replay {
            guard let schedule = Schedule(replay) else { throw ValidationError("\(replay) is no schedule.") }
            return try Report.end(try await SmallWorlds.replay(schedule), of: "small")
        }
        let schedules = Schedule.all(upTo: acts)
        let beginning = try await ProofWorld()
        let stride = stride
        try Report.end(
            try await Report.all(schedules) { try await SmallWorlds.prove($0, from: beginning, stride: stride) },
            of: "small")
    }
}

/// What is said of a proof.
enum Report {
    /// Tries all cases on every core.
    static func all<Case: Sendable>(
        _ cases: [Case], _ body: @escaping @Sendable (Case) async throws -> Tally
    ) async throws -> Tally {
        try await withThrowingTaskGroup(of: Tally.self) { group in
            var (tally, next, told) = (Tally(), 0, 0)
            for _ in 0..<min(cases.count, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) {
                let one = cases[next]
                next += 1
                group.addTask { try await body(one) }
            }
            while let part = try await group.next() {
                tally.add(part)
                if next < cases.count {
                    let one = cases[next]
                    next += 1
                    group.addTask { try await body(one) }
                }
                let percent = 100 * next / cases.count
                if percent > told {
                    told = percent
                    print("\(percent) %: \(tally.count) tried, \(tally.findings.count) broken")
                }
            }
            return tally
        }
    }

    /// Prints the end; exits with 1 where something is broken.
    static func end(_ tally: Tally, of proof: String) throws {
        for finding in tally.findings.prefix(20) {
            print("calsync-prove \(proof) --replay \(finding.replay)")
            for sentence in finding.sentences { print("    \(sentence)") }
        }
        print("\(tally.count) tried, \(tally.findings.count) broken")
        if !tally.findings.isEmpty { throw ExitCode.failure }
    }
}
