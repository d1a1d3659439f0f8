import CShims
import Dashboard
import ICalendar
import ProviderKit
import SyncEngine

/// What the dashboard has this process do, for one calendar folder.
final class PageDesk: Sendable {
    /// Carries out a command line for a caller, and returns what its process would end with; `progress` is told how far its
    /// run has come, unless the worker tells that otherwise.
    typealias Worker =
        @Sendable (
            _ arguments: [String], _ capture: Capture, _ progress: @escaping @Sendable (RunProgress) -> Void
        ) async -> SyncEngine.ExitCode

    private struct State {
        var context: Context
        var setups: [PairSetup]
        /// Why the settings can't be read as they are now; `nil` where they can.
        var trouble: PageStatus.Trouble?
        /// The syncs that this page asked for and that are under way.
        var syncs = 0
    }

    private let state: Locked<StateBox>
    private let zone: Zone
    private let worker: Worker
    private let counted: (@Sendable () -> String)?
    private let signIn: PageSignIn
    /// How far runs have come.
    let runs = RunFeed()

    /// Carries the state across the lock: a context is a value that only its options' type keeps from being `Sendable`.
    private struct StateBox: @unchecked Sendable {
        var state: State
    }

    /// - Parameter metrics: The watcher's own numbers as Prometheus reads them; `nil` where this process does not watch.
    init(_ context: Context, zone: Zone, worker: @escaping Worker, metrics: (@Sendable () -> String)?) throws {
        state = Locked(StateBox(state: State(context: context, setups: try context.setups())))
        (self.zone, self.worker, counted) = (zone, worker, metrics)
        signIn = PageSignIn(environment: context.environment)
    }

    /// The desk as the dashboard sees it.
    var desk: Desk {
        Desk(
            carryOut: { await self.carryOut($0) }, read: { await self.read($0) },
            signIn: { await self.signIn.begin($0, secret: $1, folder: self.root, done: $2) },
            look: { try await self.look() }, metrics: { try await self.metrics() }, runs: runs.notes)
    }

    private var root: String { state.withLock { $0.state.context.root } }

    /// A command line with what holds for every command of the page; what stands behind `--` is left as it is.
    private func command(_ arguments: [String]) -> [String] { ["-C", root, "--json"] + arguments }

    /// Whether the folder is there; a disk may be unplugged.
    private var isThere: Bool { (try? DiskFileStore().status(root + "/" + Configuration.fileName)) != nil }

    private func read(_ arguments: [String]) async -> Desk.Outcome {
        guard isThere else { return .folderGone(root) }
        guard let capture = Capture() else { return .noDescriptors }
        let environment = state.withLock { $0.state.context.environment }
        let caller = Caller.page(capture, folder: root, environment: environment, lock: nil)
        let code = await Caller.$ofThisTask.withValue(caller) { await Calsync.carryOut(command(arguments)) }
        return Desk.Outcome(code: code, output: capture.output, notes: capture.remarks)
    }

    private func carryOut(_ arguments: [String]) async -> Desk.Outcome {
        guard isThere else { return .folderGone(root) }
        guard let capture = Capture() else { return .noDescriptors }
        let isSync = arguments.first == "sync"
        if isSync { state.withLock { $0.state.syncs += 1 } }
        let code = await worker(command(arguments), capture) { [runs] in runs.take($0) }
        runs.take(nil)
        if isSync { state.withLock { $0.state.syncs -= 1 } }
        return Desk.Outcome(code: code, output: capture.output, notes: capture.remarks)
    }

    /// Looks; the state of a large calendar is not held on to between looks.
    private func look() async throws -> Desk.Look {
        defer { cs_trim_heap() }
        return try await lookNow()
    }

    private func lookNow() async throws -> Desk.Look {
        let now = fresh()
        let (context, standing) = (now.context, await Standing.orTrouble(now.context, setups: now.setups))
        let run = runs.run ?? (now.syncs > 0 ? PageStatus.RunNote(words: "A sync is under way") : nil)
        var status = PageStatus(standing.value, context, zone: zone.name, run: run)
        status.trouble = now.trouble
        if let failure = standing.failure { status.put(PageStatus.Trouble(failure)) }
        return Desk.Look(
            standing: FolderStanding(
                configuration: context.configuration, accounts: context.accounts, planned: standing.value.planned,
                manifest: standing.value.manifest, runs: standing.value.runs, trouble: standing.failure?.sentence),
            status: try JSONText.encode(status))
    }

    /// The watcher's numbers; without one, what a look can tell.
    private func metrics() async throws -> String {
        if let counted { return counted() }
        let now = fresh()
        return WatchMetrics.gauges(WatchStatus(try await Standing(now.context, setups: now.setups)))
    }

    /// The settings as they are now; as they were where they can't be read.
    private func fresh() -> State {
        var known = state.withLock { $0.state }
        do {
            let next = try Context(known.context.options)
            known.trouble = nil
            if next.configuration != known.context.configuration || next.accounts != known.context.accounts {
                (known.context, known.setups) = (next, try next.setups())
            }
        } catch {
            known.trouble = PageStatus.Trouble(Failure(error))
        }
        state.withLock { [known] box in
            (box.state.context, box.state.setups, box.state.trouble) = (known.context, known.setups, known.trouble)
        }
        return known
    }
}
