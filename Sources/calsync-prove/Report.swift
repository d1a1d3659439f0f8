import ArgumentParser
import Glibc
import Proofs

/// What is said of a proof.
enum Report {
    /// Tries all cases on every core.
    ///
    /// - Parameter perCore: How many at a time; more than one where they wait for other processes and the disk.
    static func all<Case: Sendable>(
        _ cases: [Case], perCore: Int = 1, _ body: @escaping @Sendable (Case) async throws -> Tally
    ) async throws -> Tally {
        try await withThrowingTaskGroup(of: Tally.self) { group in
            var (tally, next, told) = (Tally(), 0, 0)
            for _ in 0..<min(cases.count, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) * perCore) {
                let one = cases[next]
                next += 1
                group.addTask { try await body(one) }
            }
            while let part = try await group.next() {
                tally.add(part)
                for finding in part.findings { tell("broken: \(finding.replay)\n") }
                if next < cases.count {
                    let one = cases[next]
                    next += 1
                    group.addTask { try await body(one) }
                }
                let percent = 100 * next / cases.count
                if percent > told {
                    told = percent
                    tell("\(percent) %: \(tally.count) tried, \(tally.findings.count) broken\n")
                }
            }
            return tally
        }
    }

    private static func tell(_ line: String) { _ = write(STDERR_FILENO, line, line.utf8.count) }

    /// Prints the end; exits with 1 where something is broken.
    static func end(_ tally: Tally, of proof: String) throws {
        for finding in tally.findings.prefix(20) {
            print("calsync-prove \(proof) --replay \(finding.replay)")
            for sentence in finding.sentences { print("    \(sentence)") }
        }
        print("\(tally.count) tried, \(tally.findings.count) broken")
        guard tally.count > 0 else { throw ValidationError("Nothing was tried, so nothing is proved.") }
        if !tally.findings.isEmpty { throw ExitCode.failure }
    }
}
