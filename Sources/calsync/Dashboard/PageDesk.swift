import Dashboard
import ICalendar
import ProviderKit
import SyncEngine

/// What the dashboard has this process do, for one calendar folder.
final class PageDesk: Sendable {
    /// Carries out a command line for a caller, and returns what its process would end with.
    typealias Worker = @Sendable (_ arguments: [String], _ capture: Capture) async -> SyncEngine.ExitCode

    private struct State {
        var context: Context
        var setups: [PairSetup]
        /// The syncs that this page asked for and that are under way.
        var syncs = 0
    }

    private let state: Locked<StateBox>
    private let zone: Zone
    private let worker: Worker
    private let signIn: PageSignIn

    /// Carries the state across the lock: a context is a value that only its options' type keeps from being `Sendable`.
    private struct StateBox: @unchecked Sendable {
        var state: State
    }

    init(_ context: Context, zone: Zone, worker: @escaping Worker) throws {
        state = Locked(StateBox(state: State(context: context, setups: try context.setups())))
        (self.zone, self.worker) = (zone, worker)
        signIn = PageSignIn(environment: context.environment)
    }

    /// The desk as the dashboard sees it.
    var desk: Desk {
        Desk(
            carryOut: { await self.carryOut($0) }, read: { await self.read($0) },
            signIn: { await self.signIn.begin($0, secret: $1, folder: self.root, done: $2) },
            look: { try await self.look() })
    }

    private var root: String { state.withLock { $0.state.context.root } }

    /// A command line with what holds for every command of the page; what stands behind `--` is left as it is.
    private func command(_ arguments: [String]) -> [String] { ["-C", root, "--json"] + arguments }

    private func read(_ arguments: [String]) async -> Desk.Outcome {
        guard let capture = Capture() else { return .noDescriptors }
        let environment = state.withLock { $0.state.context.environment }
        let caller = Caller.page(capture, folder: root, environment: environment, lock: nil)
        let code = await Caller.$ofThisTask.withValue(caller) { await Calsync.carryOut(command(arguments)) }
        return Desk.Outcome(code: code, output: capture.output, notes: capture.remarks)
    }

    private func carryOut(_ arguments: [String]) async -> Desk.Outcome {
        guard let capture = Capture() else { return .noDescriptors }
        let isSync = arguments.first == "sync"
        if isSync { state.withLock { $0.state.syncs += 1 } }
        let code = await worker(command(arguments), capture)
        if isSync { state.withLock { $0.state.syncs -= 1 } }
        return Desk.Outcome(code: code, output: capture.output, notes: capture.remarks)
    }

    private func look() async throws -> Desk.Look {
        let (context, setups, syncs) = try fresh()
        let standing = try await Standing(context, setups: setups)
        let run = syncs > 0 ? PageStatus.RunNote(words: "A sync is under way.") : nil
        let status = PageStatus(standing, context, zone: zone.name, run: run)
        return Desk.Look(
            standing: FolderStanding(
                configuration: context.configuration, accounts: context.accounts, planned: standing.planned,
                manifest: standing.manifest, runs: standing.runs),
            status: try JSONText.encode(status))
    }

    /// The settings as they are now; as they were where they can't be read.
    private func fresh() throws -> (Context, [PairSetup], Int) {
        let known = state.withLock { $0.state }
        guard let next = try? Context(known.context.options),
            next.configuration != known.context.configuration || next.accounts != known.context.accounts
        else { return (known.context, known.setups, known.syncs) }
        let setups = try next.setups()
        state.withLock { ($0.state.context, $0.state.setups) = (next, setups) }
        return (next, setups, known.syncs)
    }
}
