import Dispatch
import Glibc
import SyncEngine

/// What a command does that meets the lock of another calsync: it goes to the holder, or waits until the folder is free.
struct HandingOver {
    private let arguments: [String]

    /// How often, and how many ms apart, it looks for a holder that has no socket: one that is just beginning or ending.
    private static let (tries, pause) = (20, 100)

    init(_ arguments: [String]) { self.arguments = arguments }

    /// Has the holder carry the command out, or does it here as soon as the folder is free.
    ///
    /// - Parameter error: How the lock was met.
    /// - Returns: What the process ends with; ``SyncEngine/ExitCode/locked`` when the holder doesn't answer.
    func run(after error: LockError) async -> ExitCode {
        var error = error
        var left = Self.tries
        while left > 0 {
            switch await outcome() {
            case .done(let code): return ExitCode(rawValue: code) ?? .failure
            case .refused(let reason):
                return fail(
                    .locked, reason, "Stop that one, or start it again as this version; then run this again.")
            case .silent: return fail(.locked, "\(error)", "It does not answer; it may have been stopped with Ctrl-Z.")
            case .lost:
                return fail(
                    .failure, "The calsync that carried this out went away before it was done.",
                    "`calsync log` says how far it came; run it again to go on.")
            // It let go of the folder: whoever comes first now may go on.
            case .left: left = Self.tries
            case nil:
                left -= 1
                try? await Task.sleep(for: .milliseconds(Self.pause))
            }
            do { return try await Calsync.attempt(arguments) } catch let again as LockError { error = again } catch {
                return Failure.report(error, arguments)
            }
        }
        return Failure.report(error, arguments)
    }

    /// What the holder made of it; `nil` where nobody listens.
    private func outcome() async -> ControlClient.Outcome? {
        let caller = Caller.current
        guard let root = try? Context.findRoot(GlobalOptions.folder(in: arguments)),
            let client = ControlClient(root: root, files: DiskFileStore())
        else { return nil }
        let request = ControlRequest(
            program: Version.text, arguments: arguments, folder: caller.folder, environment: caller.environment)
        return await Interruption.noticing(
            { client.callOff() },
            during: {
                await withCheckedContinuation { reply in
                    DispatchQueue(label: "calsync.handing-over").async {
                        reply.resume(returning: client.handOver(request))
                    }
                }
            })
    }

    private func fail(_ code: ExitCode, _ sentence: String, _ remedy: String) -> ExitCode {
        Failure.report(Failure(code, sentence, remedy), arguments)
    }
}

/// Says that the folder is held, and with which command line its holder is to go on: what a person was asked before
/// is in there, and not asked again.
struct HandedOver: Error {
    let reason: LockError
    let arguments: [String]
}
