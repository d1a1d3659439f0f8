import Glibc
import ICalendar
import ProviderKit
import SyncCore
import SyncEngine

/// Keeps a folder in step all day: one loop that takes hints and does what the ``WatchSchedule`` says (design.md, section 7).
///
/// A hint only wakes it: what is to be done, each run finds out from files and services, as `calsync sync` does.
actor Watch {
    /// What can happen.
    enum Event: Hashable, Sendable {
        /// Something was noticed in the folder; it lies in `noticed`.
        case folder
        /// There may be something new for a pair, or for all.
        case hint(PairID?)
        case network
        case reload
        case stop
        case timer
    }

    /// What stands until it is over, and is told once.
    enum Topic: Hashable, Sendable { case commit, dashboard, folders, git, metrics, run, settings, webhooks }

    let holder: Holder
    let signals: Signals
    let log: WatchLog
    let notifier: ServiceNotifier
    var context: Context
    var setups: [PairSetup]
    var schedule: WatchSchedule
    /// What the last run of each pair found wrong.
    var findings = WatchFindings()
    /// What of it was told, and what else was told and still is the case: each is told once.
    var known: Set<String> = []
    var standing: [Topic: String] = [:]
    /// What is wrong with files since the last run only: they may be half-written, and are looked at again first.
    var suspects: Set<String> = []
    /// How files looked when they were touched, and when that was.
    var earlier: [String: (stamp: Stamp, at: Double)] = [:]
    /// What services can be asked with while nothing is touched; `nil` before the first run.
    var quiet: QuietServices?
    /// Whether a service refused a sign-in.
    var isSignedOut = false
    /// What the status file says.
    var status: WatchStatus
    /// When each pair was looked at, and what its service said.
    var looked: [PairID: String] = [:]
    var errors: [PairID: String] = [:]
    var metrics = WatchMetrics()
    /// The metrics as they are told.
    let told = Locked("")
    /// Who listens for services that call, and for what.
    var webhooks: WebhookService?
    var listening: Listening?
    /// The dashboard, where it is wanted; it outlives this watcher while the folder is gone.
    let dashboard: WatchedDashboard?
    /// The run under way, for the signal that ends it.
    let stopping = Stopping()
    private var sleep = SleepDetector(
        running: SleepDetector.seconds(CLOCK_MONOTONIC), passing: SleepDetector.seconds(CLOCK_BOOTTIME))
    private var timer: Task<Void, Never>?
    private let noticed = Locked<[FolderWatcher.Hint]>([])
    private let feed: AsyncStream<Event>.Continuation
    private let events: AsyncStream<Event>

    init(
        _ context: Context, holder: Holder, signals: Signals, log: WatchLog, dashboard: WatchedDashboard? = nil
    ) throws {
        self.dashboard = dashboard
        self.context = context
        self.holder = holder
        self.signals = signals
        self.log = log
        notifier = ServiceNotifier(environment: context.environment)
        setups = try context.setups()
        schedule = WatchSchedule(Self.rhythms(context))
        status = WatchStatus(
            pid: getpid(), program: Version.text, since: TimeText.utc(Clock.now()), state: "running")
        (events, feed) = AsyncStream.makeStream(of: Event.self)
    }

    /// Hints that there may be something new for a pair, or for all: a service called, a person asked.
    nonisolated func hint(_ pair: PairID? = nil) { feed.yield(.hint(pair)) }

    /// Runs until it is stopped.
    ///
    /// - Throws: What makes going on pointless: ``FolderGone``, or a damaged state.
    func keepInStep() async throws {
        let watcher = FolderWatcher(root: context.root, beside: Self.beside(context)) { [feed, noticed] hint in
            let isFirst = noticed.withLock { hints in
                hints.append(hint)
                return hints.count == 1
            }
            if isFirst { feed.yield(.folder) }
        }
        signals.tell { [feed, stopping] number in
            if number != SIGHUP { stopping.begin() }
            feed.yield(number == SIGHUP ? .reload : .stop)
        }
        let network = NetworkWatcher { [feed] in feed.yield(.network) }
        let beating = beating()
        holder.whenServed { [feed] in feed.yield(.hint(nil)) }
        defer {
            withExtendedLifetime(network) { signals.tell(nil) }
            timer?.cancel()
            beating.cancel()
        }
        let listener = listen()
        defer { withExtendedLifetime(listener) {} }
        log.tell(.info, "Watching \(Self.count(watcher.watched, "folder")), \(Self.count(setups.count, "pair")).")
        notifier.ready("Watching")
        await serveDashboard()
        defer { noteState("stopped") }
        let end: Result<Void, any Error>
        do { end = .success(try await loop(watcher)) } catch { end = .failure(error) }
        await webhooks?.stop()
        if case .failure(is FolderGone) = end { await dashboard?.leave() } else { await dashboard?.stop() }
        try end.get()
        notifier.stopping()
        log.tell(.info, "Stopped.")
    }

    private func listen() -> MetricsListener? {
        guard let port = context.accounts.watch.metricsPort else { return nil }
        do { return try MetricsListener(port: port) { [told] in told.withLock { $0 } } } catch {
            tellOnce(.metrics, .warning, "No metrics: 127.0.0.1:\(port) can't be had. \(error.sentence)")
            return nil
        }
    }

    private func loop(_ watcher: FolderWatcher) async throws {
        var iterator = events.makeAsyncIterator()
        while !stopping.hasBegun {
            if holder.isOutdated { throw FolderGone.replaced }
            await hearServices()
            if let work = schedule.due(at: Self.now, together: together) {
                try await perform(work)
                continue
            }
            setTimer()
            log.tell(.debug, "Waiting.")
            guard let event = await iterator.next() else { return }
            switch event {
            case .folder: for hint in noticed.withLock({ $0.takeAll() }) { take(hint) }
            case .hint(let pair?): schedule.hinted(pair, at: Self.now)
            case .hint(nil): schedule.woke(at: Self.now)
            case .network: schedule.networkChanged(at: Self.now)
            case .reload: reload()
            case .timer: watcher.renew()
            case .stop: return
            }
        }
    }

    // MARK: Time

    /// Seconds of a clock that never jumps and stands still in sleep.
    static var now: Double { SleepDetector.seconds(CLOCK_MONOTONIC) }

    private func setTimer() {
        timer?.cancel()
        let delay = min(max((schedule.next ?? .infinity) - Self.now, 0), Self.pause)
        timer = Task { [feed] in
            try? await Task.sleep(for: .seconds(delay))
            if !Task.isCancelled { feed.yield(.timer) }
        }
    }

    /// The longest time between two looks at what nobody tells of, in seconds.
    private static let pause = 30.0

    /// Beats now and then, whatever the loop waits for: a run, somebody's command, a hint.
    private func beating() -> Task<Void, Never> {
        let pause = min(ServiceNotifier.watchdog(environment: context.environment) ?? Self.pause, Self.pause)
        return Task { [weak self] in
            while (try? await Task.sleep(for: .seconds(pause))) != nil { await self?.beat() }
        }
    }

    /// Gives a sign of life, which is one because this actor gives it, and notices that the machine slept.
    private func beat() {
        notifier.alive()
        guard sleep.slept(running: Self.now, passing: SleepDetector.seconds(CLOCK_BOOTTIME)) else { return }
        log.tell(.info, "The machine slept; looking at everything.")
        hint()
    }

    static func rhythms(_ context: Context) -> [PairID: Rhythm] {
        Dictionary(
            uniqueKeysWithValues: context.configuration.pairs.filter { !$0.isPaused }
                .map { ($0.id, Rhythm(usual: context.poll($0), at: now)) })
    }

    static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
}

extension Context {
    /// Seconds between two polls of a pair's service while nothing special goes on.
    func poll(_ pair: PairConfiguration) -> Double {
        if let poll = pair.poll ?? configuration.watch.poll { return Double(poll) }
        return switch accounts[pair.account]?.provider {
        case .google?, nil: 60
        // Each look costs a query of all rows that were edited lately, at three requests a second.
        case .notion?: 90
        // A quiet look is one small request, to a server that is often one's own.
        case .caldav?: 120
        }
    }
}

extension Array {
    /// Returns the elements and leaves none.
    fileprivate mutating func takeAll() -> [Element] {
        defer { self = [] }
        return self
    }
}
