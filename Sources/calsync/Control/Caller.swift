import Glibc
import SyncEngine

/// Whoever a command runs for: the person at this process's terminal, or one at another's whose command the holder of the
/// folder carries out.
struct Caller: Sendable {
    /// The caller of the command that this task carries out; `nil` for this process's own without a lock.
    @TaskLocal static var ofThisTask: Caller?

    /// Standard input, output and error.
    let descriptors: [Int32]
    /// Where data and notes go.
    let output: Output
    /// The folder in which the command was typed, absolute.
    let folder: String
    /// The environment in which it was typed.
    let environment: [String: String]
    /// The lock that the command works under; `nil` when it has to take it itself.
    let lock: FolderLock?
    /// Whether it is another process's command, or the dashboard's: signals, and children at the terminal, are that one's own matter.
    let isGuest: Bool
    /// Told how far a run has come.
    var progress: @Sendable (RunProgress) -> Void = { _ in }
    /// How long a question waits for its answer; `nil` for as long as it takes.
    var patience: Duration?

    /// How long the holder of a folder lets another's question keep all others from working.
    static let guestPatience = Duration.seconds(600)

    /// The caller of the command that this task carries out.
    static var current: Caller { ofThisTask ?? own }

    /// The person who started this process.
    static let own = Caller(
        descriptors: [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO], output: .standard, folder: workingFolder(),
        environment: processEnvironment(), lock: nil, isGuest: false)

    /// The same caller, working under `lock`.
    func under(_ lock: FolderLock) -> Caller {
        Caller(
            descriptors: descriptors, output: output, folder: folder, environment: environment, lock: lock,
            isGuest: isGuest, progress: progress, patience: patience)
    }

    /// The same caller, whose runs tell how far they have come.
    func telling(_ progress: @escaping @Sendable (RunProgress) -> Void) -> Caller {
        var caller = self
        caller.progress = progress
        return caller
    }

    /// The client that sent `call`, working under `lock`.
    ///
    /// - Parameter writer: Takes what the command prints: a client that doesn't read holds up no one.
    static func guest(_ call: ControlSocket.Call, under lock: FolderLock, _ writer: QueuedWriter) -> Caller {
        let (data, notes) = (call.descriptors[1], call.descriptors[2])
        return Caller(
            descriptors: call.descriptors,
            output: Output(
                isTerminal: isatty(data) == 1, writeData: { writer.write($0, to: data) },
                writeNote: { writer.write($0, to: notes) }),
            folder: call.request.folder, environment: call.request.environment, lock: lock, isGuest: true,
            patience: guestPatience)
    }

    /// Somebody at the dashboard, whose command's output is captured.
    ///
    /// - Parameter lock: What the command works under; `nil` when it has to take the lock itself.
    static func page(_ capture: Capture, folder: String, environment: [String: String], lock: FolderLock?) -> Caller {
        Caller(
            descriptors: capture.descriptors,
            output: Output(isTerminal: false, writeData: capture.data.write, writeNote: capture.notes.write),
            folder: folder, environment: environment, lock: lock, isGuest: true)
    }

    private static func workingFolder() -> String {
        guard let buffer = getcwd(nil, 0) else { return "/" }
        defer { free(buffer) }
        return String(cString: buffer)
    }

    private static func processEnvironment() -> [String: String] {
        var result: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        return result
    }
}
