import ProviderKit
import SyncCore

/// A pair with what is needed to sync it.
package struct PairSetup: Sendable {
    /// The pair.
    package var id: PairID
    /// Its folder, relative; empty for the whole calendar folder.
    package var folder: String
    /// The account's name.
    package var account: String
    /// The service's id of the calendar, or `primary`.
    package var calendar: String
    /// What the person allows.
    package var policy: Policy
    /// The service.
    package var provider: any Provider
    /// Whether it is left alone until the person says otherwise.
    package var isPaused: Bool
    /// What its account was asked since this was last called.
    package var takeTraffic: @Sendable () -> Traffic

    package init(
        id: PairID, folder: String, account: String, calendar: String, policy: Policy, provider: any Provider,
        isPaused: Bool = false, takeTraffic: @escaping @Sendable () -> Traffic = { Traffic() }
    ) {
        self.id = id
        self.folder = folder
        self.account = account
        self.calendar = calendar
        self.policy = policy
        self.provider = provider
        self.isPaused = isPaused
        self.takeTraffic = takeTraffic
    }
}

/// What a person asks of one run.
package struct SyncRequest: Sendable {
    /// The pairs to look at; `nil` for all.
    package var pairs: Set<PairID>?
    /// Whether the services are left alone: the folder is compared with its base.
    package var isOffline: Bool
    /// One direction only. A pair that is configured for the other one is left out.
    package var direction: Policy.Direction?
    /// Whether the safety limit is lifted for this run.
    package var allowsMassChange: Bool
    /// Whether look-alikes without a common UID are adopted.
    package var adoptsMatches: Bool
    /// Whether what waits after failures is tried at once.
    package var retriesNow: Bool
    /// Whether everything is listed anew and compared, not only what changed.
    package var isFull: Bool
    /// The DTSTAMP of files that the plan makes, in seconds since 1970; that of now where `nil`.
    package var stamp: Int?
    /// What services answered already (``QuietServices``).
    package var answers: [PairID: EarlyAnswer] = [:]
    /// How files looked at least 100 ms before, by path, where files that are being written are left alone; `nil` where all
    /// are taken as they are.
    package var earlier: [String: Stamp]?

    package init(
        pairs: Set<PairID>? = nil, isOffline: Bool = false, direction: Policy.Direction? = nil,
        allowsMassChange: Bool = false, adoptsMatches: Bool = false, retriesNow: Bool = false, isFull: Bool = false,
        stamp: Int? = nil
    ) {
        self.pairs = pairs
        self.isOffline = isOffline
        self.direction = direction
        self.allowsMassChange = allowsMassChange
        self.adoptsMatches = adoptsMatches
        self.retriesNow = retriesNow
        self.isFull = isFull
        self.stamp = stamp
    }
}

/// A trouble that concerns a whole pair: it was left alone, the others went on.
package struct PairTrouble: Hashable, Sendable {
    package var pair: PairID
    /// What happened.
    package var error: ProviderError
    /// What to do, as a sentence.
    package var remedy: String

    package init(pair: PairID, error: ProviderError, remedy: String) {
        self.pair = pair
        self.error = error
        self.remedy = remedy
    }
}

/// An event in the folder and one at the service that look the same but share no UID (case 49).
package struct LookAlike: Hashable, Sendable {
    package var pair: PairID
    /// The file, relative to the folder.
    package var path: String
    package var local: UID
    package var remote: UID
    package var title: String
}

/// What a run found and what it would do.
package struct PlannedRun: Sendable {
    /// The plan.
    package var plan: Plan
    /// Files that a person should look at.
    package var problems: [LocalFolder.Problem]
    /// Pairs that could not be looked at.
    package var troubles: [PairTrouble]
    /// Proposed adoptions.
    package var lookAlikes: [LookAlike]
    /// Events known per pair, for the summary.
    package var counts: [PairID: Int]

    package init(
        plan: Plan = Plan(), problems: [LocalFolder.Problem] = [], troubles: [PairTrouble] = [],
        lookAlikes: [LookAlike] = [], counts: [PairID: Int] = [:]
    ) {
        self.plan = plan
        self.problems = problems
        self.troubles = troubles
        self.lookAlikes = lookAlikes
        self.counts = counts
    }
}

/// What a run did.
package struct RunReport: Sendable {
    /// The run's id, for `log` and `undo`.
    package var run: String
    /// Operations done, by kind.
    package var done: [Operation] = []
    /// Operations that failed and wait, with the sentence.
    package var queued: [(operation: Operation, error: String, isParked: Bool)] = []
    /// What the run found beside the operations, after re-planning.
    package var conflicts: [Conflict] = []
    package var held: [Held] = []
    package var problems: [LocalFolder.Problem] = []
    package var troubles: [PairTrouble] = []
    /// Whether it was stopped before its end.
    package var wasStopped = false

    package init(run: String) { self.run = run }
}

/// Something to show while a run goes on.
package enum RunProgress: Sendable {
    /// A service is being read.
    case reading(PairID)
    /// `done` of `total` operations are carried out.
    case writing(done: Int, total: Int, title: String)
}
