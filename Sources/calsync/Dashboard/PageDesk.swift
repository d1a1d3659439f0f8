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

    /// Carries the state across the lock: a context is a value that only its options' type keeps from being `Sendable`.
    private struct StateBox: @unchecked Sendable {
        var state: State
    }

    init(_ context: Context, zone: Zone, worker: @escaping Worker) throws {
        state = Locked(StateBox(state: State(context: context, setups: try context.setups())))
        (self.zone, self.worker) = (zone, worker)
    }

    /// The desk as the dashboard sees it.
    var desk: Desk { Desk(carryOut: { await self.carryOut($0) }, look: { try await self.look() }) }

    private func carryOut(_ arguments: [String]) async -> Desk.Outcome {
        guard let capture = Capture() else {
            return Desk.Outcome(code: .failure, output: [], notes: "Too many files are open. Try again in a moment.")
        }
        let root = state.withLock { $0.state.context.root }
        let isSync = arguments.first == "sync"
        if isSync { state.withLock { $0.state.syncs += 1 } }
        let code = await worker(arguments + ["-C", root, "--json"], capture)
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
