/// The real program, killed at every step of a run and started again, with every kind of service.
///
/// A scenario is one act in the folder and one at the service, done in rounds. Two rounds are left alone and tell what a
/// round comes to; in each round after them the program is killed one step later, until a run ends before the step.
package enum ProgramCrashes {
    /// What is done, with which service.
    package struct Scenario: Hashable, Sendable, CustomStringConvertible {
        /// The kind of service.
        package var kind: TriedService.Kind
        /// What is done in the folder.
        package var here: HereAct
        /// What is done at the service.
        package var there: ThereAct

        /// The words that replay it.
        package var description: String { "\(kind.rawValue),\(here.rawValue),\(there.rawValue)" }

        init(_ kind: TriedService.Kind, _ here: HereAct, _ there: ThereAct) {
            (self.kind, self.here, self.there) = (kind, here, there)
        }

        /// Reads what ``description`` writes.
        package init?(_ text: String) {
            let words = text.split(separator: ",").map(String.init)
            guard words.count == 3, let kind = TriedService.Kind(rawValue: words[0]),
                let here = HereAct(rawValue: words[1]), let there = ThereAct(rawValue: words[2])
            else { return nil }
            self.init(kind, here, there)
        }
    }

    /// All scenarios of a kind.
    package static func all(_ kind: TriedService.Kind) -> [Scenario] {
        HereAct.allCases.flatMap { here in
            ThereAct.allCases.compactMap { there in
                if here == .nothing, there == .nothing { return nil }
                if there == .delete, !here.editsTea { return nil }
                if here.isAboutSeries, !kind.holdsSeries { return nil }
                return Scenario(kind, here, there)
            }
        }
    }

    /// Tries every step of a scenario's run.
    ///
    /// - Parameter program: The path of `calsync`.
    package static func prove(_ scenario: Scenario, program: String) async throws -> Tally {
        let world = try await ProgramWorld(scenario.kind, program: program)
        do {
            let tally = try await kill(scenario, world)
            await world.finish()
            return tally
        } catch {
            await world.finish()
            throw error
        }
    }

    private static func kill(_ scenario: Scenario, _ world: ProgramWorld) async throws -> Tally {
        var tally = Tally()
        func note(_ step: Int, _ sentences: [String]) {
            guard !sentences.isEmpty else { return }
            tally.findings.append(
                .init(replay: scenario.description, sentences: ["killed at step \(step):"] + sentences))
        }
        var expected: (code: Int32, look: [String]) = (0, [])
        for number in 1...2 {
            let round = try world.begin(scenario, Round(number: number))
            expected.code = try await world.calsync("sync")
            expected.look = world.look(round)
        }
        note(0, try await world.stirrings(after: expected.code))
        // A run that is cut off a hundred times is not one that ends.
        for step in 1...100 {
            let round = try world.begin(scenario, Round(number: step + 2))
            let code = try await world.calsync("sync", killedAt: step)
            let isOver = code != 128 + 9
            if isOver, code != expected.code { note(step, ["exit code \(code), not \(expected.code)", world.said]) }
            if !isOver {
                tally.count += 1
                let code = try await world.resume(towards: expected.code)
                if code != expected.code { note(step, ["exit code \(code), not \(expected.code)", world.said]) }
            }
            note(step, world.differences(of: round, from: expected.look))
            note(step, try await world.stirrings(after: expected.code))
            if isOver { return tally }
        }
        note(100, ["the run never ends"])
        return tally
    }
}
