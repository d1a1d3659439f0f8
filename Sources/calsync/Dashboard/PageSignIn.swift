import Dashboard
import ICalendar
import ProviderKit
import SyncEngine

/// Sign-ins that were begun on the dashboard's page: `calsync login`, with the page in the place of the terminal.
final class PageSignIn: Sendable {
    private let environment: [String: String]
    /// Those that wait for somebody in the browser, by account.
    private let waiting = Locked<[String: Task<Void, Never>]>([:])

    init(environment: [String: String]) { self.environment = environment }

    /// Signs in to an account.
    ///
    /// - Parameters:
    ///   - secret: A token or password; `nil` for a sign-in in the browser.
    ///   - done: Called when that has come to its end.
    /// - Returns: What the command came to, or `{"url"}` as soon as there is an address to open.
    func begin(
        _ account: String, secret: Secret?, folder: String, done: @escaping @Sendable () async -> Void
    ) async -> Desk.Outcome {
        let input = secret.map { Array(($0.text + "\n").utf8) } ?? []
        guard let capture = Capture(input: input) else { return .noDescriptors }
        let (outcomes, feed) = AsyncStream.makeStream(of: Desk.Outcome.self)
        let caller = Caller(
            descriptors: capture.descriptors,
            output: Output(
                isTerminal: false, writeData: capture.data.write,
                writeNote: { note in
                    capture.notes.write(note)
                    if let url = Self.address(in: note), let answer = try? JSONText.encode(["url": url]) {
                        feed.yield(Desk.Outcome(code: .done, output: answer, notes: ""))
                    }
                }),
            folder: folder, environment: environment, lock: nil, isGuest: true)
        let task = Task {
            let code = await Caller.$ofThisTask.withValue(caller) {
                await Calsync.carryOut(["login", "--no-browser", "--json", "--", account])
            }
            feed.yield(Desk.Outcome(code: code, output: capture.output, notes: capture.remarks))
            feed.finish()
            await done()
        }
        // Who begins anew has given up on the page that was opened before.
        waiting.withLock { waiting in
            waiting[account]?.cancel()
            waiting[account] = task
        }
        for await outcome in outcomes { return outcome }
        return Desk.Outcome(code: .failure, output: [], notes: "The sign-in was given up.")
    }

    /// The address at which a person signs in, in what the command says.
    private static func address(in note: String) -> String? {
        note.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("http") && $0.contains("redirect_uri=") }
            .map(String.init)
    }
}

extension Desk.Outcome {
    /// A command that could not begin.
    static let noDescriptors = Desk.Outcome(
        code: .failure, output: [], notes: "Too many files are open. Try again in a moment.")

    /// A command that has no folder to work on.
    static func folderGone(_ root: String) -> Desk.Outcome {
        let error = ErrorJSON(
            code: SyncEngine.ExitCode.failure.rawValue,
            error: "The calendar folder is not there: \(root) has no \(Configuration.fileName).",
            remedy: "Mount it, or restore it; then all goes on.", cause: .folderGone)
        return Desk.Outcome(code: .failure, output: (try? JSONText.encode(error)) ?? [], notes: error.error)
    }
}
