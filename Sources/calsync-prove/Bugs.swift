import ArgumentParser
import Proofs

/// Planted bugs.
struct Bugs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Mistakes that one line of the engine could make, each to be caught by the worlds.")

    @Option(help: "Plant just this one.") var replay: String?

    func run() async throws {
        var bugs = PlantedBug.allCases
        if let replay {
            guard let bug = PlantedBug(rawValue: replay) else { throw ValidationError("\(replay) is no bug.") }
            bugs = [bug]
        }
        try Report.end(try await Report.all(bugs) { try await PlantedBugs.prove($0) }, of: "bugs")
        print("\(bugs.count) bugs planted, all caught")
    }
}
