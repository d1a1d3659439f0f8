import SyncCore
import SyncEngine

/// The stable shape of `GET /api/status`; the time is not in it, so that equal states are equal bytes.
struct PageStatus: Encodable {
    let folder, zone, version: String
    /// Whether a watcher keeps the folder in step.
    let watching: Bool
    @OrNull var git: String?
    private(set) var pairs: [Pair]
    let counts: Counts
    @OrNull var run: RunNote?
    /// Why nothing is known of the folder, or of its settings.
    @OrNull var trouble: Trouble?

    /// What waits, over all pairs.
    struct Counts: Encodable {
        let plan, conflicts, held, queue, files: Int
    }

    /// What is wrong with the folder's state or settings.
    struct Trouble: Encodable, Hashable, Sendable {
        let error, remedy: String

        init(_ failure: Failure) { (error, remedy) = (failure.sentence, failure.remedy) }
    }

    /// A run under way.
    struct RunNote: Encodable, Sendable {
        @OrNull var pair: String?
        var done = 0
        var total = 0
        let words: String
    }

    /// How one pair stands.
    struct Pair: Encodable {
        /// What it comes to.
        enum State: String, Encodable {
            case synced, syncing, waiting
            case needsYou = "needs-you"
        }

        let name, folder, account, calendar: String
        @OrNull var provider: ProviderKind?
        let direction: Policy.Direction
        let isActive: Bool
        /// A hue, 0 to 7.
        let colour: Int
        fileprivate(set) var state: State
        @OrNull var reason: String?
        @OrNull var remedy: String?
        let events, toSend, conflicts, paused, queued, parked, held: Int
        @OrNull var lastSync: String?
        @OrNull var lastError: String?
        @OrNull var nextPoll: String?
        let updates: String
        @OrNull var pushUntil: String?
        let signIn: SignIn
    }

    /// How a pair's account is signed in.
    struct SignIn: Encodable {
        enum State: String, Encodable { case ok, missing, expired, refused }

        let state: State
        @OrNull var remedy: String?
    }
}

extension PageStatus {
    /// - Parameter run: The run that this process has under way.
    init(_ standing: Standing, _ context: Context, zone: String, run: RunNote?) {
        let plan = standing.planned.plan
        let problems = standing.planned.problems.filter { $0.diagnostic.severity == .error }
        let isRunning = run != nil || standing.watch?.state == "running"
        folder = context.root
        self.zone = zone
        version = Version.number
        watching = standing.watch != nil
        pairs = context.configuration.pairs.enumerated().map { index, pair in
            Pair(pair, index: index, standing, context, isRunning: isRunning)
        }
        counts = Counts(
            plan: Set(plan.operations.filter(\.isShown).map(\.key)).count, conflicts: plan.conflicts.count,
            held: plan.held.eventCount,
            queue: standing.manifest.pairs.values.reduce(0) { $0 + ($1.retries?.count ?? 0) },
            files: problems.count)
        git = standing.git
        self.run = run
        if run == nil, isRunning { self.run = RunNote(words: "The watcher looks") }
    }

    /// Says that nothing is known of the folder: no pair is in step then.
    mutating func put(_ trouble: Trouble) {
        self.trouble = trouble
        for index in pairs.indices {
            pairs[index].state = .needsYou
            (pairs[index].reason, pairs[index].remedy) = (trouble.error, trouble.remedy)
        }
    }
}

extension PageStatus.Pair {
    fileprivate init(
        _ pair: PairConfiguration, index: Int, _ standing: Standing, _ context: Context, isRunning: Bool
    ) {
        let plan = standing.planned.plan
        let attempts = (standing.manifest.pairs[pair.id]?.retries ?? [:]).values
        let held = plan.held.filter { $0.pair == pair.id }
        let last = standing.runs[pair.id]
        let trouble = standing.planned.troubles.first { $0.pair == pair.id }
        let hearing = standing.hearings[pair.id]
        let watched = standing.watch?.pairs.first { $0.name == pair.id.text }
        name = pair.id.text
        folder = pair.folder.isEmpty ? "." : pair.folder
        (account, calendar) = (pair.account, pair.calendar)
        direction = pair.policy.direction
        isActive = !pair.isPaused
        colour = index % 8
        events = standing.planned.counts[pair.id] ?? 0
        toSend = standing.toSend(pair.id)
        conflicts = plan.conflicts.count { $0.key.pair == pair.id }
        paused = held.count { $0.cause == .paused }
        parked = attempts.count(where: \.isParked)
        queued = attempts.count - parked
        self.held = held.eventCount
        updates = (hearing?.way ?? .polling).rawValue
        signIn = PageStatus.SignIn(standing.signIns.first { $0.account == pair.account })
        let need = Self.need(
            conflicts: conflicts, held: held, parked: parked, signIn: signIn, trouble: trouble, account: pair.account)
        let waits = Self.wait(toSend: toSend, queued: queued, last: last, standing: standing)
        state = isRunning ? .syncing : need != nil ? .needsYou : waits != nil ? .waiting : .synced
        provider = context.accounts[pair.account]?.provider
        (reason, remedy) = (need?.reason ?? waits?.reason, need?.remedy ?? waits?.remedy)
        lastSync = last?.syncedAt.map(TimeText.utc)
        lastError = watched?.error ?? last?.error
        nextPoll = watched?.next
        pushUntil = hearing?.until.map { TimeText.utc(Int64($0) * 1_000_000_000) }
    }

    private typealias Words = (reason: String, remedy: String?)

    /// What waits for the person.
    private static func need(
        conflicts: Int, held: [Held], parked: Int, signIn: PageStatus.SignIn, trouble: PairTrouble?, account: String
    ) -> Words? {
        if signIn.state != .ok { return ("The sign-in to \(account) is needed.", signIn.remedy) }
        if let trouble { return (trouble.error.sentence, trouble.remedy) }
        if conflicts > 0 {
            return ("\(Watch.count(conflicts, "event")) changed on both sides.", "Decide which side counts.")
        }
        let first = held.first {
            switch $0.cause {
            case .safety, .paused, .question, .service: true
            case .retry, .policy, .skipped, .unread: false
            }
        }
        if let first { return (first.reason, first.remedy) }
        if parked > 0 { return ("\(Watch.count(parked, "event")) could not be sent.", "See the queue.") }
        return nil
    }

    /// What waits for something else.
    private static func wait(toSend: Int, queued: Int, last: LastRun?, standing: Standing) -> Words? {
        if let git = standing.git { return (git, "Finish it; `git status` says how.") }
        if let error = last?.error { return (error, "It is tried again at the next sync.") }
        if queued > 0 { return ("\(Watch.count(queued, "event")) failed and is tried again.", nil) }
        if toSend > 0 { return ("\(Watch.count(toSend, "event")) to sync.", nil) }
        if last == nil { return ("It was not synced yet.", nil) }
        return nil
    }
}

extension PageStatus.SignIn {
    fileprivate init(_ note: SignInNote?) {
        let hasEnded = note?.ends.map { $0 <= TimeText.utc(Clock.now()) } ?? false
        switch note?.kind {
        case "none"?: state = .missing
        case "unreadable"?: state = .refused
        default: state = hasEnded ? .expired : .ok
        }
        remedy = note?.warning
    }
}
