import Glibc
import SyncEngine
import TestSupport

/// The real program, with one of its system calls failing or fatal, for every call it makes.
///
/// As ``ProgramCrashes``, but from outside: strace counts the calls of each thread, so the program knows nothing of it.
package enum ProgramSystemCalls {
    /// Whether strace is installed here, and may trace: not every container lets it.
    package static let isThere: Bool = {
        let child = try? Child.start(
            ["strace", "-o", "/dev/null", "true"], in: "/", environment: ["PATH": "/usr/bin:/bin"],
            input: .file("/dev/null"), output: .file("/dev/null"), error: .file("/dev/null"))
        return child.map { Child.status(of: $0) == 0 } ?? false
    }()

    /// Tries a call's number 1, 2, … until there is none, or just the one that is named.
    ///
    /// - Parameter program: The path of `calsync`.
    package static func prove(_ call: FaultyCall, program: String) async throws -> Tally {
        var tally = Tally()
        var stand = try await Stand(call.scenario, program: program)
        for number in call.number.map({ $0...$0 }) ?? 1...10_000 {
            let (isHit, sentences) = try await stand.suffer(call, number)
            if isHit { tally.count += 1 }
            if !sentences.isEmpty {
                var replay = call
                replay.number = number
                tally.findings.append(.init(replay: replay.description, sentences: sentences))
            }
            if !isHit { break }
            if stand.isFirst || !sentences.isEmpty {
                await stand.world.finish()
                stand = try await Stand(call.scenario, program: program)
            }
        }
        await stand.world.finish()
        return tally
    }

    /// A world, and what a run in it comes to that nothing happens to.
    private struct Stand {
        let world: ProgramWorld
        let isFirst: Bool
        private let scenario: ProgramCrashes.Scenario
        private let expected: (code: Int32, look: [String])
        private var round = Round(number: 0)

        init(_ scenario: ProgramCrashes.Scenario, program: String) async throws {
            self.scenario = scenario
            isFirst = scenario.here == .nothing && scenario.there == .nothing
            let model = try await ProgramWorld(scenario.kind, program: program, isSynced: !isFirst)
            if isFirst {
                try model.service.make("phone there")
                expected = (try await model.calsync("sync"), model.look(round))
                await model.finish()
                world = try await ProgramWorld(scenario.kind, program: program, isSynced: false)
                try world.service.make("phone there")
                return
            }
            world = model
            var seen: (code: Int32, look: [String]) = (0, [])
            for number in 1...2 {
                round = try world.begin(scenario, Round(number: number))
                seen.code = try await world.calsync("sync")
                seen.look = world.look(round)
            }
            expected = seen
        }

        /// Runs the program with a call at fault, and then as it is.
        ///
        /// - Returns: Whether there was such a call, and what is broken.
        mutating func suffer(_ call: FaultyCall, _ number: Int) async throws -> (isHit: Bool, sentences: [String]) {
            if !isFirst { round = try world.begin(scenario, Round(number: round.number + 1)) }
            try world.folder.write("../log", "")
            let trace = world.place + "/trace"
            let code = try await world.calsync("sync", under: call.tracer(number, into: trace))
            let line = call.struck(in: world.folder.read("../trace") ?? "")
            let isHit = call.fault == .kill ? code == 128 + SIGKILL : line != nil
            var sentences: [String] = []
            if isHit {
                if call.fault != .kill { sentences = complaints(code, at: line ?? "") }
                let code = try await world.resume(towards: expected.code)
                if code != expected.code { sentences += ["exit code \(code), not \(expected.code)", world.said] }
            } else if code != expected.code {
                sentences += ["exit code \(code), not \(expected.code), and nothing failed", world.said]
            }
            sentences += world.differences(of: round, from: expected.look)
            sentences += try await world.stirrings(after: expected.code)
            return (isHit, sentences.isEmpty ? [] : ["at \(line ?? "the end"):"] + sentences)
        }

        /// What is wrong with how the program took a failure.
        ///
        /// - Parameter line: The call, as strace tells it.
        private func complaints(_ code: Int32, at line: String) -> [String] {
            if code == ExitCode.done.rawValue {
                let differences = world.differences(of: round, from: expected.look)
                return differences.isEmpty ? [] : ["it ends as if nothing had failed", world.said] + differences
            }
            // Without its libraries, /proc and sockets it may end as it does; and of its last words it can't tell more.
            let elsewhere = line.replacing("AT_FDCWD<\(world.folder.root)>", with: "")
            guard elsewhere.contains(world.place + "/"), !line.contains(world.log) else { return [] }
            if world.said.isEmpty { return ["it ends with \(code) and says nothing"] }
            return ExitCode(rawValue: code) == nil ? ["it ends with \(code)", world.said] : []
        }
    }
}
