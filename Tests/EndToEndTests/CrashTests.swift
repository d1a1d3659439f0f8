import Proofs
import TestSupport
import Testing

/// `kill -9` at every step of a run, and calls of the system that fail, each followed by a plain sync; a part of what
/// `make prove` and `make soak` try in full.
@Suite struct CrashTests {
    private static let scenarios = [
        "google,make,make", "google,title,place", "google,occurrence,nothing", "google,own,delete",
        "notion,make,title", "caldav,renameEdit,place",
    ]

    @Test(arguments: scenarios)
    func `killed at any step, a plain sync leads to where no kill would have led`(_ words: String) async throws {
        let scenario = try #require(ProgramCrashes.Scenario(words))
        guard scenario.kind != .caldav || RealServer.isThere else { return }
        let tally = try await ProgramCrashes.prove(scenario, program: Program.path)
        #expect(tally.count > 5)
        #expect(tally.findings.map { "\($0.replay): \($0.sentences)" } == [])
    }

    private static let calls = [
        "google,much,place,fdatasync,EIO", "google,make,make,getdents64,EIO", "google,title,delete,renameat2,KILL",
    ]

    @Test(.enabled(if: ProgramSystemCalls.isThere, "strace is missing, or may not trace"), arguments: calls)
    func `a call of the system fails or is the last, and a plain sync leads to where none would have led`(
        _ words: String
    ) async throws {
        let call = try #require(FaultyCall(words))
        let tally = try await ProgramSystemCalls.prove(call, program: Program.path)
        #expect(tally.count > 0)
        #expect(tally.findings.map { "\($0.replay): \($0.sentences)" } == [])
    }
}
