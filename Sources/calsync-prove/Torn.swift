import ArgumentParser
import Proofs

/// Damaged state.
struct Torn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Journal, manifest, packs and anchor, cut and flipped at every byte.")

    @Option(help: "Damage every how many-th byte.") var stride = 1
    @Option(help: "Try just this damage, in the words of a finding.") var replay: String?

    func run() async throws {
        let world = try await TornWorld()
        let end = try await TornState.End(of: world)
        var damages = TornState.all(in: world, stride: stride)
        if let replay {
            guard let damage = TornState.Damage(replay) else { throw ValidationError("\(replay) is no damage.") }
            damages = [damage]
        }
        try Report.end(
            try await Report.all(damages) { try await TornState.prove($0, in: world, towards: end) }, of: "torn")
    }
}
