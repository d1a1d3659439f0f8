import SyncEngine

/// What a command said, read as a script reads it.
struct CommandAnswer: Sendable {
    /// Its JSON.
    let output: [UInt8]
    /// What its process would have ended with: more may wait than what it did.
    let code: ExitCode

    /// The shape of every error in `--json`.
    private struct Failure: Decodable {
        let code: Int32
        let error, remedy: String
        let cause: FailureCause?
    }

    /// - Throws: ``Problem`` where the command could not do its work, in its own words.
    init(_ outcome: Desk.Outcome) throws {
        (output, code) = (outcome.output, outcome.code)
        guard code != .done else { return }
        if let failure = try? JSONText.decode(Failure.self, from: output) {
            let code = ExitCode(rawValue: failure.code) ?? .failure
            let kind = failure.cause.map { Problem.Kind($0) } ?? Problem.Kind(code)
            throw Problem(kind, failure.error, failure.remedy, code: code)
        }
        guard output.isEmpty else { return }
        let words = outcome.notes.split(separator: "\n").first.map(String.init) ?? "The command failed."
        throw Problem(Problem.Kind(code), words, code: code)
    }
}
