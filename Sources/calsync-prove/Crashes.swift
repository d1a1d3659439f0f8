import ArgumentParser
import Proofs

/// Crash points of the real program.
struct Crashes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The program killed at every step of a run, with every kind of service, and started again.")

    @Argument(help: "The program, calsync.") var program: TriedProgram
    @Option(help: "Only this kind: google, notion or caldav.") var kind: String?
    @Option(help: "Try just this scenario, in the words of a finding.") var replay: String?

    func run() async throws {
        var kinds = TriedService.Kind.allCases
        if let kind {
            guard let one = TriedService.Kind(rawValue: kind) else { throw ValidationError("\(kind) is no kind.") }
            kinds = [one]
        }
        var scenarios = kinds.flatMap { ProgramCrashes.all($0) }
        if let replay {
            guard let one = ProgramCrashes.Scenario(replay) else { throw ValidationError("\(replay) is no scenario.") }
            scenarios = [one]
        }
        let program = program.path
        try Report.end(
            try await Report.all(scenarios, perCore: 3) { try await ProgramCrashes.prove($0, program: program) },
            of: "crashes \(program)")
    }
}
