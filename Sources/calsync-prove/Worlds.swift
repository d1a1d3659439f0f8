import ArgumentParser
import Proofs

/// Seeded worlds.
struct Worlds: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Walks drawn from seeds: acts at four places, and syncs in which everything goes wrong.")

    @Option(help: "How many seeds.") var seeds: UInt64 = 100_000
    @Option(help: "The first one.") var from: UInt64 = 1
    @Option(help: "Try just this seed.") var replay: UInt64?

    func run() async throws {
        let seeds = replay.map { [$0] } ?? Array(from..<from + seeds)
        let beginning = try await SeededWorld()
        try Report.end(
            try await Report.all(seeds) { try await SeededWorlds.prove($0, from: beginning) }, of: "worlds")
    }
}
