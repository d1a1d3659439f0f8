import SyncCore
import SyncEngine

/// How the pairs stand, without asking any service: what `status` and the dashboard tell.
struct Standing {
    let planned: PlannedRun
    let manifest: Manifest
    /// How the last run of each pair went.
    let runs: [PairID: LastRun]
    /// How each pair hears of changes.
    let hearings: [PairID: Hearing]
    /// Whether services can call this machine at all.
    let canBeCalled: Bool
    /// What git is in the middle of; `nil` where it isn't.
    let git: String?
    let signIns: [SignInNote]
    /// The watcher; `nil` where none runs.
    let watch: WatchStatus?

    /// Looks, without a lock.
    ///
    /// - Parameter setups: The pairs, where they are kept from look to look.
    init(_ context: Context, setups: [PairSetup]? = nil) async throws {
        let session = try context.session(writes: false, setups: setups)
        let looked = try await session.plan(SyncRequest(isOffline: true))
        manifest = await session.manifest
        runs = try await session.lastRuns()
        var planned = looked
        planned.recall(runs)
        self.planned = planned
        let webhooks = try Webhooks(context)
        canBeCalled = webhooks.settings.isComplete
        hearings = Dictionary(
            Hearing.all(webhooks, now: SignIns.now()).map { ($0.pair, $0) }, uniquingKeysWith: { first, _ in first })
        git = GitState(root: context.root).business
        signIns = context.signIns()
        watch = WatchStatus.read(root: context.root, files: DiskFileStore())
    }

    /// Looks, without a lock; what is wrong with the folder or its state comes beside a standing that knows nothing.
    static func orTrouble(_ context: Context, setups: [PairSetup]) async -> (value: Standing, failure: Failure?) {
        do { return (try await Standing(context, setups: setups), nil) } catch {
            return (Standing(knowingNothingOf: context), Failure(error))
        }
    }

    private init(knowingNothingOf context: Context) {
        (planned, manifest, runs, hearings) = (PlannedRun(), Manifest(folderID: ""), [:], [:])
        (canBeCalled, git, signIns) = (false, nil, context.signIns())
        watch = WatchStatus.read(root: context.root, files: DiskFileStore())
    }

    /// How many events of a pair a sync would do something about.
    func toSend(_ pair: PairID) -> Int {
        Set(planned.plan.operations.filter { $0.key.pair == pair && $0.isShown }.map(\.key)).count
    }

    /// How many events of a pair are known, be it looked at or not.
    func eventCount(_ pair: PairID) -> Int { manifest.records.count { $0.key.pair == pair && !$0.value.isDeleted } }

    /// The codes that the last runs and the sign-ins of `pairs` call for.
    func exitCodes(_ pairs: [PairConfiguration]) -> Set<SyncEngine.ExitCode> {
        let active = pairs.filter { !$0.isPaused }
        var codes = Set(
            active.compactMap { pair -> SyncEngine.ExitCode? in
                guard let run = runs[pair.id], run.error != nil else { return nil }
                return run.code.flatMap { SyncEngine.ExitCode(rawValue: $0) } ?? .failure
            })
        let accounts = Set(active.map(\.account))
        if signIns.contains(where: { accounts.contains($0.account) && $0.isMissing }) { codes.insert(.signIn) }
        return codes
    }
}
