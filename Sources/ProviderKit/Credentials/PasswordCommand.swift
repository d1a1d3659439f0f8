import Glibc

/// A command of the person's that prints an account's token or password: `password-command` in `accounts.toml`.
package enum PasswordCommand: Hashable, Sendable {
    /// A program and its arguments, as they are: no shell sees them.
    case program([String])
    /// A line for `/bin/sh -c`.
    case shell(String)

    /// Runs the command and returns the one line that it printed, without white space around it.
    ///
    /// What it printed is in no problem that is told. Its standard input is empty, its standard error is ours, and it may take `patience`: somebody may have to unlock
    /// something.
    package func secret(
        environment: [String: String], patience: Duration = .seconds(60)
    ) async throws(SignInProblem) -> Secret {
        let words = words
        let outcome: ChildProcess.Outcome
        do throws(ChildProcess.Failure) {
            outcome = try await Offload.run { () throws(ChildProcess.Failure) in
                try ChildProcess.run(words, timeout: patience, environment: environment)
            }
        } catch {
            switch error {
            case .notStarted(let code):
                throw SignInProblem(
                    "The password-command can't be started: \(String(cString: strerror(code))).",
                    "Try \(words[0]) in a terminal.")
            case .timedOut:
                throw SignInProblem(
                    "The password-command didn't end within \(patience).",
                    "Does it wait for somebody? Unlock what it reads, then run this again.")
            case .tooMuch:
                throw SignInProblem(
                    "The password-command prints too much.", Self.oneLine)
            }
        }
        guard outcome.status == 0 else {
            throw SignInProblem(
                "The password-command ended with status \(outcome.status).",
                "Try it in a terminal; it must print the secret and end with 0.")
        }
        let isSpace = { (character: Character) in character.isWhitespace }
        let text = String(decoding: outcome.output, as: UTF8.self).drop(while: isSpace)
        let end = text.lastIndex { !$0.isWhitespace }
        guard let end else {
            throw SignInProblem(
                "The password-command printed nothing.", Self.oneLine)
        }
        let line = text[...end]
        guard !line.contains(where: \.isNewline) else {
            throw SignInProblem(
                "The password-command printed more than one line.", Self.oneLine)
        }
        return Secret(String(line))
    }

    private static let oneLine = "It must print the secret on one line, such as `pass show calendar | head -n 1`."

    private var words: [String] {
        switch self {
        case .program(let words): words
        case .shell(let line): ["/bin/sh", "-c", line]
        }
    }
}
