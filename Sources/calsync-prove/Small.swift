import ArgumentParser
import Proofs

/// Exhaustive small worlds.
struct Small: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Every sequence of acts, every crash point, every lost answer, every act in the middle of a sync.")

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
            try await Report.all(schedules) { schedule in
                var tally = try await SmallWorlds.prove(schedule, from: beginning, stride: stride)
                tally.add(try await SmallWorlds.proveEarly(schedule, from: beginning))
                tally.add(try await SmallWorlds.proveDuring(schedule, from: beginning))
                return tally
            },
            of: "small")
    }
}

/// Small worlds on a disk that forgets.
struct Power: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Every sequence of acts, the power cut at every step of the disk.")

    @Option(help: "How many acts at most.") var acts = 2
    @Option(help: "In how many ways the disk forgets, at each step.") var chances = 1
    @Option(help: "Try every how many-th step.") var stride = 1
    @Option(help: "Try just this schedule, in the words of a finding.") var replay: String?

    func run() async throws {
        if let replay {
            guard let schedule = Schedule(replay) else { throw ValidationError("\(replay) is no schedule.") }
            return try Report.end(try await SmallWorlds.replay(schedule), of: "power")
        }
        let beginning = try await ProofWorld()
        let (chances, stride) = (chances, stride)
        try Report.end(
            try await Report.all(Schedule.all(upTo: acts)) {
                try await SmallWorlds.cutPower($0, from: beginning, chances: chances, stride: stride)
            }, of: "power")
    }
}
