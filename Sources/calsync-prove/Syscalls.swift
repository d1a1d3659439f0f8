import ArgumentParser
import Proofs

/// Failing system calls of the real program.
struct Syscalls: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The program killed at every system call, or with a full or broken disk there; wants strace.")

    @Argument(help: "The program, calsync.") var program: TriedProgram
    @Option(help: "The kind of service: google, notion or caldav.") var kind = "google"
    @Option(help: "Only these calls, as strace names them.") var call: [String] = []
    @Option(help: "Try just this, in the words of a finding.") var replay: String?

    func run() async throws {
        guard ProgramSystemCalls.isThere else {
            throw ValidationError("strace is missing, or may not trace here: apt-get install strace.")
        }
        guard let kind = TriedService.Kind(rawValue: kind) else { throw ValidationError("\(kind) is no kind.") }
        var calls = FaultyCall.all(kind).filter { call.isEmpty || call.contains($0.name) }
        if let replay {
            guard let one = FaultyCall(replay) else { throw ValidationError("\(replay) is no system call.") }
            calls = [one]
        }
        let program = program.path
        try Report.end(
            try await Report.all(calls) { try await ProgramSystemCalls.prove($0, program: program) },
            of: "syscalls \(program)")
    }
}
